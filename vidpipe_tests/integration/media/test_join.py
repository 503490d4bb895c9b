"""Joining pieces: exact lengths, and nothing half-written when a part cannot be read or nobody wants it any more."""

from __future__ import annotations

import asyncio
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import pytest

from vidpipe.errors import MediaError, StorageError
from vidpipe.media import Look, encode_piece, is_faststart, run_ffmpeg
from vidpipe.media.film import join
from vidpipe.media.film.join import join_pieces
from vidpipe.media.film.plan import Piece, Shot
from vidpipe_tests.integration.media.test_make_film import picture

Parts = tuple[list[tuple[Piece, Path]], Path]


async def parts_of(folder: Path, fps: int = 30, counts: tuple[int, ...] = (20, 1, 9)) -> Parts:
    """Return pieces as they are made, and a sound as long as all of them."""
    look = Look(width=128, height=72, fps=fps)
    made = []
    for number, count in enumerate(counts, 1):
        shot = Shot(number=number, picture=picture(folder / f"{number}.png", number), frames=count)
        piece, out = Piece(look=look, shot=shot, first=0, count=count), folder / f"piece{number}.mp4"
        await encode_piece(piece, out)
        made.append((piece, out))
    sound = folder / "sound.m4a"
    tone = f"sine=r=48000:d={sum(counts) / fps}"
    await run_ffmpeg(["-f", "lavfi", "-i", tone, "-c:a", "aac", "-ac", "2", str(sound)])
    return made, sound


@pytest.mark.parametrize("fps", [24, 25, 30, 60])
def test_picture_and_sound_are_as_long_as_they_were_to_a_sample(tmp_path: Path, fps: int) -> None:
    made, sound = asyncio.run(parts_of(tmp_path, fps))
    film = tmp_path / "film.mp4"
    asyncio.run(join_pieces(made, sound, film))
    with av.open(str(film)) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        lengths = [(stream.duration or 0) * (stream.time_base or 0) for stream in (video, audio)]
        assert video.frames == 30
    assert lengths[0] == Fraction(30, fps)
    assert abs(lengths[1] - lengths[0]) <= Fraction(1, 48_000)
    assert is_faststart(film)


@pytest.mark.parametrize("damaged", ["piece2.mp4", "sound.m4a"])
def test_a_part_that_cannot_be_read_is_named_and_no_film_is_left(tmp_path: Path, damaged: str) -> None:
    made, sound = asyncio.run(parts_of(tmp_path))
    (tmp_path / damaged).write_bytes(b"not a film")
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(MediaError, match=damaged) as caught:
        asyncio.run(join_pieces(made, sound, out / "film.mp4"))
    assert (caught.value.code, caught.value.details["file"]) == ("MEDIA_INVALID", damaged)
    assert list(out.iterdir()) == []


def test_a_part_that_is_gone_is_an_error_of_its_file(tmp_path: Path) -> None:
    made, sound = asyncio.run(parts_of(tmp_path))
    made[1][1].unlink()
    with pytest.raises(StorageError, match=r"could not read a part of the film.*piece2\.mp4"):
        asyncio.run(join_pieces(made, sound, tmp_path / "film.mp4"))


def test_pieces_of_another_version_of_the_encoder_are_refused(tmp_path: Path) -> None:
    """Their headers differ, of which a film has one."""
    made, sound = asyncio.run(parts_of(tmp_path))
    other = tmp_path / "other.mp4"
    coded = ["-c:v", "libx264", "-preset", "ultrafast", "-profile:v", "baseline", str(other)]
    asyncio.run(run_ffmpeg(["-i", str(made[1][1]), *coded]))
    made[1] = made[1][0], other
    with pytest.raises(MediaError, match=r"other\.mp4 was encoded by another version"):
        asyncio.run(join_pieces(made, sound, tmp_path / "film.mp4"))
    assert not (tmp_path / "film.mp4").exists()


def test_a_film_that_cannot_be_written_is_an_error_of_the_disk(tmp_path: Path) -> None:
    made, sound = asyncio.run(parts_of(tmp_path))
    with pytest.raises(StorageError) as caught:
        asyncio.run(join_pieces(made, sound, tmp_path / "not there" / "film.mp4"))
    assert caught.value.code == "FILE_SYSTEM_ERROR"


def test_cancelled_it_ends_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made, sound = asyncio.run(parts_of(tmp_path))
    out = tmp_path / "out"
    out.mkdir()
    read: list[Path] = []

    async def cancelled_twice() -> None:
        loop, begun = asyncio.get_running_loop(), asyncio.Event()
        opened = join._opened

        def noticed(path: Path) -> Any:
            read.append(path)
            loop.call_soon_threadsafe(begun.set)
            return opened(path)

        monkeypatch.setattr(join, "_opened", noticed)
        # More pieces than are read before the cancellation arrives.
        work = asyncio.create_task(join_pieces(made * 400, sound, out / "film.mp4"))
        await begun.wait()
        work.cancel()
        await asyncio.sleep(0)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work

    asyncio.run(cancelled_twice())
    assert len(read) < 1200
    assert list(out.iterdir()) == []
