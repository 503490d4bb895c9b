"""The formats of a video: whether it is short enough for them, and what is drawn for the further ones."""

from __future__ import annotations

from dataclasses import replace

from vidpipe.errors import InvalidInput
from vidpipe.models import Brief, Format, Style
from vidpipe.providers import ImageRequest
from vidpipe.providers.writing.languages import seconds_of
from vidpipe.stages.picture_place import picture_place

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


def further_requests(brief: Brief, style: Style, request: ImageRequest) -> list[ImageRequest]:
    """Return what has to be drawn besides a scene's main picture: one request for each further size of picture."""
    places = [picture_place(wanted, style, presenter=brief.avatar.enabled) for wanted in renditions(brief)]
    further = {(place.width, place.height): place for place in reversed(places)}
    further.pop((request.width, request.height), None)
    return [
        replace(
            request, width=width, height=height, captions=place.captions, presenter=place.presenter, safe=place.safe
        )
        for (width, height), place in sorted(further.items(), key=lambda one: one[0])
    ]
