"""Where things stand in the frame: one place that keeps pictures, presenter, captions and mark from each other."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vidpipe.media.film.boxes import Box, between
from vidpipe.media.film.caption_place import caption_place, mean_line
from vidpipe.media.film.measures import Measures, measures_of
from vidpipe.media.film.presenter_place import panel_place, presenter_place
from vidpipe.models import PresenterKind, SafeArea, Style
from vidpipe.models.brand import Corner

__all__ = ["Box", "Layout", "layout_for"]

LONGEST_LINE = 42
"""Characters; the limit of broadcasters for Latin subtitles."""
MARK_WIDTH, MARK_HEIGHT = 0.24, 0.075
"""Room for a watermark, as shares of the frame's shorter side."""
SMALLEST_MARK = 8
"""Pixels of height."""
_PLAIN, _FREE = Style(), SafeArea()


@dataclass(frozen=True, kw_only=True)
class Layout:
    """The places of one frame. ``captions`` is room for two lines; captions stand at its lower edge, centred."""

    width: int
    height: int
    stage: Box
    """Where pictures go: the frame, or what a presenter's panel leaves of it. Its numbers are even."""
    presenter: Box | None
    """Where the presenter stands: the circle's square, the panel, or what a cut-out figure fills."""
    captions: Box
    middle: int
    """The column on which captions are centred while no presenter stands beside them."""
    foot: int
    """The row above which captions stand while a presenter fills the frame: as low as is safe, below the face."""
    watermark: Box | None
    """Room for a mark, which stands in the corner of it that is named; none where too much is covered."""
    font_size: int
    """Size of an em of the captions in pixels."""
    line_length: int
    """Characters of Latin text that fit one line of captions."""


def layout_for(
    width: int,
    height: int,
    *,
    presenter: bool,
    style: Style = _PLAIN,
    safe: SafeArea = _FREE,
    mark: Corner = "top-right",
) -> Layout:
    """Place everything in a frame of ``width`` × ``height`` pixels, both even and at least 128.

    Nothing but pictures and a panel's edges comes under what the platform covers. Captions stand beside the presenter
    where a line is long enough there, otherwise above; if neither leaves room for words, their letters shrink. A
    presenter that fills the frame at first (``PresenterKind.INTRO``) is laid out as standing in the corner; until then
    captions are centred on ``middle`` and stand above ``foot``.
    """
    if style.presenter.side == "right":
        return _right(width, height, presenter, style, safe, mark)
    mirrored = safe.model_copy(update={"left": safe.right, "right": safe.left})
    layout = _right(width, height, presenter, style, mirrored, _other_side(mark))
    return replace(
        layout,
        stage=layout.stage.mirrored(width),
        presenter=layout.presenter and layout.presenter.mirrored(width),
        captions=layout.captions.mirrored(width),
        middle=width - layout.middle,
        watermark=layout.watermark and layout.watermark.mirrored(width),
    )


def _other_side(mark: Corner) -> Corner:
    sides: dict[Corner, Corner] = {
        "top-left": "top-right",
        "top-right": "top-left",
        "bottom-left": "bottom-right",
        "bottom-right": "bottom-left",
    }
    return sides[mark]


def _right(width: int, height: int, presenter: bool, style: Style, safe: SafeArea, mark: Corner) -> Layout:
    """Return the layout with the presenter on the right."""
    measures = measures_of(width, height, safe)
    stage, place = between(0, 0, width, height), None
    if presenter and style.presenter.kind is PresenterKind.PANEL:
        stage, place = panel_place(measures, style.presenter.size)
    elif presenter:
        place = presenter_place(measures, style.presenter)
    look = style.captions
    if presenter and style.presenter.kind is PresenterKind.INTRO:
        # In the middle they would lie over the face that fills the frame.
        look = look.model_copy(update={"place": "bottom"})
    area = measures.inside(stage)
    captions, font_size = caption_place(measures, look, stage, place)
    return Layout(
        width=width,
        height=height,
        stage=stage,
        presenter=place,
        captions=captions,
        middle=(area.left + area.right) // 2,
        foot=area.bottom,
        watermark=_mark_place(measures, mark, stage, [box for box in (place, captions) if box]),
        font_size=font_size,
        line_length=min(LONGEST_LINE, mean_line(captions.width, font_size)),
    )


def _mark_place(measures: Measures, corner: Corner, stage: Box, others: list[Box]) -> Box | None:
    """Find room for a mark in its corner, or the nearest to it that nothing else takes; smaller where there is none."""
    area, gap = measures.inside(stage), round(measures.gap)
    width, height = min(MARK_WIDTH * measures.short, area.width), MARK_HEIGHT * measures.short
    while height >= SMALLEST_MARK:
        sides = [area.left, area.right - round(width)]
        own = area.top if corner.startswith("top") else area.bottom - round(height)
        tops = [other.top - gap - round(height) for other in others] + [other.bottom + gap for other in others]
        for left in sides if corner.endswith("left") else reversed(sides):
            for top in [own, *sorted(tops, key=lambda top: abs(top - own))]:
                box = Box(left=left, top=top, width=round(width), height=round(height))
                if area.holds(box) and not any(box.overlaps(other) for other in others):
                    return box
        width, height = 0.9 * width, 0.9 * height
    return None
