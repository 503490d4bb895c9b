"""Where things may stand on a card: the grid, the type scale, and the areas kept calm."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from vidpipe.media.film.layout import Box as Covered
from vidpipe.media.frames.camera import MOST_ZOOM, REACH
from vidpipe.models import SafeArea

# How far the film's camera moves at most, in shares of a side: it comes nearer, and leaves the middle.
_NEARER = (1 - 1 / MOST_ZOOM) / 2
_EDGE = 0.036
"""What the film keeps free at its edges, as a share of the side."""
TOWERS = 0.45
"""What share of the area's height a presenter takes who has it all beside them, instead of a corner of it."""
_MARGIN = _EDGE / MOST_ZOOM + _NEARER * (1 + REACH)
_MARK_AIR = 1.2
"""Units between a watermark and what is drawn."""
_SAFE_AIR = 0.015
"""Between what a platform covers and what is drawn: about as far as the camera moves it."""


def _before(place: float) -> float:
    """Return where a thing must end on the card so that the film shows it before ``place``; shares of a side."""
    return place / MOST_ZOOM + _NEARER * (1 - REACH)


def _after(place: float) -> float:
    """Return where a thing must begin on the card so that the film shows it after ``place``; shares of a side."""
    return 1 - _before(1 - place)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Pixels across."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Pixels down."""
        return self.bottom - self.top

    @property
    def x(self) -> float:
        """The middle, across."""
        return (self.left + self.right) / 2

    @property
    def y(self) -> float:
        """The middle, down."""
        return (self.top + self.bottom) / 2

    @classmethod
    def around(cls, boxes: Iterable[Box]) -> Box:
        """Return the smallest box that holds others; there must be one."""
        lefts, tops, rights, bottoms = zip(*((box.left, box.top, box.right, box.bottom) for box in boxes), strict=True)
        return cls(min(lefts), min(tops), max(rights), max(bottoms))

    def overlaps(self, other: Box) -> bool:
        """Whether two boxes share some of the picture."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def inset(self, across: float, down: float) -> Box:
        """Return the box with its sides moved inwards."""
        return Box(self.left + across, self.top + down, self.right - across, self.bottom - down)

    def columns(self, count: int, gap: float) -> list[Box]:
        """Cut the box into columns of one width."""
        width = (self.width - gap * (count - 1)) / count
        lefts = [self.left + index * (width + gap) for index in range(count)]
        return [Box(left, self.top, left + width, self.bottom) for left in lefts]

    def rows(self, count: int, gap: float) -> list[Box]:
        """Cut the box into rows of one height."""
        height = (self.height - gap * (count - 1)) / count
        tops = [self.top + index * (height + gap) for index in range(count)]
        return [Box(self.left, top, self.right, top + height) for top in tops]


@dataclass(frozen=True, slots=True)
class Frame:
    """The geometry of one card. All lengths come from ``unit``, 1 % of the picture's shorter side."""

    width: int
    height: int
    captions: Covered | None
    """Where the film has its captions."""
    presenter: Covered | None
    """Where the film has its presenter."""
    safe: SafeArea = field(default_factory=SafeArea)
    """What the platform covers of the edges."""
    mark: Covered | None = None
    """Where the film has a brand's watermark."""

    @property
    def unit(self) -> float:
        """One percent of the shorter side, in pixels."""
        return min(self.width, self.height) / 100

    @property
    def wide(self) -> bool:
        """Whether text and illustration stand side by side rather than one above the other."""
        return self.width > self.height * 1.2

    @property
    def tall(self) -> bool:
        """Whether the picture is upright."""
        return self.height > self.width * 1.2

    @property
    def area(self) -> Box:
        """Where text and key shapes may stand, the presenter's corner aside."""
        whole = Box(
            self.width * max(_MARGIN, self.safe.left + _SAFE_AIR),
            self.height * max(_MARGIN + 0.015, self.safe.top + _SAFE_AIR),
            self.width * (1 - max(_MARGIN, self.safe.right + _SAFE_AIR)),
            self.height * (1 - max(_MARGIN + 0.01, self.safe.bottom)),
        )
        if self.captions is not None:
            above = self.height * _before(self.captions.top / self.height)
            below = self.height * _after((self.captions.top + self.captions.height) / self.height)
            upper = Box(whole.left, whole.top, whole.right, min(above, whole.bottom))
            lower = Box(whole.left, max(below, whole.top), whole.right, whole.bottom)
            whole = upper if self._free(upper) >= self._free(lower) else lower
        return self._without_mark(self._beside_presenter(whole))

    def _without_mark(self, area: Box) -> Box:
        """Return the largest of what the watermark leaves of an area: above, below, left or right of it."""
        if self.mark is None:
            return area
        covered, air = self.on_card(self.mark), self.unit * _MARK_AIR
        if not covered.overlaps(area):
            return area
        left, right = (covered.left - air, covered.right + air)
        above = Box(area.left, area.top, area.right, covered.top - air)
        below = Box(area.left, covered.bottom + air, area.right, area.bottom)
        before = Box(area.left, area.top, left, area.bottom)
        after = Box(right, area.top, area.right, area.bottom)
        return max(above, below, before, after, key=lambda box: max(box.width, 0) * max(box.height, 0))

    def on_card(self, covered: Covered) -> Box:
        """Return all of the card that may come to lie under a place of the film."""
        return Box(
            self.width * _before(covered.left / self.width),
            self.height * _before(covered.top / self.height),
            self.width * _after(covered.right / self.width),
            self.height * _after(covered.bottom / self.height),
        )

    def _free(self, area: Box) -> float:
        """Return how many pixels of an area the presenter leaves; what lies below them, apps may cover."""
        covered, corner = self.presenter, self.presenter_corner
        if covered is not None:
            area = Box(area.left, area.top, area.right, min(area.bottom, covered.top + covered.height))
        across = min(area.right, corner.right) - max(area.left, corner.left)
        down = min(area.bottom, corner.bottom) - max(area.top, corner.top)
        return max(area.width, 0) * max(area.height, 0) - max(across, 0) * max(down, 0)

    def _beside_presenter(self, area: Box) -> Box:
        """Return the area cut short at the presenter's side, if most of its height is theirs."""
        corner = self.presenter_corner
        if min(corner.bottom, area.bottom) - max(corner.top, area.top) < TOWERS * area.height:
            return area
        if corner.left <= 0:
            return Box(max(area.left, corner.right), area.top, area.right, area.bottom)
        return Box(area.left, area.top, min(area.right, corner.left), area.bottom)

    @property
    def presenter_corner(self) -> Box:
        """The corner that a presenter covers, with air around it, out to the edges; empty when there is none."""
        covered = self.presenter
        if covered is None:
            return Box(self.width, self.height, self.width, self.height)
        top = self.height * _before(covered.top / self.height)
        if covered.left + covered.width / 2 < self.width / 2:
            return Box(0, top, self.width * _after((covered.left + covered.width) / self.width), self.height)
        return Box(self.width * _before(covered.left / self.width), top, self.width, self.height)

    def clear(self, box: Box) -> Box:
        """Return the box cut short above the presenter, if it reaches into that corner."""
        corner = self.presenter_corner
        if box.right <= corner.left or box.left >= corner.right or box.bottom <= corner.top:
            return box
        return Box(box.left, box.top, box.right, max(corner.top, box.top))

    def roomiest(self, box: Box) -> Box:
        """Return the box cut short above the presenter or beside them, whichever leaves more."""
        above, corner = self.clear(box), self.presenter_corner
        if above == box:
            return box
        if corner.left <= 0:
            beside = Box(max(box.left, corner.right), box.top, box.right, box.bottom)
        else:
            beside = Box(box.left, box.top, min(box.right, corner.left), box.bottom)
        return max(above, beside, key=lambda one: one.width * one.height)

    # The one type scale, in pixels per em. No text on any card is smaller than `label_min`.
    @property
    def display(self) -> float:
        """Openers and closing words."""
        return self.unit * 12.5

    @property
    def title(self) -> float:
        """Headings."""
        return self.unit * 9.4

    @property
    def title_min(self) -> float:
        """The smallest heading: its capitals are 4.1 % of the shorter side."""
        return self.unit * 5.8

    @property
    def body(self) -> float:
        """Points and labels."""
        return self.unit * 5.0

    @property
    def label_min(self) -> float:
        """The smallest text of all."""
        return self.unit * 3.1
