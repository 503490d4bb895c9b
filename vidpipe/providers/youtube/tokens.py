"""Access tokens: got with the channel owner's consent, renewed before they end, shared by all processes."""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from vidpipe.errors import ProviderError, file_errors, register_secret
from vidpipe.providers.service import Reply
from vidpipe.providers.session import Session
from vidpipe.providers.youtube.config import Config
from vidpipe.providers.youtube.service import service_of
from vidpipe.providers.youtube.vault import Access, lock_path, read_access, write_access

_LOCK_WAIT = 0.05


class Tokens:
    """The access token of the configured channel. ``clock`` tells seconds since 1970."""

    def __init__(self, session: Session, config: Config, clock: Callable[[], float] = time.time) -> None:
        self._session = session
        self._config = config
        self._clock = clock
        self._refused: set[str] = set()

    async def get(self) -> Access:
        """Return a token with some life left, renewing it when need be, which one process at a time does.

        Raises ProviderError: YOUTUBE_INVALID_TOKEN when the consent is gone, or what else hinders.
        """
        consent = self._consent()
        kept = await asyncio.to_thread(self._kept, consent)
        if kept is not None:
            return kept
        async with _locked(lock_path(self._config.data_dir)):
            # Whoever held the lock before may have renewed it.
            kept = await asyncio.to_thread(self._kept, consent)
            if kept is not None:
                return kept
            access = await self._renew(consent)
            await asyncio.to_thread(write_access, self._config.data_dir, access)
            return access

    async def renew(self) -> Access:
        """Get a new token, whatever is kept. Raises ProviderError."""
        access = await self._renew(self._consent())
        await asyncio.to_thread(write_access, self._config.data_dir, access)
        return access

    def refuse(self, token: str) -> None:
        """Note that YouTube does not take a token, whatever its age: the next one is another."""
        self._refused.add(token)

    def _kept(self, consent: str) -> Access | None:
        access = read_access(self._config.data_dir)
        if access is None or access.consent != consent or access.token in self._refused:
            return None
        if access.ends - self._clock() <= self._config.renew_before:
            return None
        register_secret(access.token)
        return access

    def _consent(self) -> str:
        """Return a hash of who gave consent to whom, at which Google."""
        parts = (self._config.token_url, self._config.client_id, self._config.key())
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    async def _renew(self, consent: str) -> Access:
        form = {**self._config.client(), "refresh_token": self._config.key(), "grant_type": "refresh_token"}
        reply = await ask_google(self._session, self._config, "oauth2.refresh", self._config.token_url, form)
        return access_of(reply, consent, self._clock())


async def ask_google(session: Session, config: Config, operation: str, url: str, form: dict[str, str]) -> Reply:
    """Send a form to Google's accounts. Raises ProviderError; a refusal of any kind is YOUTUBE_INVALID_TOKEN."""
    async with session.call(service_of(config), operation=operation, limited=False) as call:
        try:
            return await call.send("POST", url, data=form)
        except ProviderError as error:
            if error.code in ("YOUTUBE_NETWORK_ERROR", "YOUTUBE_SERVER_ERROR", "YOUTUBE_RATE_LIMIT"):
                raise
            if error.code == "YOUTUBE_INVALID_TOKEN" or "httpStatus" not in error.details:
                raise
            raise ProviderError(error.message, code="YOUTUBE_INVALID_TOKEN", details=error.details) from error


def access_of(reply: Reply, consent: str, now: float) -> Access:
    """Read an access token from Google's answer. Raises ProviderError (YOUTUBE_SERVER_ERROR) when there is none."""
    body = reply.object()
    token, seconds, scope = body.get("access_token"), body.get("expires_in"), body.get("scope", "")
    if not isinstance(token, str) or not token:
        # The answer is not quoted: it could hold a token under another name.
        raise ProviderError(
            "Google's accounts answered without an access token.",
            code="YOUTUBE_SERVER_ERROR",
            details={"httpStatus": reply.status},
        )
    register_secret(token)
    # Without a number the token is used once: it counts as ended already.
    life = float(seconds) if isinstance(seconds, int | float) else 0.0
    return Access(consent=consent, token=token, ends=now + life, scope=scope if isinstance(scope, str) else "")


@asynccontextmanager
async def _locked(path: Path) -> AsyncIterator[None]:
    """Hold the lock on a file, among the processes of this machine and the tasks of this one."""
    with file_errors("lock the tokens", path):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                await asyncio.sleep(_LOCK_WAIT)
        yield
    finally:
        os.close(descriptor)  # which lets the lock go
