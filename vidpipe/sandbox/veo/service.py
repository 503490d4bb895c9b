"""The endpoints of the simulator of Google's video."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from vidpipe.sandbox.call import Answer, BadBody, Call, json_answer
from vidpipe.sandbox.film_jobs import SUCCEEDS
from vidpipe.sandbox.keys import is_sandbox_key
from vidpipe.sandbox.service import Balance, Endpoint, Service
from vidpipe.sandbox.veo import files
from vidpipe.sandbox.veo.errors import Refused, check_key_classically, classic, invalid, problem, retired
from vidpipe.sandbox.veo.faults import Turn, faults
from vidpipe.sandbox.veo.interactions import CANCELLED, Interaction, begin, find, kept, view
from vidpipe.sandbox.veo.request import read_ask

HOST = "gemini"
_INTERACTIONS = "/v1beta/interactions"
_GLANCE = 0.05
_PACIFIC = ZoneInfo("America/Los_Angeles")


class Veo(Service):
    """Interactions that make films, the files around them, and the retired Veo models."""

    name = "veo"
    account: Mapping[str, Balance] = MappingProxyType(
        {"balance_usd": None, "requests_a_minute": None, "interactions_a_day": None}
    )

    def __init__(self) -> None:
        self.faults = faults(self._befall)

    def endpoints(self) -> list[Endpoint]:
        """Everything it answers to."""
        quick = (0.05, 0.3)
        return [
            Endpoint("create", "POST", _INTERACTIONS, self._create, (0.3, 1.5), HOST),
            Endpoint("get", "GET", _INTERACTIONS + "/{id}", _answering(self._get), quick, HOST),
            Endpoint("cancel", "POST", _INTERACTIONS + "/{id}/cancel", _answering(self._cancel), quick, HOST),
            Endpoint("delete", "DELETE", _INTERACTIONS + "/{id}", _answering(self._delete), quick, HOST),
            Endpoint("upload", "POST", "/upload/v1beta/files", files.upload, quick, HOST),
            Endpoint("download", "GET", "/v1beta/files/{file}:download", files.download, quick, HOST),
            Endpoint("file", "GET", "/v1beta/files/{file}", files.get_file, quick, HOST),
            Endpoint("delete_file", "DELETE", "/v1beta/files/{file}", files.delete_file, quick, HOST),
            Endpoint("predict", "POST", "/v1beta/models/{model}:predictLongRunning", _retired, host=HOST),
            Endpoint("operation", "GET", "/v1beta/models/{model}/operations/{id}", _retired, host=HOST),
        ]

    async def _create(self, call: Call) -> Answer:
        return await _begun(call, Turn())

    def _get(self, call: Call) -> Answer:
        return json_answer(200, view(call, find(call, call.params["id"])))

    def _cancel(self, call: Call) -> Answer:
        interaction = find(call, call.params["id"])
        if interaction.status(call.world.now()) not in ("queued", "in_progress"):
            raise invalid("Only an interaction that is in progress can be cancelled.")
        charge = _end(call, interaction, CANCELLED)
        return json_answer(200, view(call, interaction), charge_usd=charge)

    def _delete(self, call: Call) -> Answer:
        del kept(call)[find(call, call.params["id"]).id]
        return json_answer(200, {})

    async def _befall(self, call: Call, turn: Turn) -> Answer:
        """Do what the call asks for, and let its interaction go on as the turn says."""
        if call.request.method == "POST":
            return await _begun(call, turn)
        try:
            _check_key(call)
            interaction = find(call, call.params.get("id", ""))
        except Refused as refused:
            return refused.answer
        charge = _end(call, interaction, turn.fate)
        interaction.form, interaction.shows_queue = turn.form, turn.shows_queue
        return json_answer(200, view(call, interaction), charge_usd=charge)


async def _begun(call: Call, turn: Turn) -> Answer:
    """Begin a film; without ``background`` the answer waits until it is made."""
    try:
        _check_key(call)
        interaction, charge = _begin(call, turn.fate)
    except Refused as refused:
        return refused.answer
    interaction.form, interaction.shows_queue = turn.form, turn.shows_queue
    if interaction.ask.background:
        return json_answer(200, view(call, interaction, interaction.created), charge_usd=charge)
    while interaction.stage(call.world.now()) != "finished":
        await asyncio.sleep(_GLANCE)
    return json_answer(200, view(call, interaction), charge_usd=charge)


def _answering(handler: Callable[[Call], Answer]) -> Callable[[Call], Awaitable[Answer]]:
    async def answer(call: Call) -> Answer:
        try:
            _check_key(call)
            return handler(call)
        except Refused as refused:
            return refused.answer

    return answer


def _check_key(call: Call) -> None:
    key = call.headers.get("x-goog-api-key") or call.query.get("key")
    if not is_sandbox_key(key):
        raise Refused(problem(401, "authentication", "API key is missing, invalid or expired."))
    call.key = key


def _begin(call: Call, fate: str) -> tuple[Interaction, float]:
    try:
        body = call.json()
    except BadBody as error:
        raise invalid("Invalid JSON payload received.") from error
    ask = read_ask(body, len(call.body), files.CallersUploads(call))
    before = None if ask.previous is None else find(call, ask.previous)
    if before is not None and before.status(call.world.now()) != "completed":
        raise invalid("previous_interaction_id is not completed.")
    _check_limits(call)
    interaction = begin(call, ask, before, fate)
    charge = interaction.price_usd if fate == SUCCEEDS else 0.0
    _spend(call, charge)
    return interaction, charge


def _end(call: Call, interaction: Interaction, fate: str) -> float:
    """Let an interaction end in this way; returns what that adds to its cost: less than nothing for a refund."""
    before = interaction.price_usd if interaction.fate == SUCCEEDS else 0.0
    after = interaction.price_usd if fate == SUCCEEDS else 0.0
    interaction.fate = fate
    _spend(call, after - before)
    return after - before


def _check_limits(call: Call) -> None:
    account, meter = call.account, call.world.meter
    name = f"veo {call.key}"
    per_minute, per_day, balance = (
        account[limit] for limit in ("requests_a_minute", "interactions_a_day", "balance_usd")
    )
    if per_minute is not None and meter.used(name, 60) >= per_minute:
        raise Refused(problem(429, "rate_limit_exceeded", f"The limit is {per_minute} requests a minute."))
    if per_day is not None and meter.used_since(name, _midnight(call.world.now())) >= per_day:
        raise Refused(problem(429, "quota_exceeded", f"The daily quota of {per_day} interactions is used up."))
    if balance is not None and balance <= 0:
        raise Refused(problem(402, "payment_required", "Your prepayment credits are depleted."))
    meter.add(name)


def _midnight(now: datetime) -> datetime:
    """When the day began in California, where Google counts days."""
    return now.astimezone(_PACIFIC).replace(hour=0, minute=0, second=0, microsecond=0)


def _spend(call: Call, usd: float) -> None:
    if call.account["balance_usd"] is not None:
        call.account["balance_usd"] -= usd


async def _retired(call: Call) -> Answer:
    """Answer for the Veo models, which were shut down on 2026-10-22."""
    try:
        call.key = check_key_classically(call.headers.get("x-goog-api-key") or call.query.get("key"))
    except Refused as refused:
        return refused.answer
    model = call.params["model"]
    if model.startswith("veo-"):
        return classic(404, retired(model))
    message = f"models/{model} is not found for API version v1beta, or is not supported for predictLongRunning."
    return classic(404, message)
