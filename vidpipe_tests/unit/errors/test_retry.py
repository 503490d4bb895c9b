"""The waits between tries."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from vidpipe.errors import RetryPolicy
from vidpipe.errors.retry import LONGEST_RETRY_AFTER


def no_luck() -> float:
    return 0.0


def policies() -> st.SearchStrategy[RetryPolicy]:
    def build(attempts: int, delay: float, backoff: float, extra: float, jitter: float, honours: bool) -> RetryPolicy:
        return RetryPolicy(
            attempts=attempts,
            delay=delay,
            backoff=backoff,
            max_delay=delay + extra,
            jitter=jitter,
            honours_retry_after=honours,
        )

    return st.builds(
        build,
        st.integers(1, 20),
        st.floats(0, 300),
        st.floats(1, 10),
        st.floats(0, 3_000),
        st.floats(0, 1),
        st.booleans(),
    )


POLICY = RetryPolicy(attempts=5, delay=10, backoff=2, max_delay=50, jitter=0.5)


@pytest.mark.parametrize(
    ("failures", "retry_after", "luck", "wait"),
    [
        (1, None, 0.0, 10),
        (2, None, 0.0, 20),
        (3, None, 0.0, 40),
        (4, None, 0.0, 50),  # capped
        (5, None, 0.0, None),  # the fifth try was the last
        (9, None, 0.0, None),
        (1, None, 1.0, 15),
        (1, 3.0, 0.0, 10),
        (1, 30.0, 0.0, 30),
        (1, 600.0, 0.0, 600),  # past max_delay, as asked
        (1, 3_600.0, 0.0, 3_600),
        (1, 3_600.1, 0.0, None),
        (1, math.inf, 0.0, None),
        (1, math.nan, 0.0, 10),
        (1, -5.0, 0.0, 10),
    ],
)
def test_the_wait_follows_the_policy(failures: int, retry_after: float | None, luck: float, wait: float | None) -> None:
    assert POLICY.wait(failures, retry_after=retry_after, random=lambda: luck) == wait


def test_the_default_policy_never_tries_again() -> None:
    assert RetryPolicy().wait(1, retry_after=None, random=no_luck) is None


def test_a_policy_may_ignore_what_the_provider_asks() -> None:
    policy = RetryPolicy(attempts=2, delay=1, honours_retry_after=False)
    assert policy.wait(1, retry_after=9_999.0, random=no_luck) == 1


def test_asking_before_the_first_failure_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="0 failures"):
        POLICY.wait(0, retry_after=None, random=no_luck)


@pytest.mark.parametrize(
    "wrong", [{"attempts": 0}, {"delay": -1}, {"backoff": 0.5}, {"jitter": 2}, {"delay": math.inf}, {"tries": 3}]
)
def test_a_senseless_policy_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        RetryPolicy(**wrong)  # type: ignore[arg-type]


@given(policies(), st.integers(1, 25), st.floats(0, LONGEST_RETRY_AFTER), st.floats(0, 1))
def test_a_wait_is_never_shorter_than_the_provider_asks(
    policy: RetryPolicy, failures: int, retry_after: float, luck: float
) -> None:
    wait = policy.wait(failures, retry_after=retry_after, random=lambda: luck)
    if policy.honours_retry_after and wait is not None:
        assert wait >= retry_after


@given(policies(), st.integers(1, 25), st.none() | st.floats(allow_nan=True), st.floats(0, 1))
def test_a_wait_is_bounded_and_ends(policy: RetryPolicy, failures: int, retry_after: float | None, luck: float) -> None:
    wait = policy.wait(failures, retry_after=retry_after, random=lambda: luck)
    if failures >= policy.attempts:
        assert wait is None
    if wait is not None:
        bound = max(policy.max_delay, LONGEST_RETRY_AFTER if policy.honours_retry_after else 0.0)
        assert 0 <= wait <= bound * (1 + policy.jitter)


@given(policies())
def test_without_jitter_waits_never_get_shorter_and_stay_under_the_cap(policy: RetryPolicy) -> None:
    waits = [policy.wait(failures, retry_after=None, random=no_luck) for failures in range(1, policy.attempts)]
    known = [wait for wait in waits if wait is not None]
    assert len(known) == policy.attempts - 1
    assert known == sorted(known)
    assert all(policy.delay <= wait <= policy.max_delay for wait in known)
