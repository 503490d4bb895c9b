"""Scenes are encoded as soon as they can be: when a scene's picture and speech are both there, its pieces are made.

Pictures and narration are made side by side, by two processes that share the store. Each leaves word there of what has
arrived; the one whose half of a scene came last makes the pieces, while it still waits for its provider. The composite
stage then recalls them. Nothing depends on it: what is not made early is made then.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import Any, Literal

import structlog
from psutil import virtual_memory
from pydantic import ValidationError

from vidpipe.artifacts import input_key
from vidpipe.errors import VidpipeError
from vidpipe.media import Look, Piece, Shot, body_pieces, keep_ready, pieces_at_once, transition_pieces
from vidpipe.models import SceneImage, SceneSpeech, Script
from vidpipe.models.base import DomainModel
from vidpipe.stages.context import StageContext
from vidpipe.stages.film import encoding_of, look_of, made_piece, shot_of
from vidpipe.stages.formats import renditions

log = structlog.get_logger(__name__)

FEW = 8
"""Pieces that a stage makes to the end: of one or two scenes, whose pictures this process holds ready."""
READY = 150_000_000
"""Bytes at most for pictures that are ready to be filmed: scenes come in any order, and transitions show two."""

Half = Literal["picture", "speech"]


class Arrival(DomainModel):
    """One half of a scene, and when it came, in nanoseconds of this machine's clock."""

    at: int
    picture: SceneImage | None = None
    speech: SceneSpeech | None = None


class EarlyFilm:
    """The pieces of a task's film that one stage makes while it waits; ``async with`` it around the stage's work."""

    def __init__(self, context: StageContext[Any], script: Script) -> None:
        self._context = context
        self._numbers = [scene.number for scene in script.scenes]
        self._language = script.language
        self._look: Look | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._noting = asyncio.Lock()
        self._begun: set[str] = set()
        self._waiting = 0
        self._leaving = False

    async def __aenter__(self) -> EarlyFilm:
        context = self._context
        if not context.avatar.enabled:
            # A presenter is in every picture, and comes last of all: then nothing can be made early.
            self._look = await self._main_look()
            if self._look is not None:
                keep_ready(self._look.width, self._look.height, min(READY, virtual_memory().available // 16))
        self._gate = asyncio.Semaphore(1 if self._look is None else pieces_at_once(self._look))
        return self

    async def __aexit__(self, failed: object, *_: object) -> None:
        # A few pieces are made sooner here, where their pictures are ready. With many, the stage would seem to hang:
        # the composite stage makes them, unless it has to wait itself, for the other stage's provider.
        self._leaving = self._waiting > FEW
        if failed is not None:
            for task in self._tasks:
                task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=failed is not None)

    async def _main_look(self) -> Look | None:
        context = self._context
        main = renditions(context.brief)[0]
        try:
            return look_of(context, main, self._language, await encoding_of(context, main))
        except VidpipeError as error:
            # No FFmpeg, or not the encoder that is asked for: that is no failure of pictures or speech.
            log.warning("no scene can be encoded early", error_code=error.code, details=error.details)
            return None

    async def arrived(self, number: int, half: SceneImage | SceneSpeech) -> None:
        """Take note of a scene's picture, or of its speech, whose times count from the scene's own first frame."""
        if self._look is None:
            return
        # One after the other: of two scenes that come at the same time, each would find that the other comes later.
        async with self._noting:
            due = await asyncio.to_thread(self._due, self._look, number, half)
        # In a later try the halves of the one before are there already, and both scenes of a transition find it due.
        new = {key: piece for key, piece in due.items() if key not in self._begun}
        self._begun |= new.keys()
        self._waiting += len(new)
        self._tasks += [asyncio.create_task(self._make(piece)) for piece in new.values()]

    def _due(self, look: Look, number: int, half: SceneImage | SceneSpeech) -> dict[str, Piece]:
        kind: Half = "picture" if isinstance(half, SceneImage) else "speech"
        mine = Arrival.model_validate({"at": time.time_ns(), kind: half})
        self._context.store.remember("arrival", self._key(number, kind), mine.model_dump(mode="json"))
        return {input_key("piece", piece.inputs()): piece for piece in self._pieces(look, number, mine.at)}

    def _pieces(self, look: Look, number: int, now: int) -> Iterator[Piece]:
        """Yield the pieces that nothing but this arrival was missing for."""
        index = self._numbers.index(number)
        shot = self._shot(look, number, now)
        if shot is None:
            return
        cards = look.style.cards
        begins = index == 0 and not cards.intro
        ends = index == len(self._numbers) - 1 and not cards.outro
        yield from body_pieces(look, shot, begins=begins, ends=ends)
        if index > 0 and (before := self._shot(look, self._numbers[index - 1], now)):
            yield from transition_pieces(look, before, shot)
        if index + 1 < len(self._numbers) and (behind := self._shot(look, self._numbers[index + 1], now)):
            yield from transition_pieces(look, shot, behind)

    def _shot(self, look: Look, number: int, now: int) -> Shot | None:
        """Return a scene as a shot if both its halves are there, neither later than ``now``."""
        picture, speech = (self._arrival(number, kind) for kind in ("picture", "speech"))
        if picture is None or speech is None or picture.picture is None or speech.speech is None:
            return None
        if max(picture.at, speech.at) > now:
            # Whose half came last makes the pieces, so that they are not made twice.
            return None
        return shot_of(self._context.store, look, picture.picture, speech.speech)

    def _all_arrived(self) -> bool:
        return all(self._arrival(number, kind) for number in self._numbers for kind in ("picture", "speech"))

    def _arrival(self, number: int, kind: Half) -> Arrival | None:
        known = self._context.store.recall("arrival", self._key(number, kind))
        try:
            return None if known is None else Arrival.model_validate(known)
        except ValidationError:
            return None  # another version's

    def _key(self, number: int, kind: Half) -> str:
        return input_key("arrival", {"task": str(self._context.task_id), "scene": number, "half": kind})

    async def _make(self, piece: Piece) -> None:
        async with self._gate:
            self._waiting -= 1
            try:
                if self._leaving and await asyncio.to_thread(self._all_arrived):
                    return
                await made_piece(self._context.store, piece)
            except VidpipeError as error:
                # The composite stage meets it again, if it lasts, and fails of it.
                log.warning("a piece of the film could not be made early", error_code=error.code, details=error.details)
