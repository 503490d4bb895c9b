"""Who calls: the access token's check, the quota, and the cost of the call, around every handler of the API."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from vidpipe.sandbox.call import Answer, BadBody, Call
from vidpipe.sandbox.keys import KEYS, is_sandbox_key
from vidpipe.sandbox.service import Handler
from vidpipe.sandbox.youtube.errors import Refused, refusal, scope_insufficient
from vidpipe.sandbox.youtube.quota import Project
from vidpipe.sandbox.youtube.state import FORCE_SSL, FULL, READ_ONLY, UPLOAD, USUAL_SCOPES, Grant, YouTubeState

MAY_UPLOAD = frozenset({UPLOAD, FORCE_SSL, FULL})
MAY_READ = frozenset({READ_ONLY, FORCE_SSL, FULL})
MAY_MANAGE = frozenset({FORCE_SSL, FULL})
MAY_CAPTION = frozenset({FORCE_SSL})

Work = Callable[[Call, Grant], Awaitable[Answer]]


def authenticate(call: Call, scopes: frozenset[str]) -> Grant:
    """Return the grant behind the request's access token. Raises :class:`Refused`: 401 or 403."""
    scheme, _, text = call.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not text:
        # API keys do not upload, and cannot see what is private.
        raise refusal(401, "required", domain="global", location="Authorization")
    grant = _grant_of(call, text.strip())
    call.key = grant.client_id
    if not grant.scopes & scopes:
        raise Refused(scope_insufficient())
    if grant.user == "nochannel" or not Project(call.world, grant.client_id).settings["channelExists"]:
        raise refusal(401, "youtubeSignupRequired", domain="youtube.header", location="Authorization")
    return grant


def _grant_of(call: Call, text: str) -> Grant:
    """Of a token issued here, its grant; any other is good when it says "sandbox", as tokens of an earlier run do."""
    state = YouTubeState.of(call.world)
    grant = state.access.get(text)
    if grant is None and is_sandbox_key(text) and "expired" not in text:
        grant = Grant(client_id=KEYS["youtube_client_id"], user="studio", scopes=USUAL_SCOPES)
    if grant is None or text in state.revoked or (grant.expires is not None and grant.expires <= call.world.now()):
        raise refusal(401, "authError", domain="global", location="Authorization")
    return grant


def charged(endpoint: str, scopes: frozenset[str], work: Work) -> Handler:
    """Make a handler of ``work``: authenticated, within the quota, and booked."""

    async def handle(call: Call) -> Answer:
        try:
            grant = authenticate(call, scopes)
            project = Project(call.world, grant.client_id)
            project.admit(endpoint)
        except Refused as refused:
            return refused.answer
        try:
            answer = await work(call, grant)
        except Refused as refused:
            project.charge(endpoint, refused=True)
            return refused.answer
        except BadBody:
            project.charge(endpoint, refused=True)
            return refusal(400, "parseError", domain="global").answer
        project.charge(endpoint, refused=False)
        return answer

    return handle
