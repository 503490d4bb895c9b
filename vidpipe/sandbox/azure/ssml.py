"""Reads SSML as Azure Speech takes it: which voice says what, with the pauses between."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

MAX_TAGS = 50
"""Most ``voice`` and ``audio`` elements of one request."""

_SPEAK_NEEDS = ("version", "xml:lang")
_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s)")
_LONGEST_BREAK = 20.0


class BadSsml(Exception):
    """Azure would refuse this SSML; the message is its plain-text answer."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """What one voice says, and the seconds of silence before it."""

    voice: str
    language: str
    text: str
    pause: float


@dataclass
class _Reader:
    """Follows the parser through the document."""

    voices: Mapping[str, str]
    lines: list[Line] = field(default_factory=list)
    language: str = ""
    _depth: int = 0
    _tags: int = 0
    _voice: str | None = None
    _text: str = ""
    _pause: float = 0.0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._depth == 0:
            self._open_speak(name, attributes)
        elif name in ("voice", "audio"):
            self._tags += 1
            if self._tags > MAX_TAGS:
                raise BadSsml(f"More than {MAX_TAGS} voice and audio elements.")
        if name == "voice":
            self._open_voice(attributes.get("name"))
        elif name == "break":
            self._flush()
            self._pause += _break(attributes)
        self._depth += 1

    def end(self, name: str) -> None:
        self._depth -= 1
        if name == "voice":
            self._flush()
            self._voice = None
        elif name in ("p", "s"):
            self._text += " "

    def data(self, text: str) -> None:
        if self._voice is None and text.strip():
            raise BadSsml("Text must be inside a voice element.")
        self._text += text

    def _open_speak(self, name: str, attributes: dict[str, str]) -> None:
        if name != "speak":
            raise BadSsml(f"The root element must be speak, not {name}.")
        if missing := [attribute for attribute in _SPEAK_NEEDS if not attributes.get(attribute)]:
            raise BadSsml(f"The speak element lacks {' and '.join(missing)}.")
        self.language = attributes["xml:lang"]

    def _open_voice(self, name: str | None) -> None:
        if self._voice is not None:
            raise BadSsml("A voice element cannot be inside another.")
        if name not in self.voices:
            raise BadSsml(f"Unsupported voice {name}.")
        self._text = ""
        self._voice = name

    def _flush(self) -> None:
        if self._voice is not None and self._text.strip():
            language = self.voices[self._voice]
            line = Line(voice=self._voice, language=language, text=" ".join(self._text.split()), pause=self._pause)
            self.lines.append(line)
            self._pause = 0.0
        self._text = ""


def read_ssml(document: bytes, voices: Mapping[str, str]) -> list[Line]:
    """Return what is to be spoken; ``voices`` maps the known names to their languages.

    Raises :class:`BadSsml` for what is no XML, has a document type (entities of its own), names no known voice or
    says nothing.
    """
    reader = _Reader(voices)
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.data
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(document, True)
    except expat.ExpatError as error:
        raise BadSsml(f"The SSML is not well-formed XML: {error}.") from error
    if not reader.lines:
        raise BadSsml("There is nothing to speak inside a voice element.")
    return reader.lines


def _refuse_doctype(*_: object) -> None:
    raise BadSsml("A document type is not allowed.")


def _break(attributes: Mapping[str, str]) -> float:
    asked = attributes.get("time")
    if asked is None:
        return 0.75
    found = _DURATION.fullmatch(asked.strip())
    if not found:
        raise BadSsml(f"Invalid break time {asked}.")
    return min(_LONGEST_BREAK, float(found[1]) / (1000 if found[2] == "ms" else 1))
