"""The endpoints of D-ID."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from vidpipe.sandbox.call import Answer, Call, json_answer
from vidpipe.sandbox.did import jobs, uploads
from vidpipe.sandbox.did.access import MISSING, Work, checked
from vidpipe.sandbox.did.checks import VOICES
from vidpipe.sandbox.did.errors import gateway, invalid, refusal
from vidpipe.sandbox.did.faults import faults
from vidpipe.sandbox.did.presenters import PRESENTERS, presenter_resource, voices
from vidpipe.sandbox.did.state import DidState, Job, JobKind
from vidpipe.sandbox.did.storage import HOST, download, presenter_picture
from vidpipe.sandbox.service import Balance, Endpoint, Fault, Service

_QUICK, _SLOW = (0.1, 0.5), (0.5, 2.5)
_MONTH = {"valid_from": "2026-11-01T00:00:00Z", "expire_at": "2026-12-01T00:00:00Z"}


class Did(Service):
    """D-ID: a portrait speaks. Words like ``sandbox:rejected`` in user_data, name or text decide how a job ends.

    Of the outside world it knows nothing: ``https://`` sources count as unreachable, webhooks are never called; and
    expressions, logos and backgrounds are checked, not drawn.
    """

    name = "did"
    account: Mapping[str, Balance] = MappingProxyType(
        {
            # None: no credits record at all, which is a 404 and means zero.
            "credits": 120,
            "total": 120,
            "stitchAllowed": True,
            # "create" or "done", and whether what failed is paid back: neither is documented.
            "chargesAt": "create",
            "refundsFailures": False,
            "resultUrlSeconds": 24 * 3_600,
            # Whether a later GET signs the result's address anew, and whether lists tell user_data: undocumented.
            "signsAnew": True,
            "listsUserData": True,
        }
    )

    def __init__(self) -> None:
        self.faults: Mapping[str, Fault] = faults()

    def endpoints(self) -> list[Endpoint]:
        """Uploads, talks, clips, the account, and the storage host."""
        return [
            Endpoint("upload_image", "POST", "/images", checked(uploads.image), _SLOW),
            Endpoint("upload_audio", "POST", "/audios", checked(uploads.audio), _SLOW),
            Endpoint("list_presenters", "GET", "/clips/presenters", checked(_presenters), _QUICK),
            Endpoint("list_voices", "GET", "/tts/voices", checked(_voices), _QUICK),
            Endpoint("credits", "GET", "/credits", checked(_credits), _QUICK),
            *_job_endpoints("talk"),
            *_job_endpoints("clip"),
            Endpoint("presenter_picture", "GET", "/presenters/{id}.png", presenter_picture, host=HOST),
            Endpoint("download", "GET", "/{path:path}", download, _SLOW, host=HOST),
        ]

    def unknown(self, _call: Call) -> Answer:
        """Answer as the gateway does where there is nothing: as if the key were missing."""
        return gateway(403, MISSING)


def _job_endpoints(kind: JobKind) -> list[Endpoint]:
    async def create(call: Call, owner: str) -> Answer:
        return jobs.create(call, owner, kind)

    async def listing(call: Call, owner: str) -> Answer:
        page, token = _page(call, DidState.of(call.world).of_owner(owner, kind), lambda job: job.id)
        shown = [jobs.view(call, job, listed=True) for job in page]
        return json_answer(200, {f"{kind}s": shown} | ({"token": token} if token else {}))

    return [
        Endpoint(f"create_{kind}", "POST", f"/{kind}s", checked(create), _SLOW),
        Endpoint(f"list_{kind}s", "GET", f"/{kind}s", checked(listing), _QUICK),
        Endpoint(f"get_{kind}", "GET", f"/{kind}s/{{id}}", checked(_look(kind)), _QUICK),
        Endpoint(f"delete_{kind}", "DELETE", f"/{kind}s/{{id}}", checked(_delete(kind)), _QUICK),
    ]


def _job(call: Call, owner: str, kind: JobKind) -> Job:
    job = DidState.of(call.world).jobs.get(call.params["id"])
    if job is None or (job.owner, job.kind) != (owner, kind):
        raise refusal(404, "NotFoundError", "not found")
    return job


def _look(kind: JobKind) -> Work:
    async def look(call: Call, owner: str) -> Answer:
        return json_answer(200, jobs.view(call, _job(call, owner, kind)))

    return look


def _delete(kind: JobKind) -> Work:
    async def delete(call: Call, owner: str) -> Answer:
        job = _job(call, owner, kind)
        shown = jobs.view(call, job)
        if shown["status"] in ("created", "started"):
            raise refusal(409, "NotReadyError", f"{kind} is in process, try again later")
        del DidState.of(call.world).jobs[job.id]
        return json_answer(200, shown)

    return delete


async def _presenters(call: Call, _owner: str) -> Answer:
    page, token = _page(call, list(PRESENTERS), str)
    shown = [presenter_resource(presenter, call.base_url) for presenter in page]
    return json_answer(200, {"presenters": shown} | ({"token": token} if token else {}))


async def _voices(call: Call, _owner: str) -> Answer:
    provider = call.query.get("provider")
    if provider not in (None, *VOICES):
        raise invalid({"query.provider": f"must be one of {', '.join(VOICES)}"})
    return json_answer(200, voices(provider))


async def _credits(call: Call, owner: str) -> Answer:
    left, total = call.account["credits"], call.account["total"]
    if left is None:
        raise refusal(404, "NotFoundError", "not credits found for user")
    record = {
        "owner_id": owner,
        "created_at": "2026-11-01T00:00:00Z",
        "modified_at": "2026-11-20T09:00:00Z",
        "remaining": left,
        "total": total,
        **_MONTH,
        "product_id": "prod_sandbox",
        "price_id": "price_sandbox",
        "plan_group": "deid-lite",
        "product_billing_interval": "month",
    }
    return json_answer(200, {"credits": [record], "remaining": left, "total": total})


def _page(call: Call, items: list[Any], name: Callable[[Any], str]) -> tuple[list[Any], str | None]:
    """Return one page of a list, and the token of the next: the name of the last item shown."""
    limit, token = call.query.get("limit", "100"), call.query.get("token")
    if not limit.isdecimal() or not 1 <= int(limit) <= 100:
        raise invalid({"query.limit": "must be a number from 1 to 100"})
    names = [name(item) for item in items]
    if token is not None and token not in names:
        raise invalid({"query.token": "is not a token of this list"})
    start = names.index(token) + 1 if token else 0
    page = items[start : start + int(limit)]
    return page, names[start + len(page) - 1] if start + len(page) < len(items) else None
