"""The names under which the files of a video are listed, served and published."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import Field

from vidpipe.models.artifact import Artifact
from vidpipe.models.base import DomainModel
from vidpipe.models.chapters import Chapter
from vidpipe.models.manifests import (
    AvatarManifest,
    CompositeManifest,
    NarrationManifest,
    SceneImagesManifest,
    StageManifest,
    UploadManifest,
)

THUMBNAIL = "thumbnail.jpg"
"""The thumbnail that is used."""


class Contents(DomainModel):
    """What manifest.json says: every file of one video with its hash, so that anybody can verify it."""

    task_id: str
    trace_id: str
    title: str
    chapters: list[Chapter] = Field(default_factory=list)
    artifacts: dict[str, Artifact]


def artifact_files(manifests: Iterable[StageManifest]) -> dict[str, Artifact]:
    """Return every file that the stages handed on, by name, in the order of the line."""
    files: dict[str, Artifact] = {}
    for manifest in manifests:
        files |= _files(manifest)
    return files


def candidate_name(number: int) -> str:
    """Return the name of a candidate for the thumbnail; they count from 1."""
    return f"thumbnail-{number}.jpg"


def _files(manifest: StageManifest) -> dict[str, Artifact]:
    match manifest:
        case SceneImagesManifest(images=images):
            pictures = {f"scene-{image.scene:03}.png": image.image for image in images}
            pictures |= {
                f"scene-{image.scene:03}-{variant.width}x{variant.height}.png": variant.image
                for image in images
                for variant in image.variants
            }
            return pictures | {f"scene-{image.scene:03}.mp4": image.clip for image in images if image.clip}
        case NarrationManifest(audio=audio):
            return {"narration.wav": audio}
        case AvatarManifest(clip=Artifact() as clip):
            opening = {"presenter-opening.mp4": manifest.opening} if manifest.opening else {}
            return {"presenter.mp4": clip, **opening}
        case CompositeManifest():
            files = {
                "video.mp4": manifest.video,
                "captions.srt": manifest.captions_srt,
                "captions.vtt": manifest.captions_vtt,
                THUMBNAIL: manifest.thumbnail,
            }
            files |= {} if manifest.captions_ass is None else {"captions.ass": manifest.captions_ass}
            files |= {candidate_name(number): one for number, one in enumerate(manifest.thumbnails, 1)}
            return files | rendition_files(manifest)
        case UploadManifest(contents=contents, thumbnail=thumbnail):
            chosen = {} if thumbnail is None else {THUMBNAIL: thumbnail}
            return chosen | {"manifest.json": contents}
        case _:
            return {}


def rendition_files(film: CompositeManifest) -> dict[str, Artifact]:
    """Return the files of the film's further formats, by name: ``video-shorts.mp4`` and its captions."""
    files: dict[str, Artifact] = {}
    for rendition in film.renditions:
        name = rendition.format.file
        files |= {
            name("video.mp4"): rendition.video,
            name("captions.srt"): rendition.captions_srt,
            name("captions.vtt"): rendition.captions_vtt,
        }
        files |= {} if rendition.captions_ass is None else {name("captions.ass"): rendition.captions_ass}
    return files
