"""Every code, where it arises: status, error_info, tries, waits, ledger, log lines, HTTP and Dagster agree on it."""

from __future__ import annotations

import pytest

from vidpipe.models import Stage
from vidpipe.providers.registry import build
from vidpipe_tests.integration.codes.bench import Bench, Told
from vidpipe_tests.integration.codes.cases import Case
from vidpipe_tests.integration.codes.checking import check
from vidpipe_tests.integration.codes.line import CAST, KINDS, forget
from vidpipe_tests.integration.codes.table import CASES


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
    bench.create(dict(case.brief))
    with case.trouble(bench, failures):
        return bench.attempt()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_code_is_told_everywhere_alike(case: Case, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    set_the_stage(case, bench, monkeypatch)
    told = run(case, bench, case.most_tries)
    check(case, bench, told, failures=case.most_tries, recovers=False)


@pytest.mark.parametrize("case", [case for case in CASES if case.entry.retryable and case.tries is None], ids=str)
def test_what_is_tried_again_may_still_succeed(case: Case, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    set_the_stage(case, bench, monkeypatch)
    told = run(case, bench, case.most_tries - 1)
    check(case, bench, told, failures=case.most_tries - 1, recovers=True)


def test_the_stages_are_known() -> None:
    assert set(KINDS) | {Stage.COMPOSITE} == set(Stage)
