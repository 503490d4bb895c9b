"""The catalogue of error codes, read once from ``catalogue.yaml``: the single source for API, CLI, pages and docs.

A wrong catalogue stops the program at import, with a message that names the code and the field.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from vidpipe.errors.retry import RetryPolicy

Language = Literal["en", "zh-TW", "zh-CN"]
LANGUAGES: tuple[Language, ...] = ("en", "zh-TW", "zh-CN")

_NEVER = RetryPolicy()

Code = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]+$")]
Line = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Steps = Annotated[tuple[Line, ...], Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Meaning(_Strict):
    en: Line
    zh_tw: Line = Field(alias="zh-TW")
    zh_cn: Line = Field(alias="zh-CN")


class _Recovery(_Strict):
    en: Steps
    zh_tw: Steps = Field(alias="zh-TW")
    zh_cn: Steps = Field(alias="zh-CN")


class _RawEntry(_Strict):
    """One code as the file writes it."""

    http: int = Field(ge=400, le=599)
    retry: RetryPolicy | None = None
    priority: Literal["P0", "P1", "P2"]
    charged: Literal["yes", "no", "unknown", "kept"] = "no"
    meaning: _Meaning
    recovery: _Recovery
    at_command: _Recovery | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CatalogueEntry:
    """What one code means and what follows from it. ``attempts`` of the policy counts the first try too.

    ``at_command`` is what to do where a command has no task; empty where ``recovery`` says it as well.
    ``charged`` says whether a failed call is; ``kept`` that no call failed: what was made before is charged as always,
    and kept.
    """

    code: str
    group: str
    http_status: int
    retryable: bool
    retry: RetryPolicy
    priority: Literal["P0", "P1", "P2"]
    charged: Literal["yes", "no", "unknown", "kept"]
    meaning: Mapping[str, str]
    recovery: Mapping[str, tuple[str, ...]]
    at_command: Mapping[str, tuple[str, ...]]

    @property
    def is_of_input(self) -> bool:
        """Whether what was asked is at fault, and no service, account or machine: only asking otherwise can help."""
        return self.http_status in (400, 413, 422) and not self.retryable


_FILE = TypeAdapter(dict[Line, dict[Code, _RawEntry]])


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # not every build has it
    """YAML in C where there is one (nine times as fast), and no key twice: YAML itself would keep the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = sorted({str(key) for key in keys if keys.count(key) > 1})
        if twice:
            raise ValueError(f"error catalogue, line {node.start_mark.line + 1}: {', '.join(twice)} given twice")
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep=deep)
        return mapping


def _entry(group: str, code: str, raw: _RawEntry) -> CatalogueEntry:
    meaning = raw.meaning.model_dump(by_alias=True)
    recovery = raw.recovery.model_dump(by_alias=True)
    at_command = {} if raw.at_command is None else raw.at_command.model_dump(by_alias=True)
    return CatalogueEntry(
        code=code,
        group=group,
        http_status=raw.http,
        retryable=raw.retry is not None,
        retry=raw.retry or _NEVER,
        priority=raw.priority,
        charged=raw.charged,
        meaning=MappingProxyType(meaning),
        recovery=MappingProxyType(recovery),
        at_command=MappingProxyType(at_command),
    )


def parse_catalogue(text: str) -> Mapping[str, CatalogueEntry]:
    """Read a catalogue: group → code → facts.

    Raises ValueError that names the code and the field that is unknown, missing or wrong.
    """
    try:
        groups = _FILE.validate_python(yaml.load(text, Loader=_Loader))  # noqa: S506 - its base is safe
    except ValidationError as error:
        problems = [f"{' → '.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors()]
        raise ValueError("error catalogue:\n  " + "\n  ".join(problems)) from error
    entries: dict[str, CatalogueEntry] = {}
    for group, codes in groups.items():
        for code, raw in codes.items():
            if code in entries:
                raise ValueError(f"error catalogue: {code} stands both under {entries[code].group} and under {group}")
            entries[code] = _entry(group, code, raw)
    return MappingProxyType(entries)


CATALOGUE: Mapping[str, CatalogueEntry] = parse_catalogue(
    files("vidpipe.errors").joinpath("catalogue.yaml").read_text(encoding="utf-8")
)
