"""Whether a film may go out: looked over, told, and stopped when it is not fit."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from vidpipe.errors import MediaError
from vidpipe.media import Expected, Span, inspect
from vidpipe.models import CardsLook, Check, MotionKind, SceneSpeech
from vidpipe.stages.context import StageContext


async def look_over(context: StageContext[Any], film: Path, expected: Expected, *, of: str = "") -> list[Check]:
    """Look a film over, note what was seen, and return it; ``of`` is the name of a further format.

    Raises MediaError: MEDIA_QUALITY_FAILED when it is not fit to go out, and what cannot be read or run.
    """
    checks = await inspect(film, expected)
    note_checks(context, checks)
    require_fit(checks, of=of)
    return checks


def require_fit(checks: Sequence[Check], *, of: str = "") -> None:
    """Raise MediaError (MEDIA_QUALITY_FAILED) with what was seen when a check says that the film is not fit to go out.

    ``of`` is the name of a further format.
    """
    fatal = [check for check in checks if check.is_fatal]
    if not fatal:
        return
    told = "; ".join(f"{check.name}: {check.seen}" for check in fatal)
    raise MediaError(
        f"The film{of and f' in the format {of}'} is not fit to go out: {told}.",
        code="MEDIA_QUALITY_FAILED",
        details={**_failed(checks), "checks": [check.wire() for check in checks], **({"format": of} if of else {})},
    )


def note_checks(context: StageContext[Any], checks: Sequence[Check]) -> None:
    """Put what was seen among the notes of a try, whether it was seen now or when the film was made."""
    context.notes.update({"checks": [check.wire() for check in checks], "warnings": _failed(checks)})


def _failed(checks: Sequence[Check]) -> dict[str, str]:
    return {check.name: check.seen for check in checks if not check.passed}


def pauses(scenes: Sequence[SceneSpeech], duration: float) -> list[Span]:
    """Return where nobody speaks: before the first scene's words, between scenes, and after the last ones."""
    spoken = [(words[0].start, words[-1].end) for words in (scene.sentences for scene in scenes) if words]
    ends = [0.0, *(end for _, end in spoken)]
    starts = [*(start for start, _ in spoken), duration]
    return [Span(start=end, end=start) for end, start in zip(ends, starts, strict=True) if start > end]


def rests(
    scenes: Sequence[tuple[float, float, bool]], *, motion: MotionKind, cards: CardsLook, duration: float
) -> list[Span]:
    """Return where a still picture is wanted: title cards, and still pictures when the camera stands.

    ``scenes`` are begin and end of each in the film, in seconds, and whether it shows a clip.
    """
    still = [Span(start=start, end=end) for start, end, moves in scenes if not moves and motion is MotionKind.NONE]
    still += [Span(start=0.0, end=cards.intro)] if cards.intro else []
    still += [Span(start=duration - cards.outro, end=duration)] if cards.outro else []
    return _joined(sorted(still, key=lambda span: span.start))


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Join spans that touch; a stretch that begins in one and ends in the next is wanted as a whole."""
    if not spans:
        return []
    breaks = [one.end < other.start for one, other in pairwise(spans)]
    joined = [[spans[0]]]
    for span, is_break in zip(spans[1:], breaks, strict=True):
        if is_break:
            joined.append([])
        joined[-1].append(span)
    return [Span(start=part[0].start, end=max(span.end for span in part)) for part in joined]
