"""A film made in pieces, watched while it was painted, and looked over when it was joined."""

from __future__ import annotations

import asyncio
from pathlib import Path

from vidpipe.media import Expected, Look, Painted, Piece, encode_piece, inspect, make_film
from vidpipe.media.film.plan import pieces
from vidpipe.models import Check, MotionKind, MotionLook, Seen, Style
from vidpipe_tests.integration.media.test_make_film import FPS, HEIGHT, LENGTHS, WIDTH, shots, soundtrack


def looked_over(folder: Path, motion: MotionKind) -> tuple[dict[str, Check], list[Seen]]:
    look = Look(width=WIDTH, height=HEIGHT, fps=FPS, style=Style(motion=MotionLook(kind=motion)))
    shown, seen = shots(folder), {}

    async def make(piece: Piece, painted: Painted) -> Path:
        out = folder / f"{piece.at}-{piece.first}.mp4"
        seen[piece.at, piece.first] = await encode_piece(piece, out, painted)
        return out

    film = folder / "film.mp4"
    asyncio.run(make_film(look, shown, soundtrack(folder), film, folder, make_piece=make))
    in_order = [seen[piece.at, piece.first] for piece in pieces(look, shown)]
    expected = Expected(duration=sum(LENGTHS) / FPS, width=WIDTH, height=HEIGHT, fps=FPS, seen=in_order)
    return {check.name: check for check in asyncio.run(inspect(film, expected))}, in_order


def test_what_the_line_makes_is_what_it_painted(tmp_path: Path) -> None:
    checks, seen = looked_over(tmp_path, MotionKind.GENTLE)
    assert sum(piece.frames for piece in seen) == sum(LENGTHS)
    # The tone is no narration, and softer than one.
    assert {name for name, check in checks.items() if not check.passed} == {"loudness"}
    assert checks["as_painted"].measured["compared"] == len(seen) == 6
    assert checks["as_painted"].measured["largest_difference"] < 1.5
