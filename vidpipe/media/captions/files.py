"""Writing captions to files: SRT and WebVTT for players and video sites."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from vidpipe.errors import file_errors
from vidpipe.media.captions.cues import Cue
from vidpipe.media.captions.phrases import plain
from vidpipe.text.bidi import is_rtl

WORD_JOINER = "\u2060"
RIGHT_TO_LEFT = "\u200f"


def write_srt(cues: Sequence[Cue], out: Path) -> None:
    r"""Write SubRip captions, UTF-8.

    The format has no escapes, and players take ``<i>`` and ``{\an8}`` for commands, so an invisible word joiner parts
    such brackets from what follows.
    """
    blocks = []
    for number, cue in enumerate(on_single_lines(cues), start=1):
        text = "\n".join(re.sub(r"([<{])(?=\S)", rf"\1{WORD_JOINER}", _directed(line)) for line in cue.lines)
        blocks.append(f"{number}\n{_clock(cue.start, ',')} --> {_clock(cue.end, ',')}\n{text}\n")
    with file_errors("write the captions", out):
        out.write_text("\n".join(blocks), encoding="utf-8", newline="\n")


def write_vtt(cues: Sequence[Cue], out: Path) -> None:
    """Write WebVTT captions, UTF-8, with ``&``, ``<`` and ``>`` escaped as its section 6.1 asks."""
    blocks = ["WEBVTT\n"]
    for cue in on_single_lines(cues):
        text = "\n".join(html.escape(_directed(line), quote=False) for line in cue.lines)
        blocks.append(f"{_clock(cue.start, '.')} --> {_clock(cue.end, '.')}\n{text}\n")
    with file_errors("write the captions", out):
        out.write_text("\n".join(blocks), encoding="utf-8", newline="\n")


def on_single_lines(cues: Sequence[Cue]) -> list[Cue]:
    """Return cues whose lines are lines: a break inside one would end the caption, or begin another."""
    return [replace(cue, lines=tuple(map(plain, cue.lines))) for cue in cues]


def _directed(line: str) -> str:
    """Mark a right-to-left line that begins with a left-to-right word, which players would turn around."""
    first = next((kind for kind in map(unicodedata.bidirectional, line) if kind in ("L", "R", "AL")), "L")
    return RIGHT_TO_LEFT + line if first == "L" and is_rtl(line) else line


def _clock(seconds: float, point: str) -> str:
    milliseconds = round(seconds * 1000)
    rest, milliseconds = divmod(milliseconds, 1000)
    minutes, second = divmod(rest, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours:02}:{minute:02}:{second:02}{point}{milliseconds:03}"
