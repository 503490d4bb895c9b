"""The run launcher: asks the warm worker to fork a process for each run.

Dagster's own launcher starts a fresh interpreter for every run, two seconds of CPU before the first stage. The
worker (``worker.py``) has everything imported, so a run begins after a fraction of that.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
from collections.abc import Mapping
from typing import Any, Self

import psutil
from dagster import DagsterRun
from dagster._core.launcher import CheckRunHealthResult, LaunchRunContext, RunLauncher, WorkerStatus
from dagster._serdes import ConfigurableClass, ConfigurableClassData

from vidpipe.defs import tags
from vidpipe.errors import WorkLost

REPLY_SECONDS = 15.0


class WarmRunLauncher(RunLauncher, ConfigurableClass):
    """Launches runs through the worker's socket; finds them again by the process noted in their tags."""

    def __init__(self, socket: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._socket = socket
        self._inst_data = inst_data
        super().__init__()  # type: ignore[no-untyped-call]  # Dagster's base is not annotated

    @property
    def inst_data(self) -> ConfigurableClassData | None:
        """The configuration as Dagster stores it."""
        return self._inst_data

    @classmethod
    def config_type(cls) -> dict[str, Any]:
        """Return the schema of the section in dagster.yaml."""
        from dagster import StringSource

        return {"socket": StringSource}

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]) -> Self:
        """Build the launcher from dagster.yaml."""
        return cls(inst_data=inst_data, **config_value)

    def launch_run(self, context: LaunchRunContext) -> None:
        """Have the run's process forked. Raises WorkLost (DISPATCH_FAILED) when the worker does not answer."""
        run = context.dagster_run
        reply = self._ask({"launch": run.run_id})
        self._instance.add_run_tags(run.run_id, {tags.WORKER: reply["worker"]})

    def _ask(self, message: Mapping[str, str]) -> dict[str, str]:
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(REPLY_SECONDS)
                connection.connect(self._socket)
                connection.sendall(json.dumps(message).encode() + b"\n")
                reply: dict[str, str] = json.loads(connection.makefile("rb").readline())
        except (OSError, ValueError) as error:
            raise WorkLost(
                f"The worker that runs videos does not answer ({error}); `vidpipe up` starts it again by itself.",
                code="DISPATCH_FAILED",
                details={"cause": str(error)},
            ) from error
        return reply

    def terminate(self, run_id: str) -> bool:
        """Stop a run: its process gets the time to stop what it started. Returns whether it was running."""
        run = self._instance.get_run_by_id(run_id)
        if run is None or run.is_finished:
            return False
        self._instance.report_run_canceling(run)
        process = find_process(run)
        if process is None:
            self._instance.report_run_canceled(run)
        else:
            os.kill(process.pid, signal.SIGTERM)
        return True

    @property
    def supports_check_run_worker_health(self) -> bool:
        """Whether Dagster's monitoring may ask for the state of a run's process."""
        return True

    def check_run_worker_health(self, run: DagsterRun) -> CheckRunHealthResult:
        """Tell whether the run's process lives."""
        if tags.WORKER not in run.tags:
            return CheckRunHealthResult(WorkerStatus.UNKNOWN, "the run's process is not noted yet")
        if find_process(run) is None:
            return CheckRunHealthResult(WorkerStatus.FAILED, f"process {run.tags[tags.WORKER]} is gone")
        return CheckRunHealthResult(WorkerStatus.RUNNING)


def kill_run(run: DagsterRun) -> None:
    """Kill a run's process and all its stages at once; they have no say any more."""
    process = find_process(run)
    if process is not None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def process_name(pid: int) -> str:
    """Return a name for a process that no later process can have: host, pid, start time."""
    return f"{socket.gethostname()}:{pid}:{psutil.Process(pid).create_time():.2f}"


def find_process(run: DagsterRun) -> psutil.Process | None:
    """Return the run's process if it lives on this machine."""
    host, pid, started = run.tags.get(tags.WORKER, "::").rsplit(":", 2)
    if host != socket.gethostname():
        return None
    try:
        process = psutil.Process(int(pid))
        alive = f"{process.create_time():.2f}" == started and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return None
    return process if alive else None
