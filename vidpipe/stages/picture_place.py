"""How large a scene's picture is, and what of it the film covers."""

from __future__ import annotations

from dataclasses import dataclass

from vidpipe.media.film.layout import Box, layout_for
from vidpipe.models import Brief, CaptionKind, Style


@dataclass(frozen=True, kw_only=True)
class PicturePlace:
    """A picture's size in pixels, and the boxes of it that captions and presenter cover."""

    width: int
    height: int
    captions: Box | None
    presenter: Box | None


def picture_place(brief: Brief, style: Style) -> PicturePlace:
    """Return the place of every scene's picture in a brief's film."""
    width, height = brief.frame_size
    layout = layout_for(width, height, presenter=brief.avatar.enabled)
    captioned = style.captions.kind is not CaptionKind.NONE
    return PicturePlace(
        width=width, height=height, captions=layout.captions if captioned else None, presenter=layout.presenter
    )
