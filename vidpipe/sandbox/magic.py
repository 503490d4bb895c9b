"""Magic words: a text that holds ``sandbox:<word>`` meets the refusal of that name, without a control call."""

from __future__ import annotations

import re
from collections.abc import Collection

_WORD = re.compile(r"\bsandbox:([a-z_]+)", re.IGNORECASE)


def magic_word(text: str, words: Collection[str]) -> str | None:
    """Return the first of ``words`` that a text asks for, None when it asks for none."""
    return next((word for found in _WORD.findall(text) if (word := found.lower()) in words), None)
