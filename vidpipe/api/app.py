"""The web app, put together from its parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from fastapi import APIRouter, FastAPI
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

import vidpipe
from vidpipe.api.errors import ErrorAnswers, ErrorPage
from vidpipe.api.guards import SiteGuard
from vidpipe.api.middleware import RequestContext
from vidpipe.api.routes import decisions, files, looks, system, tasks, uploads, videos
from vidpipe.api.services import Services
from vidpipe.api.shapes import ErrorAnswer

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


@dataclass(frozen=True, kw_only=True)
class Site:
    """The pages for people. They stand above the API and use it, so they are handed in."""

    router: APIRouter
    static: BaseRoute
    error_page: ErrorPage


def create_app(
    services: Services, site: Site, *, host: str, mounts: Sequence[BaseRoute] = (), lifespan: Lifespan | None = None
) -> FastAPI:
    """Return the ASGI app: the API, the pages, and whatever ``mounts`` adds.

    ``host`` is the address it will listen on: on a loopback address, only this machine's own names are served.
    """
    answers = ErrorAnswers(site.error_page)
    app = FastAPI(
        title="vidpipe",
        version=vidpipe.__version__,
        description="Briefs in, videos out. Every answer carries x-trace-id; every error has one shape.",
        openapi_url="/api/openapi.json",
        # FastAPI's pages load scripts from a CDN, which neither an offline machine nor our security policy allows.
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        middleware=[
            Middleware(RequestContext, answers=answers),
            Middleware(SiteGuard, answers=answers, host=host),
        ],
        responses={"4XX": {"model": ErrorAnswer}, "5XX": {"model": ErrorAnswer}},
    )
    app.state.services = services
    answers.register(app)
    for router in (
        videos.router,
        tasks.router,
        decisions.router,
        files.router,
        uploads.router,
        looks.router,
        system.router,
        site.router,
    ):
        app.include_router(router)
    app.router.routes.extend([site.static, *mounts])
    return app
