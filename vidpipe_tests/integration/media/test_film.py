"""Films with everything in them, presenter and captions, in every shape of frame."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from vidpipe.errors import MediaError
from vidpipe.media import (
    Cue,
    Expected,
    Look,
    Material,
    Painted,
    Piece,
    Recording,
    Shot,
    caption_boxes,
    encode_piece,
    inspect,
    is_faststart,
    join_scenes,
    make_film,
    make_soundtrack,
    probe,
)
from vidpipe.media.captions.placed import drawn_cues
from vidpipe.models import Aspect, Brief, Seen
from vidpipe_tests.integration.media.material import PRESENTER_BGR, frame_at, picture, presenter, tone

FPS = 25
HOSTILE = ["Plain text.", r"{\an8} \N ':=,;[in]%{n}", "中文 العربية हिन्दी 🎉"]


@dataclass(frozen=True, kw_only=True)
class Plan:
    look: Look
    shots: list[Shot]
    narration: Path
    folder: Path

    @property
    def duration(self) -> float:
        return sum(shot.frames for shot in self.shots) / FPS

    def sound(self) -> Callable[[], Awaitable[Path]]:
        async def make() -> Path:
            out = self.folder / "sound.m4a"
            return (await make_soundtrack(self.narration, out, self.folder, duration=self.duration)).path

        return make


def material(path: Path) -> Material:
    return Material(path=path, sha256=hashlib.sha256(path.read_bytes()).hexdigest())


def plan_of(folder: Path, aspect: Aspect) -> Plan:
    """Lay out a film of about four seconds with two scenes, a presenter and three captions."""
    width, height = Brief(prompt="x", aspect=aspect, resolution="480p").frame_size  # type: ignore[arg-type]
    recordings = [Recording(path=tone(folder / f"{n}.wav", 1.3, pitch=120 + 40 * n)) for n in range(2)]
    narration = asyncio.run(join_scenes(recordings, folder / "narration.wav", folder, fps=FPS))
    cues = [Cue(start=0.2 + n, end=1.2 + n, lines=(text,)) for n, text in enumerate(HOSTILE)]
    first, second = (scene.frames / FPS for scene in narration.scenes)
    of_scene = [
        tuple(cue for cue in cues if cue.end <= first),
        tuple(cue.shifted(-first) for cue in cues if first <= cue.start <= first + second),
    ]
    shots = [
        Shot(
            number=number + 1,
            picture=material(picture(folder / f"{number}.png", width, height, number)),
            frames=scene.frames,
            cues=of_scene[number],
        )
        for number, scene in enumerate(narration.scenes)
    ]
    clip = asyncio.run(presenter(folder / "presenter.mp4", narration.duration))
    look = Look(width=width, height=height, fps=FPS, language="zh", seed=1, presenter=material(clip))
    return Plan(look=look, shots=shots, narration=narration.path, folder=folder)


def make(plan: Plan, out: Path, title: str = "A film") -> list[Seen]:
    """Make the film, and return what was seen of its pieces."""
    seen: dict[int, Seen] = {}
    work = out.parent / f"{out.stem} pieces"
    work.mkdir()

    async def piece(one: Piece, painted: Painted) -> Path:
        path = work / f"{one.at + one.first}.mp4"
        seen[one.at + one.first] = await encode_piece(one, path, painted)
        return path

    asyncio.run(make_film(plan.look, plan.shots, plan.sound(), out, work, title=title, make_piece=piece))
    return [one for _, one in sorted(seen.items())]


@dataclass(frozen=True, kw_only=True)
class Made:
    plan: Plan
    path: Path
    seen: list[Seen]


@pytest.fixture(scope="module", params=list(Aspect))
def film(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("film")
    plan = plan_of(folder, request.param)
    return Made(plan=plan, path=folder / "film.mp4", seen=make(plan, folder / "film.mp4"))


def test_the_film_is_what_was_asked_for(film: Made) -> None:
    look = film.plan.look
    info = probe(film.path)
    (video,), (audio,) = info.video, info.audio
    assert (video.codec, video.profile, video.pix_fmt) == ("h264", "High", "yuv420p")
    assert (video.width, video.height, video.fps) == (look.width, look.height, FPS)
    assert (video.color_range, video.color_primaries, video.color_trc, video.colorspace) == (1, 1, 1, 1)
    assert (audio.codec, audio.sample_rate, audio.channels) == ("aac", 48_000, 2)
    assert video.frames == sum(shot.frames for shot in film.plan.shots)
    assert abs(video.duration - audio.duration) <= 1 / FPS
    assert info.metadata["title"] == "A film"
    assert is_faststart(film.path)


def test_its_own_checks_find_nothing(film: Made) -> None:
    look = film.plan.look
    boxes = caption_boxes(look, film.plan.shots)
    expected = Expected(
        duration=film.plan.duration,
        width=look.width,
        height=look.height,
        fps=FPS,
        cues=drawn_cues(boxes),
        captions=boxes,
        seen=film.seen,
        narration=film.plan.narration,
    )
    checks = asyncio.run(inspect(film.path, expected))
    assert {check.name: check.seen for check in checks if not check.passed} == {}
    assert {"streams", "duration", "loudness", "as_painted", "black", "frozen", "captions_place"} <= {
        check.name for check in checks
    }


def test_the_picture_moves(film: Made) -> None:
    early, late = (frame_at(film.path, time)[:200].astype(int) for time in (0.1, 1.0))
    assert np.abs(early - late).mean() > 0.5


def test_each_caption_covers_its_box_and_nothing_else(film: Made) -> None:
    look = film.plan.look
    bare = Made(
        plan=replace(film.plan, shots=[replace(shot, cues=()) for shot in film.plan.shots]),
        path=film.path.with_name("bare.mp4"),
        seen=[],
    )
    if not bare.path.exists():
        make(bare.plan, bare.path)
    boxes = caption_boxes(look, film.plan.shots)
    assert len(boxes) >= 2
    for one in boxes:
        cue, box = one.cue, one.box
        time = (cue.start + cue.end) / 2
        changed = np.abs(frame_at(film.path, time).astype(int) - frame_at(bare.path, time)).max(axis=2)
        inside = changed[box.top : box.bottom, box.left : box.right]
        assert (inside > 40).mean() > 0.3, cue
        changed[box.top - 8 : box.bottom + 8, box.left - 8 : box.right + 8] = 0
        assert (changed > 40).mean() < 0.001, cue


def test_the_presenter_is_round_and_in_its_own_colours(film: Made) -> None:
    circle = film.plan.look.layout.presenter
    assert circle is not None
    frame = frame_at(film.path, 0.5).astype(int)
    cut = frame[circle.top : circle.bottom, circle.left : circle.right]
    upper_middle = cut[circle.height // 4, circle.width // 2]
    assert np.abs(upper_middle - np.array(PRESENTER_BGR)).max() <= 10
    assert cut[1, circle.width // 2].min() > 170, "the ring"
    for corner in (cut[2, 2], cut[2, -3], cut[-3, 2], cut[-3, -3]):
        assert np.abs(corner - np.array(PRESENTER_BGR)).max() > 60, "the square's corner shows"


def test_another_seed_moves_the_camera_otherwise_and_the_same_one_gives_the_same_bytes(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, Aspect.LANDSCAPE)
    for name in ("one.mp4", "two.mp4"):
        make(plan, tmp_path / name)
    make(replace(plan, look=replace(plan.look, seed=2)), tmp_path / "other.mp4")
    one, two, other = ((tmp_path / name).read_bytes() for name in ("one.mp4", "two.mp4", "other.mp4"))
    assert one == two
    assert one != other


def test_any_title_comes_out_right(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, Aspect.LANDSCAPE)
    make(plan, tmp_path / "é film.mp4", "T: 'q' = 1 🎉\nx")
    assert probe(tmp_path / "é film.mp4").metadata["title"] == "T: 'q' = 1 🎉 x"


@pytest.mark.parametrize("broken", ["picture", "presenter", "narration"])
def test_a_broken_part_leaves_no_film(tmp_path: Path, broken: str) -> None:
    plan = plan_of(tmp_path, Aspect.LANDSCAPE)
    assert plan.look.presenter is not None
    parts = {
        "picture": plan.shots[1].picture.path,
        "presenter": plan.look.presenter.path,
        "narration": plan.narration,
    }
    parts[broken].write_bytes(b"broken")
    with pytest.raises(MediaError):
        make(plan, tmp_path / "film.mp4")
    assert not (tmp_path / "film.mp4").exists()
    assert not list(tmp_path.rglob(".*.part.*"))


def test_cancelling_leaves_nothing_half_made(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, Aspect.LANDSCAPE)

    async def cancel_soon() -> None:
        started = asyncio.Event()
        film = make_film(
            plan.look, plan.shots, plan.sound(), tmp_path / "film.mp4", tmp_path, on_progress=lambda _: started.set()
        )
        work = asyncio.create_task(film)
        await asyncio.wait_for(started.wait(), 30)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work

    asyncio.run(cancel_soon())
    assert not list(tmp_path.rglob(".*.part.*"))
