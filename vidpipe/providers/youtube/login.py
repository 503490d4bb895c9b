"""Connecting a channel: Google's consent for installed programs, with PKCE (RFC 7636, RFC 8252)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode, urlsplit

from pydantic import SecretStr

from vidpipe.errors import ProviderError, register_secret
from vidpipe.providers.session import Session
from vidpipe.providers.youtube.api import Api
from vidpipe.providers.youtube.config import Config
from vidpipe.providers.youtube.scopes import SCOPES, require_scopes
from vidpipe.providers.youtube.tokens import ask_google
from vidpipe.providers.youtube.vault import Login


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request for consent; ``url`` is to be opened in a browser, which is then sent to ``redirect_uri``."""

    url: str
    redirect_uri: str
    state: str = field(repr=False)
    verifier: str = field(repr=False)


def request_consent(config: Config, redirect_uri: str) -> Request:
    """Return a new request. Raises ProviderError (PROVIDER_NOT_CONFIGURED) when there is no OAuth client."""
    client = config.client()
    state, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(64)
    register_secret(verifier)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    query = {
        "client_id": client["client_id"],
        "redirect_uri": redirect_uri,
        "response_type": "code",
        "scope": " ".join(SCOPES),
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        # Without both, Google gives no refresh token to a program it has given one before.
        "access_type": "offline",
        "prompt": "consent",
    }
    joint = "&" if urlsplit(config.auth_url).query else "?"
    url = f"{config.auth_url}{joint}{urlencode(query)}"
    return Request(url=url, redirect_uri=redirect_uri, state=state, verifier=verifier)


def code_in(request: Request, address: str) -> str | None:
    """Return the code in the address that the browser was sent to; None when it does not belong to the request.

    Raises ProviderError (YOUTUBE_INVALID_TOKEN) when consent was refused.
    """
    query = parse_qs(urlsplit(address).query)
    state, code, refused = (query.get(name, [""])[0] for name in ("state", "code", "error"))
    # Anybody on this machine could call the loopback address: only Google's answer has the state.
    if not hmac.compare_digest(state.encode("utf-8", "replace"), request.state.encode()):
        return None
    if refused:
        raise ProviderError(f"No consent was given: Google says {refused[:100]}.", code="YOUTUBE_INVALID_TOKEN")
    register_secret(code)
    return code or None


async def exchange(session: Session, config: Config, request: Request, code: str) -> Login:
    """Turn the code into a login. Raises ProviderError, also when not everything asked for was allowed."""
    form = {
        **config.client(),
        "grant_type": "authorization_code",
        "code": code,
        "code_verifier": request.verifier,
        "redirect_uri": request.redirect_uri,
    }
    reply = await ask_google(session, config, "oauth2.exchange", config.token_url, form)
    body = reply.object()
    token, scope = body.get("refresh_token"), body.get("scope", "")
    if not isinstance(token, str) or not token:
        raise ProviderError("Google gave no refresh token; try again.", code="YOUTUBE_SERVER_ERROR")
    register_secret(token)
    require_scopes(str(scope))
    return Login(client_id=config.client_id, refresh_token=token, scope=str(scope))


async def channel_of(session: Session, config: Config, login: Login) -> str:
    """Return the title of the channel that a login is for; one unit of the quota.

    Raises ProviderError (YOUTUBE_INVALID_TOKEN) when the account has none.
    """
    api = Api(session, config.model_copy(update={"refresh_token": SecretStr(login.refresh_token)}))
    units = config.cost_of_list
    async with session.call(api.service, operation="channels.list", units=units, limited=False) as call:
        channels = api.items_of(await api.get(call, "/channels", part="snippet", mine="true"))
    if not channels:
        raise ProviderError(
            "This Google account has no YouTube channel: make one, or log in with another account.",
            code="YOUTUBE_INVALID_TOKEN",
        )
    snippet = channels[0].get("snippet")
    return str(snippet.get("title", "")) if isinstance(snippet, dict) else ""


async def revoke(session: Session, config: Config, login: Login) -> None:
    """Take the consent back; one that is dead already is no error. Raises ProviderError."""
    register_secret(login.refresh_token)
    try:
        await ask_google(session, config, "oauth2.revoke", config.revoke_url, {"token": login.refresh_token})
    except ProviderError as error:
        if error.code != "YOUTUBE_INVALID_TOKEN":
            raise
