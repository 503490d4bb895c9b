"""The formats of a video: whether it is short enough for them, and what is drawn for the further ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from vidpipe.errors import InvalidInput
from vidpipe.models import AvatarBrief, Brief, Decided, Format, Style
from vidpipe.models.brand import Corner
from vidpipe.providers import ImageRequest
from vidpipe.providers.writing.languages import seconds_of
from vidpipe.stages.context import StageContext
from vidpipe.stages.picture_place import PicturePlace, picture_place

FASTEST = 2.0
"""Times the usual speed: faster than any voice speaks."""


def renditions(brief: Brief) -> list[Format]:
    """Return every format in which a video is made, the main one first."""
    return brief.all_formats


def refuse_too_long(brief: Brief, seconds: float) -> None:
    """Refuse a film that lasts longer than a platform takes. Raises InvalidInput naming the platform and the fix."""
    for format_ in renditions(brief):
        if format_.longest is not None and seconds > format_.longest:
            raise InvalidInput(
                f"{format_.target} takes films of up to {format_.longest:g} seconds, and this one lasts {seconds:.1f}: "
                "shorten the script, or name another target.",
                details={"field": "target" if not format_.name else "formats", "seconds": round(seconds, 3)},
            )


def refuse_hopeless(brief: Brief) -> None:
    """Refuse a person's own script that no voice could speak in the time that a platform takes.

    How long it really lasts nobody knows before it is spoken: only what would be too long at twice the usual speed is
    refused so early. Raises InvalidInput.
    """
    if brief.script is not None:
        usual = sum(seconds_of(scene.narration, brief.language) for scene in brief.script.scenes)
        refuse_too_long(brief, usual / FASTEST)


def picture_places(context: StageContext[Any], *, drawn_here: bool) -> list[PicturePlace]:
    """Return the place of every scene's picture in each format, the main one first.

    What people decided about the presenter counts where it changes the pictures' size. Else they stay as they were
    asked for, since others cost money; ``drawn_here`` they cost none, and are drawn anew where the presenter or the
    captions would come to lie over their words.
    """
    asked_style = context.asked_style or context.style
    mark = None if context.brand is None else context.brand.mark
    return _places(context.brief, asked_style, context.style, context.avatar, drawn_here=drawn_here, mark=mark)


def pictures_move(
    brief: Brief, asked_style: Style, before: Decided, after: Decided, *, drawn_here: bool, mark: Corner | None
) -> bool:
    """Whether scenes' pictures are others after decisions about the presenter than before.

    ``mark`` is the corner of the brand's watermark.
    """
    then, now = (
        _places(
            brief,
            asked_style,
            decided.style(asked_style),
            decided.avatar(brief.avatar),
            drawn_here=drawn_here,
            mark=mark,
        )
        for decided in (before, after)
    )
    return then != now


def _places(
    brief: Brief, asked_style: Style, style: Style, avatar: AvatarBrief, *, drawn_here: bool, mark: Corner | None
) -> list[PicturePlace]:
    places = []
    for wanted in renditions(brief):
        asked = picture_place(wanted, asked_style, presenter=brief.avatar.enabled, mark=mark)
        now = picture_place(wanted, style, presenter=avatar.enabled, mark=mark)
        serves = asked.is_as_large_as(now) and (not drawn_here or asked.keeps_clear(now))
        places.append(asked if serves else now)
    return places


def further_requests(places: Sequence[PicturePlace], request: ImageRequest) -> list[ImageRequest]:
    """Return what has to be drawn besides a scene's main picture: one request for each further size of picture."""
    further = {(place.width, place.height): place for place in reversed(places)}
    further.pop((request.width, request.height), None)
    return [
        replace(
            request,
            width=width,
            height=height,
            captions=place.captions,
            presenter=place.presenter,
            mark=place.mark,
            safe=place.safe,
        )
        for (width, height), place in sorted(further.items(), key=lambda one: one[0])
    ]
