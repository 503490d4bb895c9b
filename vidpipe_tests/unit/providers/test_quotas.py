from __future__ import annotations

import pytest

from vidpipe.providers.quotas import number_of


@pytest.mark.parametrize(
    ("told", "number"),
    [(3, 3.0), (0.5, 0.5), (0, 0.0), (True, None), ("3", None), (None, None), (10**400, None), (float("nan"), None)],
)
def test_only_what_can_be_a_quota_is_read_as_one(told: object, number: float | None) -> None:
    assert number_of(told) == number
