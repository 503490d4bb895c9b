"""Chapters from scenes: where they begin, how they are called, and how sites read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from vidpipe.media.captions.phrases import Piece, pieces, plain, width
from vidpipe.models import Chapter, Scene, SceneSpeech
from vidpipe.text.limits import shortened

FEWEST, SHORTEST = 3, 10.0
"""YouTube takes a list of chapters only with three or more of ten seconds or more, in order, the first at 0:00
(support.google.com/youtube/answer/9884579)."""
SHORT_FILM = 60.0
"""Seconds up to which a film is seen whole: it gets no chapters."""
MOST = 40
"""Chapters of a film: more than that is no help to find a place. Our own bound."""
TITLE_WIDTH = 48
"""Characters of Latin text of a title: YouTube's player shows 49."""
_DANGLING = " \t.,:;،؛。、，：；…–—-"


@dataclass(frozen=True, kw_only=True)
class _Part:
    """What one chapter may be made of: a scene."""

    heading: str
    words: str
    start: float


def make_chapters(scenes: Sequence[Scene], spoken: Sequence[SceneSpeech], duration: float) -> list[Chapter]:
    """Return the chapters of a film of ``duration`` seconds, title cards included; none where there would be too few.

    ``spoken`` tells when each scene begins in the film. A title card at the beginning belongs to the first chapter, one
    at the end to the last. Scenes that are too short, or go on under the same heading, are joined to the one before.
    """
    if duration < SHORT_FILM:
        return []
    words = {scene.number: scene for scene in scenes}
    parts = [_part(words[one.scene], one.start) for one in spoken if one.scene in words]
    return _joined(parts, duration, max(SHORTEST, duration / MOST))


def fewer_chapters(chapters: Sequence[Chapter]) -> list[Chapter]:
    """Return the chapters with the shortest but the last joined to the one before; none when too few would be left."""
    if len(chapters) <= FEWEST:
        return []
    lengths = [after.start - before.start for before, after in pairwise(chapters[1:])]
    shortest = 1 + lengths.index(min(lengths))
    return [chapter for number, chapter in enumerate(chapters) if number != shortest]


def _part(scene: Scene, start: float) -> _Part:
    return _Part(heading=_shortened(scene.heading), words=_shortened(scene.narration), start=start)


def _joined(parts: Sequence[_Part], duration: float, shortest: float) -> list[Chapter]:
    groups: list[list[_Part]] = []
    for part in parts:
        begun = 0.0 if len(groups) <= 1 else groups[-1][0].start
        goes_on = bool(part.heading) and groups and part.heading == groups[-1][-1].heading
        if groups and (goes_on or part.start - begun < shortest):
            groups[-1].append(part)
        else:
            groups.append([part])
    if len(groups) > 1 and duration - groups[-1][0].start < shortest:
        last = groups.pop()
        groups[-1] += last
    if len(groups) < FEWEST:
        return []
    return [
        Chapter(title=_title(group) or str(number), start=group[0].start if number > 1 else 0.0)
        for number, group in enumerate(groups, 1)
    ]


def _title(group: Sequence[_Part]) -> str:
    return next((part.heading for part in group if part.heading), group[0].words)


def _shortened(text: str) -> str:
    """Return the beginning of a text, cut where a phrase ends."""
    line = plain(text)
    if width(line) <= TITLE_WIDTH:
        return line.rstrip(_DANGLING)
    parts = pieces(line, line_length=TITLE_WIDTH)
    best, chosen = float("inf"), 0
    for count in range(1, len(parts)):
        shown = _text(parts[:count])
        if width(shown) > TITLE_WIDTH - 1:
            break
        hurt = parts[count].cost + 8 * (1 - width(shown) / TITLE_WIDTH)
        if hurt <= best:
            best, chosen = hurt, count
    if not chosen:
        return shortened(line, lambda part: width(part) <= TITLE_WIDTH)
    short = _text(parts[:chosen]).rstrip(_DANGLING)
    is_sentence = parts[chosen].cost == 0
    return short if is_sentence else f"{short}…"


def _text(parts: Sequence[Piece]) -> str:
    return "".join(" " * (part.space and number > 0) + part.text for number, part in enumerate(parts))


def chapter_lines(chapters: Sequence[Chapter]) -> str:
    """Return chapters as lines ``0:00 Title``, the form that YouTube reads in a description; empty for none.

    Times are whole seconds, cut off: a chapter never begins after its first word, and none gets shorter than ten.
    """
    is_long = bool(chapters) and chapters[-1].start >= 3600
    return "\n".join(f"{_time(int(one.start), is_long=is_long)} {plain(one.title)}" for one in chapters)


def _time(seconds: int, *, is_long: bool) -> str:
    hours, minutes = divmod(seconds // 60, 60)
    if is_long:
        return f"{hours}:{minutes:02}:{seconds % 60:02}"
    return f"{minutes}:{seconds % 60:02}"
