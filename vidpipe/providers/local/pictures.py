"""The person's own pictures from a folder: each scene takes the one that bears its number."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from PIL import Image

from vidpipe.errors import ProviderError
from vidpipe.media.frames.reading import BadPicture
from vidpipe.models import Brief
from vidpipe.providers.base import ImageRequest
from vidpipe.providers.frames import frame_from_file, write_png

_VERSION = 2
_MOST_SCENES = 200
"""Scenes that a brief can have; a larger number in a name is a date or a camera's count."""
_NUMBER = re.compile(r"^(?:scene|szene|scène|escena|場景|场景|シーン)?[\s._#-]*0*(\d+)(?!\d)", re.IGNORECASE)
_UNSAFE = frozenset({"EPS", "MPEG", "WMF", "BUFR", "GRIB", "HDF5"})
"""Formats that Pillow only recognises, or hands to other programs."""
_NAMED = 12


class FolderImageProvider:
    """Takes pictures from ``folder``; implements :class:`~vidpipe.providers.base.ImageProvider`.

    Scene 3 takes the picture whose name starts with 3: ``3.jpg``, ``03-harbour.png``, ``scene-3.webp``. Scenes that
    no name has the number of take the pictures without one, in the order of their names.
    """

    name = "folder"
    at_once = 2
    draws_each_format = False

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def fingerprint(self, request: ImageRequest | None = None) -> dict[str, object]:
        """Name the version of how pictures are cut and, for a scene, the content of its picture.

        Raises ProviderError (IMAGE_FAILED) when the scene has no picture.
        """
        facts: dict[str, object] = {"provider": self.name, "cutting": _VERSION}
        if request is not None:
            path = self._picture(request)
            try:
                with path.open("rb") as file:
                    facts["picture_sha256"] = hashlib.file_digest(file, "sha256").hexdigest()
            except OSError as error:
                raise self._unusable(request, path, f"it cannot be read ({error.strerror})") from error
        return facts

    def problems(self) -> list[str]:
        """Say that there is no folder, or no picture in it."""
        fix = (
            "put a picture for each scene there, named 1.jpg, 2.jpg …, or name another folder with VIDPIPE_PICTURE_DIR"
        )
        try:
            pictures, _ = _sorted_out(self._folder)
        except OSError as error:
            return [f"the pictures' folder {self._folder} cannot be read ({error.strerror}): {fix}"]
        return [] if pictures else [f"there are no pictures in {self._folder}: {fix}"]

    def accepts(self, brief: Brief) -> None:
        """Refuse nothing: pictures may still be put into the folder."""

    async def make_image(self, request: ImageRequest, out: Path) -> None:
        """Write the scene's picture to ``out`` as PNG: turned upright and fitted into the frame.

        Raises ProviderError (IMAGE_FAILED) that names the picture which is missing or cannot be read.
        """
        await asyncio.to_thread(self._make, request, out)

    def _make(self, request: ImageRequest, out: Path) -> None:
        path = self._picture(request)
        try:
            frame = frame_from_file(path, request.width, request.height, formats=tuple(_formats().values()))
        except BadPicture as bad:
            raise self._unusable(request, path, f"it is {bad}") from bad
        write_png(frame, out)

    def _picture(self, request: ImageRequest) -> Path:
        scene = request.scene.number
        try:
            pictures, others = _sorted_out(self._folder)
        except OSError as error:
            raise ProviderError(
                f"Scene {scene} has no picture: the folder {self._folder} cannot be read ({error.strerror}). "
                "Create it, or name another with VIDPIPE_PICTURE_DIR.",
                code="IMAGE_FAILED",
                details={"scene": scene, "folder": str(self._folder)},
            ) from error
        found = assign(pictures, request.scene_count).get(scene, [])
        if len(found) == 1:
            return found[0]
        raise self._not_one(request, found, [*pictures, *others])

    def _not_one(self, request: ImageRequest, found: Sequence[Path], present: Sequence[Path]) -> ProviderError:
        scene = request.scene.number
        if found:
            problem = f"has several pictures ({_listed(found)}). Keep the one it is to show"
        else:
            there = f"there are {_listed(present)}" if present else "it is empty"
            problem = f"has no picture in {self._folder}: {there}. Add one whose name starts with {scene}"
        return ProviderError(
            f"Scene {scene} {problem}, for example {scene:02d}.jpg.",
            code="IMAGE_FAILED",
            details={"scene": scene, "folder": str(self._folder), "found": [path.name for path in found]},
        )

    def _unusable(self, request: ImageRequest, path: Path, problem: str) -> ProviderError:
        return ProviderError(
            f"The picture {path.name} of scene {request.scene.number} cannot be used: {problem}. Give another file.",
            code="IMAGE_FAILED",
            details={"scene": request.scene.number, "file": path.name, "folder": str(self._folder)},
        )


def assign(pictures: Sequence[Path], scene_count: int) -> dict[int, list[Path]]:
    """Return the pictures of each scene: by the number in their names, the rest in order to scenes without one.

    Pictures none of which bears the number of a scene are taken in the order of their names.
    """
    chosen: dict[int, list[Path]] = {}
    unnumbered: list[Path] = []
    for picture in pictures:
        number = _number(picture)
        if number is None:
            unnumbered.append(picture)
        elif number <= scene_count:
            chosen.setdefault(number, []).append(picture)
    if not chosen:
        unnumbered = list(pictures)
    waiting = [scene for scene in range(1, scene_count + 1) if scene not in chosen]
    return chosen | {scene: [picture] for scene, picture in zip(waiting, unnumbered, strict=False)}


def _number(picture: Path) -> int | None:
    match = _NUMBER.match(picture.stem)
    number = int(match[1]) if match and len(match[1]) <= 3 else 0
    return number if 1 <= number <= _MOST_SCENES else None


def _sorted_out(folder: Path) -> tuple[list[Path], list[Path]]:
    """Return the folder's pictures and its other files, hidden ones left out, 2 before 10."""
    files = sorted((path for path in folder.iterdir() if path.is_file() and path.name[0] != "."), key=_natural)
    pictures = [path for path in files if path.suffix.lower() in _formats()]
    return pictures, [path for path in files if path not in pictures]


def _natural(path: Path) -> tuple[list[tuple[int, int, str]], str]:
    parts = re.split(r"(\d+)", path.name.casefold())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part], path.name


@cache
def _formats() -> dict[str, str]:
    """Return the endings of files that Pillow can read by itself, each with its format."""
    endings = Image.registered_extensions()
    return {ending: kind for ending, kind in endings.items() if kind in Image.OPEN and kind not in _UNSAFE}


def _listed(paths: Sequence[Path]) -> str:
    names = ", ".join(path.name for path in paths[:_NAMED])
    return names + (f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else "")
