"""How large a scene's picture is in a format of the film, and what of it the film covers."""

from __future__ import annotations

from dataclasses import dataclass

from vidpipe.media import layout_for
from vidpipe.media.film.layout import Box
from vidpipe.models import CaptionKind, Format, SafeArea, Style
from vidpipe.models.brand import Corner


@dataclass(frozen=True, kw_only=True)
class PicturePlace:
    """A picture's size in pixels, and the boxes of it that captions, presenter and watermark cover."""

    width: int
    height: int
    captions: Box | None
    presenter: Box | None
    safe: SafeArea
    """What the platform covers of its edges; nothing beside a panel, where the stage itself is laid out clear of it."""
    mark: Box | None = None

    def is_as_large_as(self, other: PicturePlace) -> bool:
        """Whether pictures of both places have the same size."""
        return (self.width, self.height) == (other.width, other.height)

    def keeps_clear(self, other: PicturePlace) -> bool:
        """Whether what is drawn for this place lies clear of all that covers the other."""
        captions = other.captions
        beside = _holds(self.presenter, other.presenter) and _holds(self.mark, other.mark)
        # What is drawn leaves captions the whole width.
        return beside and (
            captions is None
            or (
                self.captions is not None
                and self.captions.top <= captions.top
                and captions.bottom <= self.captions.bottom
            )
        )


def picture_place(wanted: Format, style: Style, *, presenter: bool, mark: Corner | None = None) -> PicturePlace:
    """Return the place of every scene's picture in a film: the frame, or what a presenter's panel leaves of it.

    ``mark`` is the corner of a brand's watermark.
    """
    width, height = wanted.frame_size
    layout = layout_for(
        width, height, presenter=presenter, style=style, safe=wanted.safe, mark="top-right" if mark is None else mark
    )
    captions = None if style.captions.kind is CaptionKind.NONE else layout.captions
    return PicturePlace(
        width=layout.stage.width,
        height=layout.stage.height,
        captions=_within(layout.stage, captions),
        presenter=_within(layout.stage, layout.presenter),
        mark=None if mark is None else _within(layout.stage, layout.watermark),
        safe=wanted.safe if (layout.stage.width, layout.stage.height) == (width, height) else SafeArea(),
    )


def _holds(place: Box | None, other: Box | None) -> bool:
    return other is None or (place is not None and place.holds(other))


def _within(stage: Box, box: Box | None) -> Box | None:
    """Return the part of a box that lies on the stage, counted from the stage's corner; None where none does."""
    if box is None or not box.overlaps(stage):
        return None
    left, top = max(box.left, stage.left), max(box.top, stage.top)
    right, bottom = min(box.right, stage.right), min(box.bottom, stage.bottom)
    return Box(left=left - stage.left, top=top - stage.top, width=right - left, height=bottom - top)
