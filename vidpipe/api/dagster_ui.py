"""Dagster's web server inside ours. The only module that knows its classes, which Dagster does not promise to keep."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import structlog
from dagster import DagsterError, DagsterInstance
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import WorkspaceFileTarget, WorkspaceLoadTarget
from dagster._grpc.client import DagsterGrpcClient
from dagster_webserver.webserver import DagsterWebserver
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount

from vidpipe.errors import VidpipeError, WorkLost

log = structlog.get_logger(__name__)

PREFIX = "/dagster"
STATEMENT_TIMEOUT_MS = 15_000
POOL_RECYCLE_SECONDS = 3_600
MAX_OVERFLOW = 20


@contextmanager
def open_workspace(instance: DagsterInstance, target: WorkspaceLoadTarget) -> Iterator[WorkspaceProcessContext]:
    """Connect to the code server and watch it; its state is followed until the end of the block."""
    # Without this every query opens a database connection of its own.
    instance.optimize_for_webserver(STATEMENT_TIMEOUT_MS, POOL_RECYCLE_SECONDS, MAX_OVERFLOW)
    with WorkspaceProcessContext(instance, target) as process_context:
        yield process_context


def workspace_of(path: Path) -> WorkspaceLoadTarget:
    """Return the workspace that a workspace.yaml describes."""
    return WorkspaceFileTarget(paths=[str(path)])


def dagster_mount(process_context: WorkspaceProcessContext) -> Mount:
    """Return Dagster's pages, GraphQL API and websocket, to be mounted at ``/dagster``."""
    webserver: DagsterWebserver[Any, Any] = DagsterWebserver(process_context, PREFIX)
    # build_routes() gives its mount, and a redirect of "/", where our own pages are.
    built: list[BaseRoute] = webserver.build_routes()  # type: ignore[no-untyped-call]  # Dagster's own has no types
    routes = next(route for route in built if isinstance(route, Mount)).routes
    return Mount(PREFIX, app=Starlette(routes=routes, middleware=webserver.build_middleware()))


def end_run(instance: DagsterInstance, run_id: str) -> None:
    """Ask for the end of a run. That it cannot be reached is logged: its task no longer waits for it anyway."""
    try:
        found = instance.run_coordinator.cancel_run(run_id)
    except (DagsterError, VidpipeError, OSError) as error:
        log.warning("run not ended", run_id=run_id, error_code="DISPATCH_FAILED", cause=str(error))
        return
    log.info("run asked to end", run_id=run_id, was_running=found)


def ping_code_server() -> None:
    """Make sure that the code server answers. Raises WorkLost (DISPATCH_FAILED)."""
    try:
        DagsterGrpcClient(socket=os.environ["VIDPIPE_CODE_SOCKET"]).ping("")
    except DagsterError as error:
        raise WorkLost(f"The code server does not answer: {error}", code="DISPATCH_FAILED") from error
