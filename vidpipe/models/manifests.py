"""What each stage hands on: small typed records of artifacts and the facts about them."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from pydantic import ConfigDict, Field

from vidpipe.models.artifact import Artifact
from vidpipe.models.base import DomainModel
from vidpipe.models.chapters import Chapter
from vidpipe.models.checks import Check
from vidpipe.models.filmed_face import FilmedFace
from vidpipe.models.formats import Format
from vidpipe.models.frame import Codec
from vidpipe.models.script import Script
from vidpipe.models.speech import SceneSpeech
from vidpipe.models.style import PresenterKind


class Stage(StrEnum):
    """The stages of the line, in the order in which a video passes them."""

    SCRIPT = "script"
    SCENE_IMAGES = "scene_images"
    NARRATION = "narration"
    AVATAR = "avatar"
    COMPOSITE = "composite"
    UPLOAD = "upload"

    @property
    def followers(self) -> tuple[Stage, ...]:
        """The stages that use what this one hands on, directly or through others."""
        after = {
            Stage.SCRIPT: (Stage.SCENE_IMAGES, Stage.NARRATION, Stage.AVATAR, Stage.COMPOSITE, Stage.UPLOAD),
            Stage.SCENE_IMAGES: (Stage.COMPOSITE, Stage.UPLOAD),
            Stage.NARRATION: (Stage.AVATAR, Stage.COMPOSITE, Stage.UPLOAD),
            Stage.AVATAR: (Stage.COMPOSITE, Stage.UPLOAD),
            Stage.COMPOSITE: (Stage.UPLOAD,),
        }
        return after.get(self, ())


class StageManifest(DomainModel):
    """Base of what a stage hands on. Fields of other versions of this program are skipped: manifests are kept."""

    model_config = ConfigDict(extra="ignore")

    stage: ClassVar[Stage]
    provider: str = Field(description="Who made it")


class ScriptManifest(StageManifest):
    """The words of the video."""

    stage = Stage.SCRIPT
    script: Script
    written: Script | None = Field(
        None,
        description="The script before a person's decisions, where they changed it",
        exclude_if=lambda it: it is None,
    )

    @property
    def before_decisions(self) -> Script:
        """The script as its provider wrote it."""
        return self.written or self.script


class PictureSource(StrEnum):
    """Where a scene's picture comes from: the provider, unless a person decided otherwise."""

    PROVIDER = "provider"
    UPLOAD = "upload"
    PLACEHOLDER = "placeholder"


class PictureVariant(DomainModel):
    """A scene's picture drawn once more, for a frame of another size."""

    image: Artifact
    width: int
    height: int


class SceneImage(DomainModel):
    """The picture of one scene."""

    scene: int = Field(ge=1)
    image: Artifact
    width: int
    height: int
    source: PictureSource = PictureSource.PROVIDER
    drawn: bool = Field(
        default=False,
        description="Whether it was drawn for the film's frame, clear of all that covers it",
        exclude_if=lambda it: not it,
    )
    clip: Artifact | None = Field(
        None,
        description="The moving picture that the film shows instead; then `image` is one picture of it",
        exclude_if=lambda it: it is None,
    )
    variants: list[PictureVariant] = Field(
        default_factory=list,
        description="The picture as drawn for the video's further formats; those without one show `image`, fitted",
        exclude_if=lambda it: not it,
    )

    def drawn_for(self, width: int, height: int) -> Artifact:
        """Return the picture for a frame: the one drawn for it if there is one, else the main one."""
        return next((it.image for it in self.variants if (it.width, it.height) == (width, height)), self.image)


class SceneImagesManifest(StageManifest):
    """One picture per scene, in the order of the video."""

    stage = Stage.SCENE_IMAGES
    images: list[SceneImage]


class NarrationManifest(StageManifest):
    """The whole spoken track, at its final loudness, with the time of every word."""

    stage = Stage.NARRATION
    audio: Artifact
    duration: float = Field(gt=0, description="Seconds, pauses included")
    loudness_lufs: float = Field(description="Integrated loudness, ITU-R BS.1770")
    true_peak_dbtp: float
    scenes: list[SceneSpeech]


class AvatarManifest(StageManifest):
    """The presenter's film, as long as the narration; absent when the brief wants none."""

    stage = Stage.AVATAR
    clip: Artifact | None
    width: int = 0
    height: int = 0
    opening: Artifact | None = Field(
        None,
        description="Its first seconds, as large as the video, for a presenter who fills the frame at first",
        exclude_if=lambda it: it is None,
    )
    place: PresenterKind = Field(PresenterKind.CORNER, description="Where the presenter stands")
    face: FilmedFace | None = Field(
        None,
        description="Where the film shows the face; None where it frames it as every presenter's film should",
        exclude_if=lambda it: it is None,
    )
    opening_face: FilmedFace | None = Field(
        None, description="The same of its first seconds", exclude_if=lambda it: it is None
    )
    lips_late: float | None = Field(
        None, description="Seconds by which the lips come later than the words; None where nobody measured it"
    )
    lips_sure: float = Field(0.0, description="How sure that is, 0 to 1")


class Rendition(DomainModel):
    """The film in a further format."""

    format: Format
    video: Artifact
    captions_srt: Artifact
    captions_vtt: Artifact
    captions_ass: Artifact | None = Field(
        None, description="Styled captions; None in what older versions handed on", exclude_if=lambda it: it is None
    )
    duration: float = Field(gt=0)


class CompositeManifest(StageManifest):
    """The finished film and what lies beside it."""

    stage = Stage.COMPOSITE
    video: Artifact
    captions_srt: Artifact
    captions_vtt: Artifact
    captions_ass: Artifact | None = Field(None, description="Styled captions; None in what older versions handed on")
    thumbnail: Artifact
    thumbnails: list[Artifact] = Field(
        default_factory=list, description="The candidates, of which `thumbnail` is the first"
    )
    chapters: list[Chapter] = Field(default_factory=list, description="None for short films")
    duration: float = Field(gt=0)
    width: int
    height: int
    fps: float
    checks: list[Check] = Field(default_factory=list, description="What was looked at, and what was seen")
    codec: Codec = Codec.H264
    renditions: list[Rendition] = Field(
        default_factory=list, description="The same film in the further formats that the brief asks for"
    )


class ThumbnailMade(DomainModel):
    """A person's own picture, fitted to be a thumbnail."""

    image: Artifact


class UploadManifest(StageManifest):
    """Where the video was published."""

    stage = Stage.UPLOAD
    url: str | None = Field(description="None when the brief says not to publish")
    reference: str = Field("", description="The id the publisher gave")
    warnings: list[str] = Field(default_factory=list, description="What is otherwise than asked for")
    contents: Artifact = Field(description="manifest.json: every artifact with its hash")
    thumbnail: Artifact | None = Field(
        None, description="The thumbnail that was chosen; None in what older versions handed on"
    )
