"""The endpoints of Stability AI: checks in the order of the real service, then a picture, then its credits."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from types import MappingProxyType

from starlette.responses import Response

from vidpipe.sandbox.call import Answer, BadBody, Call, Form, json_answer
from vidpipe.sandbox.keys import is_sandbox_key
from vidpipe.sandbox.magic import magic_word
from vidpipe.sandbox.service import Balance, Endpoint, Fault, Handler, Service
from vidpipe.sandbox.stability import errors
from vidpipe.sandbox.stability.fields import ENDPOINTS, MAX_SEED, BadFields, Order, read_order
from vidpipe.sandbox.stability.pictures import blended
from vidpipe.text.scripts import foreign_script

LARGEST_REQUEST = 10 << 20
MOST_CALLS, WINDOW = 150, 10
USD_PER_CREDIT = 0.01
_LONGEST_CLIENT_HEADER = 256
_CLIENT_HEADERS = ("stability-client-id", "stability-client-user-id", "stability-client-version")
_BYTES, _JSON = "image/*", "application/json"
_MAGIC = ("content_moderation", "content_filtered", "invalid_language", "public_figure", "internal_error")


class Stability(Service):
    """Stability AI: pictures for credits. A prompt may hold ``sandbox:content_moderation`` and the like."""

    name = "stability"
    account: Mapping[str, Balance] = MappingProxyType({"credits": 1000.0})

    def __init__(self) -> None:
        self.faults: Mapping[str, Fault] = errors.faults(_filtered_fault)

    def endpoints(self) -> list[Endpoint]:
        """Three ways to generate a picture, and the two of v1 that tell about the account."""
        generate = [
            Endpoint(f"generate_{kind}", "POST", f"/v2beta/stable-image/generate/{kind}", _generate(kind), (3.0, 20.0))
            for kind in ENDPOINTS
        ]
        return [
            *generate,
            Endpoint("balance", "GET", "/v1/user/balance", _checked(_balance), (0.1, 0.4)),
            Endpoint("account", "GET", "/v1/user/account", _checked(_account), (0.1, 0.4)),
        ]

    def unknown(self, call: Call) -> Answer:
        """Answer 401 to those without a key even where there is nothing, as the real host does."""
        return _refusal(call) or errors.error(call, 404, "not_found", "The requested resource does not exist.")


def _refusal(call: Call) -> Answer | None:
    """Check key and pace."""
    scheme, _, key = call.headers.get("authorization", "").partition(" ")
    key = key.strip()
    if scheme.lower() != "bearer" or not is_sandbox_key(key):
        return errors.unauthorized(call, key or None)
    call.key = key
    return _too_fast(call, key)


def _too_fast(call: Call, key: str) -> Answer | None:
    world, state, name = call.world, call.world.store["stability"], f"stability:{key}"
    until = state.get(f"refused until:{key}")
    if until is None or until <= world.now():
        world.meter.add(name)
        if world.meter.used(name, WINDOW) <= MOST_CALLS:
            return None
        state[f"refused until:{key}"] = world.now() + timedelta(seconds=errors.PENALTY)
    return errors.error(call, 429, "rate_limit_exceeded", errors.TOO_FAST)


def _checked(handler: Callable[[Call], Awaitable[Answer]]) -> Handler:
    async def answer(call: Call) -> Answer:
        return _refusal(call) or await handler(call)

    return answer


async def _balance(call: Call) -> Answer:
    return json_answer(200, {"credits": round(call.account["credits"], 4)})


async def _account(_: Call) -> Answer:
    organization = {"id": "org-sandbox", "name": "Sandbox", "role": "ADMIN", "is_default": True}
    return json_answer(
        200,
        {
            "email": "studio@example.com",
            "id": "user-sandbox",
            "organizations": [organization],
            "profile_picture": "https://example.com/studio.png",
        },
    )


def _generate(kind: str) -> Handler:
    async def answer(call: Call) -> Answer:
        if refusal := _refusal(call):
            return refusal
        if len(call.body) > LARGEST_REQUEST:
            return errors.v2_error(call, 413, "payload_too_large", [errors.TOO_LARGE])
        try:
            order = read_order(kind, *_parts(await _form(call)))
        except BadFields as bad:
            return errors.v2_error(call, 400, "bad_request", bad.errors)
        return _denied(call, order) or await _picture(call, order)

    return answer


async def _form(call: Call) -> Form:
    """Read the form. Raises :class:`BadFields` for headers and bodies that the service does not take."""
    faults = [
        f"{name}: must be no longer than {_LONGEST_CLIENT_HEADER} characters"
        for name in _CLIENT_HEADERS
        if len(call.headers.get(name, "")) > _LONGEST_CLIENT_HEADER
    ]
    if call.headers.get("accept", _BYTES) not in (_BYTES, _JSON):
        faults.append(f"accept: must be one of {_BYTES}, {_JSON}")
    if not call.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        faults.append("content-type: must be multipart/form-data")
    if faults:
        raise BadFields(faults)
    try:
        return await call.form()
    except BadBody as error:
        raise BadFields([f"body: {error}"]) from error


def _parts(form: Form) -> tuple[Mapping[str, str], Mapping[str, bytes]]:
    return form.fields, {name: file.data for name, file in form.files.items()}


def _denied(call: Call, order: Order) -> Answer | None:
    """Refuse what cannot be paid and what must not be drawn. Refusals cost nothing."""
    if call.account["credits"] < order.credits:
        return errors.v2_error(call, 402, "payment_required", [errors.NO_CREDITS])
    magic = magic_word(order.prompt, _MAGIC)
    if magic == "content_moderation":
        return errors.v2_error(call, 403, magic, [errors.MODERATED])
    if magic == "public_figure":
        return errors.v2_error(call, 422, magic, [errors.PUBLIC_FIGURE])
    if magic == "internal_error":
        return errors.v2_error(call, 500, magic, [errors.FAILED])
    if magic == "invalid_language" or foreign_script(order.prompt, "en"):
        return errors.v2_error(call, 422, "invalid_language", [errors.NOT_ENGLISH])
    return None


async def _picture(call: Call, order: Order) -> Answer:
    # Taken before drawing: two calls at once must not spend the same credits.
    call.account["credits"] -= order.credits
    seed = order.seed or call.world.random.randrange(1, MAX_SEED + 1)
    is_filtered = magic_word(order.prompt, _MAGIC) == "content_filtered"
    content = await asyncio.to_thread(_drawn, call, order, seed, is_filtered)
    reason = "CONTENT_FILTERED" if is_filtered else "SUCCESS"
    return _answer(call, content, order.output_format, seed, reason, order.credits * USD_PER_CREDIT)


def _drawn(call: Call, order: Order, seed: int, is_filtered: bool) -> bytes:
    drawn = call.world.media.draw_picture(
        order.prompt, order.width, order.height, seed=seed, format=order.output_format, blurred=is_filtered
    )
    if order.image is None or is_filtered:
        return drawn
    return blended(drawn, order.image, order.strength, order.output_format)


def _answer(call: Call, content: bytes, kind: str, seed: int, reason: str, charge_usd: float) -> Answer:
    """Send the picture as bytes, its facts in headers, or all of it as JSON, as ``Accept`` asks."""
    headers = {"x-request-id": call.world.token(32, errors.HEX)}
    outcome = "ok" if reason == "SUCCESS" else reason.lower()
    if call.headers.get("accept") != _JSON:
        headers |= {"finish-reason": reason, "seed": str(seed)}
        return Answer(Response(content, headers=headers, media_type=f"image/{kind}"), outcome, charge_usd)
    body = {"image": base64.b64encode(content).decode(), "seed": seed, "finish_reason": reason}
    headers["content-type"] = f"application/json; type=image/{kind}"
    return json_answer(200, body, headers=headers, outcome=outcome, charge_usd=charge_usd)


def _filtered_fault(call: Call) -> Answer:
    blurred = call.world.media.draw_picture("filtered", 512, 512, seed=1, blurred=True)
    return _answer(call, blurred, "png", 1, "CONTENT_FILTERED", 0.0)
