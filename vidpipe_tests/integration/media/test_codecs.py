"""What every codec must hold to so that pieces can be encoded apart and joined as they are; by the real encoders."""

from __future__ import annotations

import asyncio
from pathlib import Path

import av
import numpy as np
import pytest

from vidpipe.media import Encoding, Look, encode_piece, probe, run_ffmpeg
from vidpipe.media.film.encoding import SOFTWARE
from vidpipe.media.film.join import join_pieces
from vidpipe.media.film.paint import paint
from vidpipe.media.film.plan import Piece, Shot
from vidpipe.models import Codec
from vidpipe_tests.integration.media.test_make_film import picture

WIDTH, HEIGHT, FPS = 256, 144, 30
COUNTS = (1, 2, 7, 75, 3)
LEAST_PSNR = 30.0
"""Decibels of the worst frame: well below what these encoders reach, well above what a broken join leaves."""


def psnr(one: np.ndarray, other: np.ndarray) -> float:
    error = np.mean((one.astype(np.float64) - other) ** 2)
    return float(10 * np.log10(255**2 / max(error, 1e-9)))


def pieces_of(folder: Path, encoding: Encoding) -> list[Piece]:
    look = Look(width=WIDTH, height=HEIGHT, fps=FPS, encoding=encoding)
    shots = [
        Shot(number=number, picture=picture(folder / f"{number}.png", number), frames=count)
        for number, count in enumerate(COUNTS, start=1)
    ]
    return [Piece(look=look, shot=shot, first=0, count=shot.frames) for shot in shots]


async def joined(folder: Path, codec: Codec) -> tuple[list[tuple[Piece, Path]], Path]:
    encoding = Encoding(codec=codec, encoder=SOFTWARE[codec])
    made = []
    for number, piece in enumerate(pieces_of(folder, encoding)):
        out = folder / f"made{number}.mp4"
        await encode_piece(piece, out)
        made.append((piece, out))
    sound = folder / "sound.m4a"
    await run_ffmpeg(["-f", "lavfi", "-i", f"sine=r=48000:d={sum(COUNTS) / FPS}", "-c:a", "aac", str(sound)])
    film = folder / "film.mp4"
    await join_pieces(made, sound, film)
    return made, film


@pytest.fixture(scope="module", params=list(Codec))
def film(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Codec, list[Path], Path]:
    folder = tmp_path_factory.mktemp(request.param)
    made, out = asyncio.run(joined(folder, request.param))
    return request.param, [path for _, path in made], out


def decoded(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]


def test_every_piece_has_the_same_header_however_short_it_is(film: tuple[Codec, list[Path], Path]) -> None:
    headers = set()
    for path in film[1]:
        with av.open(str(path)) as container:
            headers.add(container.streams.video[0].codec_context.extradata)
    assert len(headers) == 1


def test_joined_pieces_show_the_very_same_pictures_in_their_order(film: tuple[Codec, list[Path], Path]) -> None:
    apart = [frame for path in film[1] for frame in decoded(path)]
    together = decoded(film[2])
    assert len(together) == sum(COUNTS)
    assert all(np.array_equal(one, other) for one, other in zip(apart, together, strict=True))


def test_every_picture_is_shown_at_exactly_its_number_over_the_rate(film: tuple[Codec, list[Path], Path]) -> None:
    with av.open(str(film[2])) as container:
        times = [frame.time for frame in container.decode(video=0)]
    assert times == pytest.approx([number / FPS for number in range(sum(COUNTS))], abs=1e-6)


def test_the_stream_is_what_players_expect(film: tuple[Codec, list[Path], Path]) -> None:
    codec, _, path = film
    video = probe(path).video[0]
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        tag, name = stream.codec_context.codec_tag, stream.codec_context.codec.canonical_name
    assert name == codec.value
    assert tag == {Codec.H264: "avc1", Codec.HEVC: "hvc1", Codec.AV1: "av01"}[codec]
    assert video.pix_fmt == "yuv420p"
    assert (video.color_range, video.color_primaries, video.color_trc, video.colorspace) == (1, 1, 1, 1)


def test_the_colours_are_named_in_the_stream_itself_as_well(film: tuple[Codec, list[Path], Path]) -> None:
    raw = {Codec.H264: "h264", Codec.HEVC: "hevc", Codec.AV1: "ivf"}[film[0]]
    bare = film[2].with_suffix(f".{raw}")
    asyncio.run(run_ffmpeg(["-i", str(film[2]), "-map", "0:v", "-c", "copy", "-f", raw, str(bare)]))
    with av.open(str(bare)) as container:
        frame = next(container.decode(video=0))
    assert (frame.color_range, frame.color_primaries, frame.color_trc, frame.colorspace) == (1, 1, 1, 1)


def test_the_same_piece_gives_the_same_bytes_and_looks_like_what_was_painted(tmp_path: Path) -> None:
    for codec in Codec:
        piece = pieces_of(tmp_path, Encoding(codec=codec, encoder=SOFTWARE[codec]))[2]
        outs = [tmp_path / f"{codec}{turn}.mp4" for turn in range(2)]
        for out in outs:
            asyncio.run(encode_piece(piece, out))
        assert outs[0].read_bytes() == outs[1].read_bytes()
        painted = _painted(piece)
        assert min(psnr(one, other) for one, other in zip(painted, decoded(outs[0]), strict=True)) > LEAST_PSNR


def _painted(piece: Piece) -> list[np.ndarray]:
    size = WIDTH * HEIGHT
    return [np.frombuffer(frame, np.uint8)[:size].reshape(HEIGHT, WIDTH).copy() for frame in paint(piece)]
