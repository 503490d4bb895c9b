"""Scenes are encoded while others are still waited for, and the composite stage encodes no more than what is left."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from vidpipe.artifacts import input_key
from vidpipe.defs import assets
from vidpipe.media import Piece, encode_piece
from vidpipe.models import CompositeManifest, TaskStatus
from vidpipe.stages import early, film
from vidpipe.stages.composite import make_composite
from vidpipe_tests.integration.defs.fake_line import CALLS, WORDS, Fake, FakeLine

pytestmark = pytest.mark.usefixtures("small_frames")

PATIENCE = 120.0
Numbers = tuple[int, int | None]
"""The scene that a piece shows, and the one that it leads to."""


class Encoded:
    """Which pieces were encoded, before the composite stage and in it; what was in the store when it began."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.early: list[Piece] = []
        self.late: list[Piece] = []
        self.kept: set[str] | None = None

    def note(self, piece: Piece) -> None:
        (self.early if self.kept is None else self.late).append(piece)

    def begin_again(self) -> None:
        self.early, self.late, self.kept = [], [], None

    def stored(self, kind: str) -> set[str]:
        return {path.stem for path in (self.root / "refs" / kind).glob("*.json")}


@pytest.fixture
def encoded(line: FakeLine, monkeypatch: pytest.MonkeyPatch) -> Encoded:
    encoded = Encoded(line.store.root)

    async def counted(piece: Piece, *rest: Any) -> Any:
        encoded.note(piece)
        return await encode_piece(piece, *rest)

    async def composing(*parts: Any) -> CompositeManifest:
        encoded.kept = encoded.stored("piece")
        return await make_composite(*parts)

    monkeypatch.setattr(film, "encode_piece", counted)
    monkeypatch.setattr(assets, "make_composite", composing)
    return encoded


def let_the_last_scene_be_late(monkeypatch: pytest.MonkeyPatch, encoded: Encoded, pieces: int) -> None:
    """The last half of a scene comes when so many pieces are in the store, whichever stage is the second one."""

    async def until_encoded() -> None:
        # Until the second stage has made something, no scene has both halves.
        while len(encoded.stored("arrival")) > len(WORDS) and len(encoded.stored("piece")) < pieces:
            await asyncio.sleep(0.01)

    def late(make: Callable[..., Any], is_last: Callable[[Any], bool]) -> Callable[..., Any]:
        async def made(self: Fake, request: Any, out: Path) -> Any:
            if is_last(request):
                await asyncio.wait_for(until_encoded(), PATIENCE)
            return await make(self, request, out)

        return made

    monkeypatch.setattr(Fake, "make_image", late(Fake.make_image, lambda request: request.scene.number == len(WORDS)))
    monkeypatch.setattr(Fake, "speak", late(Fake.speak, lambda request: request.text == WORDS[-1]))


def numbers(pieces: list[Piece]) -> list[Numbers]:
    shown = [(piece.shot.number, None if piece.following is None else piece.following.number) for piece in pieces]
    return sorted(shown, key=lambda pair: (pair[0], pair[1] or 0))


def keys(pieces: list[Piece]) -> set[str]:
    return {input_key("piece", piece.inputs()) for piece in pieces}


def test_scenes_are_encoded_before_the_last_one_is_there_and_never_again(
    line: FakeLine, encoded: Encoded, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Two scenes and the crossfade between them; the third scene is still waited for.
    let_the_last_scene_be_late(monkeypatch, encoded, pieces=3)
    line.create(transition="crossfade")
    assert line.attempt().status is TaskStatus.SUCCEEDED
    assert encoded.late == [], "a few pieces are made where the pictures are ready"
    assert numbers(encoded.early)[:3] == [(1, None), (1, 2), (2, None)]
    assert encoded.kept == keys(encoded.early)
    assert not encoded.kept & keys(encoded.late)
    made = numbers([*encoded.early, *encoded.late])
    assert made == [(1, None), (1, 2), (2, None), (2, 3), (3, None)]
    assert encoded.stored("piece") == keys([*encoded.early, *encoded.late])


def test_many_pieces_are_left_to_the_composite_stage(
    line: FakeLine, encoded: Encoded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(early, "FEW", 0)
    monkeypatch.setattr(early, "pieces_at_once", lambda _: 1)
    let_the_last_scene_be_late(monkeypatch, encoded, pieces=3)
    line.create(transition="crossfade")
    assert line.attempt().status is TaskStatus.SUCCEEDED
    assert len(encoded.late) >= 1
    assert encoded.kept == keys(encoded.early)


def test_another_picture_of_a_scene_costs_its_own_pieces_only(line: FakeLine, encoded: Encoded) -> None:
    line.create(transition="crossfade")
    line.attempt()
    assert len(encoded.early) + len(encoded.late) == 5
    encoded.begin_again()
    line.decide("edit", 2, picture="A spout")
    line.service.retry(line.task_id, by="mia")
    assert line.attempt().status is TaskStatus.SUCCEEDED
    assert numbers([*encoded.early, *encoded.late]) == [(1, 2), (2, None), (2, 3)]


def test_with_a_presenter_who_is_in_every_picture_nothing_is_encoded_early(line: FakeLine, encoded: Encoded) -> None:
    line.create(avatar=True)
    assert line.attempt().status is TaskStatus.SUCCEEDED
    assert encoded.early == []
    assert encoded.kept == set()
    assert {piece.shot.number for piece in encoded.late} == {1, 2, 3}


def test_an_encoder_that_is_not_there_fails_the_film_and_neither_pictures_nor_speech(
    line: FakeLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    # No Linux has it.
    monkeypatch.setenv("VIDPIPE_ENCODER", "videotoolbox")
    line.create()
    task = line.attempt()
    assert task.error_info is not None
    assert (task.error_info.error_code, task.error_info.stage) == ("ENCODER_NOT_AVAILABLE", "composite")
    CALLS.taken()

    monkeypatch.delenv("VIDPIPE_ENCODER")
    line.service.retry(line.task_id, by="mia")
    assert line.attempt().status is TaskStatus.SUCCEEDED
    assert CALLS.taken() == {"upload": 1}
