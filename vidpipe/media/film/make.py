"""A whole film from its plan: the pieces side by side, then joined with the sound."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from threading import Lock

import psutil

from vidpipe.errors import MediaError
from vidpipe.media.film.encode import Painted, encode_piece
from vidpipe.media.film.join import join_pieces
from vidpipe.media.film.plan import Look, Piece, Shot, pieces
from vidpipe.media.run import Progress
from vidpipe.models import Chapter

MakePiece = Callable[[Piece, Painted], Awaitable[Path]]
"""Makes one piece and returns its file."""
FindPiece = Callable[[Piece], Awaitable[Path | None]]
"""Returns the file of a piece that was made before; None when it has to be made."""
SHARE_OF_PIECES = 0.98
BYTES_PER_PIXEL = 150
"""Memory that one piece needs at most while it is encoded, painting included, per pixel of the frame."""


async def make_film(
    look: Look,
    shots: Sequence[Shot],
    make_sound: Callable[[], Awaitable[Path]],
    out: Path,
    work_dir: Path,
    *,
    title: str = "",
    chapters: Sequence[Chapter] = (),
    make_piece: MakePiece | None = None,
    find_piece: FindPiece | None = None,
    on_progress: Progress | None = None,
    on_room: Callable[[], None] | None = None,
) -> None:
    """Make a film and write it to ``out``: complete, or not at all. The same plan gives the same bytes.

    ``make_sound`` returns an AAC file as long as the film, made beside the pictures. Pieces that ``find_piece`` does
    not know are encoded in ``work_dir``, unless ``make_piece`` says otherwise. ``on_room`` is called once, when one has
    been made and no other waits, or none has to be made: from then on the film does not keep all cores busy, and other
    work is best begun.

    Raises :class:`MediaError`: ``MEDIA_INVALID`` or ``FILE_NOT_FOUND`` for inputs, ``FFMPEG_EXECUTION_FAILED``,
    ``DISK_SPACE_INSUFFICIENT``, ``FFMPEG_NOT_FOUND``; :class:`StorageError`.
    """
    _check(look, shots)
    parts = pieces(look, shots)
    found = await asyncio.gather(*(find_piece(piece) for piece in parts)) if find_piece else [None] * len(parts)
    make = make_piece or _encoder(work_dir)
    progress = _Painting(parts, on_progress)
    turns = _Turns(pieces_at_once(look), found.count(None), on_room)

    async def one(piece: Piece, file: Path | None) -> Path:
        if file is not None:
            progress.count(piece, piece.count)
            return file
        async with turns:
            return await progress.follow(piece, make)

    try:
        async with asyncio.TaskGroup() as group:
            sound = group.create_task(_awaited(make_sound()))
            files = [group.create_task(one(piece, file)) for piece, file in zip(parts, found, strict=True)]
    except BaseExceptionGroup as failed:
        # The others have been ended; the first of them says what happened.
        raise failed.exceptions[0] from failed
    made = [(piece, file.result()) for piece, file in zip(parts, files, strict=True)]
    await join_pieces(made, sound.result(), out, title=title, chapters=chapters)
    if on_progress is not None:
        on_progress(1.0)


def pieces_at_once(look: Look) -> int:
    """Return how many pieces are best encoded side by side: as many as keep all cores busy, if there is memory."""
    room = psutil.virtual_memory().available // 4
    cores = len(os.sched_getaffinity(0)) // look.encoding.threads(look.width, look.height)
    most = min(cores, room // (look.width * look.height * BYTES_PER_PIXEL))
    return max(1, min(most, look.encoding.at_once or most))


async def _awaited(made: Awaitable[Path]) -> Path:
    return await made


def _check(look: Look, shots: Sequence[Shot]) -> None:
    if not shots:
        raise MediaError("A film needs at least one picture.", code="VALIDATION_ERROR")
    shown = [material for shot in shots for material in (shot.picture, shot.clip)]
    for material in (look.presenter, *shown):
        if material is not None and not material.path.is_file():
            name = material.path.name
            raise MediaError(f"There is no file {name}.", code="FILE_NOT_FOUND", details={"file": name})


def _encoder(work_dir: Path) -> MakePiece:
    """Return a maker of pieces that keeps them in a folder, by their order."""
    count = 0

    async def encode(piece: Piece, on_painted: Painted) -> Path:
        nonlocal count
        count += 1
        out = work_dir / f"encoded{count}.mp4"
        await encode_piece(piece, out, on_painted)
        return out

    return encode


class _Turns:
    """Lets a few pieces be made side by side, and tells when there is room for more than are left."""

    def __init__(self, at_once: int, waiting: int, on_room: Callable[[], None] | None) -> None:
        self._gate = asyncio.Semaphore(at_once)
        self._waiting, self._on_room = waiting, on_room
        self._tell()

    async def __aenter__(self) -> None:
        await self._gate.acquire()
        self._waiting -= 1

    async def __aexit__(self, failed: object, *_: object) -> None:
        self._gate.release()
        if failed is None:
            self._tell()

    def _tell(self) -> None:
        if self._on_room is not None and not self._waiting:
            self._on_room()
            self._on_room = None


class _Painting:
    """How much of a film has been painted. Pieces tell of it from threads of their own."""

    def __init__(self, parts: Sequence[Piece], on_progress: Progress | None) -> None:
        self._total = sum(piece.count for piece in parts)
        self._done: dict[int, int] = {}
        self._on_progress = on_progress
        self._lock = Lock()

    async def follow(self, piece: Piece, make: MakePiece) -> Path:
        """Have a piece made, and count its frames."""
        done = 0

        def painted(frames: int) -> None:
            nonlocal done
            done += frames
            self.count(piece, done)

        made = await make(piece, painted)
        self.count(piece, piece.count)
        return made

    def count(self, piece: Piece, done: int) -> None:
        """Count a piece's painted frames, and tell, so that of two who tell the second one never tells less."""
        with self._lock:
            self._done[id(piece)] = done
            if self._on_progress is not None:
                self._on_progress(min(sum(self._done.values()) / self._total, 1.0) * SHARE_OF_PIECES)
