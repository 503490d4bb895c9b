"""Captions from a person's own file: SubRip, WebVTT or ASS, in any encoding, however its times overlap."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pysubs2
from pysubs2.exceptions import Pysubs2Error
from pysubs2.time import TIMESTAMP

from vidpipe.errors import InvalidInput
from vidpipe.errors.files import file_errors, require_file
from vidpipe.media.captions.cues import Cue, make_cues, with_words
from vidpipe.media.captions.phrases import plain, width
from vidpipe.models import SceneSpeech, TimedText
from vidpipe.text.encodings import encoding_of

LARGEST_FILE = 16 * 1024 * 1024
"""Bytes; an hour of captions has 0.1 MB."""
MOST_LINES = 2
SHORTEST = 0.001
SLIGHT_OVERLAP = 0.5
LEAST_SEEN = 0.12
"""Seconds of a caption on one side of a cut below which it would only flicker there."""
FORMATS = {".srt": "srt", ".vtt": "vtt", ".ass": "ass", ".ssa": "ssa"}
TIMES = {"srt": TIMESTAMP, "vtt": re.compile(r"(?:\d+:)?\d{1,2}:\d{1,2}[.,]\d{1,3}")}
EXAMPLES = {
    "srt": "00:01:02,500 --> 00:01:04,000",
    "vtt": "00:01:02.500 --> 00:01:04.000",
    "ass": "Dialogue: 0,0:01:02.50,0:01:04.00,Default,,0,0,0,,Words",
    "ssa": "Dialogue: Marked=0,0:01:02.50,0:01:04.00,Default,,0,0,0,,Words",
}
BRACE, LESS = "\ue000", "\ue001"
"""Stand for a brace and a sign that begin no command while the file is read."""


def read_subtitles(path: Path, *, encoding: str | None = None) -> list[Cue]:
    """Read a file of captions; times count from the film's beginning, none overlaps another, and lines are its own.

    The encoding is what the byte order mark says, else UTF-8, unless ``encoding`` names one. Where two captions are
    seen at once, both are shown in one. Raises InvalidInput (VALIDATION_ERROR, PAYLOAD_TOO_LARGE) with the line that
    cannot be read and the fix, NotFound (FILE_NOT_FOUND), StorageError.
    """
    kind = FORMATS.get(path.suffix.lower())
    if kind is None:
        raise _refused(path, f"captions are a file of {', '.join(FORMATS)}, not {path.suffix or 'one without suffix'}")
    text = _decoded(path, encoding)
    if not text.strip():
        raise _refused(path, "it is empty: give captions, or leave --captions out")
    if kind in TIMES:
        _require_times(path, text, kind)
    try:
        kept = re.sub(r"<(?!/?[A-Za-z])", LESS, re.sub(r"\{(?!\\)", BRACE, text))
        document = pysubs2.SSAFile.from_string(kept, format_=kind)
    except (Pysubs2Error, ValueError) as error:
        raise _refused(path, f"it cannot be read as {kind.upper()} ({error}): correct it, or export it anew") from error
    cues = [_cue(path, number, event) for number, event in enumerate(document.events, 1) if not event.is_comment]
    shown = list(_apart([cue for cue in cues if cue is not None]))
    if not shown:
        raise _refused(path, f"it holds no captions with times: write such as {EXAMPLES[kind]}")
    return shown


def fitted(cues: Sequence[Cue], line_length: int) -> list[Cue]:
    """Return captions of at most two lines that fit; those that do not are cut anew at phrases, within their time."""
    result: list[Cue] = []
    for cue in cues:
        fits = len(cue.lines) <= MOST_LINES and all(width(line) <= line_length for line in cue.lines)
        result += [cue] if fits else _cut_anew(cue, line_length)
    return result


def refuse_outside(path: Path, cues: Sequence[Cue], seconds: float) -> None:
    """Refuse captions that nobody would see, as the film of so many seconds is over. Raises InvalidInput."""
    for cue in cues:
        if cue.start >= seconds or cue.end <= 0:
            raise _refused(
                path,
                f"the caption {cue.lines[0][:60]!r} stands from {cue.start:g} s to {cue.end:g} s, and the film lasts "
                f"{seconds:.2f} s: correct its times, leave it out, or give the sound that they belong to",
            )


def within(cues: Sequence[Cue], start: float, end: float) -> tuple[Cue, ...]:
    """Return what is seen of captions from ``start`` to ``end``, in seconds from ``start``.

    One that is seen before and after a cut is in both shots, its words lit on as they were.
    """
    seen: list[Cue] = []
    for cue in cues:
        share = min(cue.end, end) - max(cue.start, start)
        if share > min(LEAST_SEEN, (cue.end - cue.start) / 2):
            whole = with_words(cue).shifted(-start)
            seen.append(replace(whole, start=max(whole.start, 0.0), end=min(whole.end, round(end - start, 3))))
    return tuple(seen)


def _decoded(path: Path, encoding: str | None) -> str:
    with file_errors("read the captions", path):
        require_file(path, "the captions")
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise InvalidInput(
            f"{path} is larger than {LARGEST_FILE // 1024**2} MB; it can hardly be captions.",
            code="PAYLOAD_TOO_LARGE",
            details={"path": str(path), "limit": LARGEST_FILE},
        )
    known = encoding_of(content, encoding)
    try:
        text = content.decode(known).removeprefix("\ufeff")
    except LookupError as error:
        raise _refused(path, f"{known!r} is no encoding: name one such as utf-8, latin-1 or big5") from error
    except UnicodeError as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        raise _refused(
            path,
            f"it is not {known} text (at byte {start}): save it as UTF-8, or say which encoding it has, such as "
            "--captions-encoding latin-1",
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def _require_times(path: Path, text: str, kind: str) -> None:
    """Refuse lines that mean a time and hold none: the reader would take them for words, or pass over a sign."""
    for number, line in enumerate(text.split("\n"), 1):
        told = f"line {number}, {line.strip()[:60]!r},"
        if re.match(r"\s*[-\u2212\d:.,]+\s*-->", line) and re.search(r"(?:^|-->)\s*[-\u2212]\s*\d", line):
            raise _refused(path, f"{told} has a time before the film's beginning: times count from 0")
        if re.match(r"\s*[\d:.,]+\s*-->", line) and len(TIMES[kind].findall(line)) != 2:
            raise _refused(path, f"{told} holds no two times: write such as {EXAMPLES[kind]}")


def _cue(path: Path, number: int, event: pysubs2.SSAEvent) -> Cue | None:
    start, end = event.start / 1000, event.end / 1000
    if end < start:
        raise _refused(
            path, f"caption {number} ends ({end:g} s) before it begins ({start:g} s): correct one of its times"
        )
    lines = tuple(
        line for part in event.plaintext.replace(BRACE, "{").replace(LESS, "<").split("\n") if (line := plain(part))
    )
    return Cue(start=start, end=end, lines=lines) if lines and end > start else None


def _apart(cues: Sequence[Cue]) -> Iterator[Cue]:
    """Yield captions one after another; where several are seen at once, one with the lines of all."""
    ordered = _trimmed(sorted(cues, key=lambda cue: (cue.start, cue.end)))
    times = sorted({time for cue in ordered for time in (cue.start, cue.end)})
    waiting, active = list(reversed(ordered)), list[Cue]()
    for start, end in pairwise(times):
        active = [cue for cue in active if cue.end > start]
        while waiting and waiting[-1].start <= start:
            active.append(with_words(waiting.pop()))
        if active:
            lines = tuple(line for cue in active for line in cue.lines)
            words = tuple(line for cue in active for line in cue.words)
            yield Cue(start=start, end=end, lines=lines, words=words)


def _trimmed(ordered: Sequence[Cue]) -> list[Cue]:
    """End captions where the next begins if they overlap by little, as files often have it by mistake."""
    result = list(ordered)
    for index, (cue, following) in enumerate(pairwise(ordered)):
        if cue.start < following.start < cue.end <= following.start + SLIGHT_OVERLAP:
            result[index] = replace(cue, end=following.start)
    return result


def _cut_anew(cue: Cue, line_length: int) -> list[Cue]:
    text = " ".join(cue.lines)
    words = [word for line in with_words(cue).words for word in line]
    if any(one.start > other.start for one, other in pairwise(words)):
        # Of several captions at once: one after the other.
        words = list(with_words(replace(cue, lines=(text,), words=())).words[0])
    inside = [(min(max(word.start, cue.start), cue.end), min(max(word.end, cue.start), cue.end)) for word in words]
    timed = [TimedText(text=word.text, start=start, end=end) for word, (start, end) in zip(words, inside, strict=True)]
    whole = TimedText(text=text, start=cue.start, end=cue.end)
    scene = SceneSpeech(scene=1, start=cue.start, end=cue.end, sentences=[whole], words=timed)
    return [part.shifted(cue.start) for part in make_cues(scene, line_length=line_length)]


def _refused(path: Path, problem: str) -> InvalidInput:
    return InvalidInput(f"{path}: {problem}.", details={"path": str(path)})
