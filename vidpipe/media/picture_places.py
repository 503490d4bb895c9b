"""What a picture file tells of itself: where its words and its subject stand, as the drawn cards do.

A picture that tells is never searched for text: an icon full of thin strokes looks much like letters.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pydantic import Field, ValidationError

from vidpipe.errors import MediaError
from vidpipe.media.frames.planes import Plane
from vidpipe.media.frames.reading import load_bgr
from vidpipe.media.frames.subject import Region
from vidpipe.models.base import DomainModel

_KEYWORD = "vidpipe:places"
"""Of the PNG text chunk that holds it (PNG specification, 11.3.3)."""
_MOST = 100
_Share = Annotated[float, Field(ge=0, le=1)]
_Box = tuple[_Share, _Share, _Share, _Share]


class _Told(DomainModel):
    """Boxes as left, top, right and bottom, in shares of the picture."""

    picture: _Box | None = None
    words: tuple[_Box, ...] = Field((), max_length=_MOST)


@dataclass(frozen=True, kw_only=True)
class PicturePlaces:
    """Where things stand in a picture: its subject, if it has one, and each part that is never shown by halves.

    Such parts are words, with what they stand on, and ornaments.
    """

    picture: Region | None
    words: tuple[Region, ...]

    def note(self) -> PngInfo:
        """Return the places as what a PNG file is saved with."""
        box = self.picture
        told = _Told(picture=box and _rounded(box), words=tuple(map(_rounded, self.words[:_MOST])))
        info = PngInfo()
        info.add_text(_KEYWORD, told.model_dump_json())
        return info


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture as rows × columns × BGR, and what its file told of it."""

    image: Plane
    places: PicturePlaces | None = None

    @property
    def is_words(self) -> bool:
        """Whether it is known to show nothing but words."""
        return self.places is not None and self.places.picture is None


def read_picture(path: Path, small: Path | None = None) -> Picture:
    """Read a picture of any kind, or its small copy. Raises MediaError (FILE_NOT_FOUND, MEDIA_INVALID)."""
    image = load_bgr(small or path)
    try:
        # What a file tells of itself is read without its pixels; the copy does not tell it.
        with Image.open(path) as picture:
            note = picture.info.get(_KEYWORD)
    except FileNotFoundError as error:
        raise MediaError(f"There is no picture {path.name}.", code="FILE_NOT_FOUND") from error
    except (OSError, SyntaxError, ValueError) as error:
        raise MediaError(f"{path.name} is no picture.", code="MEDIA_INVALID", details={"file": path.name}) from error
    return Picture(image=image, places=_places(note) if isinstance(note, str) else None)


def _places(note: str) -> PicturePlaces | None:
    """Read a note; None for one that somebody else wrote, or that was damaged: the picture is then looked at."""
    try:
        told = _Told.model_validate_json(note)
    except ValidationError:
        return None
    boxes = [Region(*box) for box in (told.picture, *told.words) if box is not None]
    if any(box.left >= box.right or box.top >= box.bottom for box in boxes):
        return None
    subject = None if told.picture is None else boxes.pop(0)
    return PicturePlaces(picture=subject, words=tuple(boxes))


def _rounded(box: Region) -> _Box:
    left, top, right, bottom = (
        min(max(round(side, 4), 0.0), 1.0) for side in (box.left, box.top, box.right, box.bottom)
    )
    return left, top, right, bottom
