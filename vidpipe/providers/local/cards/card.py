"""One card in the making: the canvas with everything the layouts and motifs need to know."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from vidpipe.media import PicturePlaces
from vidpipe.media.frames.subject import Region
from vidpipe.models import Design
from vidpipe.providers.base import ImageRequest
from vidpipe.providers.local.cards import icons, shapes
from vidpipe.providers.local.cards.canvas import Align, Canvas
from vidpipe.providers.local.cards.colours import Colour, Fill, Linear, Radial, mix
from vidpipe.providers.local.cards.designs import MANNERS, Manner
from vidpipe.providers.local.cards.frame import Box, Frame
from vidpipe.providers.local.cards.palettes import Scheme
from vidpipe.providers.local.cards.plan import Plan
from vidpipe.providers.local.cards.shapes import Mask
from vidpipe.text.fit import Block, fit


def is_written(sign: str) -> bool:
    """Whether a sign is a number or a capital letter rather than the name of an icon."""
    return sign.isdigit() or (len(sign) == 1 and sign.isupper())


@dataclass
class Card:
    """The sheet, its grid, its colours and what it shows."""

    request: ImageRequest
    plan: Plan
    palette: Scheme
    frame: Frame
    canvas: Canvas = field(init=False)

    def __post_init__(self) -> None:
        self.canvas = Canvas(self.frame.width, self.frame.height, Linear(self.palette.top, self.palette.bottom, 62))

    @property
    def unit(self) -> float:
        """One percent of the shorter side, in pixels."""
        return self.frame.unit

    @property
    def design(self) -> Design:
        """The name of the design."""
        return self.request.design

    @property
    def manner(self) -> Manner:
        """How the design writes and draws."""
        return MANNERS[self.request.design]

    @property
    def line(self) -> Colour:
        """The colour of hairlines and quiet outlines."""
        return mix(self.palette.bottom, self.palette.ink, 0.2)

    @property
    def start(self) -> Align:
        """The side on which lines of text begin."""
        return "end" if self.plan.rtl else "start"

    def edge(self, box: Box) -> float:
        """Return the side of a box on which lines of text begin."""
        return box.right if self.plan.rtl else box.left

    @property
    def places(self) -> PicturePlaces:
        """Where its picture and its words stand, for whoever shows a part of it."""
        parts = self.canvas.parts
        drawn = [part.box for part in parts if part.kind == "picture"]
        return PicturePlaces(
            picture=self._share(Box.around(drawn)) if drawn else None,
            words=tuple(self._share(part.box) for part in parts if part.kind != "picture"),
        )

    def _share(self, box: Box) -> Region:
        width, height = self.frame.width, self.frame.height
        return Region(box.left / width, box.top / height, box.right / width, box.bottom / height)

    @cached_property
    def icons(self) -> list[str]:
        """The icons that fit the scene, the best first; empty when no word of it is known."""
        scene = self.request.scene
        texts = [(scene.picture, 3.0), (scene.heading, 2.0), (" ".join(scene.points), 1.0), (scene.narration, 0.8)]
        return icons.match([(text[:2000], weight) for text, weight in texts], 5, self.request.language)

    def fit(
        self, text: str, box: Box, largest: float, smallest: float, weight: int | None = None, lines: int = 3
    ) -> Block:
        """Set a text into a box, in the design's heaviest letters or in those of a weight."""
        return fit(
            text,
            box.width,
            box.height,
            largest=largest,
            smallest=smallest,
            weight=self.manner.weight if weight is None else weight,
            font=None if self.request.font is None else self.request.font.path,
            language=self.request.language,
            max_lines=lines,
        )

    def fit_points(self, width: float, height: float, largest: float, lines: int) -> list[Block]:
        """Set all points into boxes of one size, and in one size of type; only one far too long gets smaller type."""
        box, smallest = Box(0, 0, width, height), self.frame.label_min
        sizes = [
            self.fit(point, box, largest, smallest, self.manner.small, lines).type.size for point in self.plan.points
        ]
        shared = min(size for size in sizes if size >= 0.72 * max(sizes))
        pairs = zip(self.plan.points, sizes, strict=True)
        return [self.fit(point, box, min(shared, size), smallest, self.manner.small, lines) for point, size in pairs]

    def icon(self, name: str, x: float, y: float, size: float, fill: Fill, opacity: float = 1.0) -> None:
        """Draw an icon around a point."""
        self.canvas.paint(icons.icon(name, x, y, size), fill, opacity)

    def raised(self, mask: Mask, fill: Fill, height: float = 1.0) -> None:
        """Paint a shape that floats above the ground; ``height`` says how far, 1 for a card."""
        depth = self.unit * height
        opacity = 0.55 if self.palette.dark else 0.24
        self.canvas.shadow(mask, depth * 1.1, depth * 1.6, self.palette.shade, opacity)
        self.canvas.paint(mask, fill)

    def ball(self, x: float, y: float, radius: float, height: float = 2.0) -> None:
        """Paint the accent disc that carries a main icon: a lit gradient, a soft rim, a shadow."""
        palette, mask = self.palette, shapes.disc(x, y, radius)
        self.raised(mask, Radial(mix(palette.accent2, palette.accent, 0.35), palette.accent, (0.3, 0.2), 0.95), height)
        rim = shapes.ring(x, y, radius * 0.985, radius * 0.03)
        fade = np.linspace(1, 0, rim.alpha.shape[0], dtype=np.float32)[:, None] ** 2
        self.canvas.paint(rim.times(fade), (1.0, 1.0, 1.0), 0.45)

    def corner(self, box: Box, radius: float) -> float:
        """Return how round a tile's corners are in this design, ``radius`` in the usual one."""
        return min(radius * self.manner.corner, box.width / 2, box.height / 2)

    def tile(self, box: Box, radius: float | None = None, height: float = 0.9) -> None:
        """Paint a card of the surface colour with a hairline."""
        palette = self.palette
        corner = self.corner(box, self.unit * 2.4 if radius is None else radius)
        mask = shapes.rounded(box.left, box.top, box.width, box.height, corner)
        top = mix(palette.surface, (1.0, 1.0, 1.0), 0.05)
        self.raised(mask, Linear(top, palette.surface, 90), height)
        rim = shapes.frame(box.left, box.top, box.width, box.height, corner, max(1.0, self.unit * 0.14))
        self.canvas.paint(rim, mix(palette.surface, palette.ink, 0.22), 0.6 if palette.dark else 0.35)

    def sign(self, name: str, x: float, y: float, size: float, fill: Fill) -> None:
        """Draw an icon around a point, or the number or capital letter that ``name`` is."""
        if not is_written(name):
            self.icon(name, x, y, size, fill)
            return
        block = self.fit(name, Box(0, 0, size * 2, size * 2), size * 1.05, self.frame.label_min, 700, 1)
        self.canvas.text(block, x, y - block.rise / 2, fill, "centre")

    def badge(self, name: str, x: float, y: float, radius: float, *, strong: bool = False) -> None:
        """Paint a small disc with an icon or a number; a strong one in the accent colour."""
        palette = self.palette
        if strong:
            self.ball(x, y, radius, 0.7)
        else:
            self.raised(shapes.disc(x, y, radius), Linear(mix(palette.surface, (1, 1, 1), 0.08), palette.surface), 0.8)
            self.canvas.paint(shapes.ring(x, y, radius, max(1.0, self.unit * 0.16)), palette.accent, 0.55)
        self.sign(name, x, y, radius * 1.08, palette.on_accent if strong else palette.accent_ink)

    def calm(self, mask: Mask) -> Mask:
        """Fade decoration out where captions and presenter come to stand."""
        frame, alpha = self.frame, mask.alpha
        rows = np.arange(mask.y, mask.y + alpha.shape[0], dtype=np.float32)[:, None]
        if frame.captions is not None:
            if frame.captions.top > frame.area.top:
                alpha = alpha * np.clip((frame.area.bottom - rows) / (frame.height * 0.3), 0, 1)
            else:
                alpha = alpha * np.clip((rows - frame.area.top) / (frame.height * 0.3), 0, 1)
        if frame.presenter is not None:
            corner = frame.presenter_corner
            columns = np.arange(mask.x, mask.x + alpha.shape[1], dtype=np.float32)[None, :]
            soft = frame.height * 0.14
            beside = np.maximum(corner.left - columns, columns - corner.right)
            alpha = alpha * np.clip(np.maximum(beside, corner.top - rows) / soft, 0, 1)
        return Mask(np.asarray(alpha, np.float32), mask.x, mask.y)
