"""The sandbox as one ASGI application, and the server that runs it on loopback."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterable
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route
from uvicorn.protocols.http.h11_impl import H11Protocol

from vidpipe.sandbox.call import Answer, Call
from vidpipe.sandbox.control import Control
from vidpipe.sandbox.gate import Gate
from vidpipe.sandbox.service import Endpoint, Service
from vidpipe.sandbox.services import services
from vidpipe.sandbox.world import Profile, World

EVERY_METHOD = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def create_sandbox(
    profile: Profile = "instant", seed: int = 0, *, simulators: Iterable[Service] | None = None
) -> Starlette:
    """Make a sandbox with an empty world of its own, which is at ``app.state.world``; None: of all simulators."""
    known = {service.name: service for service in (services() if simulators is None else simulators)}
    world = World(profile, seed, {name: service.account for name, service in known.items()})
    routes = Control(world, known).routes()
    for service in known.values():
        for endpoint in service.endpoints():
            path = f"/{endpoint.host or service.name}{endpoint.path}"
            routes.append(Route(path, Gate(world, service, endpoint), methods=[endpoint.method]))
    # After all others: what a service has no endpoint for, it answers in its own way.
    for service in known.values():
        rest = Gate(world, service, Endpoint("unknown", "*", "/", _unknown(service)))
        routes.append(Route(f"/{service.name}/{{rest:path}}", rest, methods=EVERY_METHOD))
    app = Starlette(routes=routes)
    app.router.redirect_slashes = False
    app.state.world = world
    return app


def _unknown(service: Service) -> Any:
    async def answer(call: Call) -> Answer:
        return service.unknown(call)

    return answer


class CuttableConnection(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, which lets the application cut the connection."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Hand the connection to the calls that come through it, in their scope's state."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


def make_server(app: Starlette, port: int, *, quiet: bool = True) -> uvicorn.Server:
    """Return a server for the loopback address, not yet running; port 0 takes a free one.

    One that is not ``quiet`` says on stderr where it listens. Calls are in the journal, not in a log.
    """
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=port,
        http=CuttableConnection,
        ws="none",
        lifespan="off",
        log_level="warning" if quiet else "info",
        access_log=False,
        # A hanging call must not keep the sandbox from ending.
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(config)


def serve(port: int, profile: Profile = "instant", seed: int = 0, *, bound: socket.socket | None = None) -> None:
    """Serve a new sandbox until SIGINT or SIGTERM; ``bound`` is a socket that already listens."""
    make_server(create_sandbox(profile, seed), port, quiet=False).run(sockets=[bound] if bound else None)
