"""What a key of the gateway may spend: money, and creates a minute."""

from __future__ import annotations

from vidpipe.sandbox.call import Call
from vidpipe.sandbox.sora.refusals import quota, rate_limit


def check_limits(call: Call, price_usd: float) -> dict[str, str]:
    """Count a create and give the headers that tell what is left. Raises Refused (429)."""
    account, meter = call.account, call.world.meter
    name, limit, balance = f"sora-compatible {call.key}", account["requests_a_minute"], account["balance_usd"]
    used = meter.used(name, 60)
    if limit is not None and used >= limit:
        wait = meter.free_in(name, 60)
        raise rate_limit(wait, _headers(limit, 0, wait))
    if balance is not None and balance < price_usd:
        raise quota("insufficient_quota")
    meter.add(name)
    return {} if limit is None else _headers(limit, int(limit - used - 1), meter.free_in(name, 60))


def spend(call: Call, usd: float) -> None:
    """Take from the balance, or give back."""
    if call.account["balance_usd"] is not None:
        call.account["balance_usd"] -= usd


def _headers(limit: int, remaining: int, wait: float) -> dict[str, str]:
    return {
        "x-ratelimit-limit-requests": str(limit),
        "x-ratelimit-remaining-requests": str(remaining),
        "x-ratelimit-reset-requests": f"{wait:.3f}s",
    }
