"""The endpoints of ElevenLabs: lists, quota, and speech as bytes, as JSON with character times, or streamed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from vidpipe.sandbox.call import Answer, Call, json_answer
from vidpipe.sandbox.elevenlabs import account, errors
from vidpipe.sandbox.elevenlabs.offers import MODELS, VOICES, model_row, voice_row
from vidpipe.sandbox.elevenlabs.speech import speech
from vidpipe.sandbox.service import Balance, Endpoint, Fault, Service

_LONGEST_PAGE, _PAGE = 100, 10


class ElevenLabs(Service):
    """ElevenLabs: speech for credits. A text may hold ``sandbox:content_policy``; one voice has no alignment."""

    name = "elevenlabs"
    faults: Mapping[str, Fault] = errors.FAULTS
    account: Mapping[str, Balance] = account.AT_FIRST

    def endpoints(self) -> list[Endpoint]:
        """Four ways to get speech, and what tells about models, voices and quota."""
        path = "/v1/text-to-speech/{voice_id}"
        return [
            Endpoint("speech", "POST", path, speech(stream=False, timed=False), (1.0, 6.0)),
            Endpoint("speech_timed", "POST", f"{path}/with-timestamps", speech(stream=False, timed=True), (1.0, 6.0)),
            Endpoint("speech_stream", "POST", f"{path}/stream", speech(stream=True, timed=False), (0.3, 1.0)),
            Endpoint(
                "speech_stream_timed",
                "POST",
                f"{path}/stream/with-timestamps",
                speech(stream=True, timed=True),
                (0.3, 1.0),
            ),
            Endpoint("models", "GET", "/v1/models", _models, (0.1, 0.4)),
            Endpoint("voices", "GET", "/v1/voices", _listing(_voices), (0.1, 0.4)),
            Endpoint("voices_2", "GET", "/v2/voices", _listing(_voice_page), (0.1, 0.4)),
            Endpoint("subscription", "GET", "/v1/user/subscription", account.subscription, (0.1, 0.4)),
        ]

    def unknown(self, _: Call) -> Answer:
        """Answer as the framework does."""
        return errors.text_error(404, "Not Found", "not_found")


async def _models(call: Call) -> Answer:
    refused = account.refusal(call, "models_read")
    return refused or json_answer(200, [model_row(model) for model in MODELS.values()])


def _listing(answer: Callable[[Call], Answer]) -> Callable[[Call], Awaitable[Answer]]:
    async def checked(call: Call) -> Answer:
        return account.refusal(call, "voices_read") or answer(call)

    return checked


def _voices(_: Call) -> Answer:
    return json_answer(200, {"voices": [voice_row(voice) for voice in VOICES.values()]})


def _voice_page(call: Call) -> Answer:
    """Answer one page; ``next_page_token`` is the id of the last voice on it."""
    size = call.query.get("page_size", str(_PAGE))
    if not (size.isascii() and size.isdecimal() and 1 <= len(size) <= 3 and 1 <= int(size) <= _LONGEST_PAGE):
        message = f"Input should be a whole number from 1 to {_LONGEST_PAGE}"
        return errors.unprocessable([{"loc": ["query", "page_size"], "msg": message, "type": "less_than_equal"}])
    search = call.query.get("search", "").casefold()
    found = [voice for voice in VOICES.values() if search in f"{voice.name} {voice.description}".casefold()]
    token = call.query.get("next_page_token")
    start = next((number for number, voice in enumerate(found, 1) if voice.voice_id == token), 0)
    page = found[start : start + int(size)]
    has_more = start + len(page) < len(found)
    body = {
        "voices": [voice_row(voice) for voice in page],
        "has_more": has_more,
        "total_count": len(found),
        "next_page_token": page[-1].voice_id if has_more else None,
    }
    return json_answer(200, body)
