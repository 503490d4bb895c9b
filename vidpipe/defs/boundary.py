"""The one boundary around every stage: here our errors become Dagster's failures and retries, and nowhere else."""

from __future__ import annotations

import functools
import os
import random
import time
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Generic, TypeVar

import structlog
from dagster import AssetExecutionContext, Failure, MaterializeResult, MetadataValue, RetryRequested

from vidpipe.defs import tags
from vidpipe.defs.metadata import stage_metadata
from vidpipe.defs.pulse import Pulse
from vidpipe.defs.resources import CurrentTask, Line
from vidpipe.errors import StorageError, VidpipeError
from vidpipe.errors.info import error_info
from vidpipe.models import Brief, ErrorInfo, Stage, StageManifest, Task
from vidpipe.models.calls import Wait
from vidpipe.observability.trace import TraceParent, format_traceparent, new_span_id
from vidpipe.providers.courier import SocketCourier
from vidpipe.providers.registry import Tools
from vidpipe.providers.session import Session
from vidpipe.stages.admission import brief_of
from vidpipe.stages.context import StageContext
from vidpipe.stages.outputs import Outputs
from vidpipe.styles import Looks
from vidpipe.tasks import ProviderSlots, TaskLedger

log = structlog.get_logger(__name__)

UNKNOWN_TRACE = "0" * 32
MANY = 1_000
"""Dagster's own count of retries must never end them: the catalogue's policy does."""

ProviderT = TypeVar("ProviderT")
Build = Callable[[Tools, Brief], ProviderT]
StageBody = Callable[[StageContext[ProviderT], Outputs], Coroutine[Any, Any, StageManifest]]


def run_stage(
    context: AssetExecutionContext,
    stage: Stage,
    current: CurrentTask,
    provider: Build[ProviderT],
    body: StageBody[ProviderT],
) -> MaterializeResult[Any]:
    """Run one try of a stage for the run's task, record it, and tell Dagster how it went.

    Raises Failure, whose metadata holds code, stage, provider, retryable and trace_id, or RetryRequested with
    the wait that the catalogue or the provider's Retry-After says.
    """
    try:
        task = current.join(context.run, context.instance)
    except VidpipeError as error:
        trace_id = context.run.tags.get(tags.TRACE_ID, UNKNOWN_TRACE)
        info = error_info(error, stage=stage, trace_id=trace_id, now=datetime.now(UTC))
        log.error(
            "task not joined",
            trace_id=trace_id,
            project_id=context.run.tags.get(tags.TASK_ID),
            run_id=context.run.run_id,
            stage=stage.value,
            error_code=error.code,
            details=error.details,
        )
        wait = _wait(error, context.retry_number + 1)
        raise _for_dagster(error, info, provider="", wait=wait)  # noqa: B904 - it holds its cause
    # What a stage starts (FFmpeg) can tell whose work it does.
    traceparent = format_traceparent(TraceParent(trace_id=task.trace_id, parent_id=new_span_id()))
    os.environ["TRACEPARENT"] = traceparent
    with structlog.contextvars.bound_contextvars(
        trace_id=task.trace_id,
        project_id=str(task.id),
        user_id=task.owner_id,
        run_id=context.run.run_id,
        stage=stage.value,
    ):
        return _Try(context, stage, provider, task, traceparent).run(body)


class _Try(Generic[ProviderT]):
    """One try of one stage."""

    def __init__(
        self,
        context: AssetExecutionContext,
        stage: Stage,
        provider: Build[ProviderT],
        task: Task,
        traceparent: str,
    ) -> None:
        self.context = context
        self.stage = stage
        self.line = Line()
        self.build_provider = provider
        self.provider = ""
        self.task = task
        self.traceparent = traceparent
        self.work = self.line.work
        self.notes: dict[str, object] = {}
        self.started = time.monotonic()

    def run(self, body: StageBody[ProviderT]) -> MaterializeResult[Any]:
        try:
            self.stage_id, self.number = self.work.open_stage(self.task, self.stage)
        except VidpipeError as error:
            wait = _wait(error, self.context.retry_number + 1)
            raise _for_dagster(error, self._info(error), provider="", wait=wait)  # noqa: B904 - it holds its cause
        log.info(f"{self.stage} started", retry_attempt=self.number)
        try:
            manifest = self._make(body)
            metrics = self._metrics(manifest)
            metadata = stage_metadata(manifest, self.task, self.line.store, metrics)
            self.work.finish_stage(
                self.task, self.stage, self.stage_id, manifest=manifest.model_dump(mode="json"), metrics=metrics
            )
        except Exception as error:  # noqa: BLE001 - the boundary: recorded, typed, raised again
            raise self._failed(error)  # noqa: B904 - it holds its cause
        log.info(f"{self.stage} completed", duration_ms=self._milliseconds(), **self.notes)
        return MaterializeResult(metadata=metadata)

    def _make(self, body: StageBody[ProviderT]) -> StageManifest:
        brief = brief_of(self.task.payload)
        session = self._session(brief)
        settings = self.line.settings
        provider = self.build_provider(Tools.of(settings.folders(), session), brief)
        self.provider = getattr(provider, "name", "")
        looks = Looks.of(*settings.look_folders())
        decided, asked_style = self.line.service.decided(self.task.id), looks.style(brief)
        with Pulse(self.work, self.task, self.stage_id) as pulse:
            stage_context = StageContext(
                task_id=self.task.id,
                trace_id=self.task.trace_id,
                brief=brief,
                store=self.line.store,
                provider=provider,
                report=pulse.report,
                notes=self.notes,
                waiting=functools.partial(self._waiting, pulse),
                decided=decided,
                style=decided.style(asked_style),
                asked_style=asked_style,
                brand=looks.brand(brief),
                encoder=settings.encoder,
            )
            outputs = Outputs(self.line.service.outputs(self.task.id))

            async def work() -> StageManifest:
                async with session:
                    return await body(stage_context, outputs)

            return pulse.run(work())

    def _session(self, brief: Brief) -> Session:
        ledger = TaskLedger(
            self.line.database, self.task, stage=self.stage, stage_try=self.number, max_cost_usd=brief.max_cost
        )
        socket = os.environ.get("VIDPIPE_COURIER_SOCKET")
        courier = SocketCourier(Path(socket)) if socket else None
        return Session(
            ledger, ProviderSlots(self.line.database, self.task), traceparent=self.traceparent, courier=courier
        )

    def _waiting(self, pulse: Pulse, waits: Sequence[Wait], new: Wait | None) -> None:
        """Let people see what the stage waits for. What cannot be shown is no reason to stop the work."""
        now = datetime.now(UTC)
        pulse.touch(max(((wait.next_try_at - now).total_seconds() for wait in waits), default=0.0))
        try:
            self.work.set_waits(self.task, self.stage, self.stage_id, waits, new=new)
        except StorageError as error:
            log.warning("waits not shown", error_code=error.code, details=error.details)

    def _failed(self, error: Exception) -> Exception:
        info = self._info(error)
        wait = _wait(error, self.number)
        metrics = {"duration_ms": self._milliseconds(), **self.notes}
        try:
            self.work.fail_stage(self.task, self.stage_id, info, wait=self._next(error, wait), metrics=metrics)
        except StorageError as broken:
            # The failure still reaches Dagster and the log; the reconciler settles the task later.
            log.error("failure not recorded", error_code=broken.code, details=broken.details)
        log.error(
            f"{self.stage} failed",
            error_code=info.error_code,
            duration_ms=self._milliseconds(),
            retry_attempt=self.number,
            next_try_in=wait,
            details=info.details,
            exc_info=None if isinstance(error, VidpipeError) else error,
        )
        return _for_dagster(error, info, provider=self.provider, wait=wait)

    def _next(self, error: Exception, wait: float | None) -> Wait | None:
        if wait is None or not isinstance(error, VidpipeError):
            return None
        return Wait(
            attempt=max(self.number, error.tries) + 1,
            attempts=error.entry.retry.attempts,
            next_try_at=datetime.now(UTC) + timedelta(seconds=wait),
            code=error.code,
            message=error.message,
        )

    def _info(self, error: Exception) -> ErrorInfo:
        return error_info(error, stage=self.stage, trace_id=self.task.trace_id, now=datetime.now(UTC))

    def _metrics(self, manifest: StageManifest) -> dict[str, Any]:
        return {
            "duration_ms": self._milliseconds(),
            "provider": manifest.provider,
            "cost_usd": self.line.calls.stage_cost(self.task, self.stage),
            **self.notes,
        }

    def _milliseconds(self) -> int:
        return int((time.monotonic() - self.started) * 1000)


def _wait(error: Exception, failures: int) -> float | None:
    """Return the seconds until the next try, or None when there is none."""
    if not isinstance(error, VidpipeError):
        return None
    return error.entry.retry.wait(max(failures, error.tries), retry_after=error.retry_after, random=random.random)


def _for_dagster(error: Exception, info: ErrorInfo, *, provider: str, wait: float | None) -> Exception:
    """Return what Dagster shall see: the typed failure, or the wish to try again, which has it as its cause."""
    failure = _failure(info, provider=provider)
    failure.__cause__ = error
    if wait is None:
        return failure
    retry = RetryRequested(max_retries=MANY, seconds_to_wait=wait)
    retry.__cause__ = failure
    return retry


def _failure(info: ErrorInfo, *, provider: str) -> Failure:
    return Failure(
        description=f"{info.error_code}: {info.error_message}",
        metadata={
            "code": MetadataValue.text(info.error_code),
            "stage": MetadataValue.text(info.stage or ""),
            "provider": MetadataValue.text(provider),
            "retryable": MetadataValue.bool(info.is_retryable),
            "trace_id": MetadataValue.text(info.trace_id),
            "details": MetadataValue.json(info.details),
        },
        allow_retries=False,
    )
