"""The endpoints of Azure Speech: tokens, voices, and speech from SSML. Errors are bare statuses or plain text."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from starlette.responses import Response

from vidpipe.sandbox.azure.offers import FORMATS, VOICES, voice_rows
from vidpipe.sandbox.azure.ssml import BadSsml, Line, read_ssml
from vidpipe.sandbox.call import Answer, Call, json_answer
from vidpipe.sandbox.keys import is_sandbox_key
from vidpipe.sandbox.media import Media
from vidpipe.sandbox.service import Balance, Endpoint, Fault, Service
from vidpipe.sandbox.sound_formats import SoundFormat, encode_sound

TOKEN_SECONDS = 600
LONGEST_SOUND = 600
"""Seconds after which the sound is cut, without an error."""
_LONGEST_USER_AGENT = 254
_KEY_HEADER, _FORMAT_HEADER = "ocp-apim-subscription-key", "x-microsoft-outputformat"
_SSML_TYPE = "application/ssml+xml"
_PACE: Mapping[str, tuple[int, float]] = {"F0": (20, 60), "S0": (200, 1)}
"""Requests by tier, and the seconds in which so many are allowed."""


def _refused(status: int, text: str, outcome: str, *, retry_after: int | None = None) -> Answer:
    headers = {"Retry-After": str(retry_after)} if retry_after else None
    return Answer(Response(text, status, headers, media_type="text/plain" if text else None), outcome)


def _fault(status: int, text: str, outcome: str, *, retry_after: int | None = None) -> Fault:
    return lambda _: _refused(status, text, outcome, retry_after=retry_after)


FAULTS: Mapping[str, Fault] = {
    "quota_exceeded": _fault(403, "", "quota_exceeded"),
    "quota_exceeded_2": _fault(403, "Quota Exceeded", "quota_exceeded"),
    "invalid_api_key": _fault(401, "", "invalid_api_key"),
    "invalid_api_key_2": _fault(401, "Access denied due to invalid subscription key.", "invalid_api_key"),
    "invalid_request": _fault(400, "", "invalid_request"),
    "invalid_request_2": _fault(400, "Unsupported voice nobody.", "invalid_request"),
    "invalid_request_3": _fault(415, "", "invalid_request"),
    "rate_limit": _fault(429, "", "rate_limit"),
    "rate_limit_2": _fault(429, "Too Many Requests", "rate_limit", retry_after=1),
    "server_error": _fault(502, "", "server_error"),
    "server_error_2": _fault(503, "Service Unavailable", "server_error"),
}


class AzureSpeech(Service):
    """Azure Speech: ``tier`` is F0 (free, with a monthly allowance of ``free_characters``) or S0."""

    name = "azure"
    faults: Mapping[str, Fault] = FAULTS
    account: Mapping[str, Balance] = MappingProxyType({"tier": "S0", "free_characters": 500_000})

    def endpoints(self) -> list[Endpoint]:
        """Speech, the list of voices, and the other host's tokens."""
        return [
            Endpoint("speech", "POST", "/cognitiveservices/v1", _speech, (0.5, 3.0)),
            Endpoint("voices", "GET", "/cognitiveservices/voices/list", _voices, (0.1, 0.4)),
            Endpoint("token", "POST", "/sts/v1.0/issueToken", _token, (0.05, 0.2)),
        ]

    def unknown(self, _: Call) -> Answer:
        """Answer a bare 404."""
        return _refused(404, "", "not_found")


def _refusal(call: Call) -> Answer | None:
    """Check the key, or the token that stands for one."""
    key = call.headers.get(_KEY_HEADER) or _key_of_token(call)
    if not is_sandbox_key(key):
        return _refused(401, "", "invalid_api_key")
    call.key = key
    return None


def _key_of_token(call: Call) -> str | None:
    scheme, _, token = call.headers.get("authorization", "").partition(" ")
    tokens: dict[str, tuple[str, datetime]] = call.world.store["azure"].setdefault("tokens", {})
    key, until = tokens.get(token.strip(), (None, call.world.now()))
    return key if scheme.lower() == "bearer" and until > call.world.now() else None


async def _token(call: Call) -> Answer:
    key = call.headers.get(_KEY_HEADER)
    if key is None or not is_sandbox_key(key):
        return _refused(401, "", "invalid_api_key")
    token = ".".join(call.world.token(length) for length in (36, 120, 43))
    until = call.world.now() + timedelta(seconds=TOKEN_SECONDS)
    call.world.store["azure"].setdefault("tokens", {})[token] = (key, until)
    return Answer(Response(token, media_type="application/jwt"))


async def _voices(call: Call) -> Answer:
    return _refusal(call) or json_answer(200, voice_rows())


async def _speech(call: Call) -> Answer:
    refused = _refusal(call) or _too_fast(call) or _bad_headers(call)
    if refused:
        return refused
    try:
        lines = read_ssml(call.body, VOICES)
    except BadSsml as bad:
        return _refused(400, str(bad), "invalid_request")
    if refused := _used_up(call, lines):
        return refused
    wanted = FORMATS[call.headers[_FORMAT_HEADER]]
    sound = await asyncio.to_thread(_sound, call.world.media, lines, wanted)
    return Answer(Response(sound, headers={"X-RequestId": call.world.token(32)}, media_type=wanted.media_type))


def _too_fast(call: Call) -> Answer | None:
    """Hold the key to its tier's pace; refused calls do not count."""
    name = f"azure:{call.key}"
    most, seconds = _PACE[call.account["tier"]]
    if call.world.meter.used(name, seconds) >= most:
        return _refused(429, "", "rate_limit")
    call.world.meter.add(name)
    return None


def _bad_headers(call: Call) -> Answer | None:
    if call.headers.get("content-type", "").partition(";")[0].strip().lower() != _SSML_TYPE:
        return _refused(415, "", "invalid_request")
    agent = call.headers.get("user-agent", "")
    if not agent or len(agent) > _LONGEST_USER_AGENT:
        return _refused(400, "The User-Agent header is missing or too long.", "invalid_request")
    if call.headers.get(_FORMAT_HEADER) not in FORMATS:
        return _refused(400, "Unsupported output format.", "invalid_request")
    return None


def _used_up(call: Call, lines: list[Line]) -> Answer | None:
    """Take the characters from the free tier's allowance; the paid tier has none."""
    if call.account["tier"] != "F0":
        return None
    characters = sum(len(line.text) for line in lines)
    if characters > call.account["free_characters"]:
        return _refused(403, "Quota Exceeded", "quota_exceeded")
    call.account["free_characters"] -= characters
    return None


def _sound(media: Media, lines: list[Line], wanted: SoundFormat) -> bytes:
    """Speak line after line, at most ten minutes of it."""
    most = LONGEST_SOUND * wanted.rate * 2
    pcm = bytearray()
    for line in lines:
        pcm += bytes(2 * round(line.pause * wanted.rate))
        if len(pcm) < most:
            pcm += media.speak(line.text, voice=line.voice, rate=wanted.rate).pcm
    return encode_sound(bytes(pcm[:most]), wanted.rate, wanted)
