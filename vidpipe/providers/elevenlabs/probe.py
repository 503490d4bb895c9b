"""Whether ElevenLabs accepts the key, and how many credits are left; the question is free."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from vidpipe.errors import ProviderError
from vidpipe.models import Quota
from vidpipe.providers.elevenlabs.config import Config
from vidpipe.providers.quotas import number_of
from vidpipe.providers.session import Session

_LAST_MOMENT = 1e11
"""Unix time beyond which a moment is none; the calendar ends soon after it."""


async def probe(session: Session, config: Config) -> list[Quota]:
    """Return the plan's credits, of which a character costs one, or a half with the fast models.

    A key that may only speak cannot read its quota: it is valid, and what is left stays unknown. Raises ProviderError.
    """
    service = config.service()
    try:
        async with session.call(service, operation="subscription", limited=False) as call:
            reply = await call.send("GET", "/v1/user/subscription")
            plan = reply.object()
            limit, used = number_of(plan.get("character_limit")), number_of(plan.get("character_count"))
            if limit is None or used is None:
                raise ProviderError(
                    "ElevenLabs answered with a subscription that tells no characters.",
                    code="PROVIDER_RESPONSE_INVALID",
                    details={"httpStatus": reply.status, "requestId": reply.request_id},
                )
    except ProviderError as error:
        # Only a known key is told which permission it lacks.
        if error.code != "TTS_PERMISSION_DENIED":
            raise
        return [Quota(name="characters", unit="credits", left=None)]
    extension = plan.get("max_credit_limit_extension")
    if extension == "unlimited":
        # Speaking goes on beyond the limit and is billed: nothing runs out.
        return [_quota(plan, None, None)]
    limit += number_of(extension) or 0.0
    return [_quota(plan, max(limit - used, 0.0), limit)]


def _quota(plan: dict[str, Any], left: float | None, limit: float | None) -> Quota:
    reset = number_of(plan.get("next_character_count_reset_unix"))
    return Quota(
        name="characters",
        unit="credits",
        left=left,
        limit=limit,
        resets_at=datetime.fromtimestamp(reset, UTC) if reset and 0 < reset < _LAST_MOMENT else None,
    )
