"""The narration stage: every scene is spoken, then all are joined into one track at its final loudness."""

from __future__ import annotations

import asyncio
from pathlib import Path

from vidpipe.errors import VidpipeError
from vidpipe.media import SAMPLE_RATE, Recording, join_scenes, time_scene
from vidpipe.models import Artifact, NarrationManifest, PauseLook, Scene, SceneSpeech, Script, ScriptManifest, Speech
from vidpipe.models.base import DomainModel
from vidpipe.providers import SpeechProvider, SpeechRequest
from vidpipe.providers.scene_voices import name_scenes
from vidpipe.stages.context import StageContext
from vidpipe.stages.early import EarlyFilm
from vidpipe.stages.memory import recall_or_make
from vidpipe.stages.parts import make_parts
from vidpipe.stages.soundtrack import mix_early

JOINING = 2
"""Version of how scenes are joined; part of the key under which the track is remembered."""


class SpokenScene(DomainModel):
    """One scene's words as the provider spoke them."""

    audio: Artifact
    speech: Speech


async def make_narration(context: StageContext[SpeechProvider], script: ScriptManifest) -> NarrationManifest:
    """Have every scene spoken, and join the scenes with the style's pauses."""
    scenes = script.script.scenes
    pauses = context.style.pauses

    async def join(folder: Path) -> NarrationManifest:
        return await _join(context, spoken, [scene.number for scene in scenes], pauses, folder)

    async with EarlyFilm(context, script.script) as early:
        spoken, made = await _spoken(context, script.script, early)
        inputs: dict[str, object] = {
            "scenes": [one.model_dump(mode="json") for one in spoken],
            "pauses": pauses.model_dump(mode="json"),
            "fps": context.brief.fps,
            "joining": JOINING,
        }
        manifest, _ = await recall_or_make(context.store, "narration", inputs, NarrationManifest, join)
        if not context.avatar.enabled:
            # With a presenter, it is mixed while they are filmed.
            await mix_early(context, manifest)
    context.notes.update(
        {
            "seconds": round(manifest.duration, 2),
            "loudness_lufs": manifest.loudness_lufs,
            "words": sum(len(scene.words) for scene in manifest.scenes),
            "made": made,
            "recalled": len(scenes) - made,
        }
    )
    return manifest


async def _spoken(
    context: StageContext[SpeechProvider], script: Script, early: EarlyFilm
) -> tuple[list[SpokenScene], int]:
    """Have every scene spoken; tell how many had not been before. Raises the first error of a scene."""
    done = made = 0

    async def one(scene: Scene) -> SpokenScene:
        nonlocal done, made
        spoken, recalled = await _speak(context, scene, script.language)
        done += 1
        made += not recalled
        context.report(0.85 * done / len(script.scenes))
        await early.arrived(scene.number, _alone(context, script, scene, spoken.speech))
        return spoken

    results = await make_parts(
        context,
        script.scenes,
        at_once=context.provider.at_once,
        subject=lambda scene: f"scene {scene.number}",
        make=one,
    )
    spoken: list[SpokenScene] = []
    for scene, result in zip(script.scenes, results, strict=True):
        if isinstance(result, VidpipeError):
            result.details.setdefault("scene", scene.number)
            name_scenes(result, [scene.number] if scene.voice else [])
            raise result
        spoken.append(result)
    return spoken, made


def _alone(context: StageContext[SpeechProvider], script: Script, scene: Scene, speech: Speech) -> SceneSpeech:
    """Return a scene's speech as it will lie in the narration, counted from the scene's own first frame."""
    fps = context.brief.fps
    timing = time_scene(
        speech.duration,
        context.style.pauses,
        fps,
        first=scene is script.scenes[0],
        last=scene is script.scenes[-1],
    )
    before = timing.before / SAMPLE_RATE
    return SceneSpeech(
        scene=scene.number,
        start=0,
        end=timing.frames / fps,
        sentences=[sentence.shifted(before) for sentence in speech.sentences],
        words=[word.shifted(before) for word in speech.words],
    )


async def _speak(context: StageContext[SpeechProvider], scene: Scene, language: str) -> tuple[SpokenScene, bool]:
    provider = context.provider
    voice = scene.voice or context.brief.voice
    request = SpeechRequest(text=scene.narration, language=language, voice=voice, scene=scene.number)

    async def speak(folder: Path) -> SpokenScene:
        path = folder / "speech.wav"
        speech = await provider.speak(request, path)
        audio = await asyncio.to_thread(context.store.put_file, path, "audio/wav", move=True)
        return SpokenScene(audio=audio, speech=speech)

    inputs: dict[str, object] = {
        # Not the scene's number: the same words are spoken the same in any scene.
        "request": {"text": request.text, "language": request.language, "voice": request.voice},
        # In a thread: it may read files.
        "provider": await asyncio.to_thread(provider.fingerprint, request.voice),
    }
    return await recall_or_make(context.store, "speech", inputs, SpokenScene, speak)


async def _join(
    context: StageContext[SpeechProvider],
    spoken: list[SpokenScene],
    numbers: list[int],
    pauses: PauseLook,
    folder: Path,
) -> NarrationManifest:
    out = folder / "narration.wav"
    recordings = [Recording(path=context.store.path(one.audio), seconds=one.speech.duration) for one in spoken]
    track = await join_scenes(recordings, out, folder, fps=context.brief.fps, pauses=pauses)
    audio = await asyncio.to_thread(context.store.put_file, out, "audio/wav", move=True)
    return NarrationManifest(
        provider=context.provider.name,
        audio=audio,
        duration=track.duration,
        loudness_lufs=track.loudness_lufs,
        true_peak_dbtp=track.true_peak_dbtp,
        scenes=[
            SceneSpeech(
                scene=number,
                start=place.start,
                end=place.end,
                sentences=[sentence.shifted(place.speech_start) for sentence in one.speech.sentences],
                words=[word.shifted(place.speech_start) for word in one.speech.words],
            )
            for number, one, place in zip(numbers, spoken, track.scenes, strict=True)
        ],
    )
