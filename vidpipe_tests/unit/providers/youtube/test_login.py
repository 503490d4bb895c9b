from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import re
from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from vidpipe.errors import ProviderError
from vidpipe.providers.session import Session
from vidpipe.providers.youtube.login import channel_of, code_in, exchange, request_consent, revoke
from vidpipe.providers.youtube.probe import probe
from vidpipe.providers.youtube.vault import Login
from vidpipe_tests.unit.providers.youtube.fake import CLIENT, FakeYouTube, Publishing, token

HERE = "http://127.0.0.1:4711/"
LOGIN = Login(client_id=CLIENT["client_id"], refresh_token="1//new-refresh-token-0123")  # noqa: S106


def within(youtube: FakeYouTube, work: Callable[[Session], Coroutine[Any, Any, Any]]) -> Any:
    async def once() -> Any:
        async with Session(transport=httpx.MockTransport(youtube)) as session:
            return await work(session)

    return asyncio.run(once())


def test_consent_is_asked_for_with_pkce_and_for_a_refresh_token(publishing: Publishing) -> None:
    request = request_consent(publishing.config(), HERE)
    assert request.url.startswith("https://accounts.google.com/o/oauth2/v2/auth?")
    query = {name: values[0] for name, values in parse_qs(urlsplit(request.url).query).items()}
    hashed = base64.urlsafe_b64encode(hashlib.sha256(request.verifier.encode()).digest()).rstrip(b"=").decode()
    assert query == {
        "client_id": CLIENT["client_id"],
        "redirect_uri": HERE,
        "response_type": "code",
        "scope": "https://www.googleapis.com/auth/youtube.upload https://www.googleapis.com/auth/youtube.force-ssl",
        "state": request.state,
        "code_challenge": hashed,
        "code_challenge_method": "S256",
        "access_type": "offline",
        "prompt": "consent",
    }
    assert re.fullmatch(r"[A-Za-z0-9._~-]{43,128}", request.verifier)
    assert CLIENT["client_secret"] not in request.url
    assert request_consent(publishing.config(), HERE).state != request.state


def test_only_the_answer_to_this_request_counts(publishing: Publishing) -> None:
    request = request_consent(publishing.config(), HERE)
    assert code_in(request, f"{HERE}?state={request.state}&code=4%2F0abc") == "4/0abc"
    for other in (
        "favicon.ico",
        "?code=4/0abc",
        "?state=x&code=4/0abc",
        f"?state={request.state}",
        "?state=%ff&code=1",
    ):
        assert code_in(request, HERE + other) is None
    with pytest.raises(ProviderError, match="access_denied"):
        code_in(request, f"{HERE}?state={request.state}&error=access_denied")


def test_the_code_becomes_a_login(youtube: FakeYouTube, publishing: Publishing) -> None:
    config = publishing.config()
    request = request_consent(config, HERE)
    body = token("ya29.fake") | {"refresh_token": "1//new-refresh-token-0123"}
    youtube.say("/token", httpx.Response(200, json=body))
    login = within(youtube, lambda session: exchange(session, config, request, "4/0abc"))
    assert (login.client_id, login.refresh_token) == (LOGIN.client_id, LOGIN.refresh_token)
    assert dict(httpx.QueryParams(youtube.requests[0].content.decode())) == {
        **CLIENT,
        "grant_type": "authorization_code",
        "code": "4/0abc",
        "code_verifier": request.verifier,
        "redirect_uri": HERE,
    }


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (token("ya29.fake"), "YOUTUBE_SERVER_ERROR"),
        (
            token("ya29.fake") | {"refresh_token": "1//x", "scope": "https://www.googleapis.com/auth/youtube.upload"},
            "YOUTUBE_INVALID_TOKEN",
        ),
    ],
)
def test_an_incomplete_consent_is_refused(
    youtube: FakeYouTube, publishing: Publishing, body: dict[str, object], code: str
) -> None:
    config = publishing.config()
    youtube.say("/token", httpx.Response(200, json=body))
    with pytest.raises(ProviderError) as caught:
        within(youtube, lambda session: exchange(session, config, request_consent(config, HERE), "4/0abc"))
    assert caught.value.code == code


def test_the_channel_is_named_and_an_account_without_one_refused(youtube: FakeYouTube, publishing: Publishing) -> None:
    config = publishing.config(refresh_token=None)
    assert within(youtube, lambda session: channel_of(session, config, LOGIN)) == "Tea"
    youtube.say("/channels", httpx.Response(200, json={"items": []}))
    with pytest.raises(ProviderError, match="no YouTube channel"):
        within(youtube, lambda session: channel_of(session, config, LOGIN))


def test_taking_back_a_dead_consent_is_no_error(youtube: FakeYouTube, publishing: Publishing) -> None:
    config = publishing.config(revoke_url="https://yt.test/revoke")
    youtube.say("/revoke", httpx.Response(200, json={}), httpx.Response(400, json={"error": "invalid_token"}))
    for _ in range(2):
        within(youtube, lambda session: revoke(session, config, LOGIN))
    assert youtube.requests[0].content == b"token=1%2F%2Fnew-refresh-token-0123"
    youtube.say("/revoke", httpx.ConnectError("down"))
    with pytest.raises(ProviderError):
        within(youtube, lambda session: revoke(session, config, LOGIN))


def test_the_probe_takes_nothing_from_the_quota(youtube: FakeYouTube, publishing: Publishing) -> None:
    quotas = within(youtube, lambda session: probe(session, publishing.config()))
    assert [quota.limit for quota in quotas] == [100, 10_000]
    assert [request.url.path for request in youtube.requests] == ["/token"]


def test_the_probe_tells_a_consent_that_covers_too_little(youtube: FakeYouTube, publishing: Publishing) -> None:
    body = json.dumps(token("ya29.fake") | {"scope": "https://www.googleapis.com/auth/youtube.upload"})
    youtube.say("/token", httpx.Response(200, text=body))
    with pytest.raises(ProviderError, match=r"lacks youtube\.force-ssl"):
        within(youtube, lambda session: probe(session, publishing.config()))
