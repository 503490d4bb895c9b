from __future__ import annotations

import pytest

from vidpipe.providers.ledger import MemoryLedger
from vidpipe_tests.unit.providers.ledger_cases import CASES, check


@pytest.mark.parametrize("case", CASES)
def test_the_ledger_in_memory_tells_what_an_earlier_call_left(case: str) -> None:
    ledger = MemoryLedger()
    check(ledger, *CASES[case], lambda: list(range(1, len(ledger.intents) + 1)))
