"""Text that every encoder takes."""

from __future__ import annotations


def whole_text(text: str) -> str:
    """Replace halves of surrogate pairs, which JSON can carry and no encoder takes, one for one."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
