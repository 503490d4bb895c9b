"""Presenters paint megabytes, so they go as soon as nobody needs them."""

from __future__ import annotations

import gc
import io
import weakref

import numpy as np
from PIL import Image

from vidpipe.providers.did.portrait import draw_portrait
from vidpipe.providers.local.presenter.character import cast
from vidpipe.providers.local.presenter.drawn import DrawnPresenter
from vidpipe.providers.local.presenter.motion import Pose
from vidpipe.providers.local.presenter.portrait import PortraitPresenter

POSE = Pose(
    openness=0.5, width=0.5, teeth=0.5, lid=0.0, gaze=(0.0, 0.0), brow=0.0, shift=(0.0, 0.0), tilt=0.0, breath=0.0
)


def is_gone_at_once(presenters: list[DrawnPresenter | PortraitPresenter]) -> bool:
    """Let a presenter draw, and tell whether it goes with the list, before Python looks for rings of objects."""
    presenters[0].frame(POSE)
    left = weakref.ref(presenters[0])
    gc.disable()
    try:
        presenters.clear()
        return left() is None
    finally:
        gc.enable()


def test_a_drawn_presenter_goes_when_the_film_is_made() -> None:
    assert is_gone_at_once([DrawnPresenter(cast(1), 240)])


def test_a_portrait_goes_when_the_film_is_made() -> None:
    portrait = np.asarray(Image.open(io.BytesIO(draw_portrait(1))).convert("RGB"))
    assert is_gone_at_once([PortraitPresenter(portrait, 240, 240)])
