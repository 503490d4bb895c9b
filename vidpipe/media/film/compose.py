"""The film: moving pictures, presenter, captions and narration become one MP4 in one pass of FFmpeg."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ffmpeg

from vidpipe.errors import MediaError, file_errors
from vidpipe.media.captions.burning import write_burned
from vidpipe.media.captions.cues import Cue
from vidpipe.media.captions.phrases import plain
from vidpipe.media.film.layout import layout_for
from vidpipe.media.film.motion import Shot, frames
from vidpipe.media.presenter.circle import PresenterFrame, make_presenter_frame
from vidpipe.media.run import Progress, run_ffmpeg

GOP_SECONDS = 2
CRF = 20
ENCODER_THREADS = 4
"""Stated, since x264's choice follows the machine's cores and changes its output: the same film everywhere."""
MONO_TO_STEREO = 0.70711
"""-3 dB on each side: two speakers are then as loud as the mono track was measured (ITU-R BS.1770 adds channels)."""


@dataclass(frozen=True, kw_only=True)
class CompositePlan:
    """Everything that makes up one film. ``duration`` is the narration's, in seconds; sizes are even pixels."""

    shots: Sequence[Shot]
    narration: Path
    duration: float
    width: int
    height: int
    fps: int
    title: str
    language: str
    presenter: Path | None = None
    """The presenter's square film, without sound."""
    cues: Sequence[Cue] = field(default=())
    """Captions to burn in; empty for none."""
    seed: int = 0

    @property
    def frame_count(self) -> int:
        """Frames of the film: as long as the narration, to half a frame."""
        return max(1, round(self.duration * self.fps))


async def compose(plan: CompositePlan, out: Path, work_dir: Path, on_progress: Progress | None = None) -> None:
    """Make the film and write it to ``out``: complete, or not at all.

    H.264 High in BT.709, closed GOPs of 2 s, AAC stereo, index first. The same plan gives the same bytes. ``work_dir``
    takes helper files. Raises :class:`MediaError`: ``MEDIA_INVALID`` or ``FILE_NOT_FOUND`` for inputs,
    ``FFMPEG_EXECUTION_FAILED``, ``DISK_SPACE_INSUFFICIENT``, ``FFMPEG_NOT_FOUND``; :class:`StorageError`.
    """
    _check(plan)
    unfinished = out.resolve().with_name(f".{out.stem}.part.mp4")
    folder = work_dir / "compose"
    try:
        with file_errors("write the film", out):
            # Files of an earlier try, a caption font above all, must not get into this film.
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            args = await asyncio.to_thread(command, plan, unfinished, folder)
            filmed = frames(
                plan.shots, width=plan.width, height=plan.height, fps=plan.fps, count=plan.frame_count, seed=plan.seed
            )
            await run_ffmpeg(args, duration=plan.duration, on_progress=on_progress, feed=filmed, cwd=folder)
            unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)


def _check(plan: CompositePlan) -> None:
    if not plan.shots:
        raise MediaError("A film needs at least one picture.", code="VALIDATION_ERROR")
    shown = [path for shot in plan.shots for path in (shot.picture, shot.clip)]
    for path in (plan.narration, plan.presenter, *shown):
        if path is not None and not path.is_file():
            raise MediaError(f"There is no file {path.name}.", code="FILE_NOT_FOUND", details={"file": path.name})


def command(plan: CompositePlan, out: Path, folder: Path) -> list[str]:
    """Build FFmpeg's arguments, with the files they name. FFmpeg runs in ``folder``, where names are plain ASCII."""
    layout = layout_for(plan.width, plan.height, presenter=plan.presenter is not None)
    picture = _camera(plan)
    if plan.presenter is not None and layout.presenter is not None:
        picture = _with_presenter(picture, plan, make_presenter_frame(layout.presenter, folder))
    if plan.cues:
        captions = write_burned(plan.cues, layout, plan.language, folder)
        picture = picture.filter("ass", filename=captions.path.name, fontsdir=captions.fonts.name)
    return [str(arg) for arg in _encoded(picture, plan, out).get_args()]


def _camera(plan: CompositePlan) -> Any:
    """Take the raw frames from standard input, and say what their numbers mean."""
    raw = ffmpeg.input(
        "pipe:0",
        format="rawvideo",
        pixel_format="yuv420p",
        video_size=(plan.width, plan.height),
        framerate=plan.fps,
    )
    return raw.filter("setparams", range="tv", color_primaries="bt709", color_trc="bt709", colorspace="bt709")


def _with_presenter(picture: Any, plan: CompositePlan, frame: PresenterFrame) -> Any:
    side = frame.film.width
    disc = ffmpeg.input(frame.disc.name).filter("scale", out_color_matrix="bt709", out_range="tv")
    disc = disc.filter("format", "yuva420p")
    film = (
        ffmpeg.input(str(plan.presenter and plan.presenter.resolve()))
        .video.filter("fps", plan.fps)
        .filter(
            "scale",
            side,
            side,
            force_original_aspect_ratio="increase",
            out_color_matrix="bt709",
            out_range="tv",
            flags="lanczos",
        )
        .filter("crop", side, side)
        .filter("format", "yuv420p")
        .filter("setsar", 1)
    )
    mask = ffmpeg.input(frame.mask.name).filter("format", "gray")
    round_film = ffmpeg.filter([film, mask], "alphamerge")
    picture = ffmpeg.overlay(picture, disc, x=frame.disc_left, y=frame.disc_top)
    # A presenter a few frames shorter than the narration keeps its last look.
    return ffmpeg.overlay(picture, round_film, x=frame.film.left, y=frame.film.top, eof_action="repeat")


def _encoded(picture: Any, plan: CompositePlan, out: Path) -> Any:
    sound = ffmpeg.input(str(plan.narration.resolve())).audio
    sound = sound.filter("pan", args=f"stereo|c0={MONO_TO_STEREO}*c0|c1={MONO_TO_STEREO}*c0")
    options = {
        "c:v": "libx264",
        "profile:v": "high",
        "preset": "veryfast",
        "crf": CRF,
        "pix_fmt": "yuv420p",
        "r": plan.fps,
        "frames:v": plan.frame_count,
        "g": GOP_SECONDS * plan.fps,
        "keyint_min": GOP_SECONDS * plan.fps,
        "sc_threshold": 0,
        "threads:v": ENCODER_THREADS,
        "color_range": "tv",
        "color_primaries": "bt709",
        "color_trc": "bt709",
        "colorspace": "bt709",
        "c:a": "aac",
        "b:a": "192k",
        "ar": 48_000,
        "flags:v": "+bitexact+cgop",
        "flags:a": "+bitexact",
        "fflags": "+bitexact",
        "map_metadata": -1,
        "metadata": f"title={plain(plan.title)}",
        "movflags": "+faststart",
    }
    return ffmpeg.output(picture, sound, str(out), format="mp4", **options)
