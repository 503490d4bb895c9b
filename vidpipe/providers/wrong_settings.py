"""What is wrong with a service's settings, in words that help the person who wrote them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsError

from vidpipe.errors import clean
from vidpipe.errors.redaction import REDACTED

_LONGEST = 80


def variable_of(kind: type[BaseSettings], field: str) -> str:
    """Return the environment variable that a field is read from."""
    alias = kind.model_fields[field].validation_alias if field in kind.model_fields else None
    return alias if isinstance(alias, str) else f"{kind.model_config.get('env_prefix', '')}{field.upper()}"


def is_secret(kind: type[BaseSettings], field: str) -> bool:
    """Whether a field's value may be shown to nobody."""
    found = kind.model_fields.get(field)
    return found is not None and SecretStr in (found.annotation, *get_args(found.annotation))


def settings_problems(kind: type[BaseSettings], error: ValidationError | SettingsError) -> list[dict[str, str]]:
    """Return every setting that is wrong as {setting, problem, fix}, without secrets."""
    if isinstance(error, SettingsError):
        return [
            {"setting": _named(kind, str(error)), "problem": "cannot be read", "fix": "correct it, or leave it out"}
        ]
    return [_problem(kind, dict(found)) for found in error.errors(include_url=False)]


def _named(kind: type[BaseSettings], text: str) -> str:
    """Return the variable that pydantic's words name: ``error parsing value for field "playlists" from …``."""
    field = next((name for name in kind.model_fields if f'"{name}"' in text), "")
    return variable_of(kind, field) if field else f"one of {kind.model_config.get('env_prefix', '')}…"


def _problem(kind: type[BaseSettings], found: Mapping[str, Any]) -> dict[str, str]:
    place = str(found["loc"][0]) if found["loc"] else ""
    field = next((name for name in kind.model_fields if place in (name, variable_of(kind, name))), place)
    if not field:
        return {"setting": f"{kind.model_config.get('env_prefix', '')}…", "problem": "do not fit", "fix": _said(found)}
    value = REDACTED if is_secret(kind, field) else repr(clean(str(found["input"]))[:_LONGEST])
    meaning = kind.model_fields[field].description if field in kind.model_fields else ""
    fix = f"it {_said(found)}" + (f" ({meaning})" if meaning else "")
    return {"setting": variable_of(kind, field), "problem": f"is {value}", "fix": fix}


def _said(found: Mapping[str, Any]) -> str:
    """Return what pydantic wants, as the end of a sentence: ``should be greater than 0``."""
    context = found.get("ctx", {})
    match found["type"]:
        case "string_pattern_mismatch":
            return f"must match {context['pattern']}"
        case "string_too_short":
            return "must not be empty"
        case "missing":
            return "must be set"
        case "value_error":
            return str(context["error"])
        case _:
            text = str(found["msg"]).split(", unable to")[0]
            return text.removeprefix("Input ").removeprefix("String ").removeprefix("Value ")
