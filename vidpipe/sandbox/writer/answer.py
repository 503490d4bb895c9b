"""One answer of the simulated language model, as text."""

from __future__ import annotations

import json
from dataclasses import dataclass

from vidpipe.sandbox.plaintext import whole_text
from vidpipe.sandbox.writer.fill import Filler, scene_bounds
from vidpipe.sandbox.writer.schema import Schema
from vidpipe.sandbox.writer.script import Written, write
from vidpipe.sandbox.writer.wish import read_wish


@dataclass(frozen=True)
class Reply:
    """What the model says."""

    text: str


_FREE: Schema = {
    "type": "object",
    "properties": {
        "title": {"type": "string"},
        "description": {"type": "string"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "language": {"type": "string"},
        "scenes": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "number": {"type": "integer"},
                    "heading": {"type": "string"},
                    "narration": {"type": "string"},
                    "image_prompt": {"type": "string"},
                    "duration_seconds": {"type": "number"},
                },
            },
        },
    },
}
"""What it answers when JSON is asked for without saying of which shape."""


def reply(system: str, user: str, *, schema: Schema | None = None, as_json: bool = False) -> Reply:
    """Answer a request: JSON that the schema allows, JSON of a shape of its own, or text in Markdown.

    Raises :class:`~vidpipe.sandbox.writer.schema.CannotFill` for a schema that nothing can meet.
    """
    system, user = whole_text(system), whole_text(user)
    if schema is None and not as_json:
        return Reply(_markdown(write(read_wish(system, user))))
    used = _FREE if schema is None else schema
    fewest, most = scene_bounds(used)
    written = write(read_wish(system, user), fewest, most)
    return Reply(json.dumps(Filler(used, written).value(), ensure_ascii=False))


def _markdown(written: Written) -> str:
    parts = [f"# {written.title}", written.description]
    parts += [
        f"## {scene.number}. {scene.heading}\n\n{scene.narration}\n\n*{scene.picture}*" for scene in written.scenes
    ]
    return "\n\n".join(parts)


def tokens(text: str) -> int:
    """Estimate tokens: four letters each, or one Chinese character and a bit."""
    wide = sum(character > "⺀" for character in text)
    return -(-(len(text) - wide) // 4) + round(wide * 0.8)
