from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vidpipe.media.film.boxes import Box
from vidpipe.media.film.layout import Layout, layout_for
from vidpipe.media.film.measures import measures_of
from vidpipe.models import Aspect, Brief, CaptionLook, PresenterKind, PresenterLook, Resolution, SafeArea, Style
from vidpipe.models.brand import Corner

ASPECTS = [(16, 9), (9, 16), (1, 1), (4, 5)]
CORNERS: list[Corner] = ["top-left", "top-right", "bottom-left", "bottom-right"]
TIKTOK_LIKE = SafeArea(top=0.1, right=0.12, bottom=0.2, left=0.06)


def style(kind: PresenterKind = PresenterKind.CORNER, **presenter: object) -> Style:
    return Style(presenter=PresenterLook(kind=kind, **presenter))


styles = st.builds(
    lambda kind, side, size, place, letters: Style(
        presenter=PresenterLook(kind=kind, side=side, size=size), captions=CaptionLook(place=place, size=letters)
    ),
    st.sampled_from(PresenterKind),
    st.sampled_from(["left", "right"]),
    st.floats(0.5, 2),
    st.sampled_from(["bottom", "middle"]),
    st.floats(0.5, 2),
)
shares = st.floats(0, 0.5)
safe_areas = st.builds(SafeArea, top=shares, right=shares, bottom=shares, left=shares)
any_size = st.tuples(st.integers(72, 1920), st.integers(72, 1920)).map(lambda size: (2 * size[0], 2 * size[1]))
usual_size = st.tuples(st.sampled_from(ASPECTS), st.integers(72, 1080)).map(
    lambda pair: (2 * pair[1] * pair[0][0] // min(pair[0]) // 2 * 2, 2 * pair[1] * pair[0][1] // min(pair[0]) // 2 * 2)
)
sizes = st.one_of(any_size, usual_size).filter(lambda size: 0.3 < size[0] / size[1] < 3.5)


@settings(max_examples=300, deadline=None)
@given(sizes, styles, safe_areas, st.booleans(), st.sampled_from(CORNERS))
def test_nothing_leaves_the_frame_or_covers_another(
    size: tuple[int, int], look: Style, safe: SafeArea, presenter: bool, mark: Corner
) -> None:
    width, height = size
    layout = layout_for(width, height, style=look, presenter=presenter, safe=safe, mark=mark)
    frame = Box(left=0, top=0, width=width, height=height)
    places = [box for box in (layout.stage, layout.presenter, layout.captions, layout.watermark) if box]

    assert all(frame.holds(box) and box.width > 0 and box.height > 0 for box in places)
    assert (layout.presenter is not None) is presenter
    assert layout.stage.holds(layout.captions)
    if layout.watermark is None:
        assert max(safe.top + safe.bottom, safe.left + safe.right) > 0.2
    else:
        assert layout.stage.holds(layout.watermark)
        assert not layout.captions.overlaps(layout.watermark)
        assert layout.presenter is None or not layout.watermark.overlaps(layout.presenter)
    if layout.presenter is not None:
        assert not layout.captions.overlaps(layout.presenter)
        panel = look.presenter.kind is PresenterKind.PANEL
        assert layout.stage.overlaps(layout.presenter) is not panel
    # 4:2:0 colour has no odd places.
    for box in (layout.stage, layout.presenter):
        assert box is None or all(value % 2 == 0 for value in (box.left, box.top, box.width, box.height))


@settings(max_examples=300, deadline=None)
@given(sizes, styles, safe_areas, st.booleans())
def test_what_matters_is_not_under_what_the_platform_covers(
    size: tuple[int, int], look: Style, safe: SafeArea, presenter: bool
) -> None:
    layout = layout_for(*size, style=look, presenter=presenter, safe=safe)
    free = measures_of(*size, safe).safe.grown(1)

    assert free.holds(layout.captions)
    assert layout.watermark is None or free.holds(layout.watermark)
    if layout.presenter is not None:
        assert free.holds(_face(layout, look.presenter.kind))


def _face(layout: Layout, kind: PresenterKind) -> Box:
    """Return what of a presenter's place must be seen: all of a circle or figure, of a panel its visible end."""
    box = layout.presenter
    assert box is not None
    if kind is not PresenterKind.PANEL:
        return box
    if box.height == layout.height:
        return Box(left=box.right - 1, top=layout.height // 2, width=1, height=1)
    return Box(left=layout.width // 2, top=box.bottom - 1, width=1, height=1)


@settings(max_examples=100, deadline=None)
@given(sizes, styles, safe_areas, st.booleans())
def test_the_left_side_mirrors_the_right(size: tuple[int, int], look: Style, safe: SafeArea, presenter: bool) -> None:
    def with_side(side: str) -> Style:
        return look.model_copy(update={"presenter": look.presenter.model_copy(update={"side": side})})

    turned = SafeArea(top=safe.top, bottom=safe.bottom, left=safe.right, right=safe.left)
    right = layout_for(*size, style=with_side("right"), presenter=presenter, safe=safe, mark="top-right")
    left = layout_for(*size, style=with_side("left"), presenter=presenter, safe=turned, mark="top-left")
    assert left.captions == right.captions.mirrored(size[0])
    assert left.presenter == (right.presenter and right.presenter.mirrored(size[0]))
    assert left.stage == right.stage.mirrored(size[0])
    assert left.watermark == (right.watermark and right.watermark.mirrored(size[0]))


@pytest.mark.parametrize(
    ("aspect", "safe"), [*((aspect, SafeArea()) for aspect in Aspect), (Aspect.PORTRAIT, TIKTOK_LIKE)]
)
@pytest.mark.parametrize("resolution", Resolution)
@pytest.mark.parametrize("kind", PresenterKind)
def test_usual_frames_have_readable_captions_and_a_visible_presenter(
    aspect: Aspect, resolution: Resolution, kind: PresenterKind, safe: SafeArea
) -> None:
    width, height = Brief(prompt="x", aspect=aspect, resolution=resolution).frame_size
    layout = layout_for(width, height, style=style(kind), presenter=True, safe=safe)
    assert layout.presenter is not None
    assert layout.watermark is not None
    short = min(width, height)

    assert 16 <= layout.line_length <= 42
    assert 0.04 * short <= layout.font_size <= 0.06 * short
    # A figure that stands above what is covered reaches far up, and captions stand above it.
    assert layout.captions.top > (0.35 if safe.bottom else 0.49) * layout.stage.height
    assert layout.presenter.width >= 0.2 * short
    assert layout.stage.width * layout.stage.height >= 0.55 * width * height * (1 - safe.right - safe.bottom)


def test_captions_stand_where_the_style_says() -> None:
    middle = Style(captions=CaptionLook(place="middle"))
    for width, height in ((1920, 1080), (1080, 1920)):
        box = layout_for(width, height, style=middle, presenter=True).captions
        assert abs(box.top + box.height / 2 - height / 2) < 0.06 * height
    intro = middle.model_copy(update={"presenter": PresenterLook(kind=PresenterKind.INTRO)})
    assert layout_for(1920, 1080, style=intro, presenter=True).captions.top > 1080 * 0.75


def test_larger_letters_get_more_room() -> None:
    one, two = (
        layout_for(1920, 1080, style=Style(captions=CaptionLook(size=size)), presenter=False) for size in (1.0, 2.0)
    )
    assert two.font_size == pytest.approx(2 * one.font_size, abs=1)
    assert two.captions.height == pytest.approx(2 * one.captions.height, abs=2)
    assert two.line_length < one.line_length


def test_a_figure_stands_on_the_frames_edge_unless_that_is_covered() -> None:
    free = layout_for(1080, 1920, style=style(PresenterKind.CUTOUT), presenter=True)
    covered = layout_for(1080, 1920, style=style(PresenterKind.CUTOUT), presenter=True, safe=TIKTOK_LIKE)
    assert free.presenter is not None
    assert covered.presenter is not None
    assert free.presenter.bottom == 1920
    assert covered.presenter.bottom <= 1920 * 0.8


@pytest.mark.parametrize(("size", "beside"), [((1920, 1080), True), ((1080, 1920), False), ((1080, 1080), False)])
def test_a_panel_stands_beside_wide_pictures_and_below_others(size: tuple[int, int], beside: bool) -> None:
    layout = layout_for(*size, style=style(PresenterKind.PANEL), presenter=True)
    assert layout.presenter is not None
    assert (layout.stage.height == size[1]) is beside
    assert (layout.stage.width == size[0]) is not beside
    whole = layout.stage.width * layout.stage.height + layout.presenter.width * layout.presenter.height
    assert whole == size[0] * size[1]
