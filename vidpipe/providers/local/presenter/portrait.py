"""A portrait that speaks: the jaw opens along the lip line, the lids fall, the head moves a little.

The picture is cut to the head and kept at twice the film's size. What the mouth and the eyes do is warped into it once
per state; then the head is moved, strongest in the face and fading to nothing at the picture's edge, so that the
background stands still.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from vidpipe.media.presenter.framing import framing
from vidpipe.providers.local.presenter.canvas import Box
from vidpipe.providers.local.presenter.face_finder import Face, find_face
from vidpipe.providers.local.presenter.motion import Pose
from vidpipe.providers.local.presenter.portrait_eyes import shut_lids
from vidpipe.providers.local.presenter.portrait_mouth import PortraitMouth
from vidpipe.providers.local.presenter.remembering import remembered
from vidpipe.providers.local.presenter.sprite import Sprite
from vidpipe.providers.local.presenter.video_colour import Layer, Picture, layer_of

_DETAIL = 2
_NEAREST = 0.5
"""Share of the film's height that a face may take at most."""
_LIDS, _GAPS, _WIDTHS, _TEETH = 8, 16, 4, 3


class PortraitPresenter:
    """Moves one portrait, in pictures of ``width`` × ``height`` pixels, or narrower ones if it reaches no further.

    Raises :class:`~vidpipe.errors.ProviderError` with ``PORTRAIT_INVALID`` when the picture shows no usable face.
    """

    def __init__(self, picture: NDArray[np.uint8], width: int, height: int) -> None:
        face = find_face(picture)
        self.width, self.height = _reached(picture, face, width, height)
        self._side = min(self.width, self.height)
        self._base, self._face = _frame_head(picture, face, self.width, self.height)
        self._mouth = PortraitMouth(self._base, self._face)
        self._speaking = remembered(self._mouth.sprite, 256)
        self._blinking = remembered(self._blink)
        self._columns, self._rows = (
            axis.astype(np.float32) for axis in np.meshgrid(np.arange(self.width), np.arange(self.height))
        )
        self._prepare_motion()

    def frame(self, pose: Pose) -> Picture:
        """Draw one frame."""
        picture = self._base.copy()
        whole = Box(0, 0, picture.shape[1], picture.shape[0])
        mouth = self._speaking(
            round(pose.openness * _GAPS) / _GAPS,
            round(pose.width * _WIDTHS) / _WIDTHS,
            round(pose.teeth * _TEETH) / _TEETH,
        )
        for sprite in (mouth, *self._blinking(round(pose.lid * _LIDS))):
            sprite.set_into(picture, whole)
        turn = math.radians(pose.tilt * 0.7)
        x, y = (shift * self._side for shift in pose.shift)
        across = self._columns - self._near * x + self._near_down * turn
        down = self._rows - self._near * y - self._near_across * turn + self._brow * (pose.brow * 0.011 * self._side)
        half = (_DETAIL - 1) / 2
        moved = cv2.remap(
            picture,
            across * _DETAIL + half,
            down * _DETAIL + half,
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        return np.asarray(moved, dtype=np.uint8)

    def _prepare_motion(self) -> None:
        """Weigh every pixel by how much it goes along with the head, and with the brows."""
        face, side = self._face, self._side
        middle = (face.forehead + face.chin) / 2 / _DETAIL
        height = float(np.hypot(*(face.chin - face.forehead))) / _DETAIL
        away = np.hypot((self._columns - middle[0]) / 1.05, self._rows - middle[1]) / height
        border = np.minimum.reduce(
            [self._columns, self._rows, self.width - 1 - self._columns, self.height - 1 - self._rows]
        )
        inside = np.clip(border / (0.12 * side), 0, 1)
        self._near = (_smooth(1 - np.clip((away - 0.55) / 0.65, 0, 1)) * _smooth(inside)).astype(np.float32)
        neck = face.chin / _DETAIL + (0, 0.15 * height)
        self._near_across = self._near * (self._columns - float(neck[0]))
        self._near_down = self._near * (self._rows - float(neck[1]))
        self._brow = np.zeros((self.height, self.width), dtype=np.float32)
        for brow in face.brows / _DETAIL:
            spread = ((self._columns - brow[0]) / (0.19 * height)) ** 2 + (
                (self._rows - brow[1]) / (0.07 * height)
            ) ** 2
            self._brow = np.maximum(self._brow, np.exp(-spread).astype(np.float32))

    def _blink(self, lid: int) -> tuple[Sprite, ...]:
        return tuple(shut_lids(self._base, self._face, lid / _LIDS)) if lid else ()


def _smooth(share: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(share * share * (3 - 2 * share))


def _tall(face: Face) -> float:
    return float(np.hypot(*(face.chin - face.forehead)))


def _reached(picture: NDArray[np.uint8], face: Face, width: int, height: int) -> tuple[int, int]:
    """Return the film's size: as wished, or narrower where the picture would show the face from too near."""
    rows, columns = picture.shape[:2]
    least = min(_tall(face) / _NEAREST, rows)
    return min(width, max(height, 2 * int(height * columns / least / 2))), height


def _frame_head(picture: NDArray[np.uint8], face: Face, width: int, height: int) -> tuple[Layer, Face]:
    """Cut the picture with the face where the film wants it, as far as it reaches, at the film's size times detail."""
    rows, columns = picture.shape[:2]
    wanted = framing(width, height)
    cut = min(_tall(face) / wanted.face, rows, columns * height / width)
    middle = (face.chin + face.forehead) / 2
    left = float(np.clip(middle[0] - cut * width / height / 2, 0, columns - cut * width / height))
    top = float(np.clip(middle[1] - cut * wanted.middle, 0, rows - cut))
    scale = height * _DETAIL / cut
    if scale < 1:
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), 0.4 / scale), dtype=np.uint8)
    matrix = np.array([[scale, 0, (0.5 - left) * scale - 0.5], [0, scale, (0.5 - top) * scale - 0.5]])
    size = width * _DETAIL, height * _DETAIL
    part = cv2.warpAffine(picture, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    light = np.dstack([part.astype(np.float32) / 255, np.ones(size[::-1], dtype=np.float32)])
    return layer_of(light), face.moved(scale, np.array([left, top]))
