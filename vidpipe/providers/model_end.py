"""Models end on announced days: people are told before, and a model that has ended is not asked."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache

import structlog

from vidpipe.providers.pricing import model_facts

log = structlog.get_logger(__name__)


def ended(service: str, model: str, on: date | None = None) -> str | None:
    """Say that a model has ended by a day (default: today); None while it has not."""
    facts = model_facts(service, model)
    day = on or datetime.now(UTC).date()
    return facts.end_warning(model, day) if facts.ends is not None and facts.ends <= day else None


@cache
def warn_of_end(service: str, model: str) -> None:
    """Log once per process that a model ends soon, or has ended."""
    warning = model_facts(service, model).end_warning(model)
    if warning:
        log.warning(warning, provider=service, model=model)
