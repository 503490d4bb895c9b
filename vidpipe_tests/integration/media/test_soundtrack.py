"""The film's finished sound, as it is heard after decoding."""

from __future__ import annotations

import asyncio
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest

from vidpipe.errors import MediaError
from vidpipe.media import MusicPlan, Soundtrack, make_soundtrack, measure_loudness, probe, run_ffmpeg
from vidpipe.media.film.join import join_pieces
from vidpipe.media.film.plan import Look, Material, Piece, Shot
from vidpipe.media.sound.levelling import measure
from vidpipe.media.sound.reading import read_blocks
from vidpipe.media.sound.samples import SAMPLE_RATE, Samples
from vidpipe.models import Mood
from vidpipe_tests.integration.media.material import write_wav

SECONDS = 12.0
SPEECH = ((1.0, 5.0), (8.0, 11.0))
Mono = npt.NDArray[np.float64]


def spoken(spans: tuple[tuple[float, float], ...] = SPEECH, seconds: float = SECONDS) -> Mono:
    """A voice-like buzz of syllables within spans."""
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    buzz = sum(np.sin(2 * np.pi * 150 * k * time) / k for k in range(1, 12))
    syllables = 0.6 + 0.4 * np.sin(2 * np.pi * 4 * time)
    inside = sum(((time >= begin) & (time < end)).astype(float) for begin, end in spans)
    return np.asarray(0.12 * buzz * syllables * inside, np.float64)


@pytest.fixture(scope="module")
def narration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_wav(tmp_path_factory.mktemp("narration") / "n.wav", spoken(), SAMPLE_RATE)


def make(
    narration: Path, out: Path, music: MusicPlan | None, duration: float = SECONDS, begins: float = 0
) -> Soundtrack:
    return asyncio.run(make_soundtrack(narration, out, out.parent, duration=duration, music=music, begins=begins))


def heard(path: Path) -> Samples:
    return np.concatenate(list(read_blocks(path, 2)), axis=1)


def loudness(sound: Samples, begin: float, end: float) -> float:
    return measure([sound[:, round(begin * SAMPLE_RATE) : round(end * SAMPLE_RATE)]], 2).integrated


@pytest.mark.parametrize("mood", list(Mood))
def test_the_sound_is_as_loud_as_sites_play_it(narration: Path, tmp_path: Path, mood: Mood) -> None:
    out = tmp_path / "s.m4a"
    told = make(narration, out, None if mood is Mood.NONE else MusicPlan(level=-20, mood=mood))
    measured = asyncio.run(measure_loudness(out))
    assert measured.integrated == pytest.approx(-14, abs=0.5)
    assert told.loudness.integrated == pytest.approx(measured.integrated, abs=0.2)
    assert measured.true_peak <= -1
    assert [path.name for path in tmp_path.iterdir()] == ["s.m4a"]
    [track] = probe(out).audio
    assert (track.codec, track.sample_rate, track.channels) == ("aac", SAMPLE_RATE, 2)


@pytest.mark.parametrize("mood", [Mood.CALM, Mood.UPBEAT, Mood.NEWS])
def test_music_stays_under_speech_and_rises_in_pauses(narration: Path, tmp_path: Path, mood: Mood) -> None:
    make(narration, tmp_path / "with.m4a", MusicPlan(level=-20, mood=mood))
    make(narration, tmp_path / "without.m4a", None)
    mix, voice = heard(tmp_path / "with.m4a"), heard(tmp_path / "without.m4a")
    # The two are played at slightly different gains; the louder voice gives the factor.
    inside = slice(2 * SAMPLE_RATE, 4 * SAMPLE_RATE)
    factor = float((mix[:, inside] * voice[:, inside]).sum() / (voice[:, inside] ** 2).sum())
    music = mix - factor * voice
    for begin, end in SPEECH:
        assert loudness(music, begin, end) < loudness(mix, begin, end) - 15
    under, pause = loudness(music, 1.5, 4.5), loudness(music, 6.0, 7.5)
    assert 4 < pause - under < 16


def test_music_is_already_down_when_speech_begins(narration: Path, tmp_path: Path) -> None:
    time = np.arange(15 * SAMPLE_RATE) / SAMPLE_RATE
    tune = write_wav(tmp_path / "tune.wav", 0.3 * np.sin(2 * np.pi * 3_000 * time), SAMPLE_RATE)
    make(narration, tmp_path / "s.m4a", MusicPlan(level=-20, file=tune))
    mix = heard(tmp_path / "s.m4a")[0]
    steps = np.arange(0, len(mix) - 4_800, 480)
    # The buzz has a partial at 3 kHz only from 1.8 kHz on downwards, so this is the tune alone.
    turn = np.exp(-2j * np.pi * 3_000 * np.arange(4_800) / SAMPLE_RATE) * np.hanning(4_800)
    level = 20 * np.log10(np.abs([np.sum(mix[step : step + 4_800] * turn) for step in steps]) + 1e-9)
    middle = (steps + 2_400) / SAMPLE_RATE
    deep = np.median(level[(middle > 2) & (middle < 4)])
    assert level[np.searchsorted(middle, 8.0)] == pytest.approx(deep, abs=2.5)
    assert level[np.searchsorted(middle, 7.0)] > deep + 6
    assert level[np.searchsorted(middle, 5.1)] == pytest.approx(deep, abs=2.5)


def test_known_words_are_respected_where_nothing_is_heard(tmp_path: Path) -> None:
    quiet = write_wav(tmp_path / "n.wav", spoken(((1.0, 3.0),)), SAMPLE_RATE)
    plan = MusicPlan(level=-20, mood=Mood.CALM)
    made = [
        asyncio.run(
            make_soundtrack(quiet, tmp_path / f"{name}.m4a", tmp_path, duration=SECONDS, music=plan, speech=words)
        )
        for name, words in (("without", ()), ("with", ((5.0, 9.0),)))
    ]
    without, with_words = (loudness(heard(one.path), 5.5, 8.5) for one in made)
    assert with_words < without - 6


@pytest.mark.parametrize(("fps", "frames"), [(24, 100), (25, 77), (30, 101), (60, 333)])
def test_the_sound_is_exactly_as_long_as_the_films_frames(
    narration: Path, tmp_path: Path, fps: int, frames: int
) -> None:
    make(narration, tmp_path / "s.m4a", MusicPlan(level=-20, mood=Mood.NEWS), duration=frames / fps)
    with av.open(str(tmp_path / "s.m4a")) as container:
        [stream] = container.streams.audio
        assert stream.duration is not None
        assert stream.duration * stream.time_base == pytest.approx(frames / fps, abs=1e-4)
    assert heard(tmp_path / "s.m4a").shape[1] >= frames * SAMPLE_RATE // fps


def test_what_is_longer_than_the_narration_ends_in_music(narration: Path, tmp_path: Path) -> None:
    make(narration, tmp_path / "s.m4a", MusicPlan(level=-20, mood=Mood.CINEMATIC), duration=16.0, begins=2.0)
    sound = heard(tmp_path / "s.m4a")
    assert loudness(sound, 3.2, 6.8) == pytest.approx(loudness(sound, 10.2, 12.8), abs=2)
    assert loudness(sound, 0.5, 2.5) < loudness(sound, 3.2, 6.8) - 6
    assert np.abs(sound[:, round(15.98 * SAMPLE_RATE) : 16 * SAMPLE_RATE]).max() < 1e-3


@pytest.mark.parametrize("fps", [24, 30, 60])
def test_a_click_is_heard_in_the_joined_film_when_it_is_seen(tmp_path: Path, fps: int) -> None:
    """The picture turns white in the very frame in which the click sounds."""
    at, frames = 2 * fps + 1, 4 * fps
    sound = spoken(((0.2, 1.5),), frames / fps)
    sound[round(at * SAMPLE_RATE / fps)] = 0.9
    make(write_wav(tmp_path / "n.wav", sound, SAMPLE_RATE), tmp_path / "s.m4a", None, duration=frames / fps)
    flash = ["-f", "lavfi", "-i", f"color=black:s=64x64:r={fps}:d={frames / fps}", "-vf"]
    flash += [f"drawbox=w=64:h=64:color=white:t=fill:enable='eq(n,{at})'", "-c:v", "libx264"]
    asyncio.run(run_ffmpeg([*flash, str(tmp_path / "p.mp4")]))
    look = Look(width=64, height=64, fps=fps)
    shot = Shot(number=1, picture=Material(path=tmp_path / "p.mp4", sha256="0" * 64), frames=frames)
    piece = Piece(look=look, shot=shot, first=0, count=frames)
    film = tmp_path / "film.mp4"
    asyncio.run(join_pieces([(piece, tmp_path / "p.mp4")], tmp_path / "s.m4a", film))
    assert abs(seen(film) - at / fps) < 1e-3
    assert abs(click(film) - seen(film)) < 0.002


def seen(film: Path) -> float:
    with av.open(str(film)) as container:
        return max(
            (float(frame.to_ndarray(format="gray").mean()), float(frame.time or 0))
            for frame in container.decode(video=0)
        )[1]


def click(film: Path) -> float:
    """Return when the click is heard, by the times that the file's own frames bear."""
    best = (0.0, 0.0)
    with av.open(str(film)) as container:
        for frame in container.decode(audio=0):
            samples = np.abs(frame.to_ndarray()[0])
            if float(frame.time or 0) > 1.8:
                best = max(best, (float(samples.max()), float(frame.time or 0) + int(samples.argmax()) / SAMPLE_RATE))
    return best[1]


def test_the_same_inputs_give_the_same_bytes(narration: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        make(narration, tmp_path / f"{name}.m4a", MusicPlan(level=-18, mood=Mood.PLAYFUL, seed=3))
    assert (tmp_path / "one.m4a").read_bytes() == (tmp_path / "two.m4a").read_bytes()


def test_loud_music_and_speech_together_do_not_pass_the_ceiling(tmp_path: Path) -> None:
    dice = np.random.default_rng(5)
    peaky = spoken() * 0.3
    peaky[:: SAMPLE_RATE // 3] += dice.normal(0, 0.4, len(peaky[:: SAMPLE_RATE // 3]))
    path = write_wav(tmp_path / "n.wav", peaky, SAMPLE_RATE)
    make(path, tmp_path / "s.m4a", MusicPlan(level=-6, mood=Mood.UPBEAT))
    measured = asyncio.run(measure_loudness(tmp_path / "s.m4a"))
    assert measured.integrated == pytest.approx(-14, abs=0.5)
    assert measured.true_peak <= -1


@pytest.mark.parametrize("music", [None, MusicPlan(level=-20, mood=Mood.CALM)])
def test_a_silent_narration_is_refused(tmp_path: Path, music: MusicPlan | None) -> None:
    silent = write_wav(tmp_path / "n.wav", np.zeros(3 * SAMPLE_RATE), SAMPLE_RATE)
    with pytest.raises(MediaError) as caught:
        make(silent, tmp_path / "s.m4a", music, duration=3)
    assert caught.value.code == "SPEECH_EMPTY"


def test_nothing_is_left_behind_when_the_music_is_broken(narration: Path, tmp_path: Path) -> None:
    song = tmp_path / "song.mp3"
    song.write_bytes(b"no music at all")
    with pytest.raises(MediaError) as caught:
        make(narration, tmp_path / "s.m4a", MusicPlan(level=-20, file=song))
    assert caught.value.code == "MEDIA_INVALID"
    assert [path.name for path in tmp_path.iterdir()] == ["song.mp3"]
