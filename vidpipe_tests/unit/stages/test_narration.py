from __future__ import annotations

import asyncio
import wave
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pytest

from vidpipe.artifacts import LocalArtifactStore
from vidpipe.errors import ProviderError
from vidpipe.media import measure_loudness, time_scene
from vidpipe.models import Brief, NarrationManifest, PauseLook, ScriptManifest, Speech, Style, TimedText
from vidpipe.providers import SpeechRequest
from vidpipe.providers.local.script import LocalScriptProvider
from vidpipe.stages.context import StageContext
from vidpipe.stages.narration import make_narration

RATE = 22_050
SCENES = [
    {"narration": "Would you like some tea?", "voice": "anna"},
    {"narration": "Yes, please."},
    {"narration": "Would you like some tea?"},
]


class Hummer:
    """Speaks by humming, each voice at its own pitch and loudness, a fifth of a second for each word."""

    name = "hummer"
    at_once = 2

    def __init__(self) -> None:
        self.spoken: list[tuple[str, str | None]] = []

    def fingerprint(self, voice: str | None = None) -> dict[str, object]:
        return {"provider": self.name, "voice": voice}

    def problems(self) -> list[str]:
        return []

    def accepts(self, brief: Brief) -> None:
        pass

    async def speak(self, request: SpeechRequest, out: Path) -> Speech:
        self.spoken.append((request.text, request.voice))
        words = request.text.split()
        pitch, level = {"anna": (220, 0.4)}.get(request.voice or "", (110, 0.15))
        count = round(0.2 * len(words) * RATE) + 7
        sound = level * np.sin(2 * np.pi * pitch * np.arange(count) / RATE)
        with wave.open(str(out), "wb") as file:
            file.setparams((1, 2, RATE, 0, "NONE", ""))
            file.writeframes((sound * 32_767).astype("<i2").tobytes())
        times = [TimedText(text=word, start=0.2 * n, end=0.2 * n + 0.2) for n, word in enumerate(words)]
        return Speech(duration=count / RATE, sentences=[TimedText(text=request.text, start=0, end=1)], words=times)


def narrated(
    store: LocalArtifactStore, speaker: Hummer, pauses: PauseLook | None = None, **fields: Any
) -> tuple[NarrationManifest, dict[str, object]]:
    notes: dict[str, object] = {}
    brief = Brief.model_validate({"script": SCENES, **fields})
    context = StageContext(
        task_id=UUID(int=1),
        trace_id="0" * 32,
        brief=brief,
        store=store,
        provider=speaker,
        report=lambda _share: None,
        notes=notes,
        style=Style(pauses=pauses or PauseLook()),
    )
    script = asyncio.run(LocalScriptProvider().write_script(brief))
    return asyncio.run(make_narration(context, ScriptManifest(provider="brief", script=script))), notes


@pytest.fixture
def store(tmp_path: Path) -> LocalArtifactStore:
    return LocalArtifactStore(tmp_path / "store")


def test_each_scene_is_spoken_by_its_own_voice_or_the_briefs(store: LocalArtifactStore) -> None:
    speaker = Hummer()
    narrated(store, speaker, voice="bert")
    assert sorted(speaker.spoken) == [
        ("Would you like some tea?", "anna"),
        ("Would you like some tea?", "bert"),
        ("Yes, please.", "bert"),
    ]


def test_another_voice_for_one_scene_has_only_that_scene_spoken_again(store: LocalArtifactStore) -> None:
    narrated(store, Hummer())
    speaker = Hummer()
    changed = [*SCENES[:1], {**SCENES[1], "voice": "anna"}, *SCENES[2:]]
    _, notes = narrated(store, speaker, script=changed)
    assert speaker.spoken == [("Yes, please.", "anna")]
    assert (notes["made"], notes["recalled"]) == (1, 2)


def test_all_voices_are_equally_loud(store: LocalArtifactStore) -> None:
    manifest, _ = narrated(store, Hummer())
    assert asyncio.run(measure_loudness(store.path(manifest.audio))).integrated == pytest.approx(-14, abs=0.5)
    with wave.open(str(store.path(manifest.audio)), "rb") as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32_768
    powers = [
        np.mean(samples[round(scene.words[0].start * 48_000) : round(scene.words[-1].end * 48_000)] ** 2)
        for scene in (manifest.scenes[0], manifest.scenes[2])
    ]
    assert abs(10 * np.log10(powers[0] / powers[1])) < 3


@pytest.mark.parametrize("fps", [24, 30, 60])
def test_scenes_take_the_frames_that_their_own_speech_asks_for(store: LocalArtifactStore, fps: int) -> None:
    pauses = PauseLook(lead_in=0.5, between=0.9, tail=1.3)
    manifest, _ = narrated(store, Hummer(), pauses, fps=fps)
    spoken = [0.2 * len(str(scene["narration"]).split()) + 7 / RATE for scene in SCENES]
    for number, (scene, seconds) in enumerate(zip(manifest.scenes, spoken, strict=True)):
        timing = time_scene(seconds, pauses, fps, first=number == 0, last=number == 2)
        assert scene.frames(fps) == timing.frames
        assert scene.start * fps == pytest.approx(round(scene.start * fps), abs=1e-6)
        assert scene.words[0].start == pytest.approx(scene.start + (0.5 if number == 0 else 0.45))
    assert manifest.duration * fps == pytest.approx(sum(scene.frames(fps) for scene in manifest.scenes), abs=1e-6)


def test_other_pauses_or_another_rate_make_another_track_of_the_same_speech(store: LocalArtifactStore) -> None:
    one, _ = narrated(store, Hummer())
    speaker = Hummer()
    longer, _ = narrated(store, speaker, PauseLook(between=1.0))
    slower, _ = narrated(store, speaker, fps=24)
    again, _ = narrated(store, speaker)
    assert speaker.spoken == []
    assert len({one.audio.sha256, longer.audio.sha256, slower.audio.sha256}) == 3
    assert again == one


class Choosy(Hummer):
    """Knows nobody but the brief's own voice."""

    async def speak(self, request: SpeechRequest, out: Path) -> Speech:
        if request.voice != "bert":
            raise ProviderError(f"There is no voice {request.voice!r}.", code="TTS_VOICE_NOT_FOUND")
        return await super().speak(request, out)


def test_a_scenes_own_voice_that_is_not_there_is_told_with_the_scene(store: LocalArtifactStore) -> None:
    turns = [{"narration": "Tea?"}, {"narration": "Yes.", "voice": "anna"}]
    with pytest.raises(ProviderError, match=r"^Scene 2: There is no voice 'anna'\.$") as raised:
        narrated(store, Choosy(), script=turns, voice="bert")
    assert (raised.value.code, raised.value.details["scene"]) == ("TTS_VOICE_NOT_FOUND", 2)
    with pytest.raises(ProviderError, match=r"^There is no voice 'carl'\.$"):
        narrated(store, Choosy(), script=[{"narration": "Tea?"}], voice="carl")
