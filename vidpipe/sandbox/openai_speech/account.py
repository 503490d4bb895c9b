"""What a key of OpenAI may do: whose it is, how fast it may go, what it has to spend, and what it has spent."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from vidpipe.sandbox.call import Answer, Call, json_answer
from vidpipe.sandbox.keys import is_sandbox_key
from vidpipe.sandbox.openai_speech import errors
from vidpipe.sandbox.openai_speech.body import SpeechOrder
from vidpipe.sandbox.service import Balance

AT_FIRST: Mapping[str, Balance] = MappingProxyType(
    {"balance_usd": 10.0, "requests_per_minute": 500, "tokens_per_minute": 200_000, "shutdown": None}
)
"""``shutdown`` is the day (such as "2027-01-06") from which the speech models are gone; None: they stay."""

_MINUTE = 60
_LIMITS = ("requests", "tokens")
_USD_PER_CHARACTER = {"tts-1": 15e-6, "tts-1-hd": 30e-6}
_USD_PER_TOKEN_IN, _USD_PER_TOKEN_OUT = 0.60e-6, 12e-6
_TOKENS_PER_SECOND = 125 / 6
"""At $12 per million audio tokens a minute costs about $0.015, which is 1,250 tokens."""

_WIDTHS = {"1m": (60, 60), "1h": (3_600, 24), "1d": (86_400, 7)}
"""Width of a bucket → its seconds, and how many make a page."""


@dataclass(frozen=True)
class Use:
    """One request as the organization's use tells it."""

    at: float
    characters: int
    usd: float


def refusal(call: Call) -> Answer | None:
    """Check the key."""
    scheme, _, key = call.headers.get("authorization", "").partition(" ")
    key = key.strip()
    if scheme.lower() != "bearer" or not is_sandbox_key(key):
        return errors.unauthorized(key or None)
    call.key = key
    return None


def tokens_in(text: str) -> int:
    """Estimate the tokens of a text: about four characters each."""
    return math.ceil(len(text) / 4)


def tokens_out(seconds: float) -> int:
    """Estimate the tokens of so much sound."""
    return math.ceil(seconds * _TOKENS_PER_SECOND)


def price(order: SpeechOrder, seconds: float) -> float:
    """Return what speech of that length costs, in US dollars."""
    if order.model in _USD_PER_CHARACTER:
        return len(order.text) * _USD_PER_CHARACTER[order.model]
    return tokens_in(order.text + order.instructions) * _USD_PER_TOKEN_IN + tokens_out(seconds) * _USD_PER_TOKEN_OUT


def too_fast(call: Call, tokens: int) -> Answer | None:
    """Hold the key to its requests and tokens a minute; refused requests do not count."""
    meter = call.world.meter
    for what, amount in zip(_LIMITS, (1, tokens), strict=True):
        limit, name = call.account[f"{what}_per_minute"], f"openai:{what}:{call.key}"
        if meter.used(name, _MINUTE) + amount > limit:
            return errors.too_fast(what, limit, meter.free_in(name, _MINUTE))
    for what, amount in zip(_LIMITS, (1, tokens), strict=True):
        meter.add(f"openai:{what}:{call.key}", amount)
    return None


def rate_headers(call: Call) -> dict[str, str]:
    """Tell the limits, what is left of them, and when they are whole again."""
    headers: dict[str, str] = {}
    for what in _LIMITS:
        limit, name = call.account[f"{what}_per_minute"], f"openai:{what}:{call.key}"
        left = max(0, int(limit - call.world.meter.used(name, _MINUTE)))
        headers |= {
            f"x-ratelimit-limit-{what}": str(limit),
            f"x-ratelimit-remaining-{what}": str(left),
            f"x-ratelimit-reset-{what}": _span(call.world.meter.free_in(name, _MINUTE)),
        }
    return headers


def _span(seconds: float) -> str:
    """Write a time as OpenAI's headers do: 120ms, 1s, 6m0s."""
    if seconds < 1:
        return f"{round(seconds * 1000)}ms"
    minutes, rest = divmod(math.ceil(seconds), 60)
    return f"{minutes}m{rest}s" if minutes else f"{rest}s"


def pay(call: Call, order: SpeechOrder, usd: float) -> None:
    """Draw the price from the key's balance and note it for the organization."""
    call.account["balance_usd"] -= usd
    _uses(call).append(Use(call.world.now().timestamp(), len(order.text), usd))


def _uses(call: Call) -> list[Use]:
    uses: list[Use] = call.world.store["openai"].setdefault("uses", [])
    return uses


async def usage(call: Call) -> Answer:
    """Answer ``GET /v1/organization/usage/audio_speeches``."""
    return _buckets(call, _speeches)


async def costs(call: Call) -> Answer:
    """Answer ``GET /v1/organization/costs``."""
    return _buckets(call, _amounts)


def _speeches(uses: list[Use]) -> dict[str, object]:
    characters = sum(use.characters for use in uses)
    return {
        "object": "organization.usage.audio_speeches.result",
        "characters": characters,
        "num_model_requests": len(uses),
    }


def _amounts(uses: list[Use]) -> dict[str, object]:
    amount = {"value": round(sum(use.usd for use in uses), 9), "currency": "usd"}
    return {"object": "organization.costs.result", "amount": amount}


def _buckets(call: Call, result: Any) -> Answer:
    """Answer one page of buckets from ``start_time`` on; only admin keys (they say so) may read."""
    if refused := refusal(call):
        return refused
    if "admin" not in (call.key or ""):
        return errors.not_an_admin()
    query = call.query
    seconds, most = _WIDTHS.get(query.get("bucket_width", "1d"), (0, 0))
    if not seconds:
        return errors.error(400, errors.BAD_REQUEST, "invalid_value", "bucket_width must be 1m, 1h or 1d.")
    start, end = query.get("page") or query.get("start_time", ""), query.get("end_time") or str(_tomorrow(call))
    if not (start.isdecimal() and end.isdecimal() and len(start + end) <= 24):
        message = "start_time is required; it and end_time are whole Unix seconds."
        return errors.error(400, errors.BAD_REQUEST, "invalid_value", message, param="start_time")
    first, last = int(start) // seconds * seconds, int(end)
    edges = list(range(first, min(last, first + most * seconds), seconds))
    rows = []
    for edge in edges:
        uses = [use for use in _uses(call) if edge <= use.at < edge + seconds]
        results = [result(uses)] if uses else []
        rows.append({"object": "bucket", "start_time": edge, "end_time": edge + seconds, "results": results})
    has_more = first + most * seconds < last
    page = {"object": "page", "data": rows, "has_more": has_more}
    return json_answer(200, {**page, "next_page": str(first + most * seconds) if has_more else None})


def _tomorrow(call: Call) -> int:
    return int(call.world.now().timestamp()) + 1
