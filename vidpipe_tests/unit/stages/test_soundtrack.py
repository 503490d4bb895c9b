from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vidpipe.artifacts import LocalArtifactStore
from vidpipe.errors import InvalidInput, StorageError
from vidpipe.media import MusicPlan
from vidpipe.models import Brief, Mood, MusicLook, NarrationManifest, SceneSpeech, TimedText
from vidpipe.stages.soundtrack import SoundtrackArtifact, make_film_sound, music_plan
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


def test_what_was_mixed_of_the_same_parts_is_recalled(store: LocalArtifactStore, tmp_path: Path) -> None:
    spoken = narration(store, tmp_path)

    def mixed(look: MusicLook, **options: float) -> tuple[SoundtrackArtifact, bool]:
        return asyncio.run(make_film_sound(store, brief(), look, spoken, **options))

    first, recalled = mixed(STYLED)
    assert not recalled
    assert (first.music, first.duration, first.audio.media_type) == ("upbeat", 3, "audio/mp4")
    assert first.loudness_lufs == pytest.approx(-14, abs=0.5)
    assert mixed(STYLED) == (first, True)
    plain, recalled = mixed(PLAIN)
    assert (plain.music, recalled) == ("none", False)
    longer, recalled = mixed(STYLED, duration=4.0, begins=0.5)
    assert (longer.duration, recalled) == (4.0, False)
    assert len({first.audio.sha256, plain.audio.sha256, longer.audio.sha256}) == 3


def test_another_song_makes_another_mix(store: LocalArtifactStore, tmp_path: Path) -> None:
    spoken = narration(store, tmp_path)
    made = []
    for hertz in (300, 400):
        sound = 0.2 * np.sin(2 * np.pi * hertz * np.arange(96_000) / 48_000)
        song = store.put_file(write_wav(tmp_path / "song.wav", sound, 48_000), "audio/wav")
        wished = brief(file=f"artifact:{song.sha256}")
        track, recalled = asyncio.run(make_film_sound(store, wished, PLAIN, spoken))
        assert (track.music, recalled) == ("own", False)
        made.append(track.audio.sha256)
    assert made[0] != made[1]
