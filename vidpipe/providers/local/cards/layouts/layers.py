"""Cards for things made of layers: plates drawn apart with a label each, or a cut through all of them."""

from __future__ import annotations

import numpy as np

from vidpipe.providers.local.cards import backdrop, shapes
from vidpipe.providers.local.cards.card import Card
from vidpipe.providers.local.cards.colours import Colour, Linear, mix
from vidpipe.providers.local.cards.frame import Box
from vidpipe.providers.local.cards.iso import Plane
from vidpipe.providers.local.cards.layouts import heading
from vidpipe.providers.local.cards.layouts.spread import spread
from vidpipe.providers.local.cards.layouts.stack import point_signs
from vidpipe.providers.local.cards.motifs.slabs import plate
from vidpipe.providers.local.cards.palettes import Scheme
from vidpipe.text.fit import Block

_LEAD = 5.1
"""From a plate's corner to its label, in units."""


def exploded(card: Card) -> None:
    """Draw the layers as plates floating above one another, a line leading from each to its name."""
    picture = _headline(card, 0.36)
    points, rtl = card.plan.points, card.plan.rtl
    # The lowest plate is thick.
    picture = Box(picture.left, picture.top, picture.right, picture.bottom - card.unit * 2)
    half = min(picture.width * 0.29, picture.height / (1.04 + 0.62 * (len(points) - 1)) * 0.98)
    x = picture.right - half if rtl else picture.left + half
    step = min(half * 0.66, (picture.height - half * 1.1) / max(1, len(points) - 1))
    top = picture.y - step * (len(points) - 1) / 2
    card.canvas.light(x, picture.y, half * 1.5, card.palette.accent, 0.2)
    planes = [Plane(x, top + step * index, half) for index in range(len(points))]
    with card.canvas.part("picture"):
        for plane, point, name in reversed(list(zip(planes, points, point_signs(card), strict=True))):
            plate(card, plane, point, name)
        width = picture.width - 2 * half - card.unit * _LEAD
        blocks = card.fit_points(width, card.unit * 15, card.frame.body * 1.08, 3)
        for plane, block in zip(planes, blocks, strict=True):
            _label(card, plane, block)


def _headline(card: Card, share: float) -> Box:
    """Paint ground and heading, and return the place of the layers."""
    laid = spread(card, share, lines=2, least=34, needed=True)
    backdrop.paint(card, *laid.focus(card))
    heading.draw_heading(card, laid.heading, card.edge(laid.words), laid.top(card, heading.height(card, laid.heading)))
    return laid.picture


def _label(card: Card, plane: Plane, block: Block) -> None:
    unit, palette, rtl = card.unit, card.palette, card.plan.rtl
    sign = -1 if rtl else 1
    corner = plane.x + sign * plane.half * 0.86
    end = plane.x + sign * (plane.half + unit * 3.5)
    line = np.array([(corner, plane.y), (end, plane.y)], np.float64)
    card.canvas.paint(shapes.stroke(line, max(1.5, unit * 0.28)), palette.ink, 0.75)
    card.canvas.paint(shapes.disc(corner, plane.y, unit * 0.75), palette.accent2)
    # The label stands on the middle of its line: half the height of a capital above it for one line.
    y = plane.y - (block.rise + block.leading * (len(block.lines) - 1)) / 2
    card.canvas.text(block, plane.x + sign * (plane.half + unit * _LEAD), y, palette.ink, card.start)


def band_tone(palette: Scheme, share: float) -> Colour:
    """Return a band's colour: the accent on top, then ever quieter tones that the ink stays legible on."""
    return palette.accent if share == 0 else mix(palette.accent, palette.surface, 0.78 + 0.16 * share)


def section(card: Card) -> None:
    """Draw the layers as bands on top of one another, as a cut through the ground shows them."""
    picture = _headline(card, 0.4)
    points, palette, unit = card.plan.points, card.palette, card.unit
    gap = unit * 0.9
    bands = picture.rows(len(points), gap)
    inset = unit * 3.2
    size = min(bands[0].height * 0.5, unit * 8)
    width = bands[0].width - 2 * inset * (len(points) - 1) - size - unit * 9
    blocks = card.fit_points(width, bands[0].height - unit * 2, card.frame.body * 1.08, 2)
    side = -1 if card.plan.rtl else 1
    for rank, (band, block, name) in enumerate(zip(bands, blocks, point_signs(card), strict=True)):
        share = rank / max(1, len(points) - 1)
        shift = inset * (len(points) - 1 - rank)
        box = Box(band.left + shift, band.top, band.right - shift, band.bottom)
        tone = band_tone(palette, share)
        mask = shapes.rounded(box.left, box.top, box.width, box.height, unit * 2.2)
        ink = palette.on_accent if rank == 0 else palette.ink
        with card.canvas.part("words"):
            card.raised(mask, Linear(mix(tone, (1, 1, 1), 0.1), tone), 0.9)
            card.sign(name, card.edge(box) + side * (unit * 3 + size / 2), box.y, size, ink)
            card.canvas.text(block, card.edge(box) + side * (unit * 6 + size), box.y - block.middle, ink, card.start)
