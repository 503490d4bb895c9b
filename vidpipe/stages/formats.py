"""The formats of a video: whether it is short enough for them, and what is drawn for the further ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from vidpipe.errors import InvalidInput
from vidpipe.models import Brief, Format
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
    return [_picture_place(context, wanted, drawn_here=drawn_here) for wanted in renditions(context.brief)]


def _picture_place(context: StageContext[Any], wanted: Format, *, drawn_here: bool) -> PicturePlace:
    asked_style = context.asked_style or context.style
    mark = None if context.brand is None else context.brand.mark
    asked = picture_place(wanted, asked_style, presenter=context.brief.avatar.enabled, mark=mark)
    now = picture_place(wanted, context.style, presenter=context.avatar.enabled, mark=mark)
    serves = asked.is_as_large_as(now) and (not drawn_here or asked.keeps_clear(now))
    return asked if serves else now


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
