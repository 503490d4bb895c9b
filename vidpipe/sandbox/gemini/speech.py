"""Speech from generateContent: the text is read verbatim, as WAV or as headerless PCM."""

from __future__ import annotations

import asyncio
import base64
import re
from dataclasses import dataclass
from typing import Any

from vidpipe.sandbox.call import Call
from vidpipe.sandbox.gemini.access import charge, check_limits
from vidpipe.sandbox.gemini.body import GenerateBody, Generation, Voice
from vidpipe.sandbox.gemini.errors import invalid
from vidpipe.sandbox.gemini.models import SPEECH_TOKENS_PER_SECOND, Model
from vidpipe.sandbox.gemini.text import Made
from vidpipe.sandbox.sound_formats import wav_file
from vidpipe.sandbox.writer import tokens

RATE = 24_000
VOICES = frozenset(
    "Zephyr Puck Charon Kore Fenrir Leda Orus Aoede Callirrhoe Autonoe Enceladus Iapetus Umbriel Algieba Despina "  # noqa: SIM905
    "Erinome Algenib Rasalgethi Laomedeia Achernar Alnilam Schedar Gacrux Pulcherrima Achird Zubenelgenubi "
    "Vindemiatrix Sadachbia Sadaltager Sulafat".split()
)
_BCP47 = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True)
class Line:
    """A stretch of text in one voice."""

    voice: str
    text: str


async def speak(call: Call, model: Model, body: GenerateBody, *, raw: bool = False, parts: int = 1) -> Made:
    """Answer a request for speech; ``raw`` answers PCM as older models and streams do, in so many ``parts``.

    Raises Refused for what a speech model does not take.
    """
    config = body.generation_config
    _check(call, model, body)
    lines = _lines(config, body)
    tokens_in = tokens(body.user_text)
    if tokens_in > model.tokens_in:
        raise invalid(
            f"The input token count ({tokens_in}) exceeds the maximum number of tokens allowed ({model.tokens_in})."
        )
    check_limits(call, model, tokens_in)
    pcm = b"".join([await _spoken(call, line) for line in lines])
    most = int(min(config.max_output_tokens or model.tokens_out, model.tokens_out) / SPEECH_TOKENS_PER_SECOND * RATE)
    reason = "STOP" if len(pcm) <= most * 2 else "MAX_TOKENS"
    pcm = pcm[: most * 2]
    tokens_out = max(1, round(len(pcm) / 2 / RATE * SPEECH_TOKENS_PER_SECOND))
    candidate = {
        "content": {"role": "model", "parts": sound_parts(pcm, raw=raw or model.raw_pcm, parts=parts)},
        "finishReason": reason,
        "index": 0,
    }
    usage = {
        "promptTokenCount": tokens_in,
        "candidatesTokenCount": tokens_out,
        "totalTokenCount": tokens_in + tokens_out,
        "candidatesTokensDetails": [{"modality": "AUDIO", "tokenCount": tokens_out}],
    }
    return Made({"candidates": [candidate], "usageMetadata": usage}, charge(call, model, tokens_in, tokens_out))


def sound_parts(pcm: bytes, *, raw: bool, parts: int = 1) -> list[dict[str, Any]]:
    """Return sound as inline data: one WAV, or PCM cut into so many parts."""
    if not raw:
        return [_part("audio/wav", wav_file(pcm, RATE))]
    step = -(-len(pcm) // parts // 2) * 2
    return [_part(f"audio/L16;codec=pcm;rate={RATE}", pcm[at : at + step]) for at in range(0, len(pcm), step)]


def _part(mime_type: str, data: bytes) -> dict[str, Any]:
    return {"inlineData": {"mimeType": mime_type, "data": base64.b64encode(data).decode()}}


async def _spoken(call: Call, line: Line) -> bytes:
    spoken = await asyncio.to_thread(call.world.media.speak, line.text, voice=line.voice, rate=RATE)
    return spoken.pcm


def _check(call: Call, model: Model, body: GenerateBody) -> None:
    config = body.generation_config
    if config.response_modalities != ["AUDIO"]:
        asked = ", ".join(config.response_modalities or ["TEXT"])
        raise invalid(
            f"The requested combination of response modalities ({asked}) is not supported by the model. models/"
            f"{model.name} accepts the following combination of response modalities:\n* AUDIO\n"
        )
    for name in ("temperature", "top_p", "top_k"):
        if not model.sampling and getattr(config, name) is not None:
            raise invalid(f"{name} is not supported by models/{model.name}.", f"generation_config.{name}")
    if config.response_mime_type or config.response_schema or config.response_json_schema or config.response_format:
        raise invalid("Response mime type, schema and format are not supported with the AUDIO response modality.")
    if body.system_instruction is not None and not call.account["speech_system_instruction"]:
        raise invalid(f"Developer instruction is not enabled for models/{model.name}", "system_instruction")
    if not body.user_text.strip():
        raise invalid("The text to speak is empty.", "contents")
    language = config.speech_config.language_code if config.speech_config else None
    if language is not None and not _BCP47.fullmatch(language):
        raise invalid(f"Unsupported language code: {language}", "generation_config.speech_config.language_code")


def _lines(config: Generation, body: GenerateBody) -> list[Line]:
    """Divide the text among the voices."""
    speech = config.speech_config
    if speech is None or speech.multi_speaker_voice_config is None:
        return [Line(_voice(speech.voice_config if speech else None), body.user_text)]
    if speech.voice_config is not None:
        raise invalid("Only one of voice_config and multi_speaker_voice_config can be set.", "generation_config")
    speakers = speech.multi_speaker_voice_config.speaker_voice_configs
    if len(speakers) != 2 or speakers[0].speaker == speakers[1].speaker:
        raise invalid("The number of enabled voices for multi-speaker must equal 2.", "generation_config.speech_config")
    voices = {each.speaker: _voice(each.voice_config) for each in speakers}
    lines: list[Line] = []
    for part in (part for content in body.contents for part in content.parts if part.text):
        named = part.speech_metadata.speaker if part.speech_metadata else None
        lines += [Line(voices[named], part.text or "")] if named in voices else _dialogue(part.text or "", voices)
    if {line.voice for line in lines} != set(voices.values()):
        raise invalid("The speaker names must match those in the text.", "generation_config.speech_config")
    return lines


def _dialogue(text: str, voices: dict[str, str]) -> list[Line]:
    """Read lines of the form ``Name: words``; what stands before the first name is spoken by the first voice."""
    lines: list[Line] = []
    voice = next(iter(voices.values()))
    for row in filter(str.strip, text.splitlines()):
        name, colon, said = row.partition(":")
        if colon and name.strip() in voices:
            voice, row = voices[name.strip()], said
        if row.strip():
            lines.append(Line(voice, row.strip()))
    return lines


def _voice(config: Voice | None) -> str:
    if config is None or (config.prebuilt_voice_config is None and config.voice is None):
        return "Kore"
    if config.prebuilt_voice_config is None:
        return str(config.voice)
    name = config.prebuilt_voice_config.voice_name
    known = {voice.lower(): voice for voice in VOICES}
    if name.lower() not in known:
        raise invalid(
            f"Voice name {name} is not supported. Allowed voice names are: {', '.join(sorted(known))}",
            "generation_config.speech_config.voice_config.prebuilt_voice_config.voice_name",
        )
    return known[name.lower()]
