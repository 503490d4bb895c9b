"""The sandbox's own routes, under ``/__sandbox__``: what is served, faults, journal, balances, clock, reset."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from vidpipe.sandbox import journal
from vidpipe.sandbox.faults import GENERIC, Armed
from vidpipe.sandbox.keys import KEYS
from vidpipe.sandbox.service import Service
from vidpipe.sandbox.world import World

PREFIX = "/__sandbox__"


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _FaultBody(_Body):
    provider: str
    fault: str
    endpoint: str | None = None
    times: Annotated[int, Field(ge=1)] | None = 1
    after: int = Field(0, ge=0)
    match: str = ""
    seconds: float | None = Field(None, ge=0)


class _ClockBody(_Body):
    advance: float = Field(ge=0, description="Seconds")


class _Refused(Exception):
    """The control call asks for something that there is not; the message says what there is."""


class Control:
    """The control routes over one world."""

    def __init__(self, world: World, services: Mapping[str, Service]) -> None:
        self._world = world
        self._services = services

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route(PREFIX, self._about, methods=["GET"]),
            Route(PREFIX + "/faults", self._faults, methods=["GET", "POST", "DELETE"]),
            Route(PREFIX + "/calls", self._calls, methods=["GET", "DELETE"]),
            Route(PREFIX + "/accounts", self._accounts, methods=["POST"]),
            Route(PREFIX + "/clock", self._clock, methods=["POST"]),
            Route(PREFIX + "/reset", self._reset, methods=["POST"]),
        ]

    async def _about(self, _request: Request) -> Response:
        providers = [
            {
                "name": name,
                "endpoints": [
                    {"name": e.name, "method": e.method, "path": f"/{e.host or name}{e.path}"}
                    for e in service.endpoints()
                ],
                "faults": sorted(service.faults),
                "balances": dict(service.account),
            }
            for name, service in self._services.items()
        ]
        about = {
            "profile": self._world.profile,
            "seed": self._world.seed,
            "time": self._world.now().isoformat(timespec="milliseconds"),
            "speech": self._world.media.speech_engine,
            "keys": dict(KEYS),
            "genericFaults": GENERIC,
            "providers": providers,
        }
        return JSONResponse(about)

    async def _faults(self, request: Request) -> Response:
        if request.method == "DELETE":
            self._world.faults.clear()
        elif request.method == "POST":
            try:
                self._arm(_FaultBody.model_validate_json(await request.body()))
            except (ValidationError, _Refused) as error:
                return _refusal(error)
        return JSONResponse([fault.on_wire() for fault in self._world.faults.armed])

    def _arm(self, body: _FaultBody) -> None:
        service = self._service(body.provider)
        _one_of("endpoint", body.endpoint, [None, *(e.name for e in service.endpoints())])
        _one_of("fault", body.fault, [*GENERIC, *service.faults])
        self._world.faults.arm(Armed(**body.model_dump()))

    def _service(self, name: object) -> Service:
        _one_of("provider", name, list(self._services))
        return self._services[str(name)]

    async def _calls(self, request: Request) -> Response:
        if request.method == "DELETE":
            self._world.journal.clear()
            return JSONResponse([])
        query = request.query_params
        after = query.get("after", "0")
        if not after.isdecimal():
            return _refusal(_Refused(f"after={after!r} is not the number of a call"))
        found = self._world.journal.entries(
            provider=query.get("provider"), endpoint=query.get("endpoint"), after=int(after)
        )
        if query.get("format") == "text":
            return PlainTextResponse(journal.as_text(found))
        return JSONResponse(journal.on_wire(found))

    async def _accounts(self, request: Request) -> Response:
        try:
            values = await _object(request)
            name, key = values.pop("provider", None), values.pop("key", None)
            service = self._service(name)
            for balance, value in values.items():
                _one_of("balance", balance, self._world.accounts.names(service.name))
                if isinstance(value, list | dict):
                    raise _Refused(f"{balance} must be a single value")
        except _Refused as error:
            return _refusal(error)
        self._world.accounts.set(service.name, key, values)
        return JSONResponse(self._world.accounts.of(service.name, key))

    async def _clock(self, request: Request) -> Response:
        try:
            body = _ClockBody.model_validate_json(await request.body())
        except ValidationError as error:
            return _refusal(error)
        self._world.advance(body.advance)
        return JSONResponse({"time": self._world.now().isoformat(timespec="milliseconds")})

    async def _reset(self, _request: Request) -> Response:
        self._world.reset()
        return JSONResponse({"reset": True})


async def _object(request: Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except ValueError as error:
        raise _Refused(f"the body is no JSON: {error}") from error
    if not isinstance(body, dict):
        raise _Refused("the body must be a JSON object")
    return body


def _one_of(what: str, value: object, known: list[Any]) -> None:
    if value not in known:
        raise _Refused(f"there is no {what} {value!r}; there are: {', '.join(str(name) for name in known if name)}")


def _refusal(error: Exception) -> Response:
    return JSONResponse({"error": str(error)}, 400)
