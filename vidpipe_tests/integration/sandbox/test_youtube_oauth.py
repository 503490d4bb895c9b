"""The simulated Google accounts: refresh, dead tokens, scopes, the consent page and the code with PKCE."""

from __future__ import annotations

import base64
import hashlib
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from vidpipe.sandbox.keys import KEYS
from vidpipe_tests.integration.sandbox.youtube_client import API, CLIENT, OAUTH, Client, reason, refreshed

PAGE = "/youtube/accounts/o/oauth2/v2/auth"
SCOPE = "https://www.googleapis.com/auth/youtube"
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
QUERY = {
    "client_id": CLIENT["client_id"],
    "redirect_uri": "http://127.0.0.1:8765/callback",
    "response_type": "code",
    "scope": f"{SCOPE}.upload {SCOPE}.force-ssl",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
    "state": "a&b=c",
}


def test_a_refresh_brings_an_access_token_and_no_new_refresh_token(sandbox: httpx.Client) -> None:
    answer = refreshed(sandbox)
    assert answer.status_code == 200
    body = answer.json()
    assert body.pop("access_token").startswith("ya29.")
    assert body == {"expires_in": 3599, "scope": f"{SCOPE}.upload {SCOPE}.force-ssl", "token_type": "Bearer"}


@pytest.mark.parametrize(
    ("form", "status", "error", "description"),
    [
        ({"refresh_token": "1//0sandbox-expired"}, 400, "invalid_grant", "Token has been expired or revoked."),
        ({"refresh_token": "1//0sandbox-revoked"}, 400, "invalid_grant", "Token has been expired or revoked."),
        ({"refresh_token": "1//0foreign"}, 400, "invalid_grant", "Bad Request"),
        ({"refresh_token": "1//0sandbox-invalid"}, 400, "invalid_grant", "Bad Request"),
        ({"refresh_token": ""}, 400, "invalid_request", "Missing required parameter: refresh_token"),
        ({"client_id": "other.apps.googleusercontent.com"}, 401, "invalid_client", "The OAuth client was not found."),
        ({"client_id": "sandbox"}, 401, "invalid_client", "The OAuth client was not found."),
        ({"client_secret": "GOCSPX-other"}, 401, "invalid_client", "Unauthorized"),
        ({"client_secret": ""}, 400, "invalid_request", "client_secret is missing."),
        ({"scope": SCOPE}, 400, "invalid_scope", "Some requested scopes were invalid."),
        ({"grant_type": "password"}, 400, "unsupported_grant_type", "Invalid grant_type: password"),
    ],
)
def test_a_wrong_refresh_is_refused_in_oauths_shape(
    sandbox: httpx.Client, form: dict[str, str], status: int, error: str, description: str
) -> None:
    answer = refreshed(sandbox, **form)
    assert answer.status_code == status
    assert answer.json() == {"error": error, "error_description": description}


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ({}, "required"),
        ({"Authorization": "Basic sandbox"}, "required"),
        ({"Authorization": "Bearer ya29.unknown"}, "authError"),
        ({"Authorization": "Bearer ya29.sandbox-expired"}, "authError"),
    ],
)
def test_calls_need_a_live_token(sandbox: httpx.Client, header: dict[str, str], expected: str) -> None:
    answer = sandbox.get(f"{API}/videos?part=id&id=x", headers=header)
    assert (answer.status_code, reason(answer)) == (401, expected)
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_an_access_token_expires_and_a_refresh_heals_it(sandbox: httpx.Client) -> None:
    client = Client(sandbox)
    assert client.get("videos", part="id", id="x").status_code == 200
    sandbox.post("/__sandbox__/clock", json={"advance": 3600})
    expired = client.get("videos", part="id", id="x")
    assert (expired.status_code, expired.json()["error"]["status"]) == (401, "UNAUTHENTICATED")
    assert Client(sandbox).get("videos", part="id", id="x").status_code == 200


@pytest.mark.parametrize(
    ("scope", "upload", "read", "caption"),
    [("youtube.upload", 200, 403, 403), ("youtube.force-ssl", 200, 200, 404)],
)
def test_each_call_needs_its_scope(sandbox: httpx.Client, scope: str, upload: int, read: int, caption: int) -> None:
    client = Client(sandbox, scope=f"https://www.googleapis.com/auth/{scope}")
    assert client.start().status_code == upload
    assert client.get("videos", part="id", id="x").status_code == read
    refused = client.caption({"videoId": "x", "language": "en", "name": ""}, b"x")
    assert refused.status_code == caption
    if caption == 403:
        assert reason(refused) == "insufficientPermissions"
        assert refused.json()["error"]["details"][0]["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"


def test_an_account_without_a_channel_must_sign_up(sandbox: httpx.Client) -> None:
    answer = Client(sandbox, "1//0sandbox-user-nochannel").start()
    assert (answer.status_code, reason(answer)) == (401, "youtubeSignupRequired")


def test_a_revoked_consent_kills_its_tokens(sandbox: httpx.Client) -> None:
    tokens = exchange(sandbox, code=allow(sandbox)).json()
    header = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert sandbox.get(f"{API}/videos?part=id&id=x", headers=header).status_code == 200
    assert sandbox.post(f"{OAUTH}/revoke", data={"token": tokens["refresh_token"]}).status_code == 200
    assert reason(sandbox.get(f"{API}/videos?part=id&id=x", headers=header)) == "authError"
    again = refreshed(sandbox, refresh_token=tokens["refresh_token"])
    assert again.json()["error_description"] == "Token has been expired or revoked."
    assert sandbox.post(f"{OAUTH}/revoke", data={"token": tokens["refresh_token"]}).status_code == 400


def back(answer: httpx.Response) -> dict[str, str]:
    """What the browser brings back to the app."""
    assert answer.status_code == 302
    assert answer.headers["location"].startswith(QUERY["redirect_uri"] + "?")
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


def allow(sandbox: httpx.Client, user: str = "studio", **query: str) -> str:
    given = back(sandbox.post(PAGE, params=QUERY | query, data={"decision": "allow", "user": user}))
    assert given["state"] == QUERY["state"]
    assert given["scope"] == QUERY["scope"]
    return given["code"]


def exchange(sandbox: httpx.Client, **form: str) -> httpx.Response:
    usual = {
        **CLIENT,
        "grant_type": "authorization_code",
        "redirect_uri": QUERY["redirect_uri"],
        "code_verifier": VERIFIER,
    }
    return sandbox.post(f"{OAUTH}/token", data={name: value for name, value in (usual | form).items() if value})


def test_the_consent_page_says_what_is_asked_for(sandbox: httpx.Client) -> None:
    page = sandbox.get(PAGE, params=QUERY)
    assert page.status_code == 200
    assert "upload them" in page.text
    assert "captions" in page.text
    assert 'value="allow"' in page.text


def test_an_allowed_code_brings_both_tokens_for_the_chosen_user(sandbox: httpx.Client) -> None:
    tokens = exchange(sandbox, code=allow(sandbox, "unverified")).json()
    assert set(tokens) == {"access_token", "expires_in", "refresh_token", "scope", "token_type"}
    first = Client(sandbox, tokens["refresh_token"]).get("channels", part="id", mine="true").json()["items"]
    again = exchange(sandbox, code=allow(sandbox, "unverified")).json()
    second = Client(sandbox, again["refresh_token"]).get("channels", part="id", mine="true").json()["items"]
    usual = Client(sandbox).get("channels", part="id", mine="true").json()["items"]
    assert first[0]["id"] == second[0]["id"] != usual[0]["id"]


def test_a_denied_consent_comes_back_as_an_error(sandbox: httpx.Client) -> None:
    assert back(sandbox.post(PAGE, params=QUERY, data={"decision": "deny"})) == {
        "error": "access_denied",
        "state": QUERY["state"],
    }


@pytest.mark.parametrize(
    ("query", "status", "error"),
    [
        ({"client_id": "other.apps.googleusercontent.com"}, 401, "invalid_client"),
        ({"redirect_uri": "https://example.com/callback"}, 400, "redirect_uri_mismatch"),
        ({"redirect_uri": "http://127.0.0.1.example.com/"}, 400, "redirect_uri_mismatch"),
        ({"response_type": "token"}, 400, "invalid_request"),
        ({"scope": "email"}, 400, "invalid_scope"),
        ({"scope": ""}, 400, "invalid_scope"),
        ({"code_challenge": "short"}, 400, "invalid_request"),
        ({"code_challenge_method": "S512"}, 400, "invalid_request"),
    ],
)
def test_a_wrong_request_never_reaches_the_redirect_address(
    sandbox: httpx.Client, query: dict[str, str], status: int, error: str
) -> None:
    for answer in (
        sandbox.get(PAGE, params=QUERY | query),
        sandbox.post(PAGE, params=QUERY | query, data={"decision": "allow"}),
    ):
        assert answer.status_code == status
        assert error in answer.text


def test_what_the_page_shows_is_escaped(sandbox: httpx.Client) -> None:
    page = sandbox.get(PAGE, params=QUERY | {"redirect_uri": "http://evil/<script>"})
    assert "<script>" not in page.text


@pytest.mark.parametrize(
    ("form", "error", "description"),
    [
        ({"code": "4/0sandbox-unknown"}, "invalid_grant", "Malformed auth code."),
        ({"client_id": "999-sandbox.apps.googleusercontent.com"}, "invalid_grant", "Malformed auth code."),
        ({"redirect_uri": "http://127.0.0.1:1/other"}, "redirect_uri_mismatch", "Bad Request"),
        ({"code_verifier": ""}, "invalid_grant", "Missing code verifier."),
        ({"code_verifier": "w" * 43}, "invalid_grant", "Invalid code verifier."),
    ],
)
def test_a_wrong_exchange_is_refused(sandbox: httpx.Client, form: dict[str, str], error: str, description: str) -> None:
    answer = exchange(sandbox, **({"code": allow(sandbox)} | form))
    assert answer.status_code == 400
    assert answer.json() == {"error": error, "error_description": description}


def test_a_code_is_good_once_and_for_ten_minutes(sandbox: httpx.Client) -> None:
    code = allow(sandbox)
    assert exchange(sandbox, code=code).status_code == 200
    assert exchange(sandbox, code=code).json()["error"] == "invalid_grant"
    late = allow(sandbox)
    sandbox.post("/__sandbox__/clock", json={"advance": 601})
    assert exchange(sandbox, code=late).json()["error"] == "invalid_grant"


def test_a_plain_challenge_is_the_verifier_itself(sandbox: httpx.Client) -> None:
    code = allow(sandbox, code_challenge=VERIFIER, code_challenge_method="plain")
    assert exchange(sandbox, code=code).status_code == 200


def test_no_token_is_in_the_journal(sandbox: httpx.Client) -> None:
    client = Client(sandbox)
    client.ask("/youtube/upload/youtube/v3/videos?upload_id=secret-session", 1)
    shown = sandbox.get("/__sandbox__/calls").text
    assert client.headers["Authorization"].removeprefix("Bearer ") not in shown
    assert KEYS["youtube_refresh_token"] not in shown
    assert "secret-session" not in shown
