"""Looking for a job whose creation was never answered: D-ID may have it all the same, and would charge a second one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import structlog

from vidpipe.errors import ProviderError
from vidpipe.models.calls import EarlierCall
from vidpipe.providers.call import Call
from vidpipe.providers.did.config import Config
from vidpipe.providers.did.orders import Order
from vidpipe.providers.did.uploads import bare
from vidpipe.providers.service import Service
from vidpipe.providers.session import Session

log = structlog.get_logger(__name__)

CLOCKS_APART = timedelta(minutes=2)
"""By how much D-ID's clock may differ from ours."""
MOST_PAGES = 50

Item = Mapping[str, Any]


async def find_lost(
    session: Session, service: Service, config: Config, order: Order, earlier: EarlierCall
) -> str | None:
    """Return the id of the job that an unanswered call began; None when D-ID's list proves that there is none.

    A job that has failed is none: what was wished for has to be made in any case. Raises ProviderError.
    """
    since = earlier.started_at - CLOCKS_APART
    async with session.call(service, operation=f"{order.kind}.list", model=order.kind, limited=False) as call:
        async for item in _listed(call, service, order.kind, config.page_size, since):
            job_id = str(item.get("id") or "")
            if not job_id or item.get("status") in ("error", "rejected"):
                continue
            if await _is_ours(call, item, job_id, order, earlier):
                await call.began(job_id, call_id=earlier.id)
                return job_id
        log.info("lost job is not at D-ID", call_id=earlier.id)
        return None


async def _listed(call: Call, service: Service, kind: str, size: int, since: datetime) -> AsyncIterator[Item]:
    """Yield the jobs created since a moment, through all pages."""
    query: dict[str, Any] = {"limit": size}
    for _ in range(MOST_PAGES):
        reply = await call.send("GET", f"/{kind}", params=query)
        body = reply.json()
        rows = body.get(kind) if isinstance(body, dict) else body
        if not isinstance(rows, list):
            raise service.invalid(reply, f"a list without {kind}")
        items = [row for row in rows if isinstance(row, dict)]
        for item in items:
            created = _created(item)
            if created is None or created >= since:
                yield item
        token = body.get("token") if isinstance(body, dict) else None
        if not token or _all_older_follow(items, since):
            return
        query["token"] = token
    raise service.invalid(reply, f"more than {MOST_PAGES} pages of {kind}")


def _all_older_follow(items: Sequence[Item], since: datetime) -> bool:
    """Whether a page is sorted from new to old, and reaches back far enough. D-ID does not promise any order."""
    times = [_created(item) for item in items]
    known = [time for time in times if time is not None]
    return bool(known) and len(known) == len(times) and known == sorted(known, reverse=True) and known[-1] < since


def _created(item: Item) -> datetime | None:
    try:
        created = datetime.fromisoformat(str(item.get("created_at")))
    except ValueError:
        return None
    return created if created.tzinfo else None


async def _is_ours(call: Call, item: Item, job_id: str, order: Order, earlier: EarlierCall) -> bool:
    mark, whole = item.get("user_data"), item
    if mark is None:
        # Lists may be shorter than what a single job tells of itself.
        try:
            whole = (await call.send("GET", f"/{order.kind}/{quote(job_id, safe='')}")).object()
        except ProviderError as error:
            if error.code != "DID_NOT_FOUND":
                raise
            return False
        mark = whole.get("user_data")
    if mark is not None:
        return bool(mark == order.user_data)
    script = whole.get("script")
    sound = whole.get("audio_url") or (script.get("audio_url") if isinstance(script, dict) else None)
    return isinstance(sound, str) and bare(sound) == earlier.request.get("audio")
