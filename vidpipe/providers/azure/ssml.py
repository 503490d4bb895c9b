"""The document that says what Azure is to speak (SSML, W3C Speech Synthesis Markup Language 1.0)."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from vidpipe.providers.azure.voices import locale_of

# What XML 1.0 (section 2.2) does not allow, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def ssml(text: str, voice: str, rate: str) -> bytes:
    """Return the document for a text of any kind: nothing in it is taken for markup."""
    spoken = escape(_NOT_XML.sub(" ", text))
    if rate:
        spoken = f"<prosody rate={quoteattr(rate)}>{spoken}</prosody>"
    return (
        f'<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang={quoteattr(locale_of(voice))}>'
        f"<voice name={quoteattr(voice)}>{spoken}</voice></speak>"
    ).encode()
