"""What the command line makes of a server's answers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from vidpipe.console.client import ApiClient
from vidpipe.errors import InvalidInput, VidpipeError

UNKNOWN = '{"code": "FROM_THE_FUTURE", "error": "It is so."}'
NO_TASK = '{"code": "TASK_NOT_FOUND", "error": "There is no task 12.", "details": {"taskId": "12"}}'


@contextmanager
def answering(status: int, kind: str, body: str) -> Iterator[str]:
    """Serve one answer to everything; yield the URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("content-type", kind)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [
        (200, "text/html", "<h1>Hello</h1>"),
        (404, "text/html", "<h1>Nothing here</h1>"),
        (301, "text/plain", ""),
        (502, "text/html", "<h1>Bad gateway</h1>"),
        (200, "application/json", "[]"),
        (500, "application/json", '"no"'),
    ],
)
@pytest.mark.parametrize("ask", [ApiClient.require_vidpipe, lambda client: client.task("12")])
def test_an_answer_of_something_else_is_no_vidpipe(
    status: int, kind: str, body: str, ask: Callable[[ApiClient], object]
) -> None:
    with answering(status, kind, body) as url, ApiClient(url) as client, pytest.raises(VidpipeError) as caught:
        ask(client)
    assert caught.value.code == "SERVER_UNREACHABLE"
    assert caught.value.message == (
        f"What answers at {url.rstrip('/')} is no vidpipe: it gave {kind} with status {status}."
    )


@pytest.mark.parametrize(
    ("status", "body", "code", "message"),
    [
        (404, NO_TASK, "TASK_NOT_FOUND", "There is no task 12."),
        (500, UNKNOWN, "INTERNAL_ERROR", "It is so."),
    ],
)
def test_an_error_of_the_server_keeps_its_code_and_words(status: int, body: str, code: str, message: str) -> None:
    served = answering(status, "application/json", body)
    with served as url, ApiClient(url) as client, pytest.raises(VidpipeError) as caught:
        client.task("12")
    assert (caught.value.code, caught.value.message) == (code, message)


@pytest.mark.parametrize(
    ("url", "better"),
    [
        ("foo", "http://foo"),
        ("localhost:3000", "http://localhost:3000"),
        ("ftp://here/there", "http://127.0.0.1:3000"),
        ("http://", "http://127.0.0.1:3000"),
        ("", "http://127.0.0.1:3000"),
        ("a\nb", "http://127.0.0.1:3000"),
    ],
)
def test_what_is_no_address_is_told_with_one_that_is(url: str, better: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        ApiClient(url)
    assert caught.value.message.endswith(f"write one such as {better}")
