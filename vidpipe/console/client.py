"""A small client of our own HTTP API, for the command line."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Literal

import httpx

from vidpipe.errors import CATALOGUE, InvalidInput, VidpipeError, file_errors, require_file

MEDIA_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".mp3": "audio/mpeg",
    ".wav": "audio/wav",
    ".flac": "audio/flac",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".m4a": "audio/mp4",
    ".aac": "audio/aac",
}


class ApiClient:
    """Talks to a running vidpipe. Every error answer becomes a VidpipeError with the server's code and message."""

    def __init__(self, url: str) -> None:
        """Raises InvalidInput when ``url`` is no address of a server."""
        self.url = _address(url)
        self._http = httpx.Client(base_url=self.url, timeout=30, trust_env=False)

    def __enter__(self) -> ApiClient:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def require_vidpipe(self) -> None:
        """Make sure that a vidpipe answers. Raises VidpipeError (SERVER_UNREACHABLE)."""
        self._data(self._send("GET", "/api/system/info"))

    def generate(self, request: dict[str, Any]) -> dict[str, Any]:
        """Ask for a video; return taskId, status and traceId."""
        return self._facts(self._send("POST", "/api/ai/video/generate", json=request))

    def task(self, task_id: str) -> dict[str, Any]:
        """Return a task with its stages."""
        return self._facts(self._send("GET", f"/api/tasks/{task_id}"))

    def retry(self, task_id: str, request: dict[str, Any]) -> dict[str, Any]:
        """Go on with a task; return it."""
        return self._facts(self._send("POST", f"/api/tasks/{task_id}/retry", json=request))

    def cancel(self, task_id: str) -> None:
        """Cancel a task."""
        self._send("POST", f"/api/tasks/{task_id}/cancel")

    def services(self) -> list[dict[str, Any]]:
        """Return the external services, each with what it lacks."""
        listed: list[dict[str, Any]] = self._data(self._send("GET", "/api/system/providers"))
        return listed

    def test_service(self, name: str) -> dict[str, Any]:
        """Have a service's key proved; return how that went."""
        return self._facts(self._send("POST", f"/api/system/providers/{name}/test", timeout=330))

    def upload(self, path: Path, wanted: Literal["image", "audio"] = "image") -> str:
        """Upload a picture or music; return the reference that a brief may name.

        Raises InvalidInput (VALIDATION_ERROR) for a file whose name says that it is the other, NotFound, StorageError.
        """
        kind = MEDIA_TYPES.get(path.suffix.lower(), "application/octet-stream")
        family = kind.split("/")[0]
        noun = {"image": "a picture", "audio": "music"}[wanted]
        if family != wanted and family in ("image", "audio"):
            names = ", ".join(suffix for suffix, known in MEDIA_TYPES.items() if known.startswith(wanted))
            raise InvalidInput(f"{path.name} is not {noun}: give a file of one of these kinds: {names}.")
        with file_errors(f"read {noun}", path):
            require_file(path, noun)
            content = path.read_bytes()
        answer = self._send("POST", "/api/artifacts", content=content, headers={"content-type": kind})
        return str(self._facts(answer)["artifact"])

    def download_video(self, task_id: str, out: Path) -> None:
        """Write the finished video to ``out``: complete, or not at all."""
        # A longer name than the video's own might be too long.
        unfinished = out.with_name(f".{os.getpid()}.part")
        try:
            with file_errors("write the video", out):
                with self._http.stream("GET", f"/api/tasks/{task_id}/video") as answer, unfinished.open("wb") as file:
                    if answer.is_error:
                        answer.read()
                        raise self._error(answer)
                    for piece in answer.iter_bytes():
                        file.write(piece)
                unfinished.replace(out)
        except httpx.HTTPError as error:
            raise self._silent(error) from error
        finally:
            unfinished.unlink(missing_ok=True)

    def _send(self, method: str, path: str, **options: Any) -> httpx.Response:
        try:
            answer = self._http.request(method, path, **options)
        except httpx.HTTPError as error:
            raise self._silent(error) from error
        if answer.is_error:
            raise self._error(answer)
        return answer

    def _silent(self, error: httpx.HTTPError) -> VidpipeError:
        told = str(error) or type(error).__name__
        return VidpipeError(f"No vidpipe answers at {self.url}: {told}.", code="SERVER_UNREACHABLE")

    def _facts(self, answer: httpx.Response) -> dict[str, Any]:
        facts: dict[str, Any] = self._data(answer)
        return facts

    def _data(self, answer: httpx.Response) -> Any:
        try:
            return answer.json()["data"]
        except (ValueError, KeyError, TypeError) as error:
            raise self._stranger(answer) from error

    def _error(self, answer: httpx.Response) -> VidpipeError:
        try:
            body = answer.json()
            code, message, details = body["code"], body["error"], body.get("details")
        except (ValueError, KeyError, TypeError):
            return self._stranger(answer)
        kind = InvalidInput if answer.status_code == httpx.codes.BAD_REQUEST else VidpipeError
        return kind(message, code=code if code in CATALOGUE else "INTERNAL_ERROR", details=details)

    def _stranger(self, answer: httpx.Response) -> VidpipeError:
        kind = answer.headers.get("content-type", "nothing")
        return VidpipeError(
            f"What answers at {self.url} is no vidpipe: it gave {kind} with status {answer.status_code}.",
            code="SERVER_UNREACHABLE",
        )


def _address(url: str) -> str:
    """Return the address of a server. Raises InvalidInput for what is none."""
    try:
        known = httpx.URL(url)
    except httpx.InvalidURL:
        known = httpx.URL()
    if known.scheme not in ("http", "https") or not known.host:
        example = "http://127.0.0.1:3000" if "/" in url or not url or not url.isprintable() else f"http://{url}"
        raise InvalidInput(f"--url: {url[:80]!r} is no address of a vidpipe: write one such as {example}")
    return url.rstrip("/")
