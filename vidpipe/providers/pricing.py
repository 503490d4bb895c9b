"""What the services' models cost, and when they end: dated facts, kept as data.

Each service keeps its own in ``pricing.yaml`` of its package: model → ``prices``, a list of rows ``{from: day}`` with a
price in US dollars per unit, and ``ends``, the day of the model's announced end. The file that VIDPIPE_PRICING_FILE
names, service → model → the same, replaces entries.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from vidpipe.errors import InvalidInput, file_errors

Table = TypeVar("Table")

SOON_DAYS = 60
"""Days before a model's end from which on people are warned."""


class PricingSettings(BaseSettings):
    """Where corrections of the dated facts are read from."""

    model_config = SettingsConfigDict(env_prefix="VIDPIPE_", env_file=".env", env_ignore_empty=True, extra="ignore")

    pricing_file: Path | None = Field(
        None, description="YAML with newer prices and ends of models, service: model: as in docs/configuration.md"
    )


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
_Models = dict[str, ModelFacts]
_OF_ONE = TypeAdapter(_Models)
_OF_ALL = TypeAdapter(dict[str, _Models])


def model_facts(service: str, model: str) -> ModelFacts:
    """Return what is known of a model; an unknown one has no prices and no end."""
    return known_models(service).get(model, _UNKNOWN)


@cache
def known_models(service: str) -> Mapping[str, ModelFacts]:
    """Return every model of a service of which something is known."""
    own = files(f"vidpipe.providers.{service}").joinpath("pricing.yaml")
    models = _parse(_OF_ONE, own.read_text(encoding="utf-8"), f"{service}/pricing.yaml") if own.is_file() else {}
    return models | _replaced().get(service, {})


@cache
def _replaced() -> Mapping[str, _Models]:
    path = PricingSettings().pricing_file
    if path is None:
        return {}
    with file_errors("read the table of prices", path):
        text = path.read_text(encoding="utf-8")
    return _parse(_OF_ALL, text, str(path))


def _parse(kind: TypeAdapter[Table], text: str, source: str) -> Table:
    try:
        return kind.validate_python(yaml.safe_load(text) or {})
    except (yaml.YAMLError, ValidationError) as error:
        raise InvalidInput(f"{source}: not a table of prices: {error}") from error
