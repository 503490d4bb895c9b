"""`vidpipe providers test`: whether the services accept their keys, and what is left."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from vidpipe.models import Probe, Quota
from vidpipe.providers.services import SERVICES, config_class, probe_service
from vidpipe.providers.session import Session


def test_services(names: Sequence[str]) -> list[Probe]:
    """Ask the named services, or all that are configured. Raises NotFound for a name that is none."""
    wanted = list(names) or [name for name in SERVICES if config_class(name)().problem() is None]
    for name in wanted:
        config_class(name)
    return asyncio.run(_ask(wanted))


async def _ask(names: Sequence[str]) -> list[Probe]:
    return list(await asyncio.gather(*(probe_service(name, Session()) for name in names)))


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
    left = "unknown" if quota.left is None else f"{quota.left:g}"
    limit = "" if quota.limit is None else f" of {quota.limit:g}"
    resets = "" if quota.resets_at is None else f", resets {quota.resets_at:%Y-%m-%d %H:%M %Z}"
    own = " (counted here)" if quota.source == "ledger" else ""
    return f"{quota.name}: {left}{limit} {quota.unit} left{resets}{own}"
