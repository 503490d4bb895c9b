"""Who may call which model, how often, and what it costs: keys, retired models, limits per minute and day, prices."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from vidpipe.sandbox.call import Answer, BadBody, Call
from vidpipe.sandbox.gemini import errors
from vidpipe.sandbox.gemini.errors import Refused
from vidpipe.sandbox.gemini.models import ALIASES, MODELS, Model
from vidpipe.sandbox.keys import is_sandbox_key
from vidpipe.sandbox.service import Balance, Handler

ACCOUNT: dict[str, Balance] = {
    "rpm": None,
    "tpm": None,
    "rpd": None,
    "prepaid_usd": None,
    "text_sampling": True,
    "speech_system_instruction": False,
}
"""Calls and input tokens a minute and calls a day per model, money left, and two things that differ in the wild:
whether 3.8 text models take temperature, topP and topK, and speech models a system instruction."""

PACIFIC = ZoneInfo("America/Los_Angeles")


def check_key(call: Call) -> None:
    """Take the key from header or query. Raises Refused: 403 without one, 400 for a bad one (there is no 401)."""
    key = call.headers.get("x-goog-api-key") or call.query.get("key")
    if not key:
        raise Refused(errors.no_key())
    call.key = key
    if not is_sandbox_key(key):
        raise Refused(errors.bad_key())


def guarded(inner: Handler) -> Handler:
    """Check the key first, and answer refusals in Google's shape."""

    async def handler(call: Call) -> Answer:
        try:
            check_key(call)
            return await inner(call)
        except Refused as refused:
            return refused.answer
        except BadBody as error:
            return errors.invalid(f"Invalid JSON payload received. {error}").answer

    return handler


def version_of(call: Call) -> str:
    """Return the API version of the path."""
    return call.path.split("/")[1]


def model_of(call: Call) -> Model:
    """Return the model of the path. Raises Refused (404) for one that is unknown, retired or of another API."""
    match = re.search(r"/models/([^/:]+)", call.path)
    name, version = match[1] if match else "", version_of(call)
    if version == "v1beta":
        name = ALIASES.get(name, name)
    model = MODELS.get(name)
    if model is None:
        raise Refused(errors.no_model(name, version))
    if model.ends and model.ends <= call.world.now():
        raise Refused(errors.retired(name))
    return model


def check_limits(call: Call, model: Model, tokens_in: int) -> None:
    """Count a request in. Raises Refused (429) when it is one too many, or no money is left."""
    account, meter = call.account, call.world.meter
    name = f"gemini/{call.key}/{model.name}"
    if account["prepaid_usd"] is not None and account["prepaid_usd"] <= 0:
        raise Refused(errors.refusal(429, "RESOURCE_EXHAUSTED", errors.DEPLETED, "quota_exceeded"))
    if _zero(account, "rpd") or _zero(account, "rpm"):
        both = [errors.violation(quota, model.name, None) for quota in (errors.DAILY, errors.PER_MINUTE)]
        raise Refused(errors.exhausted(both, 30.0, "quota_exceeded"))
    wait = meter.free_in(name, 60) or 1.0
    if account["rpd"] is not None and meter.used_since(name, _pacific_midnight(call.world.now())) >= account["rpd"]:
        daily = [errors.violation(errors.DAILY, model.name, account["rpd"])]
        raise Refused(errors.exhausted(daily, wait, "quota_exceeded"))
    if account["rpm"] is not None and meter.used(name, 60) >= account["rpm"]:
        per_minute = [errors.violation(errors.PER_MINUTE, model.name, account["rpm"])]
        raise Refused(errors.exhausted(per_minute, wait, "rate_limit"))
    if account["tpm"] is not None and meter.used(f"{name}/tokens", 60) + tokens_in > account["tpm"]:
        tokens = [errors.violation(errors.TOKENS_PER_MINUTE, model.name, account["tpm"])]
        raise Refused(errors.exhausted(tokens, meter.free_in(f"{name}/tokens", 60) or 1.0, "rate_limit"))
    meter.add(name)
    meter.add(f"{name}/tokens", tokens_in)


def charge(call: Call, model: Model, tokens_in: int, tokens_out: int, tier: str | None = None) -> float:
    """Take the price of a call from the key's money and return it, in US dollars."""
    price = model.price(call.world.now())
    factor = {"flex": 0.5, "priority": 1.8}.get(tier or "", 1.0)
    cost = round((tokens_in * price.tokens_in + tokens_out * price.tokens_out) / 1e6 * factor, 9)
    if call.account["prepaid_usd"] is not None:
        call.account["prepaid_usd"] -= cost
    return cost


def _zero(account: dict[str, Balance], name: str) -> bool:
    return account[name] is not None and account[name] == 0


def _pacific_midnight(now: datetime) -> datetime:
    """Return the last midnight in California, where Google's days begin."""
    local = now.astimezone(PACIFIC)
    start = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return start.astimezone(UTC)
