"""Reading a style or a brand kit from the YAML file that somebody wrote, and telling what is wrong with it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from vidpipe.errors import InvalidInput
from vidpipe.models.base import DomainModel
from vidpipe.text.brief_problems import Problem, field_name, refusal, told
from vidpipe.text.written_file import parse_yaml, read_text

Model = TypeVar("Model", bound=DomainModel)

_FIXES = {
    "string_pattern_mismatch": "write a colour such as '#1c4bd0', in quotes",
    "bool_type": "write on or off",
}


def read_fields(path: Path, what: str) -> dict[str, Any]:
    """Read a YAML file that is a mapping of fields. Raises InvalidInput naming file and line, NotFound, StorageError.

    ``what`` is the kind of thing in it, with its article: "a style".
    """
    data = parse_yaml(read_text(path, what), path.name)
    if data is None:
        return {}
    if not isinstance(data, dict):
        problem = f"{what} is a mapping of fields, not a {type(data).__name__}"
        raise refusal([{"field": "", "problem": problem, "fix": "write lines such as title: My title"}], path.name)
    return data


def made_of(model: type[Model], fields: Mapping[str, Any], what: str, source: str) -> Model:
    """Make a model of fields. Raises InvalidInput with every problem, each with its field and its fix."""
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        problems = [_problem(dict(found), model, what) for found in error.errors(include_url=False)]
        raise refusal(problems, source) from error


def unknown(field: str, what: str, name: str, known: Iterable[str], place: str = "") -> InvalidInput:
    """Return the error for a name of which there is none, with the nearest that there is.

    ``place`` says where a file of one's own goes; the folder itself is not named to callers elsewhere.
    """
    names = list(known)
    near = difflib.get_close_matches(name.casefold(), names, n=1, cutoff=0.6)
    there = f"there are {', '.join(names)}" if names else "there are none yet"
    fix = f"did you mean {near[0]!r}?" if near else f"{there}; one of your own goes into {place}" if place else there
    problem = f"there is no {what} {name[:60]!r} here"
    error = refusal([{"field": field, "problem": problem, "fix": fix}])
    error.details["known"] = names
    return error


def _problem(found: dict[str, Any], model: type[BaseModel], what: str) -> Problem:
    location: tuple[str | int, ...] = tuple(found["loc"])
    if found["type"] == "extra_forbidden":
        return _unknown_field(location, model, what)
    name = next((str(part) for part in reversed(location) if isinstance(part, str)), "")
    problem, fix = told(found, name)
    fix = _FIXES.get(found["type"], fix) or "correct it, or leave the field out"
    return {"field": field_name(location), "problem": problem, "fix": fix}


def _unknown_field(location: tuple[str | int, ...], model: type[BaseModel], what: str) -> Problem:
    *parents, last = location
    known = list(_at(model, parents).model_fields)
    near = difflib.get_close_matches(str(last).lower(), known, n=1, cutoff=0.6)
    fix = f"did you mean {near[0]!r}?" if near else f"the fields there are {', '.join(known)}"
    return {"field": field_name(location), "problem": f"is no field of {what}", "fix": fix}


def _at(model: type[BaseModel], location: Iterable[str | int]) -> type[BaseModel]:
    """Return the model that a place within a model has; the places of lists are numbers."""
    for part in location:
        if isinstance(part, str) and (field := _field(model, part)) is not None:
            model = next(_models(field), model)
    return model


def _field(model: type[BaseModel], name: str) -> Any:
    by_alias = {info.alias: info for info in model.model_fields.values()}
    info = model.model_fields.get(name) or by_alias.get(name)
    return None if info is None else info.annotation


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)
