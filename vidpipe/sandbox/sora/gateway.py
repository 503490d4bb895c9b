"""The endpoints of the gateway that still speaks the Videos API."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from PIL import Image
from starlette.responses import Response

from vidpipe.sandbox.call import Answer, Call, json_answer
from vidpipe.sandbox.film_jobs import STUCK, SUCCEEDS
from vidpipe.sandbox.footage import frames_at, picture_file
from vidpipe.sandbox.ranges import file_answer
from vidpipe.sandbox.service import Balance, Endpoint, Fault, Handler, Service
from vidpipe.sandbox.sora.errors import Refused, check_key, invalid, request_id
from vidpipe.sandbox.sora.limits import check_limits, spend
from vidpipe.sandbox.sora.refusals import REFUSALS
from vidpipe.sandbox.sora.request import Ask, read_ask, read_object, read_prompt
from vidpipe.sandbox.sora.videos import KEPT_SECONDS, Video, begin, find, kept, view

_VIDEOS = "/v1/videos"
_STORAGE = "sora-compatible-storage"
_VARIANTS = ("video", "thumbnail", "spritesheet")
_SPRITES = 5
_LARGEST_PAGE = 100
_FATES = {
    "output_content_policy": "moderation_blocked",
    "task_failed": "internal_error",
    "processing_timeout": STUCK,
}


class SoraCompatible(Service):
    """Videos: create, poll, list, content, remix, delete."""

    name = "sora-compatible"
    account: Mapping[str, Balance] = MappingProxyType({"balance_usd": None, "requests_a_minute": None})

    def __init__(self) -> None:
        self.faults: dict[str, Fault] = {name: _refusing(refusal) for name, refusal in REFUSALS.items()}
        self.faults |= {name: _answering(_dooming(fate)) for name, fate in _FATES.items()}
        self.faults["content_redirect"] = _answering(_redirected)

    def endpoints(self) -> list[Endpoint]:
        """Everything it answers to."""
        quick = (0.05, 0.3)
        return [
            Endpoint("create", "POST", _VIDEOS, _answering(_create), (0.3, 1.5)),
            Endpoint("list", "GET", _VIDEOS, _answering(_list), quick),
            Endpoint("get", "GET", _VIDEOS + "/{id}", _answering(_get), quick),
            Endpoint("delete", "DELETE", _VIDEOS + "/{id}", _answering(_delete), quick),
            Endpoint("content", "GET", _VIDEOS + "/{id}/content", _answering(_content), quick),
            Endpoint("remix", "POST", _VIDEOS + "/{id}/remix", _answering(_remix), (0.3, 1.5)),
            Endpoint("storage", "GET", "/{id}.mp4", _stored, quick, _STORAGE),
        ]

    def unknown(self, call: Call) -> Answer:
        """Answer any other path."""
        return Refused(404, None, f"Invalid URL ({call.request.method} {call.path})").answer(call)


async def _create(call: Call) -> Answer:
    return _begun(call, await read_ask(call), SUCCEEDS)


async def _remix(call: Call) -> Answer:
    return _begun(call, _remixed(call), SUCCEEDS)


def _remixed(call: Call) -> Ask:
    source = find(call, call.params["id"])
    if source.status(call.world.now()) != "completed":
        raise invalid("Only a completed video can be remixed.", "id")
    return replace(source.ask, prompt=read_prompt(read_object(call)), remixed_from=source.id)


def _begun(call: Call, ask: Ask, fate: str) -> Answer:
    limits = check_limits(call, ask.price_usd)
    charge = ask.price_usd if fate == SUCCEEDS else 0.0
    spend(call, charge)
    video = begin(call, ask, fate)
    return _reply(call, view(video, video.created), headers=limits, charge_usd=charge)


async def _get(call: Call) -> Answer:
    video = find(call, call.params["id"])
    # OpenAI's clients take their pace from this hint; a job of the sandbox may be a matter of milliseconds.
    hint = max(100, min(10_000, int(video.wait * 250)))
    return _reply(call, view(video, call.world.now()), headers={"openai-poll-after-ms": str(hint)})


async def _list(call: Call) -> Answer:
    order, limit = call.query.get("order", "desc"), call.query.get("limit", "20")
    if order not in ("asc", "desc"):
        raise invalid("order must be asc or desc.", "order")
    if not limit.isdecimal() or not 1 <= int(limit) <= _LARGEST_PAGE:
        raise invalid(f"limit must be 1 to {_LARGEST_PAGE}.", "limit")
    videos = [video for video in kept(call).values() if video.key == call.key]
    if order == "desc":
        videos.reverse()
    if after := call.query.get("after"):
        videos = videos[videos.index(find(call, after)) + 1 :]
    page = [view(video, call.world.now()) for video in videos[: int(limit)]]
    ends = {"first_id": page[0]["id"] if page else None, "last_id": page[-1]["id"] if page else None}
    return _reply(call, {"object": "list", "data": page, **ends, "has_more": len(videos) > len(page)})


async def _delete(call: Call) -> Answer:
    video = find(call, call.params["id"])
    if video.status(call.world.now()) in ("queued", "in_progress"):
        raise invalid("A video in progress cannot be deleted.", "id")
    del kept(call)[video.id]
    return _reply(call, {"id": video.id, "object": "video.deleted", "deleted": True})


async def _content(call: Call) -> Answer:
    video = find(call, call.params["id"])
    variant = call.query.get("variant", "video")
    if variant not in _VARIANTS:
        raise invalid(f"variant must be one of {', '.join(_VARIANTS)}.", "variant")
    film = await _film(call, video)
    headers = {"x-request-id": request_id(call)}
    if variant == "thumbnail":
        [first] = await frames_at(film, [0.0])
        return file_answer(call, picture_file(first, "WEBP"), "image/webp", headers)
    if variant == "spritesheet":
        return file_answer(call, picture_file(await _spritesheet(film), "JPEG"), "image/jpeg", headers)
    return file_answer(call, film, "video/mp4", headers)


async def _film(call: Call, video: Video) -> bytes:
    """Give the film while it is kept. Raises Refused: 400 before it is made, 404 after its time."""
    if video.status(call.world.now()) != "completed" or video.film is None:
        raise Refused(400, "invalid_request", "Video is not ready yet, use GET /v1/videos/{video_id} to check status.")
    if (call.world.now() - video.finished_at).total_seconds() > KEPT_SECONDS:
        raise Refused(404, "not_found", "The content of this video has expired.")
    return await video.film


async def _spritesheet(film: bytes) -> Image.Image:
    """Some pictures of the film side by side."""
    sprites = await frames_at(film, [number / (_SPRITES - 1) for number in range(_SPRITES)])
    width, height = sprites[0].width // 4, sprites[0].height // 4
    sheet = Image.new("RGB", (width * _SPRITES, height))
    for number, sprite in enumerate(sprites):
        sheet.paste(sprite.resize((width, height)), (number * width, 0))
    return sheet


async def _stored(call: Call) -> Answer:
    """Hand out a film from the host that ``content`` may redirect to; its address is the permission."""
    video = kept(call).get(call.params["id"])
    if video is None or call.query.get("sig") != _signature(video):
        return Answer(Response(b"", 403), "forbidden")
    try:
        return file_answer(call, await _film(call, video), "video/mp4")
    except Refused as refused:
        return refused.answer(call)


def _signature(video: Video) -> str:
    return hashlib.sha256(f"{video.id} {video.key}".encode()).hexdigest()


async def _redirected(call: Call) -> Answer:
    video = find(call, call.params.get("id", ""))
    await _film(call, video)
    location = f"{call.base_url}/{_STORAGE}/{video.id}.mp4?sig={_signature(video)}"
    return Answer(Response(b"", 302, {"Location": location}), "redirect")


def _dooming(fate: str) -> Handler:
    async def befall(call: Call) -> Answer:
        if call.request.method == "POST":
            return _begun(call, _remixed(call) if "id" in call.params else await read_ask(call), fate)
        video = find(call, call.params.get("id", ""))
        refund = video.ask.price_usd if video.fate == SUCCEEDS else 0.0
        video.fate = fate
        spend(call, -refund)
        return _reply(call, view(video, call.world.now()), charge_usd=-refund)

    return befall


def _refusing(refusal: Callable[[], Refused]) -> Fault:
    return lambda call: refusal().answer(call)


def _answering(handler: Handler) -> Handler:
    """Check the key first, and put what the handler refuses into OpenAI's words."""

    async def answer(call: Call) -> Answer:
        try:
            check_key(call)
            return await handler(call)
        except Refused as refused:
            return refused.answer(call)

    return answer


def _reply(call: Call, body: object, *, headers: Mapping[str, str] | None = None, charge_usd: float = 0.0) -> Answer:
    shared = {"x-request-id": request_id(call)} | dict(headers or {})
    return json_answer(200, body, headers=shared, charge_usd=charge_usd)
