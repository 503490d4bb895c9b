"""The web process: ``python -m vidpipe.api.server``, started by the supervisor with the environment it needs."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

import structlog
import uvicorn
from dagster import DagsterInstance
from fastapi import FastAPI

from vidpipe.api.app import create_app
from vidpipe.api.courier import ping_courier
from vidpipe.api.dagster_ui import dagster_mount, end_run, open_workspace, ping_code_server, workspace_of
from vidpipe.api.health import Check, Health
from vidpipe.api.services import Services
from vidpipe.api.worker import ping_worker
from vidpipe.artifacts import LocalArtifactStore
from vidpipe.defs.run_starter import RunStarter
from vidpipe.errors import WorkLost
from vidpipe.observability.logs import configure_logging
from vidpipe.project import project_path
from vidpipe.providers.registry import Providers, Tools
from vidpipe.providers.services import probe_service
from vidpipe.providers.session import Session
from vidpipe.settings import Settings
from vidpipe.stages.admission import check_task
from vidpipe.styles import Looks
from vidpipe.tasks import CallHistory, Database, Dispatcher, DispatchLoop, FreeLedger, TaskQueue, TaskService, TaskWork
from vidpipe.web import site

log = structlog.get_logger(__name__)

GRACE_SECONDS = 2
"""How long open requests may go on after SIGTERM; open websockets and downloads would never end by themselves."""


def main() -> None:
    """Serve until SIGTERM."""
    settings = Settings()
    configure_logging(log_dir=settings.log_dir, service="web", level=settings.log_level, console=False)
    with ExitStack() as stack:
        app = _build(settings, stack)
        config = uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            access_log=False,
            log_config=None,
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        uvicorn.Server(config).run()


def _build(settings: Settings, stack: ExitStack) -> FastAPI:
    """Wire the real parts; ``stack`` takes them down again."""
    database = Database(settings.require_database_url())
    stack.callback(database.close)
    instance = stack.enter_context(DagsterInstance.get())
    process_context = stack.enter_context(open_workspace(instance, workspace_of(project_path("workspace.yaml"))))
    tools = Tools.of(settings.folders())
    providers = Providers(settings.provider_names(), tools)
    looks = Looks.of(*settings.look_folders())
    # Loaded now, not while the first person waits for an answer.
    loaded = dict(providers)
    log.info("providers", **{kind: provider.name for kind, provider in loaded.items()})
    queue = TaskQueue(database, max_running=settings.max_running)
    dispatcher = Dispatcher(
        queue,
        TaskWork(database),
        check=lambda task: check_task(task, providers, looks),
        launch=RunStarter(process_context).start,
    )
    loop = DispatchLoop(dispatcher, queue, database)
    worker = Path(os.environ["VIDPIPE_WORKER_SOCKET"])
    checks = {
        "database": Check(title="database", code="DATABASE_ERROR", ask=database.ping),
        "codeServer": Check(title="code server", code="DISPATCH_FAILED", ask=ping_code_server),
        "worker": Check(title="worker", code="DISPATCH_FAILED", ask=lambda: ping_worker(worker)),
        "dispatcher": Check(title="dispatcher", code="DISPATCH_FAILED", ask=lambda: _ask_dispatcher(loop)),
    }
    if courier := os.environ.get("VIDPIPE_COURIER_SOCKET"):
        path = Path(courier)
        checks["courier"] = Check(title="courier", code="COURIER_UNREACHABLE", ask=lambda: ping_courier(path))
    health = Health(checks)
    stack.callback(health.close)
    history = CallHistory(database)
    services = Services(
        tasks=TaskService(database),
        calls=history,
        store=LocalArtifactStore(settings.artifact_dir),
        providers=providers,
        looks=looks,
        poke=loop.poke,
        terminate=lambda run_id: end_run(instance, run_id),
        health=health,
        probe=lambda name, trace_id: probe_service(
            name, Session(FreeLedger(database, trace_id=trace_id)), used=history.units_since
        ),
        sandbox_url=settings.sandbox_url,
        max_pending=settings.max_pending,
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        loop.start()
        try:
            yield
        finally:
            loop.stop()

    mounts = [dagster_mount(process_context)]
    return create_app(services, site(), host=settings.host, mounts=mounts, lifespan=lifespan)


def _ask_dispatcher(loop: DispatchLoop) -> None:
    if not loop.is_alive:
        raise WorkLost("The dispatcher has stopped.", code="DISPATCH_FAILED")


if __name__ == "__main__":
    main()
