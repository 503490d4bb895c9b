"""Processes that make a paid call through the courier, as a stage does; they are killed, or end with its answer."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from vidpipe.api.courier import ping_courier
from vidpipe.errors import ProviderError, WorkLost
from vidpipe.models import Task
from vidpipe.providers.courier import SocketCourier
from vidpipe.providers.service import Reply, Service, wish_of
from vidpipe.providers.session import Session
from vidpipe.tasks import Database, TaskLedger

KEY = "key-of-the-account-93847"


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where everything is."""

    database_url: str
    socket: Path
    provider: str
    patience: float = 15.0


def service(place: Place) -> Service:
    return Service(
        name="example",
        title="Example",
        base_url=place.provider,
        secret=KEY,
        classify=refusal,
        timeout_code="DID_NETWORK_ERROR",
        network_code="DID_NETWORK_ERROR",
        invalid_code="PROVIDER_RESPONSE_INVALID",
        headers={"Authorization": f"Basic {KEY}"},
    )


def refusal(reply: Reply) -> ProviderError:
    return ProviderError(reply.text[:100], code="DID_INVALID_REQUEST")


async def call(place: Place, task: Task, number: int, path: str = "/films") -> bytes:
    """Make the call; every number is a wish of its own."""
    database = Database(place.database_url, max_connections=2)
    try:
        ledger = TaskLedger(database, task, stage="script", stage_try=1, max_cost_usd=None)
        courier = SocketCourier(place.socket, patience=place.patience)
        traceparent = f"00-{task.trace_id}-{'b' * 16}-01"
        async with (
            Session(ledger, traceparent=traceparent, courier=courier) as session,
            session.call(
                service(place), operation="films", wish=wish_of(number), subject=f"scene {number}", estimated_usd=0.5
            ) as paid,
        ):
            return (await paid.send("POST", path, json={"number": number, "text": "中文 🎬"})).body
    finally:
        database.close()


def ask(place: Place, task: Task, number: int, told: Connection) -> None:
    """Say that it begins, call, and tell the answer; then, before it could be stored, wait to be killed."""
    told.send("begins")
    told.send(asyncio.run(call(place, task, number)))
    time.sleep(60)


def answers(socket: Path) -> bool:
    """Whether a courier serves there."""
    try:
        ping_courier(socket)
    except WorkLost:
        return False
    return True
