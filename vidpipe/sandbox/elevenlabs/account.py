"""What a key of ElevenLabs may do and still has: plan, permissions, credits, and the requests it has open."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from vidpipe.sandbox.call import Answer, Call, json_answer
from vidpipe.sandbox.elevenlabs import errors
from vidpipe.sandbox.elevenlabs.offers import CONCURRENCY, Model
from vidpipe.sandbox.keys import is_sandbox_key
from vidpipe.sandbox.service import Balance

ALL = "all"
SPEECH = "text_to_speech"

AT_FIRST: Mapping[str, Balance] = MappingProxyType(
    {
        "tier": "creator",
        "status": "active",
        "character_limit": 100_000,
        "character_count": 0,
        "max_credit_limit_extension": 0,
        "permissions": ALL,
    }
)
"""``permissions`` is "all" or a list with commas, such as "text_to_speech" for a key that cannot read its quota."""


def refusal(call: Call, permission: str) -> Answer | None:
    """Check the key and its scope."""
    key = call.headers.get("xi-api-key")
    if not key:
        return errors.no_key(call)
    if not is_sandbox_key(key):
        return errors.wrong_key()
    call.key = key
    allowed = [name.strip() for name in str(call.account["permissions"]).split(",")]
    return None if ALL in allowed or permission in allowed else errors.missing_permission(call, permission)


def price(model: Model, text: str) -> int:
    """Return the credits that a text costs."""
    return math.ceil(len(text) * model.multiplier)


def take_credits(call: Call, needed: int) -> Answer | None:
    """Take credits from the key, or refuse when they do not reach; some plans go on past their limit."""
    account = call.account
    limit, count = account["character_limit"], account["character_count"]
    extension = account["max_credit_limit_extension"]
    if extension != "unlimited" and count + needed > limit + extension:
        return errors.out_of_credits(limit, max(0, limit - count), needed)
    account["character_count"] = count + needed
    return None


def most_at_once(call: Call) -> int:
    """Return how many requests the key's plan may have open."""
    return CONCURRENCY[call.account["tier"]]


def at_once(call: Call) -> int:
    """Return how many requests for speech this key has open, this one included."""
    return sum(
        entry.outcome == "open" and entry.key_hash == call.entry.key_hash and entry.endpoint.startswith("speech")
        for entry in call.world.journal.entries(provider=call.provider)
    )


async def subscription(call: Call) -> Answer:
    """Answer ``GET /v1/user/subscription``."""
    if refused := refusal(call, "user_read"):
        return refused
    account: Mapping[str, Any] = call.account
    extension = account["max_credit_limit_extension"]
    over = 0 if extension == 0 else max(0, account["character_count"] - account["character_limit"])
    return json_answer(
        200,
        {
            "tier": account["tier"],
            "character_count": account["character_count"],
            "character_limit": account["character_limit"],
            "max_credit_limit_extension": extension,
            "can_extend_character_limit": extension != 0,
            "allowed_to_extend_character_limit": extension != 0,
            "next_character_count_reset_unix": int(_next_month(call.world.now()).timestamp()),
            "voice_slots_used": 1,
            "voice_limit": 30,
            "professional_voice_limit": 1,
            "currency": "usd",
            "current_overage": {"amount": f"{over * 0.0003:g}", "currency": "usd"},
            "status": account["status"],
            "billing_period": "monthly_period",
            "character_refresh_period": "monthly_period",
        },
    )


def _next_month(now: datetime) -> datetime:
    first = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return first.replace(year=first.year + 1, month=1) if first.month == 12 else first.replace(month=first.month + 1)
