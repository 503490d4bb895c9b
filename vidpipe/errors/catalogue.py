"""The catalogue of error codes, read once from ``catalogue.yaml``: the single source for API, CLI, pages and docs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

import yaml

Language = Literal["en", "zh-TW", "zh-CN"]
LANGUAGES: tuple[Language, ...] = ("en", "zh-TW", "zh-CN")


@dataclass(frozen=True, kw_only=True, slots=True)
class RetryPolicy:
    """How often and after which waits the program itself tries again.

    ``delay`` is the first wait in seconds, ``backoff`` multiplies it each time up to ``max_delay``;
    ``jitter`` is the share by which a wait may be longer, so that many tasks do not retry in step.
    """

    attempts: int = 1
    delay: float = 0.0
    backoff: float = 2.0
    max_delay: float = 300.0
    jitter: float = 0.1
    honours_retry_after: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class CatalogueEntry:
    """What one code means and what follows from it. ``attempts`` of the policy counts the first try too."""

    code: str
    http_status: int
    retryable: bool
    retry: RetryPolicy
    priority: Literal["P0", "P1", "P2"]
    charged: Literal["yes", "no", "unknown"]
    meaning: Mapping[str, str]
    recovery: Mapping[str, tuple[str, ...]]


def _entry(code: str, raw: Mapping[str, Any]) -> CatalogueEntry:
    retry = raw.get("retry")
    return CatalogueEntry(
        code=code,
        http_status=raw["http"],
        retryable=retry is not None,
        retry=RetryPolicy(**(retry or {})),
        priority=raw["priority"],
        charged=raw.get("charged", "no"),
        meaning=MappingProxyType({lang: raw["meaning"][lang] for lang in LANGUAGES}),
        recovery=MappingProxyType({lang: tuple(raw["recovery"][lang]) for lang in LANGUAGES}),
    )


def _load() -> Mapping[str, CatalogueEntry]:
    text = files("vidpipe.errors").joinpath("catalogue.yaml").read_text(encoding="utf-8")
    return MappingProxyType({code: _entry(code, raw) for code, raw in yaml.safe_load(text).items()})


CATALOGUE: Mapping[str, CatalogueEntry] = _load()
