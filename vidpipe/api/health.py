"""Whether the parts that the web process needs answer: asked side by side, quickly, and no more than once a second."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

import structlog

from vidpipe.errors import VidpipeError

log = structlog.get_logger(__name__)

TIMEOUT_SECONDS = 2.0
MAX_AGE_SECONDS = 1.0


@dataclass(frozen=True, kw_only=True)
class Check:
    """A part that must answer: ``ask`` returns when it does and raises when not; ``code`` says what is wrong then."""

    title: str
    code: str
    ask: Callable[[], None]


@dataclass(frozen=True, kw_only=True)
class CheckResult:
    """The outcome of one check; ``problem`` is None when all is well."""

    problem: VidpipeError | None
    milliseconds: int


class Health:
    """Runs checks, by name. One that hangs counts as failed after two seconds, and is not started again meanwhile."""

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self._checks = checks
        self._pool = ThreadPoolExecutor(max(len(checks), 1), thread_name_prefix="health")
        self._running: dict[str, tuple[float, Future[float]]] = {}
        self._lock = threading.Lock()
        self._results: dict[str, CheckResult] = {}
        self._asked_at = float("-inf")

    def report(self) -> dict[str, CheckResult]:
        """Return the outcome of every check, at most a second old."""
        with self._lock:
            if time.monotonic() - self._asked_at > MAX_AGE_SECONDS:
                self._results = self._ask()
                self._asked_at = time.monotonic()
            return self._results

    def close(self) -> None:
        """Start no more checks."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _ask(self) -> dict[str, CheckResult]:
        for name, check in self._checks.items():
            if name not in self._running:
                self._running[name] = (time.monotonic(), self._pool.submit(_timed, check.ask))
        wait([future for _, future in self._running.values()], TIMEOUT_SECONDS)
        return {name: self._result(name, check) for name, check in self._checks.items()}

    def _result(self, name: str, check: Check) -> CheckResult:
        started, future = self._running[name]
        elapsed = round((time.monotonic() - started) * 1000)
        if not future.done():
            late = VidpipeError(f"The {check.title} did not answer within {TIMEOUT_SECONDS:.0f} s.", code=check.code)
            return CheckResult(problem=late, milliseconds=elapsed)
        del self._running[name]
        error = future.exception()
        if error is None:
            return CheckResult(problem=None, milliseconds=round(future.result() * 1000))
        log.warning("health check failed", check=name, error_code=check.code, exc_info=error)
        return CheckResult(
            problem=VidpipeError(f"The {check.title} does not answer.", code=check.code), milliseconds=elapsed
        )


def _timed(ask: Callable[[], None]) -> float:
    started = time.monotonic()
    ask()
    return time.monotonic() - started
