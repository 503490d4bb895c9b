"""Films made in pieces, by the real encoders."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from itertools import pairwise
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from vidpipe.errors import MediaError
from vidpipe.media import (
    Look,
    Material,
    Painted,
    Piece,
    Shot,
    encode_piece,
    is_faststart,
    make_film,
    probe,
    run_ffmpeg,
)
from vidpipe.models import Chapter

WIDTH, HEIGHT, FPS = 256, 144, 30
LENGTHS = (50, 37, 130)


def material(path: Path) -> Material:
    return Material(path=path, sha256=hashlib.sha256(path.read_bytes()).hexdigest())


def picture(path: Path, seed: int) -> Material:
    dice = np.random.default_rng(seed)
    blocks = dice.integers(30, 220, (9, 16, 3)).astype(np.uint8)
    cv2.imwrite(str(path), cv2.resize(blocks, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC))
    return material(path)


def shots(folder: Path) -> list[Shot]:
    return [
        Shot(number=number, picture=picture(folder / f"{number}.png", number), frames=frames)
        for number, frames in enumerate(LENGTHS, start=1)
    ]


def soundtrack(folder: Path) -> Callable[[], Awaitable[Path]]:
    async def make() -> Path:
        out = folder / "sound.m4a"
        tone = f"sine=f=300:r=48000:d={sum(LENGTHS) / FPS}"
        await run_ffmpeg(["-f", "lavfi", "-i", tone, "-ac", "2", "-c:a", "aac", str(out)])
        return out

    return make


LOOK = Look(width=WIDTH, height=HEIGHT, fps=FPS)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("é film")
    out = folder / "film's «é».mp4"
    asyncio.run(make_film(LOOK, shots(folder), soundtrack(folder), out, folder, title="A film: 'it' = {x}"))
    return out


def test_every_picture_lies_at_exactly_its_number_over_the_rate(film: Path) -> None:
    with av.open(str(film)) as container:
        times = [frame.time for frame in container.decode(video=0)]
    assert times == pytest.approx([number / FPS for number in range(sum(LENGTHS))], abs=1e-9)


def test_the_file_is_what_players_expect(film: Path) -> None:
    info = probe(film)
    video, audio = info.video[0], info.audio[0]
    assert (video.codec, video.profile, video.pix_fmt, video.fps) == ("h264", "High", "yuv420p", FPS)
    assert (video.color_primaries, video.color_trc, video.colorspace) == (1, 1, 1)
    assert (audio.codec, audio.sample_rate, audio.channels) == ("aac", 48_000, 2)
    assert info.metadata["title"] == "A film: 'it' = {x}"
    assert is_faststart(film)


def test_the_picture_moves_and_gives_way_to_the_next_without_a_jump(film: Path) -> None:
    with av.open(str(film)) as container:
        frames = [frame.to_ndarray(format="gray").astype(np.int16) for frame in container.decode(video=0)]
    changes = [float(np.abs(one - other).mean()) for one, other in pairwise(frames)]
    # Where it sets out and comes to rest it is slow on purpose.
    assert all(sum(changes[at : at + 15]) > 0.1 for at in range(0, len(changes) - 15, 15))
    # The crossfade spreads over 12 pictures what a cut would do in one.
    assert max(changes) < float(np.abs(frames[30] - frames[70]).mean()) / 5


def test_the_same_plan_gives_the_same_bytes(film: Path, tmp_path: Path) -> None:
    out = tmp_path / "again.mp4"
    asyncio.run(make_film(LOOK, shots(tmp_path), soundtrack(tmp_path), out, tmp_path, title="A film: 'it' = {x}"))
    assert out.read_bytes() == film.read_bytes()


def test_chapters_are_in_the_file(tmp_path: Path) -> None:
    chapters = [Chapter(title="One \\ 'a'; #b=\\", start=0), Chapter(title="二 🎬 القمر", start=2.5)]
    out = tmp_path / "film.mp4"
    plan = shots(tmp_path)
    asyncio.run(make_film(LOOK, plan, soundtrack(tmp_path), out, tmp_path, chapters=chapters))
    with av.open(str(out)) as container:
        told = [
            (one["metadata"]["title"], *(float(one[end] * (one["time_base"] or 0)) for end in ("start", "end")))
            for one in container.chapters()
        ]
        assert [stream.type for stream in container.streams if stream.type != "data"] == ["video", "audio"]
    again = tmp_path / "again.mp4"
    asyncio.run(make_film(LOOK, plan, soundtrack(tmp_path), again, tmp_path, chapters=chapters))
    assert again.read_bytes() == out.read_bytes()
    assert told == [(chapters[0].title, 0, 2.5), (chapters[1].title, 2.5, pytest.approx(sum(LENGTHS) / FPS, abs=0.001))]


def test_what_was_made_before_is_joined_as_it_is_and_progress_only_grows(film: Path, tmp_path: Path) -> None:
    kept: dict[str, Path] = {}
    encoded: list[Piece] = []
    told: list[float] = []
    room: list[int] = []

    async def make(piece: Piece, painted: Painted) -> Path:
        key = hashlib.sha256(repr(piece.inputs()).encode()).hexdigest()
        if key not in kept:
            kept[key] = tmp_path / f"{key}.mp4"
            encoded.append(piece)
            await encode_piece(piece, kept[key], painted)
        return kept[key]

    plan = shots(tmp_path)
    for number in range(2):
        out = tmp_path / f"film{number}.mp4"
        told.clear()
        work = make_film(
            LOOK, plan, soundtrack(tmp_path), out, tmp_path, title="A film: 'it' = {x}",
            make_piece=make, on_progress=told.append, on_room=lambda: room.append(len(encoded)),
        )  # fmt: skip
        asyncio.run(work)
        assert out.read_bytes() == film.read_bytes()
        assert told == sorted(told)
        assert told[-1] == 1.0
    # Three shots, the last in two pieces, and two transitions: once each.
    assert len(encoded) == 6
    assert room == [6, 6], "once for each film, when none waits"


def test_what_is_found_needs_no_turn_and_does_not_count_as_waiting(film: Path, tmp_path: Path) -> None:
    kept: dict[tuple[int, int], Path] = {}
    happened: list[object] = []

    async def find(piece: Piece) -> Path | None:
        return kept.get((piece.shot.number, piece.first))

    async def make(piece: Piece, painted: Painted) -> Path:
        key = (piece.shot.number, piece.first)
        happened.append(key)
        kept[key] = tmp_path / f"{key[0]}-{key[1]}.mp4"
        await encode_piece(piece, kept[key], painted)
        return kept[key]

    def made_again() -> list[object]:
        out = tmp_path / "film.mp4"
        happened.clear()
        work = make_film(
            LOOK, shots(tmp_path), soundtrack(tmp_path), out, tmp_path, title="A film: 'it' = {x}",
            make_piece=make, find_piece=find, on_room=lambda: happened.append("room"),
        )  # fmt: skip
        asyncio.run(work)
        assert out.read_bytes() == film.read_bytes()
        return list(happened)

    assert len(made_again()) == 7
    assert made_again() == ["room"], "nothing is left to do from the beginning"
    first = next(iter(kept))
    del kept[first]
    assert made_again() == [first, "room"]


def test_nothing_else_is_begun_beside_a_film_that_fails(tmp_path: Path) -> None:
    room: list[int] = []

    async def fail(piece: Piece, painted: Painted) -> Path:
        raise MediaError("no")

    with pytest.raises(MediaError, match="no"):
        asyncio.run(
            make_film(
                LOOK, shots(tmp_path), soundtrack(tmp_path), tmp_path / "film.mp4", tmp_path,
                make_piece=fail, on_room=lambda: room.append(1),
            )
        )  # fmt: skip
    assert room == []


def test_a_missing_picture_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    plan = shots(tmp_path)
    plan[1].picture.path.unlink()
    out = tmp_path / "film.mp4"
    with pytest.raises(MediaError) as raised:
        asyncio.run(make_film(LOOK, plan, soundtrack(tmp_path), out, tmp_path))
    assert (raised.value.code, raised.value.details) == ("FILE_NOT_FOUND", {"file": "2.png"})
    assert not out.exists()


def test_a_broken_picture_fails_the_film_and_leaves_nothing_behind(tmp_path: Path) -> None:
    plan = shots(tmp_path)
    plan[1].picture.path.write_bytes(b"no picture")
    with pytest.raises(MediaError) as raised:
        asyncio.run(make_film(LOOK, plan, soundtrack(tmp_path), tmp_path / "film.mp4", tmp_path))
    assert raised.value.code == "MEDIA_INVALID"
    assert not list(tmp_path.glob(".*.part.mp4"))
