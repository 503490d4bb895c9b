"""`vidpipe providers test`: whether the services accept their keys, and what is left."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator, Sequence
from datetime import datetime

from rich.table import Table
from rich.text import Text

from vidpipe.console.client import ApiClient
from vidpipe.embedded_postgres import embedded_postgres
from vidpipe.models import Probe, Quota
from vidpipe.providers.quotas import Used
from vidpipe.providers.services import SERVICES, config_class, probe_service, service_problem
from vidpipe.providers.session import Session
from vidpipe.settings import Settings
from vidpipe.supervisor import running_stack
from vidpipe.tasks import CallHistory, Database


def test_services(names: Sequence[str], settings: Settings) -> list[Probe]:
    """Ask the named services, or all that are configured, as the running vidpipe would, or as this process is set up.

    Raises NotFound for a name that is none, and StorageError when the ledger cannot be read.
    """
    for name in names:
        config_class(name)
    running = running_stack(settings)
    if running is not None:
        with ApiClient(running.url) as client:
            wanted = list(names) or [one["name"] for one in client.services() if one["problem"] is None]
            return [Probe.model_validate(client.test_service(name)) for name in wanted]
    wanted = list(names) or [name for name in SERVICES if service_problem(name) is None]
    with _ledger(settings) as used:
        return asyncio.run(_ask(wanted, used))


async def _ask(names: Sequence[str], used: Used) -> list[Probe]:
    return list(await asyncio.gather(*(probe_service(name, Session(), used=used) for name in names)))


@contextlib.contextmanager
def _ledger(settings: Settings) -> Iterator[Used]:
    """Yield what counts the use of quotas; before the first start there is nothing to count."""
    with contextlib.ExitStack() as cleanup:
        url = settings.database_url
        if url is None and (settings.data_dir / "postgres").is_dir():
            url = cleanup.enter_context(embedded_postgres(settings.data_dir)).url
        if url is None:
            yield _nothing
            return
        database = Database(url)
        cleanup.callback(database.close)
        yield CallHistory(database).units_since


def _nothing(_provider: str, _account: str, _operations: list[str], _since: datetime) -> float:
    return 0.0


def show_probes(probes: Sequence[Probe]) -> Table:
    """Return the answers as a table for the terminal."""
    table = Table.grid(padding=(0, 2))
    for probe in probes:
        mark = Text("✓", "green") if probe.ok else Text("✗", "red")
        told = probe.message if probe.code is None else f"{probe.code}: {probe.message}"
        lines = [told, *(_quota(quota) for quota in probe.quotas)]
        table.add_row(mark, probe.provider, Text("\n".join(lines)), f"{probe.duration_ms} ms")
    return table


def _quota(quota: Quota) -> str:
    told = []
    if quota.left is not None:
        of = "" if quota.limit is None else f" of {quota.limit:,g}"
        told.append(f"{quota.left:,g}{of} {quota.unit} left")
    elif quota.used is not None:
        told.append(f"{quota.used:,g} {quota.unit} used")
    else:
        told.append("what is left is not told")
    if quota.resets_at is not None:
        told.append(f"resets {quota.resets_at.astimezone():%Y-%m-%d %H:%M %Z}")
    own = " (counted here)" if quota.source == "ledger" else ""
    return f"{quota.name}: {', '.join(told)}{own}"
