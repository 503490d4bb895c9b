"""The endpoints of OpenAI speech: speech as bytes or events, the models with their last day, and use and costs."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Iterator, Mapping

from starlette.responses import StreamingResponse

from vidpipe.sandbox.call import Answer, BadBody, Call, json_answer
from vidpipe.sandbox.media import Spoken
from vidpipe.sandbox.openai_speech import account, errors
from vidpipe.sandbox.openai_speech.body import (
    FORMATS,
    MODELS,
    SHUTDOWN,
    Refused,
    SpeechOrder,
    read_speech_order,
)
from vidpipe.sandbox.service import Balance, Endpoint, Fault, Service
from vidpipe.sandbox.sound_formats import encode_sound, streamed_wav

_PIECE = 16_384
_CREATED = 1_700_000_000


class OpenAISpeech(Service):
    """OpenAI speech: money by the character or token; WAV with the endless sizes of a live stream."""

    name = "openai"
    faults: Mapping[str, Fault] = errors.FAULTS
    account: Mapping[str, Balance] = account.AT_FIRST

    def endpoints(self) -> list[Endpoint]:
        """Speech, models, and what admin keys may read."""
        organization = "/v1/organization"
        return [
            Endpoint("speech", "POST", "/v1/audio/speech", _speech, (0.8, 4.0)),
            Endpoint("models", "GET", "/v1/models", _models, (0.1, 0.4)),
            Endpoint("model", "GET", "/v1/models/{model}", _model, (0.1, 0.4)),
            Endpoint("usage", "GET", f"{organization}/usage/audio_speeches", account.usage, (0.1, 0.4)),
            Endpoint("costs", "GET", f"{organization}/costs", account.costs, (0.1, 0.4)),
        ]

    def unknown(self, call: Call) -> Answer:
        """Answer 401 without a key, and else that there is no such URL."""
        return account.refusal(call) or errors.unknown_url(call)


def _is_over(call: Call) -> bool:
    """Whether the models' last day has come in this world."""
    shutdown = call.account["shutdown"]
    return shutdown is not None and call.world.now().date().isoformat() >= shutdown


def _row(model: str) -> dict[str, object]:
    return {"id": model, "object": "model", "created": _CREATED, "owned_by": "system", "shutdown_date": SHUTDOWN}


async def _models(call: Call) -> Answer:
    if refused := account.refusal(call):
        return refused
    return json_answer(200, {"object": "list", "data": [] if _is_over(call) else [_row(model) for model in MODELS]})


async def _model(call: Call) -> Answer:
    if refused := account.refusal(call):
        return refused
    model = call.params["model"]
    if model not in MODELS or _is_over(call):
        return errors.model_not_found(model)
    return json_answer(200, _row(model))


async def _speech(call: Call) -> Answer:
    if refused := account.refusal(call):
        return refused
    try:
        order = read_speech_order(call.json())
    except BadBody:
        message = "We could not parse the JSON body of your request."
        return errors.error(400, errors.BAD_REQUEST, None, message)
    except Refused as bad:
        return errors.error(bad.status, errors.BAD_REQUEST, bad.code, bad.message, param=bad.param)
    if _is_over(call):
        return errors.model_not_found(order.model)
    if refused := account.too_fast(call, account.tokens_in(order.text)):
        return refused
    if call.account["balance_usd"] <= 0:
        return errors.out_of_credit()
    spoken, sound = await asyncio.to_thread(_sound, call, order)
    usd = account.price(order, spoken.duration)
    account.pay(call, order, usd)
    headers = {"x-request-id": f"req_{call.world.token(32, '0123456789abcdef')}", **account.rate_headers(call)}
    if order.sse:
        events = _events(order, spoken, sound)
        return Answer(StreamingResponse(events, headers=headers, media_type="text/event-stream"), charge_usd=usd)
    media_type = FORMATS[order.response_format].media_type
    return Answer(StreamingResponse(_pieces(sound), headers=headers, media_type=media_type), charge_usd=usd)


def _sound(call: Call, order: SpeechOrder) -> tuple[Spoken, bytes]:
    wanted = FORMATS[order.response_format]
    spoken = call.world.media.speak(order.text, voice=order.voice, rate=wanted.rate, speed=order.speed)
    if wanted.codec == "wav":
        return spoken, streamed_wav(spoken.pcm, spoken.rate)
    return spoken, encode_sound(spoken.pcm, spoken.rate, wanted)


def _pieces(sound: bytes) -> Iterator[bytes]:
    for start in range(0, len(sound), _PIECE):
        yield sound[start : start + _PIECE]


def _events(order: SpeechOrder, spoken: Spoken, sound: bytes) -> Iterator[bytes]:
    for piece in _pieces(sound):
        yield _event({"type": "speech.audio.delta", "audio": base64.b64encode(piece).decode()})
    asked = account.tokens_in(order.text + order.instructions)
    made = account.tokens_out(spoken.duration)
    usage = {"input_tokens": asked, "output_tokens": made, "total_tokens": asked + made}
    yield _event({"type": "speech.audio.done", "usage": usage})


def _event(data: Mapping[str, object]) -> bytes:
    return b"data: " + json.dumps(data, separators=(",", ":")).encode() + b"\n\n"
