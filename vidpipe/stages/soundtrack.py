"""The film's sound as the brief and its style want it: which music, and the mix, made or recalled."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import structlog

from vidpipe.artifacts import LocalArtifactStore
from vidpipe.errors import VidpipeError
from vidpipe.media import MusicPlan, listen, make_soundtrack
from vidpipe.media.checks.listening import LISTENING
from vidpipe.media.sound.music.playing import COMPOSING
from vidpipe.media.sound.soundtrack import MIXING
from vidpipe.models import Artifact, Brief, Mood, MusicLook, NarrationManifest, SceneSpeech
from vidpipe.models.base import DomainModel
from vidpipe.models.brief import UPLOADED
from vidpipe.models.checks import Heard
from vidpipe.stages.context import StageContext
from vidpipe.stages.film_times import FilmTimes, film_times
from vidpipe.stages.memory import recall_or_make

log = structlog.get_logger(__name__)


class SoundtrackArtifact(DomainModel):
    """The film's sound: 48 kHz stereo AAC in an .m4a, as long as the film."""

    audio: Artifact
    duration: float
    music: str
    """A mood, ``own`` or ``none``."""
    heard: Heard


def music_plan(brief: Brief, look: MusicLook, store: LocalArtifactStore) -> MusicPlan | None:
    """Return the music of a video, None for none: the brief's own file, else what ``look`` says.

    ``look`` is the music of the brief's style, in which the brief's wishes are (:func:`vidpipe.styles.look_for`).
    Raises StorageError (ARTIFACT_NOT_FOUND) when the uploaded file is not there.
    """
    if brief.music.file is None or brief.music.enabled is False:
        return composed_music(look, brief.seed)
    upload = store.find(brief.music.file.removeprefix(UPLOADED))
    return MusicPlan(level=look.level, file=store.path(upload))


def composed_music(look: MusicLook, seed: int) -> MusicPlan | None:
    """Return the music that is composed for a look, None where it has none."""
    return None if look.mood is Mood.NONE else MusicPlan(level=look.level, mood=look.mood, seed=seed)


@asynccontextmanager
async def sound_mixed_meanwhile(context: StageContext[Any], narration: NarrationManifest) -> AsyncIterator[None]:
    """Mix the film's sound beside what a stage does while it mostly waits; the composite stage then recalls it."""
    mixing = asyncio.create_task(mix_early(context, narration))
    try:
        yield
        await mixing
    finally:
        mixing.cancel()
        # Not left alone while it ends: cancelled once more, it would leave its FFmpeg behind.
        await asyncio.wait([mixing])


async def mix_early(context: StageContext[Any], narration: NarrationManifest) -> None:
    """Mix the film's sound, which nothing depends on yet: what fails here, the composite stage meets again."""
    try:
        await make_film_sound(context, narration)
    except VidpipeError as error:
        log.warning("the sound could not be mixed early", error_code=error.code, details=error.details)


async def make_film_sound(context: StageContext[Any], narration: NarrationManifest) -> SoundtrackArtifact:
    """Mix narration and music as long as the film, or recall the mix of the same parts."""
    brief, store, times = context.brief, context.store, film_times(context, narration)
    plan = await asyncio.to_thread(music_plan, brief, context.style.music, store)

    async def mix(folder: Path) -> SoundtrackArtifact:
        return await _mixed(store, narration, plan, times, folder)

    inputs: dict[str, object] = {
        "narration": narration.audio.sha256,
        "speech": spoken(narration.scenes) if plan else [],
        "duration": times.seconds,
        "begins": times.begins,
        "music": plan and [plan.level, plan.mood, plan.seed, brief.music.file if plan.file else None],
        "mixing": [MIXING, COMPOSING],
        "listening": LISTENING,
    }
    made, _ = await recall_or_make(store, "soundtrack", inputs, SoundtrackArtifact, mix)
    return made


async def _mixed(
    store: LocalArtifactStore,
    narration: NarrationManifest,
    plan: MusicPlan | None,
    times: FilmTimes,
    folder: Path,
) -> SoundtrackArtifact:
    made = await make_soundtrack(
        store.path(narration.audio),
        folder / "sound.m4a",
        folder,
        duration=times.seconds,
        music=plan,
        speech=spoken(narration.scenes),
        begins=times.begins,
    )
    heard = await listen(made.path, narration=store.path(narration.audio), loudness=made.loudness)
    return SoundtrackArtifact(
        audio=await asyncio.to_thread(store.put_file, made.path, "audio/mp4", move=True),
        duration=times.seconds,
        music=_named(plan),
        heard=heard,
    )


def spoken(scenes: Sequence[SceneSpeech]) -> list[tuple[float, float]]:
    """Return when words are spoken, in seconds of the narration."""
    return [(word.start, word.end) for scene in scenes for word in scene.words]


def _named(plan: MusicPlan | None) -> str:
    if plan is None:
        return "none"
    return "own" if plan.file else plan.mood.value
