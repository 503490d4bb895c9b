"""The film's sound as the brief and its style want it: which music, and the mix, made or recalled."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from vidpipe.artifacts import LocalArtifactStore
from vidpipe.media import MusicPlan, make_soundtrack
from vidpipe.media.sound.music.playing import COMPOSING
from vidpipe.media.sound.soundtrack import MIXING
from vidpipe.models import Artifact, Brief, Mood, MusicLook, NarrationManifest, SceneSpeech
from vidpipe.models.base import DomainModel
from vidpipe.models.brief import UPLOADED
from vidpipe.stages.memory import recall_or_make


class SoundtrackArtifact(DomainModel):
    """The film's sound: 48 kHz stereo AAC in an .m4a, as long as the film."""

    audio: Artifact
    duration: float
    loudness_lufs: float
    true_peak_dbtp: float
    music: str
    """A mood, ``own`` or ``none``."""


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


async def make_film_sound(
    store: LocalArtifactStore,
    brief: Brief,
    look: MusicLook,
    narration: NarrationManifest,
    *,
    duration: float | None = None,
    begins: float = 0.0,
) -> tuple[SoundtrackArtifact, bool]:
    """Mix narration and music, or recall the mix of the same parts; tell whether it was recalled.

    ``duration`` is the film's in seconds, by default the narration's, which is heard from ``begins`` on.
    """
    plan = await asyncio.to_thread(music_plan, brief, look, store)
    seconds = narration.duration if duration is None else duration

    async def mix(folder: Path) -> SoundtrackArtifact:
        return await _mixed(store, narration, plan, seconds, begins, folder)

    inputs: dict[str, object] = {
        "narration": narration.audio.sha256,
        "speech": spoken(narration.scenes) if plan else [],
        "duration": seconds,
        "begins": begins,
        "music": plan and [plan.level, plan.mood, plan.seed, brief.music.file if plan.file else None],
        "mixing": [MIXING, COMPOSING],
    }
    return await recall_or_make(store, "soundtrack", inputs, SoundtrackArtifact, mix)


async def _mixed(
    store: LocalArtifactStore,
    narration: NarrationManifest,
    plan: MusicPlan | None,
    seconds: float,
    begins: float,
    folder: Path,
) -> SoundtrackArtifact:
    made = await make_soundtrack(
        store.path(narration.audio),
        folder / "sound.m4a",
        folder,
        duration=seconds,
        music=plan,
        speech=spoken(narration.scenes),
        begins=begins,
    )
    return SoundtrackArtifact(
        audio=await asyncio.to_thread(store.put_file, made.path, "audio/mp4", move=True),
        duration=seconds,
        loudness_lufs=made.loudness_lufs,
        true_peak_dbtp=made.true_peak_dbtp,
        music=_named(plan),
    )


def spoken(scenes: Sequence[SceneSpeech]) -> list[tuple[float, float]]:
    """Return when words are spoken, in seconds of the narration."""
    return [(word.start, word.end) for scene in scenes for word in scene.words]


def _named(plan: MusicPlan | None) -> str:
    if plan is None:
        return "none"
    return "own" if plan.file else plan.mood.value
