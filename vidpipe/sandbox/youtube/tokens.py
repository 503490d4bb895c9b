"""Google's token endpoint: refresh, exchange of an authorization code (PKCE, RFC 7636), revocation."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from datetime import timedelta

from vidpipe.sandbox.call import Answer, BadBody, Call, json_answer
from vidpipe.sandbox.keys import is_sandbox_key
from vidpipe.sandbox.youtube.errors import Refused, oauth_error
from vidpipe.sandbox.youtube.quota import Project
from vidpipe.sandbox.youtube.state import SCOPES, USUAL_SCOPES, AuthorizationCode, Grant, YouTubeState, new_id

DEAD = "Token has been expired or revoked."
_USER = re.compile(r"sandbox-user-([a-z0-9]+)")
USUAL_USER = "studio"


async def token(call: Call) -> Answer:
    """POST /token."""
    try:
        form = dict((await call.form()).fields)
        return _grant(call, form)
    except BadBody:
        return oauth_error(400, "invalid_request", "Bad Request")
    except Refused as refused:
        return refused.answer


async def revoke(call: Call) -> Answer:
    """POST /revoke: the token, and every token of the same consent, is dead from now on."""
    try:
        form = dict((await call.form()).fields) if call.body else {}
    except BadBody:
        form = {}
    text = form.get("token") or call.query.get("token", "")
    state = YouTubeState.of(call.world)
    known = state.refresh.get(text) or state.access.get(text)
    if text in state.revoked or (known is None and not is_sandbox_key(text)):
        return oauth_error(400, "invalid_token", "Token expired or revoked")
    state.revoked.add(text)
    for tokens in (state.refresh, state.access):
        state.revoked |= {each for each, grant in tokens.items() if known and _same_consent(grant, known)}
    return json_answer(200, {})


def _same_consent(one: Grant, other: Grant) -> bool:
    return (one.client_id, one.user) == (other.client_id, other.user)


def _grant(call: Call, form: dict[str, str]) -> Answer:
    kind = form.get("grant_type")
    if kind not in ("refresh_token", "authorization_code"):
        raise Refused(oauth_error(400, "unsupported_grant_type", f"Invalid grant_type: {kind or ''}"))
    client_id, secret = form.get("client_id", ""), form.get("client_secret", "")
    if not client_id:
        raise Refused(oauth_error(400, "invalid_request", "Could not determine client ID from request."))
    if not (is_sandbox_key(client_id) and client_id.endswith(".apps.googleusercontent.com")):
        raise Refused(oauth_error(401, "invalid_client", "The OAuth client was not found."))
    if not secret:
        raise Refused(oauth_error(400, "invalid_request", "client_secret is missing."))
    if not (is_sandbox_key(secret) and secret.startswith("GOCSPX-")):
        raise Refused(oauth_error(401, "invalid_client", "Unauthorized"))
    call.key = client_id
    return _refresh(call, form) if kind == "refresh_token" else _exchange(call, form)


def _refresh(call: Call, form: dict[str, str]) -> Answer:
    text = form.get("refresh_token", "")
    if not text:
        raise Refused(oauth_error(400, "invalid_request", "Missing required parameter: refresh_token"))
    grant = _granted_by(call, text, form["client_id"])
    if "scope" in form:
        wanted = frozenset(form["scope"].split())
        if not wanted or not wanted <= grant.scopes:
            raise Refused(oauth_error(400, "invalid_scope", "Some requested scopes were invalid."))
        grant = Grant(client_id=grant.client_id, user=grant.user, scopes=wanted)
    return json_answer(200, _access_token(call, grant), headers={"Cache-Control": "no-store"})


def _granted_by(call: Call, text: str, client_id: str) -> Grant:
    """The consent behind a refresh token. One that says "sandbox" is good without having been issued here."""
    state = YouTubeState.of(call.world)
    dead = any(word in text.lower() for word in ("expired", "revoked"))
    if dead or text in state.revoked:
        raise Refused(oauth_error(400, "invalid_grant", DEAD))
    issued = state.refresh.get(text)
    if issued is not None and issued.client_id != client_id:
        raise Refused(oauth_error(400, "invalid_grant", "Bad Request"))
    if issued is None and not is_sandbox_key(text):
        raise Refused(oauth_error(400, "invalid_grant", "Bad Request"))
    return issued or Grant(client_id=client_id, user=_user_in(text), scopes=USUAL_SCOPES)


def _user_in(text: str) -> str:
    found = _USER.search(text)
    return found[1] if found else USUAL_USER


def _access_token(call: Call, grant: Grant) -> dict[str, object]:
    seconds = Project(call.world, grant.client_id).settings["accessTokenSeconds"]
    text = f"ya29.a0sandbox-user-{grant.user}-{new_id(call.world, 60)}"
    expires = call.world.now() + timedelta(seconds=seconds)
    YouTubeState.of(call.world).access[text] = Grant(
        client_id=grant.client_id, user=grant.user, scopes=grant.scopes, expires=expires
    )
    return {
        "access_token": text,
        "expires_in": seconds,
        "scope": " ".join(sorted(grant.scopes, reverse=True)),
        "token_type": "Bearer",
    }


def _exchange(call: Call, form: dict[str, str]) -> Answer:
    state = YouTubeState.of(call.world)
    # A code is good for one try: taken out before anything of it is checked.
    code = state.codes.pop(form.get("code", ""), None)
    if code is None or code.grant.client_id != form["client_id"]:
        raise Refused(oauth_error(400, "invalid_grant", "Malformed auth code."))
    if code.grant.expires is not None and code.grant.expires <= call.world.now():
        raise Refused(oauth_error(400, "invalid_grant", "Bad Request"))
    if form.get("redirect_uri") != code.redirect_uri:
        raise Refused(oauth_error(400, "redirect_uri_mismatch", "Bad Request"))
    _check_verifier(code, form.get("code_verifier"))
    grant = Grant(client_id=code.grant.client_id, user=code.grant.user, scopes=code.grant.scopes)
    text = f"1//0sandbox-user-{grant.user}-{new_id(call.world, 50)}"
    state.refresh[text] = grant
    body = {**_access_token(call, grant), "refresh_token": text}
    return json_answer(200, body, headers={"Cache-Control": "no-store"})


def _check_verifier(code: AuthorizationCode, verifier: str | None) -> None:
    if code.challenge is None:
        return
    if not verifier:
        raise Refused(oauth_error(400, "invalid_grant", "Missing code verifier."))
    digest = hashlib.sha256(verifier.encode()).digest()
    hashed = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    if not hmac.compare_digest(code.challenge.encode(), (hashed if code.method == "S256" else verifier).encode()):
        raise Refused(oauth_error(400, "invalid_grant", "Invalid code verifier."))


def known_scopes(text: str) -> frozenset[str] | None:
    """The scopes of a space-separated list; None when one is not YouTube's or there is none."""
    scopes = frozenset(text.split())
    return scopes if scopes and scopes <= SCOPES else None
