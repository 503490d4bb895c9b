"""Answers of a language model, as good as the tests want them."""

from __future__ import annotations

from typing import Any

SENTENCES = (
    "The moon pulls the sea toward itself, and the water rises into a long and gentle swell.",
    "As the earth turns beneath it, every coast meets that swell and calls it the high tide.",
    "Six hours later the water has gone again, and the children look for shells on the sand.",
    "So the sea seems to breathe, slowly and quietly, twice on each and every single day.",
)
"""Together about 26 seconds of speech."""
LOOK = "Clean flat illustration in three soft blues."


def draft(narrations: tuple[str, ...] = SENTENCES, **changes: Any) -> dict[str, Any]:
    """Return a whole answer with these narrations."""
    scenes = [
        {"narration": text, "heading": f"Part {number}", "points": ["high", " "], "picture": f"The sea, view {number}."}
        for number, text in enumerate(narrations, 1)
    ]
    answer = {
        "title": "Why the sea breathes",
        "description": "Tides in half a minute.",
        "tags": ["tides", "moon"],
        "look": LOOK,
        "scenes": scenes,
    }
    return answer | changes
