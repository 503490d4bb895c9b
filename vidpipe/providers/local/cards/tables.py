"""Tables of words, as the icons' vocabulary and the lexicons of other languages are written down."""

from __future__ import annotations


def by_word(table: str) -> dict[str, str]:
    """Return word → what it stands for, of lines "what: word word word"; of a word's lines the last one counts."""
    lines = (line.split(": ") for line in table.strip().splitlines())
    return {word: meaning for meaning, words in lines for word in words.split()}
