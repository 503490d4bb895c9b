"""Whether the chosen providers can work: what is missing, and what will be soon."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from vidpipe.errors import VidpipeError
from vidpipe.providers.pricing import model_facts
from vidpipe.providers.registry import Tools, build_providers
from vidpipe.providers.services import config_class, service_of


@dataclass(frozen=True, kw_only=True)
class Readiness:
    """One chosen provider. ``problems`` keep it from working; ``warnings`` will. Each says what to do."""

    kind: str
    provider: str
    service: str | None
    problems: list[str]
    warnings: list[str]


def readiness(names: Mapping[str, str], tools: Tools) -> list[Readiness]:
    """Look at every chosen provider, in the order of the line. Nothing is asked of any service."""
    return [
        Readiness(
            kind=kind,
            provider=provider.name,
            service=service_of(names[kind]),
            problems=(problems := provider.problems()),
            warnings=[one for one in end_warnings(kind, names[kind]) if one not in problems],
        )
        for kind, provider in build_providers(names, tools).items()
    ]


def end_warnings(kind: str, name: str, on: date | None = None) -> list[str]:
    """Say that the model behind a provider ends soon, or has ended, by the dated facts of its service."""
    service = service_of(name)
    if service is None:
        return []
    try:
        model = config_class(service)().model_for(kind)
    except VidpipeError:
        return []  # the settings are wrong, which is among the provider's problems
    warning = model_facts(service, model).end_warning(model, on) if model else None
    return [warning] if warning else []
