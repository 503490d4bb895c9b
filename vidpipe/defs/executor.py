"""The executor: every stage in a process forked from the run's own, which has everything imported already.

Dagster offers only spawn and forkserver for its multiprocess executor, as a parent with threads must not fork. The
run worker has none: it opens no connection pool and starts no thread before its stages (see ``worker.py``). Measured on
two cores, a forked step starts in a tenth of the time of a spawned one.
"""

from __future__ import annotations

from dagster import Executor, InitExecutorContext, executor, multiple_process_executor_requirements
from dagster._core.execution.retries import RetryMode
from dagster._core.executor.multiprocess import MultiprocessExecutor


@executor(
    name="forked",
    config_schema={"max_concurrent": int},
    requirements=multiple_process_executor_requirements(),
)
def forked_executor(context: InitExecutorContext) -> Executor:
    """Run stages in forked processes, at most ``max_concurrent`` at a time."""
    limit = context.executor_config["max_concurrent"]
    assert isinstance(limit, int)  # noqa: S101 - the schema above says so
    return MultiprocessExecutor(retries=RetryMode.ENABLED, max_concurrent=limit, start_method="fork")
