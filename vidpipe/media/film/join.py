"""Joining the pieces of a film, and laying the sound under it, without encoding anything again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import ffmpeg

from vidpipe.errors import file_errors
from vidpipe.media.captions.phrases import plain
from vidpipe.media.film.plan import Piece
from vidpipe.media.run import run_ffmpeg


async def join_pieces(
    made: Sequence[tuple[Piece, Path]],
    soundtrack: Path,
    out: Path,
    folder: Path,
    *,
    title: str = "",
    chapters: Path | None = None,
) -> None:
    """Write the film to ``out``: every picture as it was encoded, each at exactly its number over the rate.

    ``soundtrack`` holds AAC; ``chapters`` is a metadata file of FFmpeg's. ``folder`` takes helper files. Raises
    MediaError (FFMPEG_EXECUTION_FAILED, DISK_SPACE_INSUFFICIENT, FFMPEG_NOT_FOUND), StorageError.
    """
    await asyncio.to_thread(_list, made, folder)
    unfinished = out.resolve().with_name(f".{out.stem}.part.mp4")
    try:
        with file_errors("write the film", out):
            await run_ffmpeg(_arguments(soundtrack, unfinished, title, chapters), cwd=folder)
            unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)


def _arguments(soundtrack: Path, out: Path, title: str, chapters: Path | None) -> list[str]:
    """Return FFmpeg's arguments, in the folder of the list of pieces."""
    inputs = [
        ffmpeg.input("pieces.txt", format="concat", safe=1).video,
        ffmpeg.input(str(soundtrack.resolve())).audio,
    ]
    options: dict[str, object] = {"map_metadata": -1, "map_chapters": -1}
    if chapters is not None:
        # Its own metadata, which is none: with -1, FFmpeg would leave out the chapters' titles as well.
        options |= {"map_chapters": len(inputs), "map_metadata": len(inputs)}
    options |= {
        "c": "copy",
        "fflags": "+bitexact",
        "movflags": "+faststart",
        "metadata": f"title={plain(title)}",
        "format": "mp4",
    }
    args = [str(arg) for arg in ffmpeg.output(*inputs, str(out), **options).get_args()]
    if chapters is not None:
        # An input without streams, which ffmpeg-python cannot name: it comes last, before what is made of them.
        at = args.index("-map")
        args[at:at] = ["-f", "ffmetadata", "-i", str(chapters.resolve())]
    return args


def _list(made: Sequence[tuple[Piece, Path]], folder: Path) -> None:
    """Write what is to be joined. FFmpeg runs in ``folder``, where names are plain ASCII, whatever the pieces' are."""
    lines = ["ffconcat version 1.0"]
    for number, (piece, path) in enumerate(made):
        link = folder / f"piece{number}.mp4"
        link.unlink(missing_ok=True)
        link.symlink_to(path.resolve())
        lines += [f"file {link.name}", f"duration {piece.count / piece.look.fps:.9f}"]
    (folder / "pieces.txt").write_text("\n".join(lines) + "\n", encoding="ascii")
