"""Google's consent page for installed apps: the user allows or denies, and the browser goes back to a loopback address.

The flow is that of Google's "OAuth 2.0 for Mobile & Desktop Apps", with PKCE.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from html import escape
from typing import Final
from urllib.parse import urlencode, urlsplit

from starlette.datastructures import QueryParams
from starlette.responses import HTMLResponse, RedirectResponse

from vidpipe.sandbox.call import Answer, BadBody, Call
from vidpipe.sandbox.keys import is_sandbox_key
from vidpipe.sandbox.youtube.state import SCOPE, AuthorizationCode, Grant, YouTubeState, new_id
from vidpipe.sandbox.youtube.tokens import USUAL_USER, known_scopes

USERS: Final = {
    USUAL_USER: "an ordinary channel",
    "unverified": "a channel without a verified telephone number",
    "nochannel": "an account without a channel",
}
_CHALLENGE = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_CODE_SECONDS = 600
_WORDS = {
    "youtube.upload": "Manage your YouTube videos: upload them",
    "youtube.force-ssl": "See, edit and permanently delete your YouTube videos, ratings, comments and captions",
    "youtube": "Manage your YouTube account",
    "youtube.readonly": "View your YouTube account",
}
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Sign in: sandbox of Google Accounts</title>
<meta name="viewport" content="width=device-width"><style>
body{{font:16px/1.5 system-ui,sans-serif;background:#f0f4f9;color:#1f1f1f;display:grid;place-items:center;
min-height:100vh;margin:0}}main{{background:#fff;border-radius:28px;padding:36px;max-width:440px;margin:16px}}
h1{{font-weight:400;font-size:28px;margin:0 0 12px}}label,li{{display:block;margin:6px 0}}ul{{padding:0}}
button{{font:inherit;border-radius:20px;padding:8px 22px;border:1px solid #747775;background:#fff;color:#0b57d0}}
button[value=allow]{{background:#0b57d0;color:#fff;border-color:#0b57d0;margin-right:8px}}small{{color:#5f6368}}
</style><main>{body}<p><small>This is the vidpipe sandbox, not Google.</small></main></html>"""


@dataclass(frozen=True)
class _Wrong(Exception):
    """A request that Google shows as an error page, since no redirect address can be trusted yet."""

    status: int
    name: str
    text: str


async def consent(call: Call) -> Answer:
    """GET: show who asks for what."""
    try:
        _check(call.query)
    except _Wrong as wrong:
        return _error_page(wrong)
    scopes = "".join(f"<li>{escape(_WORDS[s.removeprefix(SCOPE)])}</li>" for s in call.query["scope"].split())
    users = "".join(
        f'<label><input type="radio" name="user" value="{name}"{" checked" * (name == USUAL_USER)}> '
        f"{name}@example.com <small>({text})</small></label>"
        for name, text in USERS.items()
    )
    body = (
        f"<h1>{escape(call.query['client_id'].partition('.')[0])} wants access to your Google Account</h1>"
        f'<form method="post" action="?{escape(call.request.url.query)}">{users}<p>It wants to:</p><ul>{scopes}</ul>'
        '<button name="decision" value="allow">Allow</button>'
        '<button name="decision" value="deny">Cancel</button></form>'
    )
    return Answer(HTMLResponse(_PAGE.format(body=body)))


async def decide(call: Call) -> Answer:
    """POST: what the user pressed; the browser is sent back to the app."""
    try:
        _check(call.query)
        form = (await call.form()).fields
    except _Wrong as wrong:
        return _error_page(wrong)
    except BadBody:
        form = {}
    state = {"state": call.query["state"]} if "state" in call.query else {}
    if form.get("decision") != "allow":
        return _back(call, {"error": "access_denied", **state}, "access_denied")
    user = form.get("user", USUAL_USER)
    if not re.fullmatch("[a-z0-9]+", user):
        return _error_page(_Wrong(400, "invalid_request", "There is no such user here."))
    return _back(call, {**state, "code": _code(call, user), "scope": call.query["scope"]}, "ok")


def _check(query: QueryParams) -> None:
    client_id, redirect = query.get("client_id", ""), query.get("redirect_uri", "")
    if not (is_sandbox_key(client_id) and client_id.endswith(".apps.googleusercontent.com")):
        raise _Wrong(401, "invalid_client", "The OAuth client was not found.")
    if not _is_loopback(redirect):
        raise _Wrong(400, "redirect_uri_mismatch", f"redirect_uri={redirect}")
    if query.get("response_type") != "code":
        raise _Wrong(400, "invalid_request", "Required parameter is missing: response_type")
    if known_scopes(query.get("scope", "")) is None:
        raise _Wrong(400, "invalid_scope", f"Some requested scopes were invalid. {query.get('scope', '')}")
    challenge, method = query.get("code_challenge"), query.get("code_challenge_method", "plain")
    if method not in ("S256", "plain") or (challenge is not None and not _CHALLENGE.fullmatch(challenge)):
        raise _Wrong(400, "invalid_request", "Invalid code_challenge or code_challenge_method.")


def _is_loopback(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "http" and parts.hostname in ("127.0.0.1", "::1", "localhost") and not parts.fragment


def _code(call: Call, user: str) -> str:
    query = call.query
    scopes = known_scopes(query["scope"]) or frozenset()
    expires = call.world.now() + timedelta(seconds=_CODE_SECONDS)
    text = f"4/0sandbox{new_id(call.world, 60)}"
    YouTubeState.of(call.world).codes[text] = AuthorizationCode(
        grant=Grant(client_id=query["client_id"], user=user, scopes=scopes, expires=expires),
        redirect_uri=query["redirect_uri"],
        challenge=query.get("code_challenge"),
        method=query.get("code_challenge_method", "plain"),
    )
    return text


def _back(call: Call, values: dict[str, str], outcome: str) -> Answer:
    address = call.query["redirect_uri"]
    join = "&" if urlsplit(address).query else "?"
    return Answer(RedirectResponse(f"{address}{join}{urlencode(values)}", 302), outcome)


def _error_page(wrong: _Wrong) -> Answer:
    body = f"<h1>Access blocked</h1><p>Error {wrong.status}: {wrong.name}</p><p>{escape(wrong.text)}</p>"
    return Answer(HTMLResponse(_PAGE.format(body=body), wrong.status), wrong.name)
