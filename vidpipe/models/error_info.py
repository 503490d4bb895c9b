"""The structured record of a failure, the same in the database, the API, the pages and Dagster."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class ErrorInfo(BaseModel):
    """What failed, why, and whether trying again can help.

    The wire names are snake_case: the user fixed them in the requirements (section 6).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    stage: str | None
    error_code: str
    error_message: str
    is_retryable: bool
    details: dict[str, Any] = Field(default_factory=dict)
    timestamp: datetime
    trace_id: str
