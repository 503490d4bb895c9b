"""The requests of a call: each goes to the service alone with its key, past the courier or through it, and is typed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from vidpipe.errors import ProviderError, VidpipeError, file_errors
from vidpipe.providers.courier import Courier
from vidpipe.providers.service import Reply, Service

LARGEST_ANSWER = 64 << 20
"""Bytes of an answer that is kept in memory; films are downloaded to files."""
NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
_CHUNK = 1 << 16
_MOST_REDIRECTS = 5


class Sending:
    """Sends requests to one service, and remembers of them what their entry of the ledger has to tell.

    ``key`` names, for the courier, the request of a number, counted from 1. Without a courier they go straight out.
    """

    def __init__(
        self,
        service: Service,
        client: Callable[[], httpx.AsyncClient],
        *,
        traceparent: str,
        courier: Courier | None,
        key: Callable[[int], str],
    ) -> None:
        self._service = service
        self._client = client
        self._traceparent = traceparent
        self._courier = courier
        self._key = key
        self.count = 0
        """How many requests were asked for."""
        self.sent = False
        """Whether anything may have reached the service."""
        self.reply: Reply | None = None
        """The last answer."""

    async def send(self, method: str, path: str, **options: Any) -> Reply:
        """Send a request to the service and return its whole answer, whatever its status.

        ``path`` and ``options`` are those of ``Call.send``. Raises ProviderError: the service's timeout or network
        code, or what keeps the courier of paid calls from its work.
        """
        self.count += 1
        try:
            url, own = self._address(path)
            headers = {**(self._service.headers if own else {}), **options.pop("headers", {})}
            if self._traceparent:
                headers["traceparent"] = self._traceparent
            # The courier ends what takes too long by itself, and tells so.
            async with asyncio.timeout(None if self._courier else self._service.timeouts.total):
                self.reply = reply = await self._exchange(method, url, headers, options)
                return reply
        except (httpx.TimeoutException, TimeoutError) as error:
            raise self._unheard(error, self._service.timeout_code, "did not answer in time") from error
        except httpx.HTTPError as error:
            raise self._unheard(error, self._service.network_code, "could not be reached") from error
        except httpx.InvalidURL as error:
            raise ProviderError(
                f"{self._service.title}: no request can be sent to {path[:200]!r}: {error}. "
                "Check its base URL in the settings.",
                code="PROVIDER_NOT_CONFIGURED",
            ) from error

    def _address(self, path: str) -> tuple[str, bool]:
        base = self._service.base_url.rstrip("/")
        if path.startswith("/"):
            return base + path, True
        # Anything else is an address of its own, lest "@host" or "HTTPS://host" behind the base names another host.
        mine, theirs = httpx.URL(base + "/"), httpx.URL(path)
        same_host = (mine.scheme, mine.host, mine.port) == (theirs.scheme, theirs.host, theirs.port)
        # An escaped ".." is one only to the server, behind whose prefix another service may lie.
        beneath = theirs.path.startswith(mine.path) and ".." not in theirs.path.split("/")
        return path, same_host and beneath

    async def _exchange(self, method: str, url: str, headers: dict[str, str], options: dict[str, Any]) -> Reply:
        limits = self._service.timeouts
        timeout = httpx.Timeout(limits.read, connect=limits.connect)
        request = self._client().build_request(method, url, headers=headers, timeout=timeout, **options)
        if self._courier is not None:
            response = await self._delivered(self._courier, request)
        else:
            response = await self._sent_off(request, follow=False)
        try:
            return await self._whole(response)
        finally:
            await response.aclose()

    async def _sent_off(self, request: httpx.Request, *, follow: bool) -> httpx.Response:
        """Send a request and return its answer, whose body is still to come."""
        before, self.sent = self.sent, True
        try:
            return await self._client().send(request, stream=True, follow_redirects=follow)
        except NEVER_SENT:
            self.sent = before  # nothing has left this machine
            raise

    async def _delivered(self, courier: Courier, request: httpx.Request) -> httpx.Response:
        """Have the courier send a request, or tell what came of the same one of the call that this goes on with."""
        before, self.sent = self.sent, True
        try:
            return await courier.deliver(self._key(self.count), request, total=self._service.timeouts.total)
        except NEVER_SENT:
            self.sent = before
            raise
        except VidpipeError as error:
            if not error.details.get("sent", isinstance(error, ProviderError)):
                self.sent = before  # the courier refused it, or never got it
            raise

    async def _whole(self, response: httpx.Response) -> Reply:
        body = bytearray()
        async for chunk in response.aiter_bytes(_CHUNK):
            body += chunk
            if len(body) > LARGEST_ANSWER:
                reply = Reply(status=response.status_code, headers=response.headers, body=bytes(body[:1_000]))
                raise self._service.invalid(reply, f"more than {LARGEST_ANSWER >> 20} MB")
        return Reply(status=response.status_code, headers=response.headers, body=bytes(body))

    def _unheard(self, error: Exception, code: str, what: str) -> ProviderError:
        details = {"sent": self.sent, "cause": f"{type(error).__name__}: {error}"[:500]}
        return ProviderError(f"{self._service.title} {what}.", code=code, details=details)

    async def download(self, url: str, out: Path, *, largest: int, follow: bool) -> tuple[Reply, int]:
        """Fetch a file to ``out``; return an answer with an empty body, and the file's size in bytes.

        Raises ProviderError as ``send`` does, what the service's classifier reads, and when the file has more than
        ``largest`` bytes or ends early.
        """
        self.count += 1
        try:
            address, own = self._address(url)
            headers = dict(self._service.headers) if own else {}
            async with asyncio.timeout(self._service.timeouts.total):
                return await self._fetch(address, headers, out, largest, follow=follow)
        except (httpx.TimeoutException, TimeoutError) as error:
            raise self._unheard(error, self._service.timeout_code, "did not deliver the file in time") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._unheard(error, self._service.network_code, "did not deliver the file") from error

    async def _fetch(
        self, url: str, headers: dict[str, str], out: Path, largest: int, *, follow: bool
    ) -> tuple[Reply, int]:
        limits = self._service.timeouts
        timeout = httpx.Timeout(limits.read, connect=limits.connect)
        hops = 0
        while True:
            request = self._client().build_request("GET", url, headers=headers, timeout=timeout)
            response = await self._sent_off(request, follow=follow and not headers)
            hops += 1
            if not follow or response.next_request is None or hops > _MOST_REDIRECTS:
                break
            await response.aclose()
            # The service's own host sends on to its storage, where the key must not go; httpx drops only some headers.
            url, own = self._address(str(response.next_request.url))
            headers = headers if own else {}
        try:
            if response.status_code != 200:
                self.reply = reply = await self._whole(response)
                raise self._service.classify(reply)
            self.reply = reply = Reply(status=200, headers=response.headers, body=b"")
            size = 0
            with file_errors("store a download", out), out.open("wb") as file:
                async for chunk in response.aiter_bytes(_CHUNK):
                    size += len(chunk)
                    if size > largest:
                        raise self._service.invalid(reply, f"a file of more than {largest:,} bytes")
                    file.write(chunk)
            return reply, size
        finally:
            await response.aclose()
