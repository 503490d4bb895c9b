"""Every style in every shape of frame, small: what is drawn over the pictures stands where it should."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from vidpipe.media import Cue, Look, Material, Shot, caption_boxes
from vidpipe.media.film.paint import paint_film
from vidpipe.models import Aspect, CaptionKind, PresenterKind, SafeArea, Scene, Style
from vidpipe.providers.base import ImageRequest
from vidpipe.providers.local.cards import draw_card
from vidpipe.styles import built_in
from vidpipe_tests.integration.media.material import presenter

SIZES = {
    Aspect.LANDSCAPE: (426, 240),
    Aspect.PORTRAIT: (240, 426),
    Aspect.SQUARE: (240, 240),
    Aspect.TALL: (240, 300),
}
FPS, FRAMES = 24, 30
CUE = Cue(start=0.25, end=1.2, lines=("Good tea needs water,", "just off the boil."))
SEEN_AT, SEEN_BESIDE = 20, 25
"""Frames with the caption; of a presenter who fills the frame at first, one after they have gone to the corner."""


@pytest.fixture(scope="module")
def speaker(tmp_path_factory: pytest.TempPathFactory) -> Material:
    path = asyncio.run(presenter(tmp_path_factory.mktemp("speaker") / "presenter.mp4", 2 * FRAMES / FPS))
    return Material(path=path, sha256="speaker")


def shots(folder: Path, look: Look, style: Style) -> list[Shot]:
    """Two designed cards, drawn as the line draws them, with a caption over each."""
    from PIL import Image

    stage, whole = look.layout.stage, (look.width, look.height)
    # A camera goes elsewhere for the sake of captions that stand before what is drawn, which leaves room for them.
    captions = look.layout.captions if (stage.width, stage.height) == whole else None
    made = []
    for number in (1, 2):
        request = ImageRequest(
            scene=Scene(number=number, narration="Tea.", picture="A kettle with steam", heading="Hot tea"),
            scene_count=2,
            title="How to make tea",
            style=style.name,
            language="en",
            width=stage.width,
            height=stage.height,
            seed=0,
            presenter=None,
            captions=captions,
            design=style.design,
            palette=style.palette,
        )
        path = folder / f"{number}.png"
        Image.fromarray(draw_card(request)).save(path)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        made.append(
            Shot(number=number, picture=Material(path=path, sha256=digest), frames=FRAMES, cues=(CUE,), drawn=True)
        )
    return made


def lumas(look: Look, film: list[Shot], count: int = 2 * FRAMES) -> list[npt.NDArray[np.int16]]:
    area = look.width * look.height
    return [
        np.frombuffer(frame, np.uint8)[:area].reshape(look.height, look.width).astype(np.int16)
        for frame in islice(paint_film(look, film), count)
    ]


@pytest.mark.parametrize("aspect", list(Aspect))
@pytest.mark.parametrize("name", sorted(built_in()))
def test_captions_stand_in_the_frame_clear_of_the_presenter_and_are_all_that_changes(
    tmp_path: Path, speaker: Material, name: str, aspect: Aspect
) -> None:
    style = built_in()[name]
    width, height = SIZES[aspect]
    look = Look(width=width, height=height, fps=FPS, style=style, presenter=speaker, safe=SafeArea())
    film = shots(tmp_path, look, style)
    frames = lumas(look, film)
    assert len(frames) == 2 * FRAMES
    assert frames[-1].std() > 3, "an empty frame"

    boxes = caption_boxes(look, film)
    if style.captions.kind is CaptionKind.NONE:
        assert boxes == []
        return
    assert len(dict.fromkeys(one.cue for one in boxes)) == 2
    for one in boxes:
        box, place = one.box, one.presenter
        assert box.left >= 0
        assert box.top >= 0
        assert box.right <= width
        assert box.bottom <= height
        assert place is None or not box.overlaps(place)
    seen_at = SEEN_BESIDE if style.presenter.kind is PresenterKind.INTRO else SEEN_AT
    bare = lumas(look, [replace(shot, cues=()) for shot in film], seen_at + 1)
    changed = np.abs(frames[seen_at] - bare[seen_at]) > 25
    box = [one.box for one in boxes if one.cue == boxes[0].cue][-1]
    assert changed[box.top : box.bottom, box.left : box.right].mean() > 0.02, "no caption is seen"
    changed[max(box.top - 2, 0) : box.bottom + 2, max(box.left - 2, 0) : box.right + 2] = False
    assert not changed.any(), "something is drawn outside of the caption's box"
