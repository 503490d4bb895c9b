"""Designed scene cards: pictures drawn from a scene's own words."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vidpipe.providers.base import ImageRequest
from vidpipe.providers.local.cards.card import Card
from vidpipe.providers.local.cards.frame import Frame
from vidpipe.providers.local.cards.layouts import paint_layout
from vidpipe.providers.local.cards.palettes import scheme_of
from vidpipe.providers.local.cards.plan import make_plan

__all__ = ["VERSION", "draw_card", "paint_card"]

VERSION = 8
"""Grows with every change that makes the same request look different, also one of the film's layout or camera."""


def draw_card(request: ImageRequest) -> NDArray[np.uint8]:
    """Draw one scene's card as (height, width, 3) RGB."""
    return paint_card(request).canvas.finished(request.seed)


def paint_card(request: ImageRequest) -> Card:
    """Paint one scene's card, whose canvas then tells what stands where."""
    frame = Frame(request.width, request.height, request.captions, request.presenter, request.safe, request.mark)
    card = Card(request, make_plan(request), scheme_of(request.palette), frame)
    paint_layout(card)
    return card
