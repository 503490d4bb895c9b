"""`vidpipe youtube login` and `logout`: which channel videos are published on."""

from __future__ import annotations

import asyncio
import time
import webbrowser
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Annotated

import typer

from vidpipe.console.commands.ending import failures, settings_of, tell
from vidpipe.errors import ProviderError, VidpipeError

if TYPE_CHECKING:
    from vidpipe.providers.youtube.config import Config
    from vidpipe.providers.youtube.login import Request
    from vidpipe.providers.youtube.vault import Login

youtube = typer.Typer(help="The YouTube channel that videos are published on.", no_args_is_help=True)

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>vidpipe</title>
<body style="font:18px system-ui;max-width:32em;margin:15vh auto;padding:0 1em"><p>{text}</p></body></html>"""


@youtube.command()
def login(
    browser: Annotated[bool, typer.Option(help="Open the browser")] = True,
    paste: Annotated[
        bool, typer.Option("--paste", help="For a browser on another machine: paste the address it ends up at")
    ] = False,
    port: Annotated[
        int, typer.Option(min=0, max=65_535, help="Port on 127.0.0.1 that Google sends the browser to; 0: any")
    ] = 0,
    wait: Annotated[float, typer.Option(min=0, help="Seconds to wait for the consent")] = 600,
) -> None:
    """Connect a channel: its owner allows it in the browser, and the consent is stored for this user alone."""
    from vidpipe.providers.youtube.vault import write_login

    with failures():
        config = _config()
        if config.refresh_token is not None:
            tell.print("VIDPIPE_YOUTUBE_REFRESH_TOKEN is set, and is used instead of this login.", style="yellow")
        request, code = _pasted(config) if paste else _consent(config, port, wait, open_browser=browser)
        stored, channel = asyncio.run(_connect(config, request, code))
        path = write_login(config.data_dir, stored)
        tell.print(f"Connected to the channel {channel!r}; the consent is in {path}.", style="green", markup=False)


@youtube.command()
def logout() -> None:
    """Disconnect the channel: the consent is taken back at Google and forgotten here."""
    from vidpipe.providers.session import Session
    from vidpipe.providers.youtube.login import revoke
    from vidpipe.providers.youtube.vault import forget_login, read_login

    async def take_back(stored: Login) -> None:
        async with Session() as session:
            await revoke(session, config, stored)

    with failures():
        config = _config()
        stored = read_login(config.data_dir)
        if stored is None:
            tell.print("No channel is connected by `vidpipe youtube login`.")
        else:
            try:
                asyncio.run(take_back(stored))
                tell.print("Google no longer honours the consent.", style="green")
            except ProviderError as error:
                where = "take it back at https://myaccount.google.com/permissions"
                tell.print(f"Google could not be told ({error.message}); {where}.", style="yellow", markup=False)
            forget_login(config.data_dir)
            tell.print("The stored login is gone.", style="green")
        if config.refresh_token is not None:
            tell.print("VIDPIPE_YOUTUBE_REFRESH_TOKEN is still set: remove it too.", style="yellow")


def _config() -> Config:
    from vidpipe.observability.logs import configure_logging
    from vidpipe.providers.youtube.config import Config

    settings = settings_of()
    configure_logging(log_dir=settings.log_dir, service="youtube", level=settings.log_level, console=False)
    return Config(data_dir=settings.data_dir)


async def _connect(config: Config, request: Request, code: str) -> tuple[Login, str]:
    from vidpipe.providers.session import Session
    from vidpipe.providers.youtube.login import channel_of, exchange

    async with Session() as session:
        stored = await exchange(session, config, request, code)
        return stored, await channel_of(session, config, stored)


def _pasted(config: Config) -> tuple[Request, str]:
    from vidpipe.providers.youtube.login import code_in, request_consent

    request = request_consent(config, "http://127.0.0.1:8765/")
    tell.print("Open this address in any browser and allow everything:\n")
    print(request.url, flush=True)  # noqa: T201
    tell.print("\nThe browser then shows an error at an address that begins with http://127.0.0.1:8765/.")
    code = code_in(request, typer.prompt("Paste that whole address here", hide_input=True).strip())
    if code is None:
        raise ProviderError("That is not the address of this login.", code="YOUTUBE_INVALID_TOKEN")
    return request, code


def _consent(config: Config, port: int, wait: float, *, open_browser: bool) -> tuple[Request, str]:
    """Let the person consent in a browser on this machine, which Google sends back to a server of ours."""
    from vidpipe.providers.youtube.login import request_consent

    config.client()
    try:
        server = _Loopback(port)
    except OSError as error:
        told = f"The port {port} cannot be listened on ({error.strerror}): name another with --port."
        raise VidpipeError(told, code="PORT_IN_USE", details={"port": port}) from error
    with server:
        request = request_consent(config, f"http://127.0.0.1:{server.server_port}/")
        tell.print("Open this address in a browser on this machine and allow everything:\n")
        print(request.url, flush=True)  # noqa: T201
        if open_browser:
            webbrowser.open(request.url)
        return request, server.code_for(request, wait)


class _Loopback(HTTPServer):
    """Waits on 127.0.0.1 for the browser that Google sends back."""

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.request_of: Request | None = None
        self.code: str | None = None
        self.refused: ProviderError | None = None

    def code_for(self, request: Request, wait: float) -> str:
        """Return the code that belongs to a request. Raises ProviderError when none comes, or consent is refused."""
        self.request_of = request
        end = time.monotonic() + wait
        while self.code is None and self.refused is None and (left := end - time.monotonic()) > 0:
            self.timeout = left
            self.handle_request()
        if self.refused is not None:
            raise self.refused
        if self.code is None:
            raise ProviderError(f"No consent came within {wait:g} seconds.", code="YOUTUBE_INVALID_TOKEN")
        return self.code


class _Handler(BaseHTTPRequestHandler):
    server: _Loopback
    timeout = 10
    """Seconds for one browser's request: browsers open connections that they never use."""

    def do_GET(self) -> None:
        from vidpipe.providers.youtube.login import code_in

        request = self.server.request_of
        try:
            self.server.code = None if request is None else code_in(request, self.path)
            known, text = self.server.code is not None, "vidpipe goes on in its terminal; you can close this page."
        except ProviderError as error:
            self.server.refused = error
            known, text = True, "The channel was not connected. You can close this page."
        page = _PAGE.format(text=text if known else "This is not the login that vidpipe waits for.").encode()
        self.send_response(200 if known else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the address holds the code
        """Write nothing."""
