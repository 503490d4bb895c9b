"""What the services' models cost, and when they end: dated facts, kept as data."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from vidpipe.errors import InvalidInput, file_errors

SOON_DAYS = 60
"""Days before a model's end from which on people are warned."""


class _Prices(BaseModel):
    """Prices per unit, valid from a day on."""

    model_config = ConfigDict(extra="allow", frozen=True)

    since: date = Field(alias="from")


class ModelFacts(BaseModel):
    """What is known of one model."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    prices: list[_Prices] = Field(default_factory=list)
    ends: date | None = None
    successor: str = ""

    def price(self, unit: str, on: date | None = None) -> float:
        """Return the price of one unit in US dollars on a day (default: today); 0 when none is known."""
        day = on or datetime.now(UTC).date()
        valid = [row for row in self.prices if row.since <= day]
        latest = max(valid, key=lambda row: row.since, default=None)
        return float((latest.model_extra or {}).get(unit, 0.0)) if latest else 0.0

    def end_warning(self, name: str, on: date | None = None) -> str | None:
        """Say when the model ends, if that is soon or was already."""
        day = on or datetime.now(UTC).date()
        if self.ends is None or (self.ends - day).days > SOON_DAYS:
            return None
        instead = f"; use {self.successor}" if self.successor else ""
        verb = "ended" if self.ends <= day else "ends"
        return f"the model {name} {verb} on {self.ends.isoformat()}{instead}"


_UNKNOWN = ModelFacts()
_TABLE = TypeAdapter(dict[str, dict[str, ModelFacts]])


def model_facts(service: str, model: str) -> ModelFacts:
    """Return what is known of a model; an unknown one has no prices and no end."""
    return _known().get(service, {}).get(model, _UNKNOWN)


@cache
def _known() -> Mapping[str, Mapping[str, ModelFacts]]:
    """Return the table that comes along, with the entries of VIDPIPE_PRICING_FILE in place of its own."""
    table = _parse(files("vidpipe.providers").joinpath("pricing.yaml").read_text(encoding="utf-8"), "pricing.yaml")
    own = os.environ.get("VIDPIPE_PRICING_FILE", "").strip()
    if own:
        path = Path(own)
        with file_errors("read the table of prices", path):
            text = path.read_text(encoding="utf-8")
        for service, models in _parse(text, own).items():
            table[service] = table.get(service, {}) | models
    return table


def _parse(text: str, source: str) -> dict[str, dict[str, ModelFacts]]:
    try:
        return _TABLE.validate_python(yaml.safe_load(text) or {})
    except (yaml.YAMLError, ValidationError) as error:
        raise InvalidInput(f"{source}: not a table of prices: {error}") from error
