"""A style: how a video looks, moves and sounds. Data that people can write themselves as a YAML file."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from vidpipe.models.base import DomainModel

Color = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
Design = Literal["explainer", "product", "news", "social", "documentary", "quiz"]


class CaptionKind(StrEnum):
    """How burned-in captions look."""

    CLEAN = "clean"
    KARAOKE = "karaoke"
    SOCIAL = "social"
    NONE = "none"


class TransitionKind(StrEnum):
    """How one scene's picture gives way to the next."""

    CUT = "cut"
    CROSSFADE = "crossfade"
    SLIDE = "slide"
    WIPE = "wipe"


class MotionKind(StrEnum):
    """How the camera moves over still pictures."""

    NONE = "none"
    GENTLE = "gentle"
    LIVELY = "lively"


class PresenterKind(StrEnum):
    """Where the presenter stands."""

    CORNER = "corner"
    PANEL = "panel"
    INTRO = "intro"
    CUTOUT = "cutout"


class Mood(StrEnum):
    """What kind of music is composed; none for silence under the words."""

    NONE = "none"
    CALM = "calm"
    UPBEAT = "upbeat"
    NEWS = "news"
    CINEMATIC = "cinematic"
    PLAYFUL = "playful"


class Palette(DomainModel):
    """The colours that captions, cards and thumbnails share."""

    background: Color = "#0f172a"
    surface: Color = Field("#101218", description="Panels under text")
    ink: Color = Field("#ffffff", description="Text on the background and on panels")
    accent: Color = Field("#ffc83d", description="What is to be noticed: the word being spoken, bars, frames")


class CaptionLook(DomainModel):
    """How captions look, and where they stand."""

    kind: CaptionKind = CaptionKind.CLEAN
    place: Literal["bottom", "middle"] = "bottom"
    size: float = Field(1.0, ge=0.5, le=2.0, description="Times the size that suits the frame")
    uppercase: bool = False


class MotionLook(DomainModel):
    """How the camera moves over still pictures."""

    kind: MotionKind = MotionKind.GENTLE


class TransitionLook(DomainModel):
    """How one scene's picture gives way to the next."""

    kind: TransitionKind = TransitionKind.CROSSFADE
    seconds: float = Field(0.4, ge=0, le=2)


class PresenterLook(DomainModel):
    """Where the presenter stands."""

    kind: PresenterKind = PresenterKind.CORNER
    side: Literal["left", "right"] = "right"
    size: float = Field(1.0, ge=0.5, le=2.0, description="Times the size that suits the frame")


class MusicLook(DomainModel):
    """The music under the words."""

    mood: Mood = Mood.NONE
    level: float = Field(-20.0, ge=-40, le=-6, description="Loudness under speech, in LU against the narration")


class PauseLook(DomainModel):
    """Silences of the narration, in seconds."""

    lead_in: float = Field(0.35, ge=0, le=5)
    between: float = Field(0.45, ge=0, le=5, description="Between two scenes")
    tail: float = Field(0.8, ge=0, le=10)


class CardsLook(DomainModel):
    """Title cards before and after the scenes, in seconds; 0 for none."""

    intro: float = Field(0.0, ge=0, le=10)
    outro: float = Field(0.0, ge=0, le=10)


class Style(DomainModel):
    """How a video looks, moves and sounds."""

    name: Name = "explainer"
    title: str = Field("Explainer", max_length=60)
    summary: str = Field("", max_length=300)
    look: str = Field("", max_length=400, description="Words for who makes the pictures, such as: flat illustration")
    design: Design = Field("explainer", description="The design of cards that vidpipe draws itself")
    palette: Palette = Palette()
    palettes: tuple[Palette, ...] = Field(
        (), max_length=12, description="Several palettes, among which title and seed of a video choose its own"
    )
    captions: CaptionLook = CaptionLook()
    motion: MotionLook = MotionLook()
    transition: TransitionLook = TransitionLook()
    presenter: PresenterLook = PresenterLook()
    music: MusicLook = MusicLook()
    pauses: PauseLook = PauseLook()
    cards: CardsLook = CardsLook()

    def with_presenter(self, kind: PresenterKind) -> Style:
        """Return the style with the presenter in another place."""
        return self.model_copy(update={"presenter": self.presenter.model_copy(update={"kind": kind})})
