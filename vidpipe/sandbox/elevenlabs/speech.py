"""Speech by ElevenLabs: checks, credits, sound, and the character times that go with it."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Iterator
from itertools import pairwise

from starlette.responses import Response, StreamingResponse

from vidpipe.sandbox.call import Answer, BadBody, Call, json_answer
from vidpipe.sandbox.elevenlabs import account, errors
from vidpipe.sandbox.elevenlabs.alignment import Alignment, alignment, normalized_alignment, part
from vidpipe.sandbox.elevenlabs.body import SpeechOrder, Unprocessable, read_speech_order
from vidpipe.sandbox.elevenlabs.offers import FORMAT_NEEDS, FORMATS, MODELS, VOICES, Model, Voice, plan_reaches
from vidpipe.sandbox.magic import magic_word
from vidpipe.sandbox.media import Spoken
from vidpipe.sandbox.service import Handler
from vidpipe.sandbox.sound_formats import encode_sound

_PIECES_PER_SECOND = 1
_MAGIC = ("content_policy",)
_HEX = "0123456789abcdef"


def speech(*, stream: bool, timed: bool) -> Handler:
    """Return the handler of one of the four endpoints."""

    async def answer(call: Call) -> Answer:
        if refused := account.refusal(call, account.SPEECH):
            return refused
        try:
            order = read_speech_order(call.json(), call.query)
        except BadBody as bad:
            fault: dict[str, object] = {"loc": ["body", 0], "msg": f"JSON decode error: {bad}", "type": "json_invalid"}
            return errors.unprocessable([fault])
        except Unprocessable as bad:
            return errors.unprocessable(bad.detail)
        return _denied(call, order) or await _spoken(call, order, stream=stream, timed=timed)

    return answer


def _denied(call: Call, order: SpeechOrder) -> Answer | None:
    """Refuse what model, voice, plan or policy do not allow."""
    model, voice, plan = MODELS.get(order.model_id), VOICES.get(call.params["voice_id"]), call.account["tier"]
    if model is None:
        return errors.model_not_found(order.model_id)
    if order.language_code and order.language_code not in model.languages:
        message = f"Model {model.model_id} does not support language_code {order.language_code}."
        return errors.old_error(400, "unsupported_language", message)
    if len(order.text) > model.longest:
        return errors.text_too_long(model.longest, model.model_id, len(order.text))
    if voice is None:
        return errors.voice_not_found(call, call.params["voice_id"])
    if not plan_reaches(plan, voice.needs):
        return errors.plan_required(call, f"Voices from the library need the plan {voice.needs} or a larger one.")
    if not plan_reaches(plan, needed := FORMAT_NEEDS.get(order.output_format, "free")):
        message = f"The output format {order.output_format} needs the plan {needed} or a larger one."
        return errors.old_error(403, "output_format_not_allowed", message)
    if magic_word(order.text, _MAGIC):
        return errors.refused_content()
    if account.at_once(call) > (most := account.most_at_once(call)):
        return errors.too_many(call, most)
    return account.take_credits(call, account.price(model, order.text))


async def _spoken(call: Call, order: SpeechOrder, *, stream: bool, timed: bool) -> Answer:
    model, voice, sound_format = MODELS[order.model_id], VOICES[call.params["voice_id"]], FORMATS[order.output_format]
    headers = _headers(call, order, model)
    spoken, sound = await asyncio.to_thread(_sound, call, order, voice)
    charge_usd = len(order.text) / 1000 * model.usd
    if not timed:
        response: Response = Response(sound, headers=headers, media_type=sound_format.media_type)
        if stream:
            pieces = _pieces(sound, spoken.duration)
            response = StreamingResponse(pieces, headers=headers, media_type=sound_format.media_type)
        return Answer(response, charge_usd=charge_usd)
    language = order.language_code or "en"
    exact = alignment(order.text, spoken.words) if voice.aligned else None
    read = normalized_alignment(spoken.words, language) if order.normalize else exact
    normalized = read if voice.aligned else None
    if stream:
        lines = _lines(sound, spoken.duration, exact, normalized)
        return Answer(StreamingResponse(lines, headers=headers, media_type="application/json"), charge_usd=charge_usd)
    body = {
        "audio_base64": base64.b64encode(sound).decode(),
        "alignment": exact,
        "normalized_alignment": normalized,
    }
    return json_answer(200, body, headers=headers, charge_usd=charge_usd)


def _sound(call: Call, order: SpeechOrder, voice: Voice) -> tuple[Spoken, bytes]:
    sound_format = FORMATS[order.output_format]
    spoken = call.world.media.speak(order.text, voice=voice.voice_id, rate=sound_format.rate, speed=order.speed)
    return spoken, encode_sound(spoken.pcm, spoken.rate, sound_format)


def _headers(call: Call, order: SpeechOrder, model: Model) -> dict[str, str]:
    headers = {
        "request-id": call.world.token(20),
        "x-trace-id": call.world.token(32, _HEX),
        "character-cost": str(account.price(model, order.text)),
        "current-concurrent-requests": str(account.at_once(call)),
        "maximum-concurrent-requests": str(account.most_at_once(call)),
    }
    if order.logged:
        headers["history-item-id"] = call.world.token(20)
    return headers


def _edges(length: int, seconds: float) -> list[int]:
    count = max(1, round(seconds * _PIECES_PER_SECOND))
    return [length * number // count for number in range(count + 1)]


def _pieces(sound: bytes, seconds: float) -> Iterator[bytes]:
    for start, end in pairwise(_edges(len(sound), seconds)):
        yield sound[start:end]


def _lines(sound: bytes, seconds: float, exact: Alignment | None, normalized: Alignment | None) -> Iterator[bytes]:
    """Yield JSON lines: a second of sound each, with the characters that begin in it."""
    pieces = list(_pieces(sound, seconds))
    step = seconds / len(pieces)
    for number, piece in enumerate(pieces):
        first, last = number * step, (number + 1) * step if number + 1 < len(pieces) else float("inf")
        line = {
            "audio_base64": base64.b64encode(piece).decode(),
            "alignment": exact and part(exact, first, last),
            "normalized_alignment": normalized and part(normalized, first, last),
        }
        yield json.dumps(line, ensure_ascii=False).encode() + b"\n"
