"""Whether the chosen services can work: what is missing, and which models end soon. Nobody is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from vidpipe.errors import ProviderError
from vidpipe.providers.pricing import model_facts
from vidpipe.providers.services import config_class, service_of


@dataclass(frozen=True, kw_only=True)
class Readiness:
    """One chosen service: ``problem`` keeps it from working, ``warning`` will. Each says what to do."""

    kind: str
    service: str
    problem: str | None
    warning: str | None

    @property
    def remarks(self) -> list[str]:
        """What there is to tell, with the kind of work it is about."""
        return [f"{self.kind}: {text}" for text in (self.problem, self.warning) if text]


def require_usable_settings(names: Mapping[str, str]) -> None:
    """Refuse settings of a chosen service that cannot be used. Raises ProviderError (PROVIDER_NOT_CONFIGURED)."""
    for name in names.values():
        if service := service_of(name):
            config_class(service)()


def readiness(names: Mapping[str, str]) -> list[Readiness]:
    """Look at every chosen service, in the order of the line."""
    return [_look(kind, name, service) for kind, name in names.items() if (service := service_of(name))]


def end_warning(kind: str, name: str, on: date | None = None) -> str | None:
    """Say that the model behind a provider ends soon, or has ended, by the dated facts of its service."""
    service = service_of(name)
    try:
        model = config_class(service)().model_for(_work(kind, name, service)) if service else None
    except ProviderError:
        return None  # its settings are wrong, which is its problem
    return model_facts(service, model).end_warning(model, on) if service and model else None


def _look(kind: str, name: str, service: str) -> Readiness:
    title = config_class(service).title
    try:
        missing = config_class(service)().problem_for(_work(kind, name, service))
        problem = f"{title} cannot be used: {missing.rstrip('.')}." if missing else None
    except ProviderError as error:
        problem = error.message
    warning = end_warning(kind, name)
    return Readiness(kind=kind, service=service, problem=problem, warning=warning and f"{title}: {warning}.")


def _work(kind: str, name: str, service: str) -> str:
    """Return what a service's settings are asked about: the kind of work, or a provider that shares them (veo)."""
    return kind if name == service else name
