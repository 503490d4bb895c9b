"""Speech by Azure. Its REST service tells no times, so they are found in the sound."""

from __future__ import annotations

import asyncio
from pathlib import Path

from vidpipe.errors import ProviderError
from vidpipe.models import Brief, Speech
from vidpipe.providers.azure.config import Config
from vidpipe.providers.azure.ssml import ssml
from vidpipe.providers.azure.voices import choose_voice
from vidpipe.providers.base import SpeechRequest
from vidpipe.providers.pricing import model_facts
from vidpipe.providers.scene_voices import naming_scenes
from vidpipe.providers.service import Reply, Service, wish_of
from vidpipe.providers.session import Session
from vidpipe.providers.speaking.pieced import PiecedSpeech, require_plausible
from vidpipe.providers.speaking.pieces import Piece, in_pieces, require_speakable
from vidpipe.providers.speaking.sound import BadSound, Sound, decode
from vidpipe.text.scripts import script_of
from vidpipe.text.summary import speaking_seconds

_VERSION = 1
_MODEL = "neural"
_LONGEST_PIECE = 240.0
"""Seconds of speech expected of one request, at an even pace: Azure cuts sound at ten minutes, without an error."""
_CUT = 598.0
_DOUBLE = frozenset({"Han", "Hiragana", "Katakana", "Hangul"})
"""Scripts whose characters are billed twice."""


class AzureSpeechProvider:
    """Speaks with a voice of Azure; implements :class:`~vidpipe.providers.base.SpeechProvider`.

    A brief names a voice by its short name, such as ``de-DE-KatjaNeural``.
    """

    name = "azure"

    def __init__(self, session: Session, config: Config | None = None) -> None:
        self._session = session
        self._config = config or Config()
        self.at_once = self._config.concurrent or 4
        self._pieces = PiecedSpeech()

    def problems(self) -> list[str]:
        """Say that the key or the region is missing."""
        problem = self._config.problem()
        return [problem] if problem else []

    def fingerprint(self, voice: str | None = None) -> dict[str, object]:
        """Name voice, pace, format and the version of how words are timed."""
        return {
            "provider": self.name,
            "version": _VERSION,
            "voice": voice or self._config.voice or "by language",
            "rate": self._config.rate,
            "output_format": self._config.output_format,
        }

    def accepts(self, brief: Brief) -> None:
        """Refuse a language that the voice cannot speak (LANGUAGE_NOT_SUPPORTED).

        Without a key or a region, refuse everything (PROVIDER_NOT_CONFIGURED).
        """
        self._config.require()
        for voice in brief.voices:
            with naming_scenes(brief, voice):
                choose_voice(voice or self._config.voice, brief.language)

    async def speak(self, request: SpeechRequest, out: Path) -> Speech:
        """Write the spoken text to ``out`` as 16-bit mono WAV and tell when each sentence and word is heard.

        Raises InvalidInput (SPEECH_EMPTY, LANGUAGE_NOT_SUPPORTED), ProviderError with a code of TTS, StorageError.
        """
        require_speakable(request.text)
        service = self._config.service()
        voice = choose_voice(request.voice or self._config.voice, request.language)
        longest = _LONGEST_PIECE * min(self._config.pace, 1.0)
        pieces = in_pieces(request.text, request.language, lambda text: speaking_seconds(text) <= longest)

        async def ask(piece: Piece, part: str) -> Sound:
            return await self._speak_piece(service, request, voice, piece, part)

        return await self._pieces.speak(request, pieces, out, how=voice, ask=ask, unusable=_unusable)

    async def _speak_piece(
        self, service: Service, request: SpeechRequest, voice: str, piece: Piece, part: str
    ) -> Sound:
        config = self._config
        document = ssml(piece.text, voice, config.rate)
        billed = sum(1 + (script_of(character) in _DOUBLE) for character in piece.text)
        async with self._session.call(
            service,
            operation="speech",
            wish=wish_of(config.output_format, document.decode()),
            subject=f"scene {request.scene}" if request.scene else "",
            model=_MODEL,
            request={"voice": voice, "format": config.output_format, "characters": len(piece.text), "part": part},
            estimated_usd=billed * model_facts(self.name, _MODEL).price("1000_characters") / 1000,
            units=billed,
        ) as call:
            reply = await call.send(
                "POST",
                "/cognitiveservices/v1",
                headers={
                    "Content-Type": "application/ssml+xml",
                    "X-Microsoft-OutputFormat": config.output_format,
                },
                content=document,
            )
            sound = await asyncio.to_thread(_heard, service, reply, piece, request.language)
            call.note(seconds=round(sound.duration, 2), word_times="sound")
        return sound


def _heard(service: Service, reply: Reply, piece: Piece, language: str) -> Sound:
    try:
        sound = decode(reply.body)
        if sound.duration < _CUT:
            require_plausible(sound, piece, language)
    except BadSound as bad:
        raise service.invalid(reply, f"a recording that is {bad}") from bad
    if sound.duration >= _CUT:
        raise ProviderError(
            "Azure Speech cuts recordings at ten minutes, and this one has reached them: write a shorter narration.",
            code="TTS_TEXT_TOO_LONG",
            details={"seconds": round(sound.duration, 1)},
        )
    return sound


def _unusable(problem: str) -> ProviderError:
    return ProviderError(f"Azure Speech answered with something unusable: {problem}.", code="TTS_INVALID_AUDIO")
