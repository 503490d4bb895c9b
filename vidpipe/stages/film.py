"""A task's film: its look, its shots and its pieces, from what the stages before handed on."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from vidpipe.artifacts import LocalArtifactStore
from vidpipe.media import Look, Material, Painted, Piece, Shot, encode_piece, make_cues
from vidpipe.models import Artifact, CaptionKind, SceneImage, SceneSpeech, Seen
from vidpipe.models.base import DomainModel
from vidpipe.stages.context import StageContext
from vidpipe.stages.memory import recall_or_make


class PieceMade(DomainModel):
    """A piece of a film, as it is remembered."""

    video: Artifact
    seen: Seen


def look_of(context: StageContext[Any], language: str, presenter: Artifact | None = None) -> Look:
    """Return what all pictures of the task's film share."""
    brief = context.brief
    width, height = brief.frame_size
    return Look(
        width=width,
        height=height,
        fps=brief.fps,
        style=context.style,
        language=language,
        seed=brief.seed,
        presenter=None if presenter is None else _material(context.store, presenter),
    )


def shot_of(store: LocalArtifactStore, look: Look, image: SceneImage, speech: SceneSpeech) -> Shot:
    """Return a scene as a shot of the film; where the scene lies in the film does not matter."""
    captioned = look.style.captions.kind is not CaptionKind.NONE
    return Shot(
        number=image.scene,
        picture=_material(store, image.image),
        clip=None if image.clip is None else _material(store, image.clip),
        frames=frames_of(speech, look.fps),
        cues=tuple(make_cues(speech, line_length=line_length(look))) if captioned else (),
    )


def frames_of(speech: SceneSpeech, fps: int) -> int:
    """Return how many frames a scene is on screen."""
    return max(round(speech.end * fps) - round(speech.start * fps), 1)


def line_length(look: Look) -> int:
    """Return how many Latin characters fit one line of the film's captions."""
    return look.layout.line_length


async def made_piece(store: LocalArtifactStore, piece: Piece, on_painted: Painted | None = None) -> PieceMade:
    """Return a piece, made now unless it was made before."""

    async def encode(folder: Path) -> PieceMade:
        out = folder / "piece.mp4"
        seen = await encode_piece(piece, out, on_painted)
        return PieceMade(video=await asyncio.to_thread(store.put_file, out, "video/mp4", move=True), seen=seen)

    made, _ = await recall_or_make(store, "piece", piece.inputs(), PieceMade, encode)
    return made


def shots_of(
    store: LocalArtifactStore, look: Look, images: Sequence[SceneImage], scenes: Sequence[SceneSpeech]
) -> list[Shot]:
    """Return the shots of the whole film, in the order of the narration."""
    shown = {image.scene: image for image in images}
    return [shot_of(store, look, shown[scene.scene], scene) for scene in scenes]


def _material(store: LocalArtifactStore, artifact: Artifact) -> Material:
    return Material(path=store.path(artifact), sha256=artifact.sha256)
