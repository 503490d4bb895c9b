"""Every code, where it arises: status, error_info, tries, waits, ledger, log lines, HTTP and Dagster agree on it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from vidpipe.errors import CATALOGUE
from vidpipe.providers.registry import build
from vidpipe_tests.integration.codes.answers import ANSWERS
from vidpipe_tests.integration.codes.bench import Bench, Told
from vidpipe_tests.integration.codes.cases import Case, nothing
from vidpipe_tests.integration.codes.checking import check
from vidpipe_tests.integration.codes.line import CAST, KINDS, forget
from vidpipe_tests.integration.codes.runs import ENDINGS
from vidpipe_tests.integration.codes.table import AT_COMMANDS, CASES, LOGGED, PUT_RIGHT, STARTS
from vidpipe_tests.unit.errors.test_everywhere import RESERVED

PATIENCE = ("_READ_TIMEOUT", "_WAIT_SECONDS", "_WAIT_PER_SECOND", "_PROCESSING_SECONDS")
"""Settings of how long an answer is waited for."""


def set_the_stage(case: Case, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the case's own provider work in its stage, with its settings; it remembers nothing."""
    for name, value in case.env.items():
        monkeypatch.setenv(name, value.format(sandbox=bench.sandbox_url))
    if case.provider not in ("fake", ""):
        kind = "clip" if case.brief.get("visuals") == "clips" else KINDS[case.stage]
        CAST[kind] = lambda tools: build(kind, case.provider, tools)


def run(case: Case, bench: Bench, failures: int) -> Told:
    forget(bench.store.root, case.stage)
    bench.world.reset()
    # A new world knows nothing of the tokens of the one before.
    (bench.folder / "secrets" / "youtube-access.json").unlink(missing_ok=True)
    bench.create(dict(case.brief))
    with case.trouble(bench, failures):
        return bench.attempt()


def warm_up(case: Case, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patient:
        for name in case.env:
            if name.endswith(PATIENCE):
                patient.delenv(name)
        told = run(replace(case, trouble=nothing), bench, 0)
    assert told.task["status"] == "succeeded"


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_code_is_told_everywhere_alike(case: Case, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    set_the_stage(case, bench, monkeypatch)
    told = run(case, bench, case.most_tries)
    check(case, bench, told, failures=case.most_tries, recovers=False)


@pytest.mark.parametrize("case", [case for case in CASES if case.entry.retryable], ids=str)
def test_what_is_tried_again_may_still_succeed(case: Case, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    set_the_stage(case, bench, monkeypatch)
    if any(name.endswith(PATIENCE) for name in case.env):
        # The sandbox keeps what it has made: its good answer comes in time then, however busy the machine is.
        warm_up(case, bench, monkeypatch)
    told = run(case, bench, case.most_tries - 1)
    check(case, bench, told, failures=case.most_tries - 1, recovers=True)


def test_every_code_is_brought_about_once_or_has_its_reason() -> None:
    elsewhere = [answer.code for answer in ANSWERS if not answer.also_in_tasks]
    elsewhere += [ending.code for ending in ENDINGS if not ending.also_answered]
    codes = [*(case.code for case in CASES), *elsewhere, *STARTS, *AT_COMMANDS, *PUT_RIGHT, *LOGGED, *RESERVED]
    assert sorted(codes) == sorted(CATALOGUE)
    in_tasks = {case.code for case in CASES}
    assert {answer.code for answer in ANSWERS if answer.also_in_tasks} <= in_tasks
