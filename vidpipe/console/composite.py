"""`vidpipe composite`: a film of ready material, without database, services or Dagster."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from rich.console import Console

from vidpipe.console.composing import Composing, Parts
from vidpipe.console.given_media import require_film, require_sound, sound_seconds
from vidpipe.console.make import require_writable
from vidpipe.errors import InvalidInput, NotFound, file_errors
from vidpipe.media import MusicPlan, Progress, choose_encoding
from vidpipe.media.material.pictures import Shown, pictures_in, read_timing, require_picture, spread
from vidpipe.media.material.subtitles import read_subtitles, refuse_outside
from vidpipe.models import Brief, Check, Format, Mood, PresenterKind, Style
from vidpipe.settings import Settings
from vidpipe.stages.soundtrack import composed_music
from vidpipe.styles import Looks
from vidpipe.text.brief_file import parse_brief

MUSIC_WORDS = ("on", "off", *(mood.value for mood in Mood))
"""What is no file's name."""
ENDING = ".mp4"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the command was given. ``frame`` holds target, aspect, resolution, fps and codec, None where left open."""

    images: Path
    audio: Path
    out: Path
    captions: Path | None = None
    captions_encoding: str | None = None
    music: str | None = None
    presenter: Path | None = None
    place: PresenterKind | None = None
    timing: Path | None = None
    style: str = "explainer"
    brand: str | None = None
    language: str = "en"
    seed: int = 0
    frame: dict[str, Any] = field(default_factory=dict)

    def brief(self) -> Brief:
        """Return what a brief would say of such a film. Raises InvalidInput for a frame that cannot be."""
        said = {name: value for name, value in self.frame.items() if value is not None}
        said |= {"prompt": "ready material", "style": self.style, "brand": self.brand, "language": self.language}
        said |= {"seed": self.seed, "avatar": {"place": self.place}}
        said |= {"music": self.music} if self.music in MUSIC_WORDS else {}
        return parse_brief(said, source="")


@dataclass(frozen=True, kw_only=True)
class Composed:
    """The film that was made, and what was seen when it was looked over."""

    path: Path
    parts: Parts
    loudness_lufs: float | None
    checks: list[Check]

    def wire(self) -> dict[str, object]:
        """Return it ready for JSON."""
        made_in = self.parts.format
        width, height = made_in.frame_size
        return {
            "path": str(self.path),
            "seconds": self.parts.seconds,
            "frames": self.parts.frames,
            "width": width,
            "height": height,
            "fps": made_in.fps,
            "codec": made_in.codec.value,
            "encoder": self.parts.encoding.encoder,
            "bytes": self.path.stat().st_size,
            "loudnessLufs": self.loudness_lufs,
            "checks": [check.wire() for check in self.checks],
        }


def compose_material(wish: Wish, settings: Settings, on_progress: Progress) -> Composed:
    """Make a film of ready material and look it over.

    Raises InvalidInput and NotFound for what the person gave, MediaError for files that cannot be used and for a film
    that is not fit to be shown (MEDIA_QUALITY_FAILED; it is not written), StorageError.
    """
    _refuse_contradictions(wish)
    require_writable(wish.out)
    brief = wish.brief()
    looks = Looks.of(*settings.look_folders())
    parts = _parts(wish, brief, looks, settings.encoder)
    with file_errors("make room for the film", wish.out), tempfile.TemporaryDirectory(prefix="vidpipe-") as folder:
        composing = Composing(parts, Path(folder), on_progress)
        checks = asyncio.run(composing.run(wish.out, wish.out.stem))
    loudness = composing.heard.lufs if composing.heard else None
    return Composed(path=wish.out, parts=parts, loudness_lufs=loudness, checks=checks)


def _refuse_contradictions(wish: Wish) -> None:
    if wish.place is not None and wish.presenter is None:
        raise InvalidInput(
            f"--place {wish.place} says where the presenter stands, and there is none: give their film with "
            "--presenter, or leave --place out."
        )
    if wish.out.suffix.lower() != ENDING:
        raise InvalidInput(
            f"{wish.out}: a film is written as an MP4 only: name it {wish.out.with_suffix(ENDING).name}.",
            details={"path": str(wish.out)},
        )


def _parts(wish: Wish, brief: Brief, looks: Looks, encoder: str) -> Parts:
    made_in, style = brief.all_formats[0], _style(brief, looks)
    shown = _shown(wish, made_in)
    parts = Parts(
        style=style,
        brand=looks.brand(brief),
        format=made_in,
        encoding=choose_encoding(made_in.codec, encoder),
        shown=shown,
        audio=wish.audio,
        music=_music(wish, style),
        presenter=wish.presenter,
        language=wish.language,
        seed=wish.seed,
    )
    if wish.presenter is not None:
        require_film(wish.presenter)
    if wish.captions is None:
        return parts
    cues = read_subtitles(wish.captions, encoding=wish.captions_encoding)
    refuse_outside(wish.captions, cues, parts.seconds)
    return replace(parts, cues=cues)


def _shown(wish: Wish, made_in: Format) -> list[Shown]:
    pictures = pictures_in(wish.images)
    for picture in pictures:
        require_picture(picture)
    frames = max(1, round(sound_seconds(wish.audio, made_in) * made_in.fps))
    if wish.timing is None:
        return spread(pictures, frames)
    return read_timing(wish.timing, pictures, fps=made_in.fps, frames=frames)


def _style(brief: Brief, looks: Looks) -> Style:
    # A brief may give words of its own in a style's place; here they could only be a mistake.
    looks.styles.named(brief.style)
    return looks.style(brief)


def _music(wish: Wish, style: Style) -> MusicPlan | None:
    """Return the music: a person's file, else what the style has, in which a mood that was asked for already is."""
    if wish.music is None or wish.music in MUSIC_WORDS:
        return composed_music(style.music, wish.seed)
    file = Path(wish.music)
    if not file.exists():
        moods = ", ".join(mood.value for mood in Mood if mood is not Mood.NONE)
        raise NotFound(f"There is no file {file} (the music); moods are {moods}.", code="FILE_NOT_FOUND")
    require_sound(file, "the music", "give a song such as an MP3, or a mood")
    return MusicPlan(level=style.music.level, file=file)


def tell_checks(made: Composed, console: Console) -> None:
    """Say what a viewer may find fault with."""
    for check in made.checks:
        if not check.passed:
            console.print(f"Beware: {check.name}: {check.seen}", style="yellow", markup=False, soft_wrap=True)
