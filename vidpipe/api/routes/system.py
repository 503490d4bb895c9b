"""What runs here, whether it is well, and what the error codes mean."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse, Response

import vidpipe
from vidpipe.api.errors import error_body
from vidpipe.api.services import Served
from vidpipe.api.shapes import (
    Answer,
    CheckView,
    ErrorCodeView,
    HealthView,
    ProviderView,
    SandboxView,
    ServiceView,
    SystemInfo,
)
from vidpipe.errors import CATALOGUE, Language, NotFound, VidpipeError
from vidpipe.models import Probe
from vidpipe.providers.readiness import end_warning
from vidpipe.providers.services import SERVICES, service_problem

router = APIRouter(tags=["system"])

Lang = Annotated[Language, Query(description="Language of the texts")]


@router.head("/healthz", include_in_schema=False)
@router.get("/healthz", response_model=Answer[HealthView])
def get_health(request: Request, services: Served) -> Response:
    """Tell whether database, code server, worker and dispatcher answer: 200, or 503 naming the one that does not."""
    results = services.health.report()
    checks = {
        name: CheckView(ok=result.problem is None, duration_ms=result.milliseconds) for name, result in results.items()
    }
    problems = [result.problem for result in results.values() if result.problem is not None]
    body: dict[str, Any] = Answer(data=HealthView(checks=checks)).model_dump(mode="json", by_alias=True)
    if problems:
        message = " ".join(problem.message for problem in problems)
        details = {"checks": body["data"]["checks"]}
        body = error_body(VidpipeError(message, code=problems[0].code, details=details), request.state.trace_id)
    return JSONResponse(body, status_code=503 if problems else 200, headers={"cache-control": "no-store"})


@router.get("/api/errors")
def list_errors(lang: Lang = "en") -> Answer[list[ErrorCodeView]]:
    """List every error code with its meaning and recovery."""
    return Answer(data=[ErrorCodeView.of(entry, lang) for entry in CATALOGUE.values()])


@router.get("/api/errors/{code}")
def get_error(code: str, lang: Lang = "en") -> Answer[ErrorCodeView]:
    """Explain one error code."""
    known = CATALOGUE.get(code.strip().upper())
    if known is None:
        raise NotFound(f"There is no error code {code[:80]!r}; GET /api/errors lists them.", code="NOT_FOUND")
    return Answer(data=ErrorCodeView.of(known, lang))


@router.get("/api/system/providers")
def list_services() -> Answer[list[ServiceView]]:
    """List the external services there are clients for, and what each lacks before it can work."""
    return Answer(data=[ServiceView(name=name, problem=service_problem(name)) for name in SERVICES])


@router.post("/api/system/providers/{name}/test")
async def test_service(request: Request, services: Served, name: str) -> Answer[Probe]:
    """Ask a service whether it accepts the key, and what is left of its quota; costs nothing."""
    return Answer(data=await services.probe(name, request.state.trace_id))


@router.get("/api/system/sandbox")
def get_sandbox(services: Served) -> Answer[SandboxView]:
    """Tell where the sandbox is that plays the services. Answers 404 when the real ones are used."""
    if services.sandbox_url is None:
        raise NotFound("There is no sandbox here: start with `vidpipe up --sandbox`.", code="NOT_FOUND")
    return Answer(data=SandboxView(url=services.sandbox_url))


@router.get("/api/system/info")
def get_info(services: Served) -> Answer[SystemInfo]:
    """Tell the version, who does which kind of work, what keeps them from it, and which models end soon."""
    providers = {
        kind: ProviderView(
            name=provider.name,
            problems=(problems := provider.problems()),
            warnings=[text for text in (end_warning(kind, provider.name),) if text and text not in problems],
        )
        for kind, provider in services.providers.items()
    }
    return Answer(data=SystemInfo(version=vidpipe.__version__, providers=providers))
