"""The external services by name: how each is configured, and how its key is tested without cost.

Every service has a package of its own here, ``vidpipe/providers/<name>/``, with ``config.py`` (class ``Config``) and
``probe.py`` (coroutine ``probe``); docs/add-a-provider.md tells the rest.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec

from vidpipe.errors import NotFound, ProviderError
from vidpipe.models import Probe, Quota
from vidpipe.providers.config import ProviderConfig
from vidpipe.providers.quotas import Used
from vidpipe.providers.session import Session

SERVICES: tuple[str, ...] = (
    "gemini",
    "openai",
    "stability",
    "elevenlabs",
    "azure",
    "did",
    "youtube",
    "seedance",
    "omni",
    "sora",
)

_OF: Mapping[str, str] = {"veo": "omni"}
"""Providers that are kept in another service's package."""


def service_of(provider: str) -> str | None:
    """Return the service that a provider of this name works with; None for those on this machine."""
    name = _OF.get(provider, provider)
    return name if name in SERVICES else None


def config_class(name: str) -> type[ProviderConfig]:
    """Return the class of a service's settings. Raises NotFound."""
    if name not in SERVICES:
        raise NotFound(f"There is no service {name[:80]!r}; there are {', '.join(SERVICES)}.", code="NOT_FOUND")
    kind: type[ProviderConfig] = import_module(f"vidpipe.providers.{name}.config").Config
    return kind


def service_problem(name: str) -> str | None:
    """Say what keeps a service's client from working, with the fix; None when nothing does. Raises NotFound."""
    kind = config_class(name)
    try:
        return kind().problem()
    except ProviderError as error:
        return error.message


async def probe_service(name: str, session: Session, *, used: Used | None = None) -> Probe:
    """Ask a service whether it accepts the key, and what is left of its quota; costs nothing. Raises NotFound.

    ``used`` counts what the ledger knows, for quotas that the service does not tell.
    """
    kind = config_class(name)
    started = time.monotonic()
    try:
        config = kind()
        async with session:
            quotas = await import_module(f"vidpipe.providers.{name}.probe").probe(session, config)
        counted = await asyncio.to_thread(_counted, name, config, used)
    except ProviderError as error:
        took = int((time.monotonic() - started) * 1000)
        return Probe(provider=name, ok=False, code=error.code, message=error.message, duration_ms=took)
    took = int((time.monotonic() - started) * 1000)
    told = [quota for quota in quotas if quota.name not in {one.name for one in counted}]
    return Probe(provider=name, ok=True, message="The key is accepted.", quotas=told + counted, duration_ms=took)


def _counted(name: str, config: ProviderConfig, used: Used | None) -> list[Quota]:
    """Return the quotas that are counted here; a service that tells none itself has a module for them."""
    if used is None or find_spec(f"vidpipe.providers.{name}.quota") is None:
        return []
    counted: list[Quota] = import_module(f"vidpipe.providers.{name}.quota").quotas_left(config, used, datetime.now(UTC))
    return counted
