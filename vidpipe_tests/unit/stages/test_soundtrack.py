from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pytest

from vidpipe.artifacts import LocalArtifactStore
from vidpipe.errors import InvalidInput, StorageError
from vidpipe.media import MusicPlan, make_soundtrack
from vidpipe.models import Brief, CardsLook, Mood, MusicLook, NarrationManifest, SceneSpeech, Style, TimedText
from vidpipe.stages import soundtrack
from vidpipe.stages.context import StageContext
from vidpipe.stages.soundtrack import (
    SoundtrackArtifact,
    make_film_sound,
    mix_early,
    music_plan,
    sound_mixed_meanwhile,
)
from vidpipe.styles import Looks, built_in
from vidpipe.text.brief_file import parse_brief
from vidpipe_tests.integration.media.material import tone, write_wav

STYLED = MusicLook(mood=Mood.UPBEAT, level=-18)
PLAIN = MusicLook()
QUIZ = built_in()["quiz"].music


@pytest.fixture
def store(tmp_path: Path) -> LocalArtifactStore:
    return LocalArtifactStore(tmp_path / "store")


def brief(**music: Any) -> Brief:
    return Brief.model_validate({"script": "Hello.", "seed": 5, **({"music": music} if music else {})})


@pytest.mark.parametrize(
    ("style", "music", "expected"),
    [
        ("explainer", {}, None),
        ("explainer", {"enabled": True}, MusicPlan(level=-20, mood=Mood.CALM, seed=5)),
        ("explainer", {"mood": "news"}, MusicPlan(level=-20, mood=Mood.NEWS, seed=5)),
        ("quiz", {}, MusicPlan(level=QUIZ.level, mood=QUIZ.mood, seed=5)),
        ("quiz", {"enabled": True}, MusicPlan(level=QUIZ.level, mood=QUIZ.mood, seed=5)),
        ("quiz", {"enabled": False}, None),
        ("quiz", {"mood": "none"}, None),
        ("quiz", {"level": -12}, MusicPlan(level=-12, mood=QUIZ.mood, seed=5)),
    ],
)
def test_the_music_is_that_of_the_style_and_of_the_briefs_wishes(
    store: LocalArtifactStore, style: str, music: dict[str, Any], expected: MusicPlan | None
) -> None:
    wished = brief(**music).model_copy(update={"style": style})
    assert music_plan(wished, Looks().style(wished).music, store) == expected


def test_an_uploaded_file_is_the_music(store: LocalArtifactStore) -> None:
    upload = store.put_bytes(b"a song", "audio/mpeg")
    plan = music_plan(brief(file=f"artifact:{upload.sha256}"), PLAIN, store)
    assert plan == MusicPlan(level=-20, file=store.path(upload))
    with pytest.raises(StorageError) as caught:
        music_plan(brief(file="artifact:" + "0" * 64), PLAIN, store)
    assert caught.value.code == "ARTIFACT_NOT_FOUND"
    assert music_plan(brief(file=f"artifact:{upload.sha256}", enabled=False), PLAIN, store) is None


def test_a_file_and_a_mood_are_not_both_accepted() -> None:
    with pytest.raises(InvalidInput, match="give one of `file`, your own music, and `mood`"):
        parse_brief({"script": "Hello.", "music": {"file": "jingle.mp3", "mood": "calm"}}, source="")


def narration(store: LocalArtifactStore, folder: Path) -> NarrationManifest:
    audio = store.put_file(tone(folder / "n.wav", 3.0, rate=48_000), "audio/wav")
    word = TimedText(text="Hello", start=0.5, end=2.5)
    scene = SceneSpeech(scene=1, start=0, end=3, sentences=[word], words=[word])
    return NarrationManifest(
        provider="p", audio=audio, duration=3, loudness_lufs=-14, true_peak_dbtp=-1, scenes=[scene]
    )


def of(store: LocalArtifactStore, wished: Brief, look: MusicLook, cards: CardsLook | None = None) -> StageContext[None]:
    style = Style(music=look, cards=cards or CardsLook())
    return StageContext(
        task_id=uuid4(), trace_id="0" * 32, brief=wished, store=store, provider=None, report=lambda _: None, notes={},
        style=style,
    )  # fmt: skip


def test_what_was_mixed_of_the_same_parts_is_recalled(
    store: LocalArtifactStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken, mixes = narration(store, tmp_path), []

    async def counted(*args: Any, **options: Any) -> Any:
        mixes.append(options["duration"])
        return await make_soundtrack(*args, **options)

    monkeypatch.setattr(soundtrack, "make_soundtrack", counted)

    def mixed(look: MusicLook, cards: CardsLook | None = None) -> SoundtrackArtifact:
        return asyncio.run(make_film_sound(of(store, brief(), look, cards), spoken))

    first = mixed(STYLED)
    assert (first.music, first.duration, first.audio.media_type) == ("upbeat", 3, "audio/mp4")
    assert first.heard.lufs == pytest.approx(-14, abs=0.5)
    assert mixed(STYLED) == first
    assert mixes == [3]
    plain = mixed(PLAIN)
    assert plain.music == "none"
    longer = mixed(STYLED, CardsLook(intro=0.5, outro=0.5))
    assert (longer.duration, mixes) == (4.0, [3, 3, 4])
    assert len({first.audio.sha256, plain.audio.sha256, longer.audio.sha256}) == 3


def test_sound_that_cannot_be_mixed_early_is_left_to_the_composite_stage(
    store: LocalArtifactStore, tmp_path: Path
) -> None:
    spoken = narration(store, tmp_path)
    context = of(store, brief(file="artifact:" + "0" * 64), PLAIN)
    asyncio.run(mix_early(context, spoken))
    with pytest.raises(StorageError):
        asyncio.run(make_film_sound(context, spoken))


def test_sound_is_mixed_beside_a_stages_own_work(store: LocalArtifactStore, tmp_path: Path) -> None:
    spoken = narration(store, tmp_path)
    context = of(store, brief(), PLAIN)

    async def stage() -> list[str]:
        async with sound_mixed_meanwhile(context, spoken):
            while not (kept := [path.name for path in (tmp_path / "store" / "refs" / "soundtrack").glob("*.json")]):
                await asyncio.sleep(0.01)
        return kept

    assert len(asyncio.run(asyncio.wait_for(stage(), 60))) == 1


def test_another_song_makes_another_mix(store: LocalArtifactStore, tmp_path: Path) -> None:
    spoken = narration(store, tmp_path)
    made = []
    for hertz in (300, 400):
        sound = 0.2 * np.sin(2 * np.pi * hertz * np.arange(96_000) / 48_000)
        song = store.put_file(write_wav(tmp_path / "song.wav", sound, 48_000), "audio/wav")
        wished = brief(file=f"artifact:{song.sha256}")
        track = asyncio.run(make_film_sound(of(store, wished, PLAIN), spoken))
        assert track.music == "own"
        made.append(track.audio.sha256)
    assert made[0] != made[1]


def test_a_stage_that_fails_ends_the_mixing_before_it_goes(
    store: LocalArtifactStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken, told = narration(store, tmp_path), []

    async def slow(*_: Any, **__: Any) -> None:
        told.append("begun")
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0.05)
            told.append("ended")

    monkeypatch.setattr(soundtrack, "make_soundtrack", slow)

    async def stage() -> None:
        async with sound_mixed_meanwhile(of(store, brief(), PLAIN), spoken):
            while not told:
                await asyncio.sleep(0.01)
            raise InvalidInput("no such face")

    async def tried() -> list[str]:
        with pytest.raises(InvalidInput, match="no such face"):
            await stage()
        return [*told]

    assert asyncio.run(tried()) == ["begun", "ended"]
