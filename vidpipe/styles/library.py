"""The styles there are: those that come with vidpipe, and people's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, get_args

from vidpipe.errors import VidpipeError, file_errors
from vidpipe.models import Design, Palette, Style
from vidpipe.styles.colours import READABLE, contrast, parse
from vidpipe.styles.reading import made_of, read_fields, unknown
from vidpipe.text.brief_problems import Problem, refusal

BUILT_IN: tuple[str, ...] = get_args(Design)
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
PLACE = "the folder VIDPIPE_STYLE_DIR (default: styles in the data folder), as NAME.yaml"
"""Where people's own styles are."""
_WHAT = "a style"


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A style in a list: ``file`` for people's own, and the problem of one that cannot be used."""

    name: str
    style: Style | None
    file: Path | None = None
    problem: str = ""


@cache
def built_in() -> Mapping[str, Style]:
    """Return the styles that come with vidpipe, by name."""
    folder = files("vidpipe.styles")
    styles: dict[str, Style] = {}
    for name in BUILT_IN:
        with as_file(folder / f"{name}.yaml") as path:
            styles[name] = _style(name, read_fields(path, _WHAT), path.name)
    return styles


class Styles(Mapping[str, Style]):
    """All styles by name. A style of one's own goes before one of vidpipe's that has the same name.

    A file is read when its style is asked for, so that a broken one spoils no other, and what somebody changes counts
    at once. Raises InvalidInput for a file that holds no style, and StorageError for one that cannot be read.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def __getitem__(self, name: str) -> Style:
        path = named_files(self._folder).get(name)
        return built_in()[name] if path is None else _own(name, path)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*BUILT_IN, *named_files(self._folder))))

    def __len__(self) -> int:
        return len(list(iter(self)))

    def named(self, name: str) -> Style:
        """Return a style. Raises InvalidInput, for an unknown one with the name that is nearest."""
        if name not in self:
            raise unknown("style", "style", name, self, PLACE)
        return self[name]

    def __contains__(self, name: object) -> bool:
        return name in BUILT_IN or name in named_files(self._folder)

    def listed(self) -> list[Listed]:
        """Return all styles, those that cannot be used with their problem."""
        own = named_files(self._folder)
        others = misnamed(self._folder).items()
        return [self._listed(name, own.get(name)) for name in self] + [
            Listed(name=path.name, style=None, file=path, problem=problem) for path, problem in others
        ]

    def _listed(self, name: str, path: Path | None) -> Listed:
        try:
            return Listed(name=name, style=self[name], file=path)
        except VidpipeError as error:
            return Listed(name=name, style=None, file=path, problem=error.message)


def named_files(folder: Path | None) -> dict[str, Path]:
    """Return a folder's files that have a name, in alphabetical order; none without a folder. Raises StorageError."""
    return {path.stem: path for path in _files(folder) if NAME.fullmatch(path.stem) and path.suffix == ".yaml"}


def misnamed(folder: Path | None) -> dict[Path, str]:
    """Return a folder's YAML files whose names no brief could give, each with what to do. Raises StorageError."""
    named = named_files(folder).values()
    fix = "This name is no name here: use small letters, digits, - and _, and the ending .yaml, as in my-own.yaml."
    return {path: fix for path in _files(folder) if path not in named}


def _files(folder: Path | None) -> list[Path]:
    if folder is None:
        return []
    with file_errors("look for the files", folder):
        return sorted(path for path in folder.glob("*.y*ml") if path.is_file()) if folder.is_dir() else []


def _own(name: str, path: Path) -> Style:
    """Read a style of one's own. What it leaves out is as in the style that its ``like`` names, else in explainer."""
    fields = read_fields(path, _WHAT)
    like = fields.pop("like", "explainer")
    if like not in BUILT_IN:
        raise unknown("like", "style of vidpipe's", str(like), BUILT_IN)
    base = built_in()[like].model_dump(mode="json", exclude={"title", "summary"})
    if "palette" in fields:
        del base["palettes"]
    return _style(name, _over(base, fields), path.name)


def _over(base: dict[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """Lay fields over others, mappings within mappings as well."""
    result = dict(base)
    for name, value in fields.items():
        below = result.get(name)
        result[name] = _over(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return result


def _style(name: str, fields: dict[str, Any], source: str) -> Style:
    style = made_of(Style, {"title": name} | fields | {"name": name}, _WHAT, source)
    palettes = {"palette": style.palette} | {f"palettes {n + 1}": one for n, one in enumerate(style.palettes)}
    if problems := [problem for field, palette in palettes.items() for problem in illegible(field, palette)]:
        raise refusal(problems, source)
    return style


def illegible(field: str, palette: Palette) -> Iterator[Problem]:
    """Say on which grounds of a palette its ink cannot be read."""
    for ground in ("background", "surface"):
        colour = getattr(palette, ground)
        ratio = contrast(parse(palette.ink), parse(colour))
        if ratio < READABLE:
            yield {
                "field": f"{field}: ink",
                "problem": f"{palette.ink} cannot be read on the {ground} {colour}: the contrast is {ratio:.1f}",
                "fix": f"choose colours with a contrast of {READABLE} or more",
            }
