"""Reading a brief: from a YAML, JSON or Markdown file, or from data that came over HTTP."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from pydantic import ValidationError

from vidpipe.errors.files import file_errors, require_file
from vidpipe.models import Brief
from vidpipe.text.brief_markdown import StrayText, read_body, split_front_matter
from vidpipe.text.brief_problems import Problem, brief_problems, field_name, refusal
from vidpipe.text.written_file import LARGEST_FILE, parse_yaml, read_text

__all__ = ["LARGEST_FILE", "brief_problems", "from_yaml", "parse_brief", "read_brief"]

_YAML, _JSON, _MARKDOWN = (".yaml", ".yml"), (".json",), (".md", ".markdown")


def read_brief(path: Path) -> Brief:
    """Read a brief from a ``.yaml``, ``.json`` or ``.md`` file; paths inside it are relative to the file.

    Raises :class:`~vidpipe.errors.InvalidInput` VALIDATION_ERROR or PAYLOAD_TOO_LARGE,
    :class:`~vidpipe.errors.NotFound` FILE_NOT_FOUND, and :class:`~vidpipe.errors.StorageError` for an unreadable file.
    """
    suffix = path.suffix.lower()
    if suffix not in (*_YAML, *_JSON, *_MARKDOWN):
        _refuse(
            str(path),
            [
                _problem(
                    "",
                    f"a brief is a .yaml, .json or .md file, not {suffix or 'one without suffix'}",
                    "save it as one of these",
                )
            ],
        )
    text = read_text(path, "the brief")
    if suffix in _JSON:
        data = _from_json(text, str(path))
    elif suffix in _YAML:
        data = from_yaml(text, str(path))
    else:
        data = _from_markdown(text, str(path))
    return parse_brief(data, source=str(path), base_dir=path.parent)


def parse_brief(data: object, *, source: str, base_dir: Path | None = None) -> Brief:
    """Make a brief of plain data (mappings, lists, texts, numbers), with camelCase or snake_case keys.

    ``source`` names the data in messages ("" leaves it out). With ``base_dir`` the data may name files relative to it:
    ``article: {file: notes.md}`` or ``article_file``, ``avatar: {image: me.png}``, ``music: {file: song.mp3}`` and
    ``publish: {thumbnail: me.png}``, which must exist; without it, as for data from the network, no file is looked at
    and none can be named as article.

    Raises :class:`~vidpipe.errors.InvalidInput` with ``details["problems"]``, a list of {field, problem, fix}, and
    with ``base_dir`` also what :func:`read_brief` raises for files.
    """
    if not isinstance(data, dict):
        kind = "nothing" if data is None else f"a {type(data).__name__}"
        fix = "write lines such as title: My video"
        _refuse(source, [_problem("", f"a brief is a mapping of fields such as title and script, not {kind}", fix)])
    if bad := list(_unstorable(data)):
        _refuse(source, bad)
    fields = _with_article(dict(data), source, base_dir)
    if base_dir is not None:
        for part, name in (("avatar", "image"), ("music", "file"), ("publish", "thumbnail")):
            fields = _with_path(fields, part, name, base_dir)
    try:
        return Brief.model_validate(fields)
    except ValidationError as error:
        _refuse(source, brief_problems(error))


def _problem(field: str, problem: str, fix: str) -> Problem:
    return {"field": field, "problem": problem, "fix": fix}


def _refuse(source: str, problems: list[Problem]) -> NoReturn:
    raise refusal(problems, source)


def _unstorable(data: dict[Any, Any]) -> Iterator[Problem]:
    """Find characters that no database or file can hold, in keys and values at any depth.

    PostgreSQL refuses NUL in text, and UTF-8 has no form for a lone half of a surrogate pair.
    """
    # A YAML file may hold one list in a thousand places, or in itself: every container is looked at once.
    seen: set[int] = set()
    waiting: deque[tuple[tuple[str | int, ...], object]] = deque([((), data)])
    while waiting:
        location, value = waiting.popleft()
        if isinstance(value, str):
            if found := re.search("[\x00\ud800-\udfff]", value):
                name = "a NUL character" if found[0] == "\x00" else f"half a character (U+{ord(found[0]):04X})"
                yield _problem(field_name(location), f"has {name} at position {found.start() + 1}", "take it out")
        elif isinstance(value, dict | list) and id(value) not in seen:
            seen.add(id(value))
            for key, item in value.items() if isinstance(value, dict) else enumerate(value):
                if isinstance(value, dict):
                    waiting.append((location, key))
                waiting.append(((*location, key if isinstance(key, str | int) else str(key)), item))


def _with_article(fields: dict[Any, Any], source: str, base_dir: Path | None) -> dict[Any, Any]:
    """Replace a named article file by its text."""
    names = [key for key in ("article_file", "articleFile") if key in fields]
    named = [(key, fields.pop(key)) for key in names]
    article = fields.get("article")
    if isinstance(article, dict) and set(article) == {"file"}:
        named.append(("article: file", fields.pop("article")["file"]))
    if not named:
        return fields
    field, name = named[0]
    if len(named) > 1 or fields.get("article") is not None:
        _refuse(source, [_problem(field, "is given beside another article", "give only one article")])
    if base_dir is None:
        _refuse(source, [_problem(field, "is possible only in a brief file", "send the text itself as article")])
    if not isinstance(name, str) or not name.strip():
        _refuse(source, [_problem(field, "must be the path of a text file", "for example notes.md")])
    text = read_text(base_dir / _path(name), field)
    if bad := list(_unstorable({field: text})):
        _refuse(source, bad)
    return {**fields, "article": text}


def _path(name: str) -> Path:
    return Path(name).expanduser() if name.startswith("~/") else Path(name)


def _with_path(fields: dict[Any, Any], part: str, name: str, base_dir: Path) -> dict[Any, Any]:
    """Make the path of a portrait or of music absolute; the file must be there."""
    inside = fields.get(part)
    if not isinstance(inside, dict) or not isinstance(inside.get(name), str) or not inside[name].strip():
        return fields
    path = (base_dir / _path(inside[name])).absolute()
    with file_errors(f"look for {part}: {name}", path):
        require_file(path, f"{part}: {name}")
    return {**fields, part: {**inside, name: str(path)}}


def _from_json(text: str, source: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_without_twins, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        fault = f"line {error.lineno}, column {error.colno}: {error.msg}"
    except RecursionError:
        fault = "it is nested too deeply"
    except ValueError as error:
        fault = str(error)
    _refuse(source, [_problem("", f"this is not JSON: {fault}", "correct it there")])


def _without_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Refuse a key that is there twice: one of the two values would be lost without a word."""
    keys = [key for key, _ in pairs]
    if twin := next((key for key in keys if keys.count(key) > 1), None):
        raise ValueError(f"the field {twin!r} is given twice")
    return dict(pairs)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def from_yaml(text: str, source: str) -> object:
    """Read YAML as people mean it. Raises InvalidInput (VALIDATION_ERROR); ``source`` names it in messages."""
    data = parse_yaml(text, source)
    if isinstance(data, dict) and data.get("language") is False:
        # YAML 1.1 reads the tag of Norwegian as "off".
        data["language"] = "no"
    return data


def _from_markdown(text: str, source: str) -> object:
    front, body = split_front_matter(text)
    settings = from_yaml(front, source) if front.strip() else {}
    if not isinstance(settings, dict):
        _refuse(
            source, [_problem("", "the front matter is not a mapping of fields", "write lines such as title: My video")]
        )
    try:
        fields = read_body(body)
    except StrayText as error:
        problem, _, fix = str(error).partition("; ")
        _refuse(source, [_problem("", problem, fix or "put it under the heading of a scene, which begins with ##")])
    sources = ("prompt", "script", "article", "article_file", "articleFile")
    if fields and (twice := next((name for name in sources if name in settings), None)):
        _refuse(
            source, [_problem(twice, "is given in the front matter, and the page has a text as well", "give only one")]
        )
    return {**fields, **settings}
