"""Real frames of a style: cards, captions, presenter and transition, painted as in a film."""

from __future__ import annotations

import asyncio
import hashlib
import tempfile
import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from PIL import Image

from vidpipe.errors import file_errors
from vidpipe.media import film_sizes, layout_for
from vidpipe.media.captions.cues import make_cues
from vidpipe.media.film.paint import paint
from vidpipe.media.film.plan import Look, Material, Piece, Shot, pieces
from vidpipe.media.frames.frame import Frame
from vidpipe.media.frames.viewing import as_rgb
from vidpipe.models import (
    Aspect,
    Brief,
    PresenterKind,
    Resolution,
    Scene,
    SceneSpeech,
    Style,
    TimedText,
    TransitionKind,
)
from vidpipe.providers.base import AvatarRequest, ImageRequest
from vidpipe.providers.local.avatar import LocalAvatarProvider
from vidpipe.providers.local.cards import draw_card
from vidpipe.providers.local.cards.title import draw_title_card
from vidpipe.stages.film import watermark_of
from vidpipe.stages.picture_place import picture_place
from vidpipe.styles import BrandKit, Looks

FPS = 30
SHOT_SECONDS = 3.0
SPOKEN_SECONDS = 2.6
SHEET_HEIGHT = 720
GAP = 12
RATE = 16_000
Pixels = np.ndarray[Any, np.dtype[np.uint8]]


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is to be previewed."""

    style: str
    brand: str | None = None
    seed: int = 0
    resolution: Resolution = Resolution.P720


def write_preview(wish: Wish, aspects: Sequence[Aspect], out: Path, looks: Looks) -> Iterator[Path]:
    """Write frames of a style as PNG into a folder, and a sheet of them all; yield the paths, the sheet's last.

    Raises InvalidInput for styles and brands that cannot be used, and what drawing, filming and painting raise.
    """
    with file_errors("make the folder of the previews", out):
        out.mkdir(parents=True, exist_ok=True)
    blocks: list[Image.Image] = []
    for aspect in aspects:
        frames = _frames(wish, aspect, looks)
        for number, frame in enumerate(frames, start=1):
            path = out / f"{wish.style}-{aspect.value.replace(':', 'x')}-{number}.png"
            _save(frame, path)
            yield path
        blocks.append(_block(frames))
    sheet = out / f"{wish.style}.png"
    _save(_side_by_side(blocks), sheet)
    yield sheet


def _frames(wish: Wish, aspect: Aspect, looks: Looks) -> list[Image.Image]:
    """Paint the title card, scenes, and a moment between two of them: four of a wide film, three of any other."""
    sample = _samples()[looks.styles[wish.style].design]
    brief = Brief.model_validate(
        {
            "title": sample["title"],
            "script": sample["scenes"],
            "style": wish.style,
            "brand": wish.brand,
            "aspect": aspect,
            "resolution": wish.resolution,
            "fps": FPS,
            "seed": wish.seed,
        }
    )
    style, brand = looks.style(brief), looks.brand(brief)
    with tempfile.TemporaryDirectory() as name:
        film = _Sample(brief, style, brand, Path(name))
        first = [film.title_card()] if style.cards.intro else []
        # A cut has no moment between two scenes.
        between = 2.4 if style.transition.kind is TransitionKind.CUT else 1.0
        moments = [0.3, 1.5, between, 2.6] if _is_wide(brief) else [0.4, 1.5, 2.6]
        return (first + [film.at(moment * SHOT_SECONDS) for moment in sorted(moments)])[: len(moments)]


def _is_wide(brief: Brief) -> bool:
    width, height = brief.frame_size
    return width > height


class _Sample:
    """A short film of three scenes, of which single frames are painted."""

    def __init__(self, brief: Brief, style: Style, brand: BrandKit | None, folder: Path) -> None:
        self._brief, self._style, self._brand, self._folder = brief, style, brand, folder
        width, height = brief.frame_size
        self._look = Look(
            width=width,
            height=height,
            fps=FPS,
            style=style,
            seed=brief.seed,
            presenter=self._presenter(),
            watermark=watermark_of(brand),
            font=None if brand is None or brand.font is None else _material(brand.font.path),
        )
        self._scenes = brief.script.scenes if brief.script else []
        self._shots = [self._shot(number) for number in range(1, len(self._scenes) + 1)]

    def at(self, seconds: float) -> Image.Image:
        """Paint the frame that is seen at a time."""
        wanted = round(seconds * FPS)
        for piece in pieces(self._look, self._shots):
            begin = piece.at + piece.first
            if begin <= wanted < begin + piece.count:
                return self._painted(piece, wanted - begin)
        raise ValueError(f"the sample film has no frame at {seconds} s")

    def title_card(self) -> Image.Image:
        """Draw the card before the first scene."""
        width, height = self._brief.frame_size
        png = draw_title_card(
            "intro", self._brief.title, style=self._style, brand=self._brand, width=width, height=height
        )
        path = self._folder / "title.png"
        path.write_bytes(png)
        with Image.open(path) as picture:
            return picture.convert("RGB")

    def _painted(self, piece: Piece, number: int) -> Image.Image:
        for count, data in enumerate(paint(piece)):
            if count == number:
                frame = Frame(self._look.width, self._look.height, np.frombuffer(data, np.uint8).copy())
                return Image.fromarray(as_rgb(frame))
        raise ValueError(f"the piece has no frame {number}")

    def _shot(self, number: int) -> Shot:
        """Draw a scene's card, and time its words evenly."""
        written = self._scenes[number - 1]
        scene = Scene(number=number, **written.model_dump(exclude={"voice"}))
        mark = None if self._brand is None else self._brand.mark
        place = picture_place(self._brief.all_formats[0], self._style, presenter=True, mark=mark)
        request = ImageRequest(
            scene=scene,
            # Not the last: every scene shows what it holds, none the words of a farewell.
            scene_count=len(self._scenes) + 1,
            title=self._brief.title,
            style=self._style.design,
            language=self._brief.language,
            width=place.width,
            height=place.height,
            seed=self._brief.seed,
            presenter=place.presenter,
            captions=place.captions,
            mark=place.mark,
            safe=place.safe,
            design=self._style.design,
            palette=self._style.palette,
            font=None if self._brand is None else self._brand.font,
        )
        path = self._folder / f"scene-{number}.png"
        Image.fromarray(draw_card(request)).save(path, compress_level=1)
        layout = self._look.layout
        cues = make_cues(_spoken(scene), line_length=layout.line_length)
        frames = round(SHOT_SECONDS * FPS)
        return Shot(number=number, picture=_material(path), frames=frames, cues=tuple(cues), drawn=True)

    def _presenter(self) -> Material:
        """Film the drawn presenter, speaking syllables of noise for as long as the sample."""
        audio, out = self._folder / "speech.wav", self._folder / "presenter.mp4"
        _write_speech(audio, 3 * SHOT_SECONDS)
        kind = self._style.presenter.kind
        width, height = self._brief.frame_size
        sizes = film_sizes(layout_for(width, height, presenter=True, style=self._style), kind)
        request = AvatarRequest(
            audio=audio,
            portrait=None,
            width=(sizes.opening or sizes.whole)[0],
            height=(sizes.opening or sizes.whole)[1],
            fps=FPS,
            seed=self._brief.seed,
            cutout=kind is PresenterKind.CUTOUT,
        )
        asyncio.run(LocalAvatarProvider().animate(request, out, lambda _share: None))
        return _material(out)


def _material(path: Path) -> Material:
    return Material(path=path, sha256=hashlib.sha256(path.read_bytes()).hexdigest())


def _spoken(scene: Scene) -> SceneSpeech:
    """Return a scene's words, timed by their length."""
    words = scene.narration.split()
    ends = np.cumsum([len(word) + 2 for word in words])
    times = [0.0, *(float(end) / float(ends[-1]) * SPOKEN_SECONDS for end in ends)]
    timed = [TimedText(text=word, start=times[n] + 0.1, end=times[n + 1] + 0.1) for n, word in enumerate(words)]
    sentence = TimedText(text=scene.narration, start=timed[0].start, end=timed[-1].end)
    return SceneSpeech(scene=scene.number, start=0, end=SHOT_SECONDS, sentences=[sentence], words=timed)


def _write_speech(path: Path, seconds: float) -> None:
    """Write noise that swells five times a second, as syllables do: 16-bit mono WAV."""
    time = np.arange(round(seconds * RATE)) / RATE
    noise = np.random.default_rng(0).normal(0, 1, len(time))
    swell = np.clip(np.sin(2 * np.pi * 2.5 * time), 0, 1) ** 0.7
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(np.clip(noise * swell * 6_000, -32_767, 32_767).astype("<i2").tobytes())


def _samples() -> dict[str, dict[str, Any]]:
    text = files("vidpipe.console").joinpath("samples.yaml").read_text(encoding="utf-8")
    samples: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return samples


def _block(frames: Sequence[Image.Image]) -> Image.Image:
    """Arrange frames of one shape: wide ones in two rows, others side by side."""
    wide = frames[0].width > frames[0].height
    rows = 2 if wide else 1
    across = -(-len(frames) // rows)
    height = (SHEET_HEIGHT - GAP * (rows - 1)) // rows
    width = round(frames[0].width * height / frames[0].height)
    block = Image.new("RGB", (across * (width + GAP) - GAP, SHEET_HEIGHT), "white")
    for index, frame in enumerate(frames):
        at = ((index % across) * (width + GAP), (index // across) * (height + GAP))
        block.paste(frame.resize((width, height), Image.Resampling.LANCZOS), at)
    return block


def _side_by_side(blocks: Sequence[Image.Image]) -> Image.Image:
    width = sum(block.width + GAP for block in blocks) - GAP
    sheet = Image.new("RGB", (width, SHEET_HEIGHT), "white")
    left = 0
    for block in blocks:
        sheet.paste(block, (left, 0))
        left += block.width + GAP
    return sheet


def _save(picture: Image.Image, path: Path) -> None:
    with file_errors("write the preview", path):
        picture.save(path, "PNG")
