"""The film's quality checks as Dagster's asset checks. The composite asset evaluates them itself: no process more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    Failure,
    JsonMetadataValue,
    MaterializeResult,
    MetadataValue,
)

from vidpipe.models import Check
from vidpipe.models.checks import CHECKS, FATAL, GATES

NOT_LOOKED_AT = "not looked at"
"""What is said of a gate that a film has nothing for: it lacks what is looked at, or an earlier version made it."""


def check_specs(asset: str) -> list[AssetCheckSpec]:
    """Return the checks of an asset, the film; those that can stop it are blocking."""
    return [
        AssetCheckSpec(
            gate,
            asset=asset,
            description=". ".join(CHECKS[name] for name in names) + ".",
            blocking=not FATAL.isdisjoint(names),
        )
        for gate, names in GATES.items()
    ]


def checked(
    run: Callable[[], MaterializeResult[Any]], made: Sequence[Check]
) -> Iterator[MaterializeResult[Any] | AssetCheckResult]:
    """Run a stage, and tell Dagster what its checks saw, also when they fail it.

    ``made`` holds what was seen once ``run`` has returned. The failure that ``run`` raises goes on as it is: Dagster's
    own for a failed check would tell neither code nor details.
    """
    try:
        result = run()
    except Failure as failure:
        if told := _told(failure):
            yield from evaluated(told)
        raise
    yield MaterializeResult(metadata=result.metadata, check_results=evaluated(made))


def _told(failure: Failure) -> list[Check]:
    """Return the checks that a failure tells of; none when the film was never looked over."""
    details = failure.metadata.get("details")
    if not isinstance(details, JsonMetadataValue) or not isinstance(details.data, dict):
        return []
    told = details.data.get("checks", [])
    return [Check.model_validate(one) for one in told]


def evaluated(checks: Sequence[Check]) -> list[AssetCheckResult]:
    """Return the result of every gate, as Dagster takes them."""
    return [_result(gate, [check for check in checks if check.name in names]) for gate, names in GATES.items()]


def _result(gate: str, checks: Sequence[Check]) -> AssetCheckResult:
    failed = [check for check in checks if not check.passed]
    is_grave = any(check.is_fatal for check in failed)
    told = "; ".join(f"{check.name}: {check.seen}" for check in failed)
    return AssetCheckResult(
        check_name=gate,
        passed=bool(checks) and not failed,
        severity=AssetCheckSeverity.ERROR if is_grave else AssetCheckSeverity.WARN,
        description=told or ("passed" if checks else NOT_LOOKED_AT),
        metadata=dict(pair for check in checks for pair in _metadata(check)),
    )


def _metadata(check: Check) -> Iterator[tuple[str, MetadataValue[Any]]]:
    yield check.name, MetadataValue.text(check.seen)
    for figure, value in check.measured.items():
        # What was measured can be followed from film to film.
        yield f"{check.name}/{figure}", MetadataValue.float(float(value))
