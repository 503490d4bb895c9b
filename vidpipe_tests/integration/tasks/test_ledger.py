"""Settling what a call has cost in the end."""

from __future__ import annotations

import pytest

from vidpipe.errors import VidpipeError
from vidpipe.models.calls import CallIntent, CallOutcome, CallStatus
from vidpipe.tasks import CallHistory, Database, TaskQueue, TaskService, TaskWork
from vidpipe.tasks.calls import TaskLedger
from vidpipe_tests.integration.tasks.helpers import new_task, start


def test_a_settled_cost_replaces_the_expected_one_and_frees_the_budget(database: Database) -> None:
    TaskService(database).create(new_task())
    task = start(TaskQueue(database, max_running=1), TaskWork(database))
    ledger = TaskLedger(database, task, stage="scene_images", stage_try=1, max_cost_usd=1.0)
    intent = CallIntent(provider="seedance", operation="tasks.create", wish="w", estimated_usd=0.75)
    first = ledger.begin(intent)
    ledger.finish(first, CallOutcome(status=CallStatus.SUCCEEDED, charged="yes", cost_usd=0.75))
    with pytest.raises(VidpipeError) as refused:
        ledger.begin(intent)
    assert refused.value.code == "COST_LIMIT_REACHED"

    ledger.settle(first, 0.2)
    assert CallHistory(database).cost(task.id).spent == pytest.approx(0.2)
    second = ledger.begin(intent)
    ledger.finish(second, CallOutcome(status=CallStatus.FAILED, charged="unknown"))
    assert CallHistory(database).cost(task.id).uncertain == pytest.approx(0.75)
    ledger.settle(second, 0.0)
    costs = CallHistory(database).cost(task.id)
    assert costs.uncertain == 0
    assert costs.spent == pytest.approx(0.2)
    assert ledger.earlier("seedance", "tasks.create", "w") is None
