"""A folder of pictures, in the order of their names, and when each of them is shown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO

import yaml
from PIL import Image

from vidpipe.errors import InvalidInput, MediaError, NotFound
from vidpipe.errors.files import file_errors, require_file
from vidpipe.media.frames.reading import LARGEST_PICTURE
from vidpipe.text.csv_table import read_table
from vidpipe.text.encodings import encoding_of

KINDS = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff", ".gif", ".avif"})
MOVING = frozenset({"GIF", "PNG", "WEBP", "AVIF"})
"""Formats of which several pictures are an animation; elsewhere they are pages, or the same picture in other sizes."""
MOST = 5_000
_CLOCK = re.compile(r"(?:(?:(\d+):)?([0-5]?\d):)?(\d+(?:[.,]\d+)?)")


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A picture, and for how many frames it is shown."""

    picture: Path
    frames: int


def pictures_in(folder: Path) -> list[Path]:
    """Return the pictures of a folder in the order of their names, numbers in them by their value: 2 before 10.

    Raises NotFound (FILE_NOT_FOUND), InvalidInput when it holds none, StorageError.
    """
    with file_errors("read the folder of pictures", folder):
        if folder.is_file():
            raise InvalidInput(f"{folder} is a file: name the folder that holds the pictures.")
        if not folder.is_dir():
            raise NotFound(f"There is no folder {folder} (the pictures).", code="FILE_NOT_FOUND")
        found = [path for path in folder.iterdir() if path.suffix.lower() in KINDS and not path.name.startswith(".")]
    if not found:
        raise InvalidInput(f"{folder} holds no pictures: put some there ({', '.join(sorted(KINDS))}).")
    if len(found) > MOST:
        raise InvalidInput(f"{folder} holds {len(found)} pictures; at most {MOST} are possible.")
    return sorted(found, key=lambda path: natural(path.name))


def require_picture(path: Path) -> None:
    """Look at a picture's head, before anything is made of it.

    Raises NotFound, MediaError (MEDIA_INVALID) for no picture, InvalidInput for one that moves, StorageError.
    """
    with file_errors("read the picture", path):
        require_file(path, "a picture")
        with path.open("rb") as file:
            count = _pictures_of(path, file)
    if count > 1:
        raise InvalidInput(
            f"{path} is an animation of {count} pictures, and here a picture stands still: save the one that is to be "
            "shown as PNG.",
            details={"path": str(path)},
        )


def _pictures_of(path: Path, file: BinaryIO) -> int:
    try:
        with Image.open(file) as picture:
            return getattr(picture, "n_frames", 1) if picture.format in MOVING else 1
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _unfit(path, f"has more than {LARGEST_PICTURE // 1_000_000} million pixels: save it smaller.") from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        # Pillow reports damaged files with any of these; a disk that fails has a number.
        if isinstance(error, OSError) and error.errno:
            raise
        raise _unfit(
            path,
            "is no picture, damaged, or of an unknown format: save it anew as PNG or JPEG, or take it out of the "
            "folder.",
        ) from error


def _unfit(path: Path, problem: str) -> MediaError:
    return MediaError(f"{path} {problem}", code="MEDIA_INVALID", details={"path": str(path)})


def natural(name: str) -> tuple[object, ...]:
    """Return what names are sorted by as people sort them: numbers by their value, letters whatever their case."""
    parts = re.split(r"(\d+)", unicodedata.normalize("NFC", name).casefold())
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts), name


def spread(pictures: Sequence[Path], frames: int) -> list[Shown]:
    """Show pictures for equally long, to a frame. Raises InvalidInput when there are more pictures than frames."""
    starts = [index * frames // len(pictures) for index in range(len(pictures))]
    return _shown(list(zip(pictures, starts, strict=True)), frames)


def read_timing(file: Path, pictures: Sequence[Path], *, fps: int, frames: int) -> list[Shown]:
    """Show pictures from the times on that a file names, to the nearest frame; some may be shown twice or never.

    The file is CSV with the columns picture and start, or YAML with a list of such pairs. A start is
    in seconds, or a time such as 1:02.5. Raises InvalidInput naming the entry and the fix, NotFound, StorageError.
    """
    by_name = {path.name: path for path in pictures} | {path.stem: path for path in reversed(pictures)}
    timed: list[tuple[Path, int]] = []
    for number, (name, start) in enumerate(_entries(file), 1):
        picture = by_name.get(name)
        if picture is None:
            close = get_close_matches(name, by_name, n=1)
            hint = f"did you mean {close[0]!r}?" if close else "correct the name, or put the picture there."
            raise _refused(file, f"entry {number} names {name!r}, which is not among the pictures; {hint}")
        timed.append((picture, round(_seconds(file, number, start) * fps)))
    if not timed:
        raise _refused(file, "it names no pictures.")
    if timed[0][1] != 0:
        raise _refused(file, "the first picture must start at 0: otherwise nothing is seen before it.")
    for number, ((_, one), (_, other)) in enumerate(pairwise(timed), 2):
        if other <= one:
            raise _refused(file, f"entry {number} does not start after the one before it, by at least a frame.")
    if timed[-1][1] >= frames:
        raise _refused(
            file, f"the last picture starts at {timed[-1][1] / fps:g} s, and the sound ends at {frames / fps:.2f} s."
        )
    return _shown(timed, frames)


def _shown(timed: Sequence[tuple[Path, int]], frames: int) -> list[Shown]:
    if len(timed) > frames:
        raise InvalidInput(
            f"{len(timed)} pictures cannot be shown in {frames} frames: give fewer pictures, or longer sound."
        )
    ends = [*(start for _, start in timed[1:]), frames]
    return [Shown(picture=path, frames=end - start) for (path, start), end in zip(timed, ends, strict=True)]


def _entries(file: Path) -> list[tuple[str, Any]]:
    if file.suffix.lower() not in (".yaml", ".yml"):
        table = read_table(file, what="the times", option=None)
        if not {"picture", "start"} <= set(table.columns):
            raise _refused(file, "its first row must name the columns picture and start.")
        return [(row.cells["picture"].strip(), row.cells["start"]) for row in table.rows]
    with file_errors("read the times", file):
        require_file(file, "the times")
        content = file.read_bytes()
    try:
        # Not as YAML 1.1 has it, where 1:30 is the number 90 and 0:30 a text.
        data = yaml.load(content.decode(encoding_of(content)), Loader=yaml.BaseLoader)  # noqa: S506 - plain texts
    except UnicodeError as error:
        raise _refused(file, "it is not UTF-8 text: save it as UTF-8.") from error
    except yaml.YAMLError as error:
        told = " ".join(str(error).split())
        raise _refused(
            file, f"it is no YAML ({told}): correct it, or write CSV with the columns picture,start"
        ) from error
    if isinstance(data, list) and all(isinstance(one, dict) and {"picture", "start"} <= set(one) for one in data):
        return [(str(one["picture"]), one["start"]) for one in data]
    raise _refused(file, "write a list of entries such as - {picture: 01.png, start: 0}")


def _seconds(file: Path, number: int, told: object) -> float:
    found = _CLOCK.fullmatch(told.strip()) if isinstance(told, str) else None
    if found is None:
        raise _refused(file, f"entry {number} starts at {told!r}: write seconds, or a time such as 1:02.5")
    hours, minutes, seconds = found.groups()
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds.replace(",", "."))


def _refused(file: Path, problem: str) -> InvalidInput:
    return InvalidInput(f"{file}: {problem}", details={"path": str(file)})
