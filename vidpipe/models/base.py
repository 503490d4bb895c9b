"""What every domain type shares: strict fields, immutability, camelCase on the wire."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class DomainModel(BaseModel):
    """Base of the domain types: immutable, no unknown fields, camelCase or snake_case accepted as input.

    Python and SQL use snake_case; ``wire()`` gives the camelCase form that HTTP clients see.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=to_camel,
        populate_by_name=True,
        ser_json_inf_nan="null",
    )

    def wire(self) -> dict[str, object]:
        """Return the JSON-ready form with camelCase keys, as HTTP clients see it."""
        return self.model_dump(mode="json", by_alias=True)
