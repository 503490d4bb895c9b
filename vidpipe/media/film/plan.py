"""The plan of a film: shots, each a whole number of frames long, and the pieces in which it is made.

A piece is a few seconds of the film with everything in it, encoded by itself. What a piece shows depends on its own
shot alone (a transition: on two), not on where it comes to lie, so it can be made before the rest exists and used again
when something else changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from itertools import pairwise, takewhile
from math import ceil
from pathlib import Path

from vidpipe.media.captions.cues import Cue
from vidpipe.media.film.encoding import Encoding
from vidpipe.media.film.layout import Layout, layout_for
from vidpipe.media.film.watermark import Watermark
from vidpipe.media.presenter.timing import Opening, opening
from vidpipe.models import FilmedFace, PresenterKind, SafeArea, Style, TransitionKind

PIECE_SECONDS = 4
"""Short enough that all cores have work when the last picture arrives; to begin a piece costs a hundredth of it."""
SHOWN = {"palette", "captions", "motion", "transition", "presenter"}
"""What of a style pieces show."""
PAINTING = 4
"""Version of what pieces look like; part of the key under which they are remembered."""


@dataclass(frozen=True, kw_only=True)
class Material:
    """A file that the film shows, and the hash of its content."""

    path: Path
    sha256: str
    face: FilmedFace | None = None
    """Where a presenter's film shows the face; None where it frames it as every presenter's film should."""

    def filmed(self) -> str | list[object]:
        """Name a presenter's film, and where its face is unless that is usual; ready for JSON."""
        return self.sha256 if self.face is None else [self.sha256, self.face.model_dump(mode="json")]


@dataclass(frozen=True, kw_only=True)
class Shot:
    """One scene on screen: what it shows, for how many frames, and what is said over it."""

    number: int
    """The scene's number in its script, which chooses its camera."""
    picture: Material
    frames: int
    clip: Material | None = None
    """A moving picture that is shown instead."""
    cues: tuple[Cue, ...] = ()
    """Captions to draw, in seconds from the shot's first frame."""
    card: bool = False
    """Whether it is a title card, before or after the scenes: nobody speaks, and no presenter is there."""
    drawn: bool = False
    """Whether the picture was drawn for this frame, with room for a small movement of the camera alone."""

    def handed_over(self, look: Look) -> int:
        """Frames that this shot gives to a transition, at its beginning or end: half of it, less in a short shot."""
        transition = look.style.transition
        if transition.kind is TransitionKind.CUT:
            return 0
        return min(round(transition.seconds * look.fps / 2), self.frames // 2)


@dataclass(frozen=True, kw_only=True)
class Look:
    """What all pictures of one film share."""

    width: int
    height: int
    fps: int
    style: Style = field(default_factory=Style)
    language: str = "en"
    seed: int = 0
    presenter: Material | None = None
    """The presenter's film, as long as the whole film."""
    presenter_offset: float = 0.0
    """Seconds after that film's first picture at which this one begins; its first picture is held when negative."""
    opening: Material | None = None
    """The same film's first seconds, as large as the frame, for a presenter who fills it at first."""
    watermark: Watermark | None = None
    font: Material | None = None
    """A font file of people's own, for the captions."""
    safe: SafeArea = field(default_factory=SafeArea)
    """What the platform covers: nothing that matters is put there."""
    encoding: Encoding = field(default_factory=Encoding)

    @cached_property
    def layout(self) -> Layout:
        """Where things stand in the frame."""
        return layout_for(
            self.width,
            self.height,
            presenter=self.presenter is not None,
            style=self.style,
            safe=self.safe,
            mark="top-right" if self.watermark is None else self.watermark.corner,
        )


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Some frames of one shot, or of the transition to the next, counted from the shot's first frame."""

    look: Look
    shot: Shot
    first: int
    count: int
    following: Shot | None = None
    """The shot that the transition leads to."""
    at: int = 0
    """The shot's first frame, counted from the first scene's: where the presenter's film is."""

    @property
    def presenter(self) -> Material | None:
        """The presenter's film, where the presenter is seen."""
        return None if self.shot.card else self.look.presenter

    @property
    def shows_card(self) -> bool:
        """Whether a title card is seen in it, which a brand's mark would lie over."""
        return self.shot.card or (self.following is not None and self.following.card)

    @property
    def is_lettered(self) -> bool:
        """Whether all its pictures were drawn with words on them."""
        return all(shot.card or shot.drawn for shot in (self.shot, self.following) if shot is not None)

    @property
    def opening(self) -> Opening | None:
        """How a presenter fills the frame as this piece's shot begins; None where they do not."""
        if self.presenter is None or self.look.style.presenter.kind is not PresenterKind.INTRO or self.at > 0:
            return None
        return opening(self.shot.frames, self.look.fps)

    def inputs(self) -> dict[str, object]:
        """Return everything that determines the piece's bytes, ready for JSON."""
        look = self.look
        shots = [shot for shot in (self.shot, self.following) if shot is not None]
        shown: dict[str, object] = {
            "frame": [look.width, look.height, look.fps],
            "style": look.style.model_dump(mode="json", include=SHOWN),
            "safe": look.safe.model_dump(mode="json"),
            "language": look.language,
            "seed": look.seed,
            "encoding": look.encoding.inputs(fps=look.fps, width=look.width, height=look.height),
            # Even where they are not seen, as on a title card, they have their place in the layout.
            "with_presenter": look.presenter is not None,
            "shots": [_shown(shot) for shot in shots],
            "frames": [self.first, self.count],
            "painting": PAINTING,
        }
        if self.presenter is not None:
            shown["presenter"] = self._films(self.presenter)
        if look.watermark is not None and not all(shot.card for shot in shots):
            shown["watermark"] = look.watermark.inputs()
        if look.font is not None:
            shown["font"] = look.font.sha256
        return shown

    def _films(self, presenter: Material) -> list[object]:
        """Name the films of the presenter that this piece shows, and from where on."""
        begins = self.opening
        large = self.look.opening or presenter
        films = [large.filmed()] if begins is not None and self.first < begins.frames else []
        if begins is None or self.first + self.count > begins.frames:
            films.append(presenter.filmed())
        # Films that were made for this one are in step with it.
        return [*films, self.at, *([self.look.presenter_offset] if self.look.presenter_offset else [])]


def _shown(shot: Shot) -> dict[str, object]:
    return {
        "number": shot.number,
        "card": shot.card,
        "drawn": shot.drawn,
        "frames": shot.frames,
        "picture": (shot.clip or shot.picture).sha256,
        "cues": [asdict(cue) for cue in shot.cues],
    }


def pieces(look: Look, shots: Sequence[Shot]) -> list[Piece]:
    """Cut a film into its pieces, in the order in which they are joined."""
    result: list[Piece] = []
    at = -sum(shot.frames for shot in takewhile(lambda shot: shot.card, shots))
    for index, shot in enumerate(shots):
        before = shots[index - 1] if index else None
        following = shots[index + 1] if index + 1 < len(shots) else None
        begins, ends = _cut_hard(look, before, shot), _cut_hard(look, shot, following)
        own = body_pieces(look, shot, begins=begins, ends=ends)
        if following is not None and not ends:
            own += transition_pieces(look, shot, following)
        result += [replace(piece, at=at) for piece in own]
        at += shot.frames
    return result


def _cut_hard(look: Look, shot: Shot | None, following: Shot | None) -> bool:
    """Whether there is no transition: a presenter would come up, or go, in the middle of one to a title card."""
    if shot is None or following is None:
        return True
    return look.presenter is not None and shot.card is not following.card


def body_pieces(look: Look, shot: Shot, *, begins: bool, ends: bool) -> list[Piece]:
    """Return the pieces of a shot between its transitions; ``begins`` and ``ends`` say that it has none there."""
    handed = shot.handed_over(look)
    first = 0 if begins else handed
    total = shot.frames - first - (0 if ends else handed)
    parts = ceil(total / (PIECE_SECONDS * look.fps))
    cuts = [first + round(total * part / parts) for part in range(parts + 1)] if parts else []
    return [Piece(look=look, shot=shot, first=begin, count=end - begin) for begin, end in pairwise(cuts)]


def transition_pieces(look: Look, shot: Shot, following: Shot) -> list[Piece]:
    """Return the piece in which a shot gives way to the next; none for a cut."""
    before, after = shot.handed_over(look), following.handed_over(look)
    if before + after == 0:
        return []
    return [Piece(look=look, shot=shot, following=following, first=shot.frames - before, count=before + after)]
