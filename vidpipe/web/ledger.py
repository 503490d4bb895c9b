"""The calls to providers as the task's page shows them, and what they come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from vidpipe.models import ProviderCall, Task, TaskStatus
from vidpipe.models.calls import CallStatus
from vidpipe.tasks import TaskCost
from vidpipe.web.views import STAGE_TITLES
from vidpipe.web.wording import length, money

SMALLEST = 0.000001
"""US dollars: what the ledger keeps at most exactly; less is an error of adding."""


@dataclass(frozen=True, kw_only=True)
class CallRow:
    """One call; ``cost`` is what it cost or may have cost, ``charged`` says which."""

    call: ProviderCall
    stage: str
    status: str
    icon: str
    took: str
    cost: str
    charged: str


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """All calls and their totals; ``limit`` is empty when the brief sets none, ``is_cut`` tells that there are more."""

    rows: list[CallRow]
    count: int
    spent: str
    under_way: str
    uncertain: str
    limit: str
    is_cut: bool


def ledger(task: Task, calls: Sequence[ProviderCall], cost: TaskCost, limit: float | None, now: datetime) -> Ledger:
    """Return the calls of a task, the latest last."""
    under_way = sum(call.estimated_usd for call in calls if _is_under_way(task, call))
    # The ledger counts a call as uncertain until it is answered.
    uncertain = max(cost.uncertain - under_way, 0.0)
    return Ledger(
        rows=[_row(task, call, now) for call in calls],
        count=cost.calls,
        spent=money(cost.spent),
        under_way=money(under_way) if under_way else "",
        uncertain=money(uncertain) if uncertain >= SMALLEST else "",
        limit="" if limit is None else money(limit),
        is_cut=cost.calls > len(calls),
    )


def _is_under_way(task: Task, call: ProviderCall) -> bool:
    is_current = task.status is TaskStatus.RUNNING and call.attempt == task.attempt
    return is_current and call.status is CallStatus.OPEN


def _row(task: Task, call: ProviderCall, now: datetime) -> CallRow:
    at_work = _is_under_way(task, call)
    # Open after the end of its attempt: nobody knows any more how it went.
    status = "running" if at_work else "lost" if call.status is CallStatus.OPEN else call.status.value
    icon = {"lost": "retrying"}.get(status, status)
    end = call.finished_at or (now if at_work else None)
    cost, charged = _cost(call, at_work=at_work)
    return CallRow(
        call=call,
        stage=STAGE_TITLES.get(call.stage, call.stage),
        status=status,
        icon=icon,
        took="" if end is None else length((end - call.started_at).total_seconds()),
        cost=cost,
        charged=charged,
    )


def _cost(call: ProviderCall, *, at_work: bool) -> tuple[str, str]:
    if at_work:
        return (money(call.estimated_usd), "expected") if call.estimated_usd else ("", "")
    match call.charged:
        case "yes":
            # Plans that are paid by the month have no price for a single call.
            return (money(call.cost_usd), "charged") if call.cost_usd else ("", "charged, price unknown")
        case "no":
            return "$0", "not charged"
    return money(call.estimated_usd) if call.estimated_usd else "", "uncertain"
