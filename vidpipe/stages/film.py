"""A task's film: its look, its shots and its pieces, from what the stages before handed on."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

from vidpipe.artifacts import LocalArtifactStore
from vidpipe.media import (
    Encoding,
    Look,
    Material,
    Painted,
    Piece,
    Shot,
    Watermark,
    choose_encoding,
    encode_piece,
    make_cues,
)
from vidpipe.models import (
    Artifact,
    AvatarManifest,
    CaptionKind,
    Format,
    PictureSource,
    SceneImage,
    SceneSpeech,
    Seen,
)
from vidpipe.models.base import DomainModel
from vidpipe.stages.context import StageContext
from vidpipe.stages.memory import recall, recall_or_make
from vidpipe.styles import BrandKit


class PieceMade(DomainModel):
    """A piece of a film, as it is remembered."""

    video: Artifact
    seen: Seen


def look_of(
    context: StageContext[Any], wanted: Format, language: str, encoding: Encoding, avatar: AvatarManifest | None = None
) -> Look:
    """Return what all pictures of the task's film share in one of its formats."""
    width, height = wanted.frame_size
    clip = opening = None
    style = context.style
    if avatar is not None and avatar.clip is not None:
        clip = replace(material(context.store, avatar.clip), face=avatar.face)
        if avatar.opening is not None:
            opening = replace(material(context.store, avatar.opening), face=avatar.opening_face)
        style = style.with_presenter(avatar.place)
    return Look(
        width=width,
        height=height,
        fps=wanted.fps,
        style=style,
        language=language,
        seed=context.brief.seed,
        presenter=clip,
        opening=opening,
        watermark=watermark_of(context.brand),
        font=font_of(context.brand),
        safe=wanted.safe,
        encoding=encoding,
    )


async def encoding_of(context: StageContext[Any], wanted: Format) -> Encoding:
    """Return how a format's pictures are encoded here. Raises MediaError (ENCODER_NOT_AVAILABLE)."""
    return await asyncio.to_thread(choose_encoding, wanted.codec, context.encoder)


def shot_of(store: LocalArtifactStore, look: Look, image: SceneImage, speech: SceneSpeech) -> Shot:
    """Return a scene as a shot of the film; where the scene lies in the film does not matter."""
    captioned = look.style.captions.kind is not CaptionKind.NONE
    return Shot(
        number=image.scene,
        picture=material(store, image.drawn_for(look.layout.stage.width, look.layout.stage.height)),
        clip=None if image.clip is None else material(store, image.clip),
        frames=frames_of(speech, look.fps),
        cues=tuple(make_cues(speech, line_length=look.layout.line_length)) if captioned else (),
        drawn=image.drawn or image.source is PictureSource.PLACEHOLDER,
    )


def frames_of(speech: SceneSpeech, fps: int) -> int:
    """Return how many frames a scene is on screen: its two ends are rounded apart, so that errors do not add up."""
    return max(speech.frames(fps), 1)


async def found_piece(store: LocalArtifactStore, piece: Piece) -> PieceMade | None:
    """Return a piece that was made before; None when it has to be made."""
    return await recall(store, "piece", piece.inputs(), PieceMade)


async def made_piece(store: LocalArtifactStore, piece: Piece, on_painted: Painted | None = None) -> PieceMade:
    """Return a piece, made now unless it was made before."""

    async def encode(folder: Path) -> PieceMade:
        out = folder / "piece.mp4"
        seen = await encode_piece(piece, out, on_painted)
        return PieceMade(video=await asyncio.to_thread(store.put_file, out, "video/mp4", move=True), seen=seen)

    made, _ = await recall_or_make(store, "piece", piece.inputs(), PieceMade, encode)
    return made


def material(store: LocalArtifactStore, artifact: Artifact) -> Material:
    """Return a stored file as something that a film shows."""
    return Material(path=store.path(artifact), sha256=artifact.sha256)


def font_of(kit: BrandKit | None) -> Material | None:
    """Return the font of a brand's captions, if it has one of its own."""
    if kit is None or kit.font is None:
        return None
    return Material(path=kit.font.path, sha256=kit.font.sha256)


def watermark_of(kit: BrandKit | None) -> Watermark | None:
    """Return the mark that a brand's films bear, if it has one."""
    if kit is None or kit.logo is None or kit.mark is None:
        return None
    look = kit.brand.watermark
    return Watermark(path=kit.logo.path, sha256=kit.logo.sha256, corner=kit.mark, size=look.size, opacity=look.opacity)
