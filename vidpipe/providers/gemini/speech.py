"""Speech by Gemini. It tells no times, so they are found in the sound."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

from vidpipe.errors import CATALOGUE, ProviderError
from vidpipe.models import Brief, Speech
from vidpipe.providers.base import SpeechRequest
from vidpipe.providers.gemini.api import candidate_of, charge, gemini_service, generate_path, parts_of, price
from vidpipe.providers.gemini.classify import classify
from vidpipe.providers.gemini.config import Config
from vidpipe.providers.gemini.sound import sound_of
from vidpipe.providers.gemini.voices import voice_config
from vidpipe.providers.model_end import ended, warn_of_end
from vidpipe.providers.service import Reply, Service, wish_of
from vidpipe.providers.session import Session
from vidpipe.providers.speaking.lengths import spoken_seconds
from vidpipe.providers.speaking.pieced import PiecedSpeech, require_plausible
from vidpipe.providers.speaking.pieces import Piece, in_pieces, require_speakable
from vidpipe.providers.speaking.sound import BadSound, Sound
from vidpipe.text.words import split_words

_VERSION = 1
_TOKENS_PER_SECOND = 25.0
"""Of audio, known of older models; the answer's own count is what is charged."""

_TOO_LONG = re.compile(r"token.{0,80}(?:exceed|limit|maximum|too)|(?:exceed|too many|too long).{0,80}token", re.I)
_NO_VOICE = re.compile(r"voice.{0,80}(?:not found|not supported|invalid|unknown|does not exist)|invalid voice", re.I)
_MADE_TEXT = re.compile(r"tried to generate text", re.I)


class GeminiSpeechProvider:
    """Speaks with a voice of Gemini; a brief names a prebuilt voice, such as Kore, or an id of the voice library."""

    name = "gemini"

    def __init__(self, session: Session, config: Config | None = None) -> None:
        self._session = session
        self._config = config or Config()
        self.at_once = self._config.speech_at_once
        self._pieced = PiecedSpeech()

    def problems(self) -> list[str]:
        """Say that the key is missing, or that the model has ended."""
        return [problem for problem in (self._config.problem(), ended(self.name, self._config.speech_model)) if problem]

    def fingerprint(self, voice: str | None = None) -> dict[str, object]:
        """Name model, voice and manner; the times of words are estimated from the sound."""
        config = self._config
        return {
            "provider": self.name,
            "version": _VERSION,
            "model": config.speech_model,
            "voice": voice or config.speech_voice,
            "style": config.speech_style,
            "language": config.speech_language,
            "word_times": "estimated",
        }

    def accepts(self, brief: Brief) -> None:  # noqa: ARG002 - the same for every brief
        """Refuse everything while the key is missing (PROVIDER_NOT_CONFIGURED)."""
        self._config.require()

    async def speak(self, request: SpeechRequest, out: Path) -> Speech:
        """Write the spoken text to ``out`` as 16-bit mono WAV and tell when each sentence and word is heard.

        A narration longer than Gemini speaks at once is spoken in pieces. Raises InvalidInput (SPEECH_EMPTY),
        ProviderError with a code of GEMINI, TTS_INVALID_AUDIO, TTS_TEXT_TOO_LONG, TTS_VOICE_NOT_FOUND or
        TTS_MODEL_RETIRED, and StorageError.
        """
        require_speakable(request.text)
        warn_of_end(self.name, self._config.speech_model)
        service = gemini_service(self._config, invalid_code="TTS_INVALID_AUDIO", errors=classify_speech)
        longest = self._config.speech_longest
        pieces = in_pieces(request.text, request.language, lambda text: _seconds(text, request.language) <= longest)
        return await self._pieced.speak(
            request,
            pieces,
            out,
            how=self._body("", request),
            ask=lambda piece, part: self._ask(service, request, piece, part),
            unusable=lambda problem: ProviderError(f"Gemini answered with {problem}.", code="TTS_INVALID_AUDIO"),
        )

    async def _ask(self, service: Service, request: SpeechRequest, piece: Piece, part: str) -> Sound:
        model = self._config.speech_model
        body = self._body(piece.text, request)
        seconds = _seconds(piece.text, request.language)
        async with self._session.call(
            service,
            operation="generateContent.speech",
            wish=wish_of(model, body),
            subject=f"scene {request.scene}" if request.scene else "",
            model=model,
            request={"voice": request.voice or self._config.speech_voice, "characters": len(piece.text), "part": part},
            estimated_usd=price(model, len(piece.text) / 3, seconds * _TOKENS_PER_SECOND),
            units=1,
        ) as call:
            reply = await call.send("POST", generate_path(self._config, model), json=body)
            charge(call, reply, model)
            sound = await asyncio.to_thread(_heard, service, reply, piece, request.language)
            call.note(seconds=round(sound.duration, 2), word_times="estimated")
        return sound

    def _body(self, text: str, request: SpeechRequest) -> dict[str, Any]:
        """Return the request; no sampling and no system instruction, which speech models reject."""
        config = self._config
        part: dict[str, Any] = {"text": text}
        if config.speech_style:
            part["speechMetadata"] = {"style": config.speech_style}
        speech: dict[str, Any] = {"voiceConfig": voice_config(request.voice or config.speech_voice)}
        if config.speech_language == "send":
            speech["languageCode"] = request.language
        return {
            "contents": [{"role": "user", "parts": [part]}],
            "generationConfig": {"responseModalities": ["AUDIO"], "speechConfig": speech},
        }


def _seconds(text: str, language: str) -> float:
    return sum(spoken_seconds(split_words(text), language))


def _heard(service: Service, reply: Reply, piece: Piece, language: str) -> Sound:
    candidate = candidate_of(reply)
    finished = str(candidate.get("finishReason") or "STOP")
    if finished == "MAX_TOKENS":
        raise ProviderError(
            "The narration is longer than Gemini speaks at once: it broke off. Lower VIDPIPE_GEMINI_SPEECH_LONGEST, "
            "so that it is spoken in smaller pieces.",
            code="TTS_TEXT_TOO_LONG",
            details={"httpStatus": reply.status, "characters": len(piece.text)},
        )
    if finished != "STOP":
        raise service.invalid(reply, f"it stopped for the reason {finished}")
    try:
        sound = sound_of(parts_of(candidate))
        require_plausible(sound, piece, language)
    except BadSound as bad:
        raise service.invalid(reply, f"a recording that is {bad}") from bad
    return sound


def classify_speech(reply: Reply) -> ProviderError:
    """Return the error that an answer means where speech was asked for: some mean more than they do for a script."""
    error = classify(reply)
    said = str(error.details.get("providerMessage", ""))
    code = error.code
    if code == "GEMINI_MODEL_UNAVAILABLE":
        code = "TTS_MODEL_RETIRED"
    elif _MADE_TEXT.search(said) and code in ("GEMINI_INVALID_REQUEST", "GEMINI_SERVER_ERROR"):
        code = "TTS_INVALID_AUDIO"
    elif code == "GEMINI_INVALID_REQUEST" and _TOO_LONG.search(said):
        code = "TTS_TEXT_TOO_LONG"
    elif code == "GEMINI_INVALID_REQUEST" and _NO_VOICE.search(said):
        code = "TTS_VOICE_NOT_FOUND"
    if code == error.code:
        return error
    return ProviderError(f"{CATALOGUE[code].meaning['en']} It says: {said[:300]}", code=code, details=error.details)
