"""The drawn presenter, put together: parts painted once per state, then moved and laid over each other."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from vidpipe.media.presenter.framing import SQUARE_FACE, framing
from vidpipe.providers.local.presenter.canvas import Box, Canvas, colour
from vidpipe.providers.local.presenter.character import Character
from vidpipe.providers.local.presenter.clothes import draw_body
from vidpipe.providers.local.presenter.eyes import draw_brows, draw_eyes
from vidpipe.providers.local.presenter.face import draw_glasses, draw_head, draw_nose
from vidpipe.providers.local.presenter.hair import draw_hair_behind, draw_hair_front
from vidpipe.providers.local.presenter.lips import draw_mouth
from vidpipe.providers.local.presenter.motion import Pose
from vidpipe.providers.local.presenter.remembering import remembered
from vidpipe.providers.local.presenter.sprite import Move, Sprite, overlay
from vidpipe.providers.local.presenter.video_colour import Layer, Picture, layer_of

_HEAD = Box(130, 10, 870, 960)
_FACE = Box(330, 330, 670, 690)
_EYES = Box(330, 370, 670, 512)
_BROWS = Box(330, 330, 670, 400)
_MOUTH = Box(390, 536, 610, 684)
_CENTRE = np.array((500.0, 455.0))
_ZOOM = 1.08
"""The design is enlarged this much about its centre, to fill a round crop."""
_NECK = np.array((500.0, 740.0))
"""The head turns about the base of the neck."""
_TORSO_TOP, _TORSO_BELOW = 540, 60
_JAWS, _LIDS, _LIFTS, _GAPS, _WIDTHS, _TEETH, _GLANCES = 8, 8, 12, 16, 4, 4, 8
"""In how many steps the parts are painted."""
_BREATHS = 7_680
"""Steps of breath per side of the design: 1/16 pixel in a film of 480."""
_REMEMBERED = 64 << 20
"""Bytes of painted mouths, and of painted looks, that are kept."""


class DrawnPresenter:
    """Draws one character in any pose, in pictures of ``width`` × ``height`` pixels; of a square when that is left out.

    With ``ground``, #rrggbb, they stand before that one colour.
    """

    def __init__(self, who: Character, width: int, height: int | None = None, *, ground: str | None = None) -> None:
        self._who = who
        self.width, self.height = width, height or width
        frame = framing(self.width, self.height)
        self._scale = frame.face * self.height / (SQUARE_FACE * 1000)
        middle = framing(1, 1).middle * 1000
        self._corner = np.array((self.width / 2 - 500 * self._scale, frame.middle * self.height - middle * self._scale))
        foot = (self.height - self._corner[1]) / self._scale
        torso = Box(0, _TORSO_TOP, 1000, (foot - _CENTRE[1]) / _ZOOM + _CENTRE[1] + _TORSO_BELOW)
        # Painting a part takes longer than a frame may, and speech comes back to the same shapes again and again.
        self._head = remembered(self._paint_head)
        self._brows = remembered(self._paint_brows)
        self._eyes = remembered(self._paint_eyes, 256)
        self._mouth = remembered(self._paint_mouth, _REMEMBERED // self._pixels(_MOUTH) // 4)
        self._looks = remembered(self._paint_looks, _REMEMBERED // self._pixels(_FACE) // 4)
        self._shoulders = remembered(self._place_shoulders, 64)
        self._background = self._backdrop(
            who.background if ground is None else (ground, ground), dithered=ground is None
        )
        self._behind = self._paint(_HEAD, draw_hair_behind)
        self._body = self._paint(torso, draw_body)
        self._hair = self._paint(_HEAD, draw_hair_front)
        self._nose = self._paint(_FACE, draw_nose)
        self._glasses = self._paint(_FACE, _draw_spectacles)

    def frame(self, pose: Pose) -> Picture:
        """Draw one frame."""
        picture = self._background.copy()
        x, y = pose.shift
        # Nearer parts move further: a flat drawing seems to turn its head.
        self._behind.lay(picture, self._move(x * 0.75, y * 0.9, pose.tilt))
        body, left, top = self._shoulders(round(pose.breath * _BREATHS))
        overlay(picture[top : top + body.shape[0], left : left + body.shape[1]], body)
        self._head(round(pose.openness * _JAWS)).lay(picture, self._move(x, y, pose.tilt))
        self._features(pose).lay(picture, self._move(x * 1.5, y * 1.35, pose.tilt))
        self._hair.lay(picture, self._move(x * 1.12, y * 1.05, pose.tilt))
        return picture

    def _features(self, pose: Pose) -> Sprite:
        """Set the mouth under eyes, brows and nose."""
        lid = round(pose.lid * _LIDS)
        right, down = (round(part * _GLANCES) if lid < _LIDS else 0 for part in pose.gaze)
        looks = self._looks(lid, right, down, round(pose.brow * _LIFTS))
        mouth = self._mouth(round(pose.openness * _GAPS), round(pose.width * _WIDTHS), round(pose.teeth * _TEETH))
        layer = looks.layer.copy()
        mouth.set_into(layer, _FACE)
        return Sprite(layer=layer, box=_FACE, scale=looks.scale)

    def _move(self, x: float, y: float, tilt: float) -> Move:
        """Turn about the neck, shift by shares of the side, and bring to pixels."""
        cosine, sine = np.cos(np.radians(tilt)), np.sin(np.radians(tilt))
        turn = np.array([[cosine, -sine], [sine, cosine]]) * _ZOOM
        offset = (_NECK - _CENTRE) * _ZOOM + _CENTRE - turn @ _NECK + np.array((x, y)) * 1000
        return np.column_stack([turn * self._scale, offset * self._scale + self._corner])

    def _place_shoulders(self, rise: int) -> tuple[Layer, int, int]:
        return self._body.moved(self._move(0, -rise / _BREATHS, 0), self.width, self.height)

    def _paint_looks(self, lid: int, right: int, down: int, lift: int) -> Sprite:
        """Put nose, eyes, brows and glasses together; they rest most of the time."""
        layer = np.zeros(Canvas(_FACE, self._nose.scale).shape, np.uint8)
        for sprite in (self._nose, self._eyes(lid, right, down), self._brows(lift), self._glasses):
            sprite.set_into(layer, _FACE)
        return Sprite(layer=layer, box=_FACE, scale=self._nose.scale)

    def _paint_head(self, drop: int) -> Sprite:
        return self._paint(_HEAD, lambda canvas, who: draw_head(canvas, who, drop / _JAWS))

    def _paint_brows(self, lift: int) -> Sprite:
        return self._paint(_BROWS, lambda canvas, who: draw_brows(canvas, who, lift / _LIFTS))

    def _paint_eyes(self, lid: int, right: int, down: int) -> Sprite:
        gaze = right / _GLANCES, down / _GLANCES
        return self._paint(_EYES, lambda canvas, who: draw_eyes(canvas, who, lid / _LIDS, gaze))

    def _paint_mouth(self, gap: int, width: int, teeth: int) -> Sprite:
        return self._paint(
            _MOUTH, lambda canvas, who: draw_mouth(canvas, who, gap / _GAPS, width / _WIDTHS, teeth / _TEETH)
        )

    def _paint(self, box: Box, draw: Callable[[Canvas, Character], None]) -> Sprite:
        canvas = Canvas(box, self._detail)
        draw(canvas, self._who)
        return Sprite.of(canvas)

    @property
    def _detail(self) -> float:
        """Pixels of layers per unit of the design: more than of the film, so that moving them keeps them sharp."""
        more = np.interp(self._scale, (0.3, 0.7), (2.0, 1.3))
        return float(more) * _ZOOM * self._scale

    def _pixels(self, box: Box) -> int:
        return round((box.right - box.left) * (box.bottom - box.top) * self._detail**2)

    def _backdrop(self, lights: tuple[str, str], *, dithered: bool) -> Picture:
        """Paint the background, edge to edge: lighter around the head, finely dithered against banding."""
        rows, columns = np.mgrid[0 : self.height, 0 : self.width].astype(np.float32)
        x, y = ((at - offset) / (1000 * self._scale) for at, offset in zip((columns, rows), self._corner, strict=True))
        away = np.clip(np.hypot(x - 0.42, y - 0.34) / 0.78, 0, 1)[..., None]
        share = away * away * (3 - 2 * away)
        light = colour(lights[0]) * (1 - share) + colour(lights[1]) * share
        if dithered:
            light += np.random.default_rng(0).uniform(-0.5, 0.5, light.shape).astype(np.float32) / 255
        opaque = np.ones((self.height, self.width, 1), dtype=np.float32)
        return layer_of(np.concatenate([light.astype(np.float32), opaque], axis=2))


def _draw_spectacles(canvas: Canvas, who: Character) -> None:
    if who.glasses:
        draw_glasses(canvas, who.glasses)
