"""The external services by name: how each is configured, and how its key is tested without cost.

Every service has a package of its own here, ``vidpipe/providers/<name>/``, with ``config.py`` (class ``Config``) and
``probe.py`` (coroutine ``probe``); docs/add-a-provider.md tells the rest.
"""

from __future__ import annotations

import time
from importlib import import_module

from vidpipe.errors import NotFound, ProviderError
from vidpipe.models import Probe
from vidpipe.providers.config import ProviderConfig
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


def config_class(name: str) -> type[ProviderConfig]:
    """Return the class of a service's settings. Raises NotFound."""
    if name not in SERVICES:
        raise NotFound(f"There is no service {name[:80]!r}; there are {', '.join(SERVICES)}.", code="NOT_FOUND")
    kind: type[ProviderConfig] = import_module(f"vidpipe.providers.{name}.config").Config
    return kind


async def probe_service(name: str, session: Session) -> Probe:
    """Ask a service whether it accepts the key, and what is left of its quota; costs nothing. Raises NotFound."""
    config = config_class(name)()
    started = time.monotonic()
    try:
        async with session:
            quotas = await import_module(f"vidpipe.providers.{name}.probe").probe(session, config)
    except ProviderError as error:
        took = int((time.monotonic() - started) * 1000)
        return Probe(provider=name, ok=False, code=error.code, message=error.message, duration_ms=took)
    took = int((time.monotonic() - started) * 1000)
    return Probe(provider=name, ok=True, message="The key is accepted.", quotas=quotas, duration_ms=took)
