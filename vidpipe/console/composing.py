"""One film of ready material in the making: its shots, sound and pieces, and the look over it at the end."""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from vidpipe.console.composite_presenter import PresenterFilms, make_presenter_films
from vidpipe.errors import MediaError, file_errors
from vidpipe.media import (
    Cue,
    Encoding,
    Expected,
    Look,
    Material,
    MusicPlan,
    Painted,
    Piece,
    Progress,
    Shot,
    caption_boxes,
    encode_piece,
    inspect,
    listen,
    make_film,
    make_soundtrack,
)
from vidpipe.media.captions.placed import drawn_cues
from vidpipe.media.checks.expected import Span
from vidpipe.media.material.pictures import Shown
from vidpipe.media.material.subtitles import SHORTEST, fitted, within
from vidpipe.models import CaptionKind, Check, Format, MotionKind, Seen, Style
from vidpipe.models.checks import Heard
from vidpipe.stages.film import font_of, watermark_of
from vidpipe.stages.quality import require_fit
from vidpipe.styles import BrandKit

SHARE_OF_PREPARING = 0.1
"""Share of the work that the presenter's film is, where there is one."""


@dataclass(frozen=True, kw_only=True)
class Parts:
    """Everything that a film is made of, read and checked."""

    style: Style
    format: Format
    encoding: Encoding
    shown: Sequence[Shown]
    audio: Path
    cues: Sequence[Cue] = ()
    """Captions of the whole film, with lines of their own."""
    music: MusicPlan | None = None
    presenter: Path | None = None
    brand: BrandKit | None = None
    language: str = "en"
    seed: int = 0

    @property
    def frames(self) -> int:
        """Frames of the film."""
        return sum(one.frames for one in self.shown)

    @property
    def seconds(self) -> float:
        """Length of the film."""
        return self.frames / self.format.fps

    def look(self) -> Look:
        """Return what all pictures of the film share, without the presenter."""
        width, height = self.format.frame_size
        return Look(
            width=width,
            height=height,
            fps=self.format.fps,
            style=self.style,
            language=self.language,
            seed=self.seed,
            watermark=watermark_of(self.brand),
            font=font_of(self.brand),
            safe=self.format.safe,
            encoding=self.encoding,
        )


class Composing:
    """The making of one film in a folder of its own."""

    def __init__(self, parts: Parts, folder: Path, on_progress: Progress) -> None:
        self.parts, self.folder, self.on_progress = parts, folder, on_progress
        self.seen: dict[tuple[int, int], Seen] = {}
        self.heard: Heard | None = None

    async def run(self, out: Path, title: str) -> list[Check]:
        """Make the film, look it over, and only then write it to ``out``, whole. Raises MediaError, StorageError."""
        look = (await self._presenter()).shown_in(self.parts.look())
        shots = await asyncio.to_thread(self._shots, look)
        film = self.folder / "film.mp4"
        report = self._share(SHARE_OF_PREPARING if self.parts.presenter else 0.0, 0.98)
        await make_film(
            look, shots, self._sound, film, self.folder, title=title, make_piece=self._piece, on_progress=report
        )
        checks = await self._look_over(film, look, shots)
        await asyncio.to_thread(_deliver, film, out)
        self.on_progress(1.0)
        return checks

    async def _presenter(self) -> PresenterFilms:
        if self.parts.presenter is None:
            return PresenterFilms()
        report = self._share(0.0, SHARE_OF_PREPARING)
        return await make_presenter_films(
            self.parts.presenter, self.parts.audio, self.parts.look(), self.parts.seconds, self.folder, report
        )

    def _share(self, begin: float, end: float) -> Progress:
        return lambda share: self.on_progress(begin + (end - begin) * share)

    def _shots(self, look: Look) -> list[Shot]:
        captioned = look.style.captions.kind is not CaptionKind.NONE
        cues = fitted(self.parts.cues, look.layout.line_length) if captioned else []
        known: dict[Path, Material] = {}
        shots: list[Shot] = []
        at = 0
        for number, one in enumerate(self.parts.shown, 1):
            if one.picture not in known:
                known[one.picture] = _material(one.picture)
            start, end = at / look.fps, (at + one.frames) / look.fps
            seen = within(cues, start, end)
            shots.append(Shot(number=number, picture=known[one.picture], frames=one.frames, cues=seen))
            at += one.frames
        return shots

    async def _sound(self) -> Path:
        parts, out = self.parts, self.folder / "sound.m4a"
        try:
            sound = await make_soundtrack(parts.audio, out, self.folder, duration=parts.seconds, music=parts.music)
        except MediaError as error:
            if error.code != "SPEECH_EMPTY":
                raise
            raise MediaError(
                f"{parts.audio} is silent: give a recording in which somebody is heard.",
                code=error.code,
                details={"path": str(parts.audio)},
            ) from error
        self.heard = await listen(out, loudness=sound.loudness)
        return out

    async def _piece(self, piece: Piece, on_painted: Painted) -> Path:
        key = (piece.shot.number, piece.first)
        out = self.folder / f"piece-{key[0]}-{key[1]}.mp4"
        try:
            self.seen[key] = await encode_piece(piece, out, on_painted)
        except MediaError as error:
            raise self._about_picture(error) from error
        return out

    def _about_picture(self, error: MediaError) -> MediaError:
        """Say of an error about one of the pictures which file it is, and what to do."""
        paths = {one.picture.name: one.picture for one in self.parts.shown}
        path = paths.get(str(error.details.get("file")))
        if path is None or error.code != "MEDIA_INVALID":
            return error
        told = error.message.replace(path.name, str(path), 1)
        return MediaError(
            f"{told} Save it anew as PNG or JPEG, or take it out of the folder.",
            code=error.code,
            details={**error.details, "path": str(path)},
        )

    async def _look_over(self, film: Path, look: Look, shots: list[Shot]) -> list[Check]:
        """Look the film over. Raises MediaError (MEDIA_QUALITY_FAILED) when it is not fit to be shown."""
        captions = await asyncio.to_thread(caption_boxes, look, shots)
        still = look.style.motion.kind is MotionKind.NONE
        whole = Span(start=0.0, end=self.parts.seconds)
        checks = await inspect(
            film,
            Expected(
                duration=self.parts.seconds,
                width=look.width,
                height=look.height,
                fps=look.fps,
                codec=look.encoding.codec.value,
                cues=_as_read(drawn_cues(captions)),
                captions=captions,
                seen=[seen for _, seen in sorted(self.seen.items())],
                may_rest=[whole] if still else [],
                may_be_silent=[whole],
                heard=self.heard,
            ),
        )
        require_fit(checks)
        return checks


def _as_read(cues: list[Cue]) -> list[Cue]:
    """Return captions as they are read: one that goes on behind a cut is one."""
    whole: list[Cue] = []
    for cue in cues:
        if whole and whole[-1].lines == cue.lines and cue.start - whole[-1].end < SHORTEST * 2:
            whole[-1] = replace(whole[-1], end=cue.end)
        else:
            whole.append(cue)
    return whole


def _material(path: Path) -> Material:
    with file_errors("read the picture", path), path.open("rb") as file:
        return Material(path=path.absolute(), sha256=hashlib.file_digest(file, "sha256").hexdigest())


def _deliver(film: Path, out: Path) -> None:
    """Put the film where it is wanted: whole, or not at all."""
    # A longer name than the film's own might be too long.
    unfinished = out.absolute().with_name(f".{os.getpid()}.part")
    with file_errors("write the film", out):
        try:
            shutil.copyfile(film, unfinished)
            unfinished.replace(out)
        finally:
            unfinished.unlink(missing_ok=True)
