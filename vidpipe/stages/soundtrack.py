"""The film's sound as the brief and its style want it: which music, and the mix, made or recalled."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from vidpipe.artifacts import LocalArtifactStore
from vidpipe.media import MusicPlan, make_soundtrack
from vidpipe.media.sound.music.playing import COMPOSING
from vidpipe.media.sound.soundtrack import MIXING
from vidpipe.models import Artifact, Brief, Mood, MusicBrief, MusicLook, NarrationManifest, SceneSpeech
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
    """Return the music that a brief wants in a style, None for none.

    A brief that only says ``music: on`` has the style's mood; where the style has none, calm music. Raises StorageError
    (ARTIFACT_NOT_FOUND) when the uploaded file is not there.
    """
    wished = brief.music
    if not _wanted(wished, look):
        return None
    level = look.level if wished.level is None else wished.level
    if wished.file is not None:
        upload = store.find(wished.file.removeprefix(UPLOADED))
        return MusicPlan(level=level, file=store.path(upload))
    mood = wished.mood or look.mood
    return MusicPlan(level=level, mood=Mood.CALM if mood is Mood.NONE else mood, seed=brief.seed)


def _wanted(wished: MusicBrief, look: MusicLook) -> bool:
    if wished.enabled is not None:
        return wished.enabled
    if wished.file is not None:
        return True
    return (look.mood if wished.mood is None else wished.mood) is not Mood.NONE


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
    speech = spoken(narration.scenes)

    async def mix(folder: Path) -> SoundtrackArtifact:
        made = await make_soundtrack(
            store.path(narration.audio),
            folder / "sound.m4a",
            folder,
            duration=seconds,
            music=plan,
            speech=speech,
            begins=begins,
        )
        audio = await asyncio.to_thread(store.put_file, made.path, "audio/mp4", move=True)
        return SoundtrackArtifact(
            audio=audio,
            duration=seconds,
            loudness_lufs=made.loudness_lufs,
            true_peak_dbtp=made.true_peak_dbtp,
            music=_named(plan),
        )

    inputs: dict[str, object] = {
        "narration": narration.audio.sha256,
        "speech": speech if plan else [],
        "duration": seconds,
        "begins": begins,
        "music": plan and [plan.level, plan.mood, plan.seed, brief.music.file if plan.file else None],
        "mixing": [MIXING, COMPOSING],
    }
    return await recall_or_make(store, "soundtrack", inputs, SoundtrackArtifact, mix)


def spoken(scenes: Sequence[SceneSpeech]) -> list[tuple[float, float]]:
    """Return when words are spoken, in seconds of the narration."""
    return [(word.start, word.end) for scene in scenes for word in scene.words]


def _named(plan: MusicPlan | None) -> str:
    if plan is None:
        return "none"
    return "own" if plan.file else plan.mood.value
