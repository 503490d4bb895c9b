from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from vidpipe.errors import MediaError
from vidpipe.media import (
    CompositePlan,
    Cue,
    Expected,
    Recording,
    compose,
    inspect,
    is_faststart,
    join_scenes,
    layout_for,
    probe,
)
from vidpipe.media.film.motion import Shot
from vidpipe.models import Aspect, Brief
from vidpipe_tests.integration.media.material import PRESENTER_BGR, frame_at, picture, presenter, tone

FPS = 25
HOSTILE = ["Plain text.", r"{\an8}{\pos(5,5)} \N ':=,;[in]%{n}", "中文 日本語 العربية हिन्दी 🎉"]


def plan_of(folder: Path, aspect: Aspect, *, title: str = "A film") -> CompositePlan:
    """Lay out a film of about four seconds with two scenes, a presenter and three captions."""
    width, height = Brief(prompt="x", aspect=aspect, resolution="480p").frame_size  # type: ignore[arg-type]
    recordings = [Recording(path=tone(folder / f"{n}.wav", 1.3, pitch=120 + 40 * n)) for n in range(2)]
    narration = asyncio.run(join_scenes(recordings, folder / "narration.wav", folder, fps=FPS))
    shots = [
        Shot(picture=picture(folder / f"{n}.png", width, height, n), start=scene.start, end=scene.end)
        for n, scene in enumerate(narration.scenes)
    ]
    return CompositePlan(
        shots=shots,
        narration=narration.path,
        duration=narration.duration,
        width=width,
        height=height,
        fps=FPS,
        title=title,
        language="zh",
        presenter=asyncio.run(presenter(folder / "presenter.mp4", narration.duration)),
        cues=[Cue(start=0.2 + n, end=1.2 + n, lines=(text,)) for n, text in enumerate(HOSTILE)],
        seed=1,
    )


@pytest.fixture(scope="module", params=list(Aspect))
def film(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[CompositePlan, Path]:
    folder = tmp_path_factory.mktemp("film")
    plan = plan_of(folder, request.param)
    asyncio.run(compose(plan, folder / "film.mp4", folder))
    return plan, folder / "film.mp4"


def test_the_film_is_what_was_asked_for(film: tuple[CompositePlan, Path]) -> None:
    plan, path = film
    info = probe(path)
    (video,), (audio,) = info.video, info.audio
    assert (video.codec, video.profile, video.pix_fmt) == ("h264", "High", "yuv420p")
    assert (video.width, video.height, video.fps) == (plan.width, plan.height, FPS)
    assert (video.color_range, video.color_primaries, video.color_trc, video.colorspace) == (1, 1, 1, 1)
    assert (audio.codec, audio.sample_rate, audio.channels) == ("aac", 48_000, 2)
    assert video.frames == plan.frame_count
    assert abs(video.duration - audio.duration) <= 1 / FPS
    assert abs(audio.duration - plan.duration) <= 1 / FPS
    assert info.metadata["title"] == "A film"
    assert is_faststart(path)


def test_its_own_checks_find_nothing(film: tuple[CompositePlan, Path]) -> None:
    plan, path = film
    expected = Expected(duration=plan.duration, width=plan.width, height=plan.height, fps=plan.fps, cues=plan.cues)
    findings = asyncio.run(inspect(path, expected))
    assert [finding for finding in findings if not finding.passed] == []
    assert {"streams", "duration", "loudness", "true_peak", "black", "frozen", "silence"} <= {f.name for f in findings}


def test_the_picture_moves(film: tuple[CompositePlan, Path]) -> None:
    _, path = film
    early, late = (frame_at(path, time)[:200].astype(int) for time in (0.1, 1.0))
    assert np.abs(early - late).mean() > 0.5


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_captions_show_in_their_place_and_nowhere_else(film: tuple[CompositePlan, Path], number: int) -> None:
    plan, path = film
    layout = layout_for(plan.width, plan.height, presenter=True)
    room, circle = layout.captions, layout.presenter
    assert circle is not None
    frame = frame_at(path, 0.7 + number)
    inside = frame[room.top : room.bottom, room.left : room.right].min(axis=2)
    assert (inside > 225).sum() > 150, "white letters"
    frame[room.top - 4 : room.bottom + 4, room.left - 4 : room.right + 4] = 0
    frame[circle.top : circle.bottom, circle.left : circle.right] = 0
    outside = frame.min(axis=2)
    assert (outside > 225).sum() == 0, "a caption escaped its place"


def test_no_caption_stands_between_the_cues(film: tuple[CompositePlan, Path]) -> None:
    plan, path = film
    room = layout_for(plan.width, plan.height, presenter=True).captions
    inside = frame_at(path, 0.08)[room.top : room.bottom, room.left : room.right].min(axis=2)
    assert (inside > 225).sum() == 0


def test_the_presenter_is_round_and_in_its_own_colours(film: tuple[CompositePlan, Path]) -> None:
    plan, path = film
    circle = layout_for(plan.width, plan.height, presenter=True).presenter
    assert circle is not None
    frame = frame_at(path, 0.5).astype(int)
    cut = frame[circle.top : circle.bottom, circle.left : circle.right]
    upper_middle = cut[circle.height // 4, circle.width // 2]
    assert np.abs(upper_middle - np.array(PRESENTER_BGR)).max() <= 10
    ring = cut[1, circle.width // 2]
    assert ring.min() > 180
    for corner in (cut[2, 2], cut[2, -3], cut[-3, 2], cut[-3, -3]):
        assert np.abs(corner - np.array(PRESENTER_BGR)).max() > 60, "the square's corner shows"


def test_the_same_plan_gives_the_same_bytes(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, Aspect.LANDSCAPE)
    for name in ("one.mp4", "two.mp4"):
        asyncio.run(compose(plan, tmp_path / name, tmp_path))
    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "two.mp4").read_bytes()
    other = replace(plan, seed=2)
    asyncio.run(compose(other, tmp_path / "other.mp4", tmp_path))
    assert (tmp_path / "other.mp4").read_bytes() != (tmp_path / "one.mp4").read_bytes()


def test_without_presenter_and_captions_there_is_only_the_picture(tmp_path: Path) -> None:
    plan = replace(plan_of(tmp_path, Aspect.LANDSCAPE, title="T: 'q' = 1 🎉\nx"), presenter=None, cues=())
    asyncio.run(compose(plan, tmp_path / "é film.mp4", tmp_path))
    assert probe(tmp_path / "é film.mp4").metadata["title"] == "T: 'q' = 1 🎉 x"
    frame = frame_at(tmp_path / "é film.mp4", 0.7)
    assert (frame.min(axis=2) > 225).sum() == 0


@pytest.mark.parametrize("broken", ["picture", "presenter", "narration"])
def test_a_broken_part_leaves_no_film(tmp_path: Path, broken: str) -> None:
    plan = plan_of(tmp_path, Aspect.LANDSCAPE)
    part = {"picture": plan.shots[1].picture, "presenter": plan.presenter, "narration": plan.narration}[broken]
    assert part is not None
    part.write_bytes(b"broken")
    before = {path.name for path in tmp_path.iterdir()}
    with pytest.raises(MediaError):
        asyncio.run(compose(plan, tmp_path / "film.mp4", tmp_path))
    assert {path.name for path in tmp_path.iterdir()} == before


def test_cancelling_leaves_nothing_behind(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, Aspect.LANDSCAPE)
    before = {path.name for path in tmp_path.iterdir()}

    async def cancel_soon() -> None:
        started = asyncio.Event()
        work = asyncio.create_task(compose(plan, tmp_path / "film.mp4", tmp_path, lambda _: started.set()))
        await asyncio.wait_for(started.wait(), 30)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work

    asyncio.run(cancel_soon())
    assert {path.name for path in tmp_path.iterdir()} - before <= {"film.mp4"}
