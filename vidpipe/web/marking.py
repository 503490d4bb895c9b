"""Texts of ours as HTML: what stands in backticks is set as code."""

from __future__ import annotations

from markupsafe import Markup, escape


def marked(text: str) -> Markup:
    """Return a text with what stands in backticks as code; an option such as ``--place`` is not broken over lines."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return escape(text)
    return Markup("").join(_code(part) if number % 2 else escape(part) for number, part in enumerate(parts))


def _code(words: str) -> Markup:
    shown = (_option(word) if word.startswith("-") else escape(word) for word in words.split(" "))
    return Markup("<code>{}</code>").format(Markup(" ").join(shown))


def _option(word: str) -> Markup:
    return Markup('<span class="option">{}</span>').format(word)
