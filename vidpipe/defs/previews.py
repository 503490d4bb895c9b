"""A small picture of what a stage made, for Dagster's UI. It lies in the event log, so it carries its own data."""

from __future__ import annotations

import asyncio
import base64
import io
import re
import wave
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import av
import av.error
import numpy as np
import numpy.typing as npt
import structlog
from PIL import Image, ImageDraw, ImageFont

from vidpipe.artifacts import LocalArtifactStore
from vidpipe.errors import VidpipeError
from vidpipe.media import lettering
from vidpipe.models import (
    Artifact,
    AvatarManifest,
    CompositeManifest,
    NarrationManifest,
    SceneImagesManifest,
    Script,
    ScriptManifest,
    StageManifest,
    UploadManifest,
)
from vidpipe.models.files import Contents
from vidpipe.stages.small_pictures import small_pictures

log = structlog.get_logger(__name__)

PICTURE_WIDTH = 320
"""Pixels of one picture on a sheet."""
PICTURES = 9
WIDTH = 640
"""Pixels of a drawn preview."""
TEXT_LENGTH, SCENE_LENGTH = 8_000, 240
"""Characters of a script's text, and of one scene's."""

GROUND, BAND, LINE, SOFT, ACCENT = "#f6f6f4", "#ecedf4", "#c9cbd6", "#5b6069", "#3550c8"
FINE = 3
"""Shapes are drawn this many times larger and reduced, for smooth edges."""


def preview(manifest: StageManifest, store: LocalArtifactStore) -> str:
    """Return a preview of what a stage made, as Markdown; empty when there is nothing to see.

    A preview that cannot be drawn is logged and left out: what it would show is made and recorded already.
    """
    try:
        return _preview(manifest, store)
    except (VidpipeError, OSError, ValueError, ImportError, EOFError, wave.Error, av.error.FFmpegError) as error:
        log.warning("preview not drawn", kind=manifest.stage.value, details={"cause": str(error)})
        return ""


def _preview(manifest: StageManifest, store: LocalArtifactStore) -> str:
    match manifest:
        case ScriptManifest(script=script):
            return f"{_embedded(_title(script), 'PNG')}\n\n{script_text(script)}"
        case SceneImagesManifest(images=images):
            pictures = [image.image for image in images[:PICTURES]]
            return _embedded(_sheet(asyncio.run(small_pictures(store, pictures))))
        case NarrationManifest():
            return _embedded(waveform(manifest, store), "PNG")
        case AvatarManifest(clip=Artifact() as clip):
            return _embedded(_frame(clip, store))
        case CompositeManifest(thumbnail=thumbnail):
            return _embedded(_sheet([store.path(thumbnail)]))
        case UploadManifest(contents=contents):
            listed = Contents.model_validate_json(store.path(contents).read_bytes())
            return _embedded(_sheet([store.path(listed.artifacts["thumbnail.jpg"])]))
        case _:
            return ""


def _embedded(picture: Image.Image, kind: str = "JPEG") -> str:
    data = io.BytesIO()
    # What is drawn in few flat colours is smallest as a PNG with a palette.
    image = picture.quantize(64, dither=Image.Dither.NONE) if kind == "PNG" else picture
    image.save(data, kind, quality=72, optimize=True)
    return f"![preview](data:image/{kind.lower()};base64,{base64.b64encode(data.getvalue()).decode()})"


def _sheet(pictures: Sequence[Path]) -> Image.Image:
    """Return one small contact sheet."""
    thumbs = []
    for picture in pictures:
        with Image.open(picture) as image:
            height = round(image.height * PICTURE_WIDTH / image.width)
            thumbs.append(image.convert("RGB").resize((PICTURE_WIDTH, height), Image.Resampling.LANCZOS))
    columns = min(3, len(thumbs))
    width, height = PICTURE_WIDTH, thumbs[0].height
    sheet = Image.new("RGB", (columns * width, -(-len(thumbs) // columns) * height), "white")
    for place, thumb in enumerate(thumbs):
        sheet.paste(thumb, (place % columns * width, place // columns * height))
    return sheet


def _frame(clip: Artifact, store: LocalArtifactStore) -> Image.Image:
    """Return the presenter in the middle of the film."""
    with av.open(str(store.path(clip))) as film:
        stream = film.streams.video[0]
        film.seek((stream.duration or 0) // 2, stream=stream)
        picture = Image.fromarray(next(film.decode(stream)).to_ndarray(format="rgb24"))
    picture.thumbnail((PICTURE_WIDTH, PICTURE_WIDTH), Image.Resampling.LANCZOS)
    return picture


def _title(script: Script) -> Image.Image:
    """Return the title as a card."""
    height, margin = 150, 28
    image = Image.new("RGB", (WIDTH, height), GROUND)
    canvas = ImageDraw.Draw(image)
    canvas.rectangle((0, 0, 9, height), fill=ACCENT)
    text = lettering.fit(
        " ".join(script.title[:200].split()),
        script.language,
        width=WIDTH - 2 * margin,
        height=height - 2 * margin,
        largest=40,
        smallest=20,
        max_lines=3,
    )
    left = WIDTH - margin - text.width if text.rtl else margin
    lettering.draw(canvas, text, left, (height - text.height) / 2, "#1c1e22")
    return image


def script_text(script: Script) -> str:
    """Return the script as Markdown; of a long one, the beginning."""
    lines, length = [f"### {_plain(script.title)}\n"], 0
    for place, scene in enumerate(script.scenes):
        line = f"{scene.number}. **{_plain(scene.heading)}** " if scene.heading.strip() else f"{scene.number}. "
        line += _plain(scene.narration)
        length += len(line)
        if length > TEXT_LENGTH:
            lines.append(f"\n… and {len(script.scenes) - place} more scenes")
            break
        lines.append(line)
    return "\n".join(lines)


def _plain(text: str) -> str:
    """Return a text, shortened, on one line and with nothing in it that Markdown or HTML would read as a mark."""
    line = " ".join(text.split())
    short = line if len(line) <= SCENE_LENGTH else line[:SCENE_LENGTH].rstrip() + "…"
    return re.sub(r"([\\`*_\[\]<>#|~&!])", r"\\\1", short)


def waveform(narration: NarrationManifest, store: LocalArtifactStore) -> Image.Image:
    """Draw how loud the narration is over time, and where each scene begins."""
    height, step, bar = 120, 5 * FINE, 3 * FINE
    image = Image.new("RGB", (WIDTH * FINE, height * FINE), GROUND)
    canvas = ImageDraw.Draw(image)
    places = [round(scene.start / narration.duration * WIDTH) for scene in narration.scenes] + [WIDTH]
    for number, (left, right) in enumerate(pairwise(places)):
        if number % 2:
            canvas.rectangle((left * FINE, 0, right * FINE - 1, height * FINE), fill=BAND)
        if number:
            canvas.line((left * FINE, 0, left * FINE, height * FINE), fill=LINE, width=FINE)
    middle, reach = (height + 12) * FINE // 2, (height - 28) * FINE // 2
    for index, level in enumerate(_levels(narration.audio, store, count=image.width // step)):
        half = max(bar / 2, level * reach)
        left = index * step + (step - bar) // 2
        canvas.rounded_rectangle((left, middle - half, left + bar, middle + half), radius=bar / 2, fill=ACCENT)
    image = image.resize((WIDTH, height), Image.Resampling.LANCZOS)
    _number(ImageDraw.Draw(image), places, [scene.scene for scene in narration.scenes])
    return image


def _number(canvas: ImageDraw.ImageDraw, places: Sequence[int], scenes: Sequence[int]) -> None:
    """Write each scene's number where there is room for it."""
    font = ImageFont.load_default(11)
    for number, (left, right) in zip(scenes, pairwise(places), strict=True):
        if right - left > 22:
            canvas.text((left + 5, 3), str(number), fill=SOFT, font=font)


def _levels(audio: Artifact, store: LocalArtifactStore, *, count: int) -> npt.NDArray[np.float64]:
    """Return the loudness of ``count`` equal pieces, 0 to 1, the loudest being 1."""
    with wave.open(str(store.path(audio)), "rb") as file:
        ends = [file.getnframes() * (index + 1) // count for index in range(count)]
        # One piece at a time: a long narration would take hundreds of megabytes as numbers.
        pieces = (np.frombuffer(file.readframes(end - file.tell()), "<i2").astype(float) for end in ends)
        levels = np.array([np.sqrt(np.mean(piece**2)) if piece.size else 0.0 for piece in pieces])
    return np.asarray(levels / max(levels.max(), 1.0))
