"""Brand kits: the files that people keep for their house, checked, and known by the hash of their content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError
from PIL import Image, UnidentifiedImageError

from vidpipe.errors import VidpipeError, file_errors
from vidpipe.models import Brand
from vidpipe.models.brand import Corner
from vidpipe.styles.library import misnamed, named_files
from vidpipe.styles.reading import made_of, read_fields, unknown
from vidpipe.text.brief_problems import Problem, refusal

PICTURES = ("PNG", "JPEG", "WEBP")
FONTS = (".ttf", ".otf")
LARGEST_FILE = 40 << 20
"""Bytes; fonts for Chinese have half of it."""
PLACE = "the folder VIDPIPE_BRAND_DIR (default: brands in the data folder), as NAME.yaml"
"""Where brand kits are."""
_WHAT = "a brand"


@dataclass(frozen=True, kw_only=True)
class BrandFile:
    """A file of a brand, and the hash of its content."""

    path: Path
    sha256: str


@dataclass(frozen=True, kw_only=True)
class BrandKit:
    """A brand with its files."""

    brand: Brand
    logo: BrandFile | None = None
    font: BrandFile | None = None
    presenter: BrandFile | None = None

    @property
    def mark(self) -> Corner | None:
        """The corner in which its films bear its logo; None where they do not."""
        return self.brand.watermark.corner if self.logo is not None and self.brand.watermark.enabled else None

    def inputs(self) -> dict[str, object]:
        """Return everything about the brand that changes what is made with it, ready for JSON."""
        files = {"logo": self.logo, "font": self.font, "presenter": self.presenter}
        told = self.brand.model_dump(mode="json", exclude=set(files))
        return told | {name: file.sha256 for name, file in files.items() if file is not None}


@dataclass(frozen=True, kw_only=True)
class ListedBrand:
    """A brand in a list; ``problem`` of one that cannot be used."""

    name: str
    file: Path
    kit: BrandKit | None
    problem: str = ""


class Brands(Mapping[str, BrandKit]):
    """All brand kits by name, read from the folder's YAML files when they are asked for.

    Raises InvalidInput for a brand that cannot be used, and StorageError for files that cannot be read.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def __getitem__(self, name: str) -> BrandKit:
        return _kit(name, named_files(self._folder)[name])

    def __iter__(self) -> Iterator[str]:
        return iter(named_files(self._folder))

    def __len__(self) -> int:
        return len(named_files(self._folder))

    def __contains__(self, name: object) -> bool:
        return name in named_files(self._folder)

    def named(self, name: str) -> BrandKit:
        """Return a brand. Raises InvalidInput, for an unknown one with the name that is nearest."""
        if name not in self:
            raise unknown("brand", "brand", name, self, PLACE)
        return self[name]

    def listed(self) -> list[ListedBrand]:
        """Return all brands, those that cannot be used with their problem."""
        return [_listed(name, path) for name, path in named_files(self._folder).items()] + [
            ListedBrand(name=path.name, file=path, kit=None, problem=problem)
            for path, problem in misnamed(self._folder).items()
        ]


def _listed(name: str, path: Path) -> ListedBrand:
    try:
        return ListedBrand(name=name, file=path, kit=_kit(name, path))
    except VidpipeError as error:
        return ListedBrand(name=name, file=path, kit=None, problem=error.message)


def _kit(name: str, path: Path) -> BrandKit:
    fields = {"title": name} | read_fields(path, _WHAT) | {"name": name}
    brand = made_of(Brand, fields, _WHAT, path.name)
    problems: list[Problem] = []
    kit = BrandKit(
        brand=brand,
        logo=_file(path, "logo", brand.logo, problems),
        font=_file(path, "font", brand.font, problems),
        presenter=_file(path, "presenter", brand.presenter, problems),
    )
    if problems:
        raise refusal(problems, path.name)
    return kit


def _file(beside: Path, field: str, name: str | None, problems: list[Problem]) -> BrandFile | None:
    """Return a brand's file; what is wrong with it is added to the problems."""
    if name is None:
        return None
    folder = beside.parent.resolve()
    path = (folder / name).resolve()
    if not path.is_relative_to(folder):
        fix = f"put it beside {beside.name}"
        problems.append({"field": field, "problem": f"{name!r} lies outside the brand's folder", "fix": fix})
        return None
    with file_errors(f"read the brand's {field}", path):
        if not path.is_file():
            fix = f"put it beside {beside.name}, or leave the field out"
            problems.append({"field": field, "problem": f"there is no file {name!r}", "fix": fix})
            return None
        fault = _too_large(path) or (_font_fault(path) if field == "font" else _picture_fault(path))
        if fault:
            problems.append({"field": field, "problem": f"{name!r} {fault[0]}", "fix": fault[1]})
            return None
        with path.open("rb") as file:
            return BrandFile(path=path, sha256=hashlib.file_digest(file, "sha256").hexdigest())


def _too_large(path: Path) -> tuple[str, str] | None:
    size = path.stat().st_size
    limit = f"at most {LARGEST_FILE >> 20} MB are possible"
    return (f"has {size >> 20} MB", limit) if size > LARGEST_FILE else None


def _picture_fault(path: Path) -> tuple[str, str] | None:
    try:
        with Image.open(path, formats=PICTURES) as picture:
            picture.load()
    except (UnidentifiedImageError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        told = "is no PNG, JPEG or WebP picture" if isinstance(error, UnidentifiedImageError) else "cannot be read"
        return told, "give one of these"
    except OSError as error:
        # Pillow's own complaint about a damaged file has no number; the system's are told by file_errors.
        if error.errno is not None:
            raise
        return f"cannot be read ({error})", "save it again"
    return None


def _font_fault(path: Path) -> tuple[str, str] | None:
    fix = "give a TTF or OTF file"
    if path.suffix.lower() not in FONTS:
        return "is no TTF or OTF font", fix
    try:
        # Opened here: fontTools leaves a file open that turns out to be no font.
        with path.open("rb") as file, TTFont(file, lazy=True) as font:
            has_letters = bool(font.getBestCmap())
    except (TTLibError, KeyError, ValueError, AssertionError) as error:
        return f"cannot be read as a font ({error})", fix
    return None if has_letters else ("is a font without letters", fix)
