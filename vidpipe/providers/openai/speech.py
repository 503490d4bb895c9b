"""Speech by OpenAI or a server that speaks its protocol. It tells no times, so they are found in the sound.

OpenAI's own speech models end on 2027-01-06; the protocol lives on in servers of one's own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from vidpipe.errors import ProviderError
from vidpipe.models import Brief, Speech
from vidpipe.providers.base import SpeechRequest
from vidpipe.providers.model_end import ended, warn_of_end
from vidpipe.providers.openai.api import speech_service
from vidpipe.providers.openai.config import Config, is_openai
from vidpipe.providers.pricing import model_facts
from vidpipe.providers.service import Reply, Service, wish_of
from vidpipe.providers.session import Session
from vidpipe.providers.speaking.lengths import spoken_seconds
from vidpipe.providers.speaking.pieced import PiecedSpeech, require_plausible
from vidpipe.providers.speaking.pieces import Piece, in_pieces, require_speakable
from vidpipe.providers.speaking.sound import BadSound, Sound, decode

_VERSION = 1
_PCM_RATE = 24_000


def _today() -> date:
    return datetime.now(UTC).date()


class OpenAISpeechProvider:
    """Speaks with a voice of OpenAI, or of a server that speaks its protocol; a brief names the voice."""

    name = "openai"

    def __init__(self, session: Session, config: Config | None = None, *, today: Callable[[], date] = _today) -> None:
        self._session = session
        self._config = config or Config()
        self._today = today
        self.at_once = self._config.speech_at_once
        self._pieced = PiecedSpeech()

    def problems(self) -> list[str]:
        """Say that the key is missing, or that OpenAI's model has ended."""
        return [problem for problem in (self._config.speech_problem(), self._ended()) if problem]

    def _ended(self) -> str | None:
        if not is_openai(self._config.speech_url()):
            return None
        return ended(self.name, self._config.speech_model, self._today())

    def fingerprint(self, voice: str | None = None) -> dict[str, object]:
        """Name model, voice and manner; the times of words are estimated from the sound."""
        config = self._config
        return {
            "provider": self.name,
            "version": _VERSION,
            "model": config.speech_model,
            "voice": voice or config.speech_voice,
            "instructions": config.speech_instructions,
            "speed": config.speech_speed,
            "format": config.speech_format,
            "word_times": "estimated",
        }

    def accepts(self, brief: Brief) -> None:  # noqa: ARG002 - the same for every brief
        """Refuse everything without a key (PROVIDER_NOT_CONFIGURED) or after the model's end (TTS_MODEL_RETIRED)."""
        self._require_model()
        speech_service(self._config)

    def _require_model(self) -> None:
        if gone := self._ended():
            raise ProviderError(
                f"OpenAI does not speak any more: {gone}.",
                code="TTS_MODEL_RETIRED",
                details={"model": self._config.speech_model},
            )

    async def speak(self, request: SpeechRequest, out: Path) -> Speech:
        """Write the spoken text to ``out`` as 16-bit mono WAV and tell when each sentence and word is heard.

        A narration longer than the server takes at once is spoken in pieces. Raises InvalidInput (SPEECH_EMPTY),
        ProviderError with a code of TTS, among them TTS_MODEL_RETIRED after the end of OpenAI's models, and
        StorageError.
        """
        require_speakable(request.text)
        self._require_model()
        if is_openai(self._config.speech_url()):
            warn_of_end(self.name, self._config.speech_model)
        service = speech_service(self._config)
        longest = self._config.speech_longest
        return await self._pieced.speak(
            request,
            in_pieces(request.text, request.language, lambda text: len(text) <= longest),
            out,
            how=self._body("", request),
            ask=lambda piece, part: self._ask(service, request, piece, part),
            unusable=lambda problem: ProviderError(f"{service.title} sent {problem}.", code="TTS_INVALID_AUDIO"),
        )

    async def _ask(self, service: Service, request: SpeechRequest, piece: Piece, part: str) -> Sound:
        config, body = self._config, self._body(piece.text, request)
        expected = sum(spoken_seconds(piece.words, request.language))
        async with self._session.call(
            service,
            operation="audio.speech",
            wish=wish_of(body),
            subject=f"scene {request.scene}" if request.scene else "",
            model=config.speech_model,
            request={
                "voice": request.voice or config.speech_voice,
                "format": config.speech_format,
                "characters": len(piece.text),
                "part": part,
            },
            estimated_usd=self._price(piece.text, expected),
            units=len(piece.text),
        ) as call:
            reply = await call.send("POST", "/audio/speech", json=body)
            sound = await asyncio.to_thread(self._heard, service, reply, piece, request.language)
            if dollars := self._price(piece.text, sound.duration):
                call.charge(dollars)
            call.note(seconds=round(sound.duration, 2), word_times="estimated")
        return sound

    def _body(self, text: str, request: SpeechRequest) -> dict[str, Any]:
        config = self._config
        voice = request.voice or config.speech_voice
        body: dict[str, Any] = {
            "model": config.speech_model,
            "input": text,
            # OpenAI's rule: a voice of one's own is named by an object with its id.
            "voice": {"id": voice} if voice.startswith("voice_") else voice,
            "response_format": config.speech_format,
        }
        if config.speech_instructions and not config.speech_model.startswith("tts-1"):
            body["instructions"] = config.speech_instructions
        if config.speech_speed is not None:
            body["speed"] = config.speech_speed
        return body

    def _price(self, text: str, seconds: float) -> float:
        """Return US dollars: some models cost by the character, others by the sound they make."""
        if not is_openai(self._config.speech_url()):
            return 0.0
        facts = model_facts(self.name, self._config.speech_model)
        return len(text) / 1e6 * facts.price("million_characters") + seconds / 60 * facts.price("minute")

    def _heard(self, service: Service, reply: Reply, piece: Piece, language: str) -> Sound:
        try:
            sound = decode(reply.body, pcm_rate=_PCM_RATE if self._config.speech_format == "pcm" else None)
            require_plausible(sound, piece, language, speed=self._config.speech_speed or 1.0)
        except BadSound as bad:
            raise service.invalid(reply, f"a recording that is {bad}") from bad
        return sound
