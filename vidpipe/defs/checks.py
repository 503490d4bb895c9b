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
from vidpipe.models.checks import CHECKS, FATAL

NOT_LOOKED_AT = "not looked at"
"""What is said of a check that a film has no entry for: it lacks what is looked at, or an earlier version made it."""


def check_specs(asset: str) -> list[AssetCheckSpec]:
    """Return the checks of an asset, the film; those that can stop it are blocking."""
    return [
        AssetCheckSpec(name, asset=asset, description=description, blocking=name in FATAL)
        for name, description in CHECKS.items()
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
    """Return the result of every check, as Dagster takes them."""
    by_name = {check.name: check for check in checks}
    return [_result(name, by_name.get(name)) for name in CHECKS]


def _result(name: str, check: Check | None) -> AssetCheckResult:
    if check is None:
        return AssetCheckResult(
            check_name=name, passed=False, severity=AssetCheckSeverity.WARN, description=NOT_LOOKED_AT
        )
    is_grave = check.severity == "error" and name in FATAL
    return AssetCheckResult(
        check_name=name,
        passed=check.passed,
        severity=AssetCheckSeverity.ERROR if is_grave else AssetCheckSeverity.WARN,
        description=check.seen,
        metadata={
            "seen": MetadataValue.text(check.seen),
            **{key: MetadataValue.float(float(value)) for key, value in check.measured.items()},
        },
    )
