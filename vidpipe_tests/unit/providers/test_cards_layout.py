"""What stands on a card keeps clear of all else on it and of what the film lays over it: measured as boxes."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from vidpipe.media.film.layout import layout_for
from vidpipe.models import PLATFORMS, Aspect, Brief, Platform, PresenterKind, SafeArea, Scene
from vidpipe.providers.base import ImageRequest
from vidpipe.providers.local.cards import paint_card
from vidpipe.providers.local.cards.card import Card
from vidpipe.styles import BUILT_IN, built_in
from vidpipe.styles.palettes import chosen_palette

SIZES = {"16:9": (320, 180), "9:16": (180, 320), "1:1": (180, 180), "4:5": (180, 224), "shorts": (180, 320)}
LONG_TITLE = "How induction cooking works, and why it saves energy in every home"
LONG_HEADING = "Why a magnet under glass makes your saucepan hot"
SCENES: dict[str, dict[str, Any]] = {
    "opener": {"number": 1, "heading": LONG_HEADING, "picture": "A pot of boiling water on a cooktop"},
    "hero": {"number": 2, "heading": LONG_HEADING, "picture": "A cat, a dog and a tree"},
    "list": {"number": 3, "heading": LONG_HEADING, "points": ["Water", "Heat", "Something else"]},
    "steps": {"number": 2, "heading": "Tea", "picture": "The process", "points": ["Soak", "Draw", "Rinse", "Pour"]},
    "bars": {"number": 3, "heading": LONG_HEADING, "picture": "Induction 85 %, gas 40 %"},
    "figure": {"number": 2, "heading": f"1.4 billion {LONG_HEADING}", "picture": "Investment money"},
    "closing": {"number": 9, "heading": LONG_HEADING, "picture": "An idea, light bulb"},
}
PRESENTERS = (PresenterKind.CORNER, PresenterKind.CUTOUT)
AIR = 0.5
"""Units by which two boxes may touch: a pixel of these small cards."""


def painted(style: str, shape: str, presenter: PresenterKind | None, *, title: str, **scene: Any) -> Card:
    width, height = SIZES[shape]
    look = built_in()[style]
    if presenter is not None:
        look = look.model_copy(update={"presenter": look.presenter.model_copy(update={"kind": presenter})})
    safe = PLATFORMS[Platform.SHORTS].safe[Aspect.PORTRAIT] if shape == "shorts" else SafeArea()
    places = layout_for(width, height, presenter=presenter is not None, style=look, safe=safe)
    request = ImageRequest(
        scene=Scene(**{"narration": "Some words.", "picture": "Something", **scene}),
        scene_count=9,
        title=title,
        style=style,
        language="en",
        width=width,
        height=height,
        seed=0,
        presenter=places.presenter,
        captions=places.captions,
        mark=places.watermark,
        safe=safe,
        design=look.design,
        palette=chosen_palette(Brief(prompt="How it works"), look),
    )
    return paint_card(request)


def troubles(card: Card) -> list[str]:
    air = AIR * card.unit
    boxes = [(part.kind, part.box.inset(air, air)) for part in card.canvas.parts]
    covered = {name: getattr(card.request, name) for name in ("captions", "presenter", "mark")}
    over = [(name, card.frame.on_card(box)) for name, box in covered.items() if box is not None]
    return [
        f"{first} on {second}"
        for (first, one), (second, other) in [*combinations(boxes, 2), *((b, o) for b in boxes for o in over)]
        if one.overlaps(other)
    ]


@pytest.mark.parametrize("shape", SIZES)
@pytest.mark.parametrize("style", BUILT_IN)
def test_nothing_on_a_card_touches_anything_else(style: str, shape: str) -> None:
    cases = [("opener", LONG_TITLE), ("opener", LONG_HEADING)]
    # What differs between the styles is how wide and large they write.
    cases += [(name, LONG_TITLE) for name in (set(SCENES) if style == "explainer" else {"list", "figure"})]
    for name, title in cases:
        for presenter in (None, PresenterKind.CORNER, PresenterKind.CUTOUT) if name == "opener" else PRESENTERS:
            card = painted(style, shape, presenter, title=title, **SCENES[name])
            assert card.canvas.parts
            assert not troubles(card), (presenter, name, title)


@pytest.mark.parametrize("shape", SIZES)
def test_a_heading_shrinks_and_its_picture_gives_way_before_words_are_cut(shape: str) -> None:
    whole = painted("explainer", shape, PresenterKind.CORNER, title=LONG_TITLE, **SCENES["hero"])
    short = painted("explainer", shape, PresenterKind.CORNER, title=LONG_TITLE, **SCENES["hero"] | {"heading": "Why"})

    def size(card: Card, kind: str) -> float:
        return max((one.box.height for one in card.canvas.parts if one.kind == kind), default=0.0)

    assert size(whole, "picture") <= size(short, "picture")
    assert size(short, "picture") > 17 * short.unit
    assert size(whole, "words") > size(short, "words")


def test_a_card_too_low_for_its_points_shows_its_heading_alone() -> None:
    points = ["Water", "Heat", "Time", "Luck", "Patience", "More"]
    card = painted(
        "explainer", "shorts", PresenterKind.CUTOUT, title=LONG_TITLE, heading="Six", number=2, points=points
    )

    assert [part.kind for part in card.canvas.parts] == ["words"]
