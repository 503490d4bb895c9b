"""The brief: what a person asks for. The one input of the whole line."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, ValidationInfo, field_validator, model_validator

from vidpipe.models.base import DomainModel
from vidpipe.models.formats import Format, FormatBrief, complete_all, fill_from_target, refuse_contradiction
from vidpipe.models.frame import Aspect, Codec, Fps, Resolution
from vidpipe.models.platforms import Platform
from vidpipe.models.style import CaptionKind, Mood, MotionKind, PresenterKind, TransitionKind

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Narration = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5_000)]


PlaylistId = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z0-9_-]{2,64}$")]

UPLOADED = "artifact:"
"""How a brief names a file that was uploaded, a picture or music: this, and its SHA-256."""


def _uploaded(value: str, kind: str) -> str:
    """Return a path as it is, and a reference when it can be one."""
    if value.startswith(UPLOADED) and not re.fullmatch(UPLOADED + "[0-9a-f]{64}", value):
        raise ValueError(f"{value!r} names no uploaded {kind}: that is {UPLOADED} and 64 hexadecimal digits")
    return value


def picture_reference(value: str) -> str:
    """Return the path of a picture, or the reference of an uploaded one. Raises ValueError for half a reference."""
    return _uploaded(value, "picture")


PictureReference = Annotated[str, StringConstraints(min_length=1, max_length=4096), AfterValidator(picture_reference)]


class SceneBrief(DomainModel):
    """One scene of a script that the person wrote themselves."""

    narration: Narration
    picture: str = Field("", max_length=10_000, description="What the picture shows; default: the narration")
    heading: str = Field("", max_length=120, description="Words for the picture; default: taken from `picture`")
    points: list[Text] = Field(default_factory=list, max_length=6, description="Short facts shown as a list")
    voice: str | None = Field(None, max_length=200, description="Who speaks it; default: the brief's `voice`")


class ScriptBrief(DomainModel):
    """A finished script: its scenes are spoken word for word."""

    scenes: list[SceneBrief] = Field(min_length=1, max_length=200)


class AvatarBrief(DomainModel):
    """The presenter in the corner."""

    enabled: bool = True
    image: PictureReference | None = Field(
        None,
        description="Path of a portrait, or artifact:SHA256 of an uploaded one; default: the drawn presenter",
    )

    place: PresenterKind | None = Field(
        None, description="corner, panel, intro (full screen first) or cutout; default: what the style says"
    )


class CaptionsBrief(DomainModel):
    """How the spoken words appear as text. The sidecar files are always written."""

    burned: bool = Field(True, description="Draw the captions into the picture")
    kind: CaptionKind | None = Field(None, description="clean, karaoke, social or none; default: what the style says")


class MusicBrief(DomainModel):
    """The music under the words."""

    enabled: bool | None = Field(None, description="Whether there is music; default: what the style says")
    mood: Mood | None = Field(None, description="What kind is composed; default: what the style says")
    file: str | None = Field(
        None, max_length=4096, description="Path of your own music, or artifact:SHA256 of an uploaded one"
    )
    level: float | None = Field(
        None, ge=-40, le=-6, description="Loudness under speech, in LU against the narration; default: the style's"
    )

    @field_validator("file")
    @classmethod
    def _reference(cls, value: str | None) -> str | None:
        return None if value is None else _uploaded(value, "file")

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if self.file is not None and self.mood is not None:
            raise ValueError("give one of `file`, your own music, and `mood`, music that is composed; this has both")
        return self


class PublishBrief(DomainModel):
    """Where the finished video goes and what is said about it."""

    enabled: bool = True
    description: str = Field("", max_length=5_000)
    tags: list[Text] = Field(default_factory=list, max_length=50)
    visibility: Literal["private", "unlisted", "public"] | None = Field(
        None, description="Who sees it; default: private, or what the publisher's settings say"
    )
    publish_at: datetime | None = Field(
        None, description="When it becomes public, with its time zone; private until then. Not for folders"
    )
    made_for_kids: bool | None = Field(
        None, description="Whether it is made for children, a legal declaration; default: the publisher's setting"
    )
    synthetic_media: bool | None = Field(
        None, description="Whether it shows realistic altered or synthetic content; default: the publisher's setting"
    )
    category: str | None = Field(
        None, pattern=r"^[0-9]{1,4}$", description="YouTube's category id; default: the publisher's setting"
    )
    playlists: list[PlaylistId] | None = Field(
        None, max_length=20, description="Ids of playlists it is added to; default: the publisher's setting"
    )
    thumbnail: Literal[1, 2, 3] | PictureReference | None = Field(
        None,
        description="Which of the three designed thumbnails is used, 1 to 3, or the path of your own picture, or "
        "artifact:SHA256 of an uploaded one; default: the first",
    )
    notify: bool | None = Field(None, description="Whether subscribers are told; default: the publisher's setting")

    @field_validator("publish_at", mode="before")
    @classmethod
    def _no_number(cls, value: object) -> object:
        if value is not None and not isinstance(value, str | date):
            raise ValueError(f"{value!r} is not a time: write one such as 2027-01-31T18:00:00+01:00")
        return value

    @field_validator("publish_at")
    @classmethod
    def _with_zone(cls, value: datetime | None) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("lacks its time zone: write a time such as 2027-01-31T18:00:00+01:00")
        return value

    @field_validator("thumbnail", mode="before")
    @classmethod
    def _no_switch(cls, value: object) -> object:
        if isinstance(value, bool):
            raise ValueError("is 1, 2 or 3, or a picture: a thumbnail is always made")
        return value

    @field_validator("category", mode="before")
    @classmethod
    def _number(cls, value: object) -> object:
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else value

    @model_validator(mode="after")
    def _one_time(self) -> Self:
        if self.publish_at is not None and self.visibility == "unlisted":
            raise ValueError("a video with `publish_at` becomes public then: leave `visibility` out, or write private")
        return self


class Brief(DomainModel):
    """A request for one video. Exactly one of ``prompt``, ``script`` and ``article`` says what it is about."""

    title: str = Field("", max_length=200)
    prompt: str | None = Field(None, min_length=1, max_length=5_000)
    script: ScriptBrief | None = None
    article: str | None = Field(None, min_length=1, max_length=200_000)
    duration: float | None = Field(None, ge=1, le=3_600, description="Wished length in seconds")
    resolution: Resolution = Resolution.P1080
    aspect: Aspect = Aspect.LANDSCAPE
    fps: Fps = 30
    codec: Codec = Codec.H264
    target: Platform | None = Field(
        None,
        description="Where it will be shown: sets aspect, resolution, fps and codec where the brief does not name them",
    )
    formats: list[FormatBrief] = Field(
        default_factory=list,
        max_length=6,
        description="Further formats of the same video: each some of target, aspect, resolution, fps and codec",
    )
    language: str = Field("en", pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", description="BCP 47 tag")
    voice: str | None = Field(None, max_length=200)
    style: str = Field(
        "explainer",
        min_length=1,
        max_length=60,
        description="Name of a style, or words of your own for the pictures' look, then in the style explainer",
    )
    brand: str | None = Field(None, max_length=40, description="Name of a brand kit: colours, font, logo")
    motion: MotionKind | None = Field(None, description="none, gentle or lively; default: what the style says")
    transition: TransitionKind | None = Field(
        None, description="cut, crossfade, slide or wipe; default: what the style says"
    )
    music: MusicBrief = MusicBrief()
    visuals: Literal["pictures", "clips"] = Field(
        "pictures", description="pictures: a still picture for each scene; clips: a filmed one, by a video service"
    )
    avatar: AvatarBrief = AvatarBrief()
    captions: CaptionsBrief = CaptionsBrief()
    publish: PublishBrief = PublishBrief()
    max_cost: float | None = Field(
        None,
        ge=0,
        le=100_000,
        description="US dollars that providers may charge for it in all",
    )
    seed: int = Field(0, ge=0, lt=2**32, description="Chooses among the designs; the same seed, the same video")

    @field_validator("avatar", "captions", "music", "publish", mode="before")
    @classmethod
    def _switch(cls, value: object, info: ValidationInfo) -> object:
        """Accept what people write for short: ``avatar: off``, ``captions: karaoke``, ``music: calm``.

        Only YAML reads off as false.
        """
        value = {"on": True, "off": False}.get(value, value) if isinstance(value, str) else value
        if isinstance(value, bool):
            return {"burned" if info.field_name == "captions" else "enabled": value}
        meant = {"avatar": "place", "captions": "kind", "music": "mood"}.get(info.field_name or "")
        if isinstance(value, str) and meant:
            return {meant: value}
        return value

    @field_validator("motion", mode="before")
    @classmethod
    def _at_rest(cls, value: object) -> object:
        """Accept ``motion: off``, which YAML reads as false."""
        return MotionKind.NONE if value is False or value == "off" else value

    @field_validator("script", mode="before")
    @classmethod
    def _plain_script(cls, value: object) -> object:
        """Accept a list of scenes, or a text whose paragraphs are the scenes."""
        if isinstance(value, list):
            return {"scenes": value}
        if isinstance(value, str):
            paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", value)]
            return {"scenes": [{"narration": text} for text in paragraphs if text]}
        return value

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        given = [name for name in ("prompt", "script", "article") if getattr(self, name) is not None]
        if not given:
            raise ValueError(
                "nothing to make a video of: give `script` (your own scenes), `article` (a text) "
                "or `prompt` (a wish, which needs a language model)"
            )
        if len(given) > 1:
            raise ValueError(f"give only one of prompt, script and article; this has {' and '.join(given)}")
        return self

    @model_validator(mode="before")
    @classmethod
    def _as_the_target_has_it(cls, value: Any) -> Any:
        return fill_from_target(value) if isinstance(value, dict) else value

    @field_validator("target")
    @classmethod
    def _suits_target(cls, value: Platform | None, info: ValidationInfo) -> Platform | None:
        refuse_contradiction(value, info.data)
        return value

    @model_validator(mode="after")
    def _each_format_once(self) -> Self:
        self.all_formats  # noqa: B018  # it refuses two alike
        return self

    @property
    def all_formats(self) -> list[Format]:
        """Every format in which the video is made, the main one first."""
        main = Format(
            target=self.target, aspect=self.aspect, resolution=self.resolution, fps=self.fps, codec=self.codec
        )
        return complete_all(self.formats, main)

    @property
    def voices(self) -> list[str | None]:
        """Who speaks, each once: the scenes' own voices, else the brief's; None is the provider's."""
        scenes = self.script.scenes if self.script else []
        own = [scene.voice or self.voice for scene in scenes] or [self.voice]
        return list(dict.fromkeys(own))

    @property
    def frame_size(self) -> tuple[int, int]:
        """Width and height of the video in pixels, both even."""
        return self.all_formats[0].frame_size
