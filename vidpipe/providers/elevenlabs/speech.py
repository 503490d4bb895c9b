"""Speech by ElevenLabs, with exact times of words."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any
from urllib.parse import quote

from vidpipe.errors import ProviderError
from vidpipe.models import Brief, Speech
from vidpipe.providers.base import SpeechRequest
from vidpipe.providers.elevenlabs.answer import Spoken, read_answer
from vidpipe.providers.elevenlabs.config import Config
from vidpipe.providers.model_end import ended
from vidpipe.providers.pricing import model_facts
from vidpipe.providers.service import Service, wish_of
from vidpipe.providers.session import Session
from vidpipe.providers.speaking.pieces import Piece, in_pieces, require_speakable
from vidpipe.providers.speaking.sound import BadSound, joined, trimmed, write_wav
from vidpipe.providers.speaking.timing import Span, speech_of

_VERSION = 1
_CONTEXT = 1_000
"""Characters of the neighbouring pieces that go along, for the melody of speech."""


class ElevenLabsSpeechProvider:
    """Speaks with a voice of ElevenLabs; implements :class:`~vidpipe.providers.base.SpeechProvider`.

    A brief names a voice by its id. Texts longer than the model takes are cut at the ends of sentences and joined.
    """

    name = "elevenlabs"

    def __init__(self, session: Session, config: Config | None = None) -> None:
        self._session = session
        self._config = config or Config()
        self.at_once = self._config.concurrent or 4
        # Pieces of texts that are not finished: what was paid for is not asked for again when a later piece fails.
        self._spoken: dict[str, Spoken] = {}

    def problems(self) -> list[str]:
        """Say that the key is missing, or that the model has ended."""
        found = (self._config.problem(), ended(self.name, self._config.model))
        return [problem for problem in found if problem]

    def fingerprint(self, voice: str | None = None) -> dict[str, object]:
        """Name model, voice and everything that changes how it speaks."""
        changing = {
            "model", "output_format", "stability", "similarity_boost", "speaking_style", "speed", "seed",
            "text_normalization", "language_code", "neighbours", "longest_text",
        }  # fmt: skip
        return {
            "provider": self.name,
            "version": _VERSION,
            "voice": voice or self._config.voice,
            **self._config.model_dump(include=changing),
        }

    def accepts(self, brief: Brief) -> None:  # noqa: ARG002 - the same for every brief
        """Refuse everything while the key is missing (PROVIDER_NOT_CONFIGURED)."""
        self._config.require()

    async def speak(self, request: SpeechRequest, out: Path) -> Speech:
        """Write the spoken text to ``out`` as 16-bit mono WAV and tell when each sentence and word is heard.

        Raises InvalidInput (SPEECH_EMPTY), ProviderError with a code of TTS, and StorageError.
        """
        require_speakable(request.text)
        service, config = self._config.service(), self._config
        longest = config.longest_text or config.facts.longest
        pieces = in_pieces(request.text, request.language, lambda text: len(text) <= longest)
        texts = [piece.text for piece in pieces]
        spoken: list[Spoken] = []
        wishes: list[str] = []
        for number, piece in enumerate(pieces):
            body = self._body(request, texts, number)
            wishes.append(wish_of(request.voice, body))
            part = f"{number + 1}/{len(pieces)}"
            known = self._spoken.get(wishes[-1]) or await self._speak_piece(service, request, body, piece, part)
            self._spoken[wishes[-1]] = known
            spoken.append(known)
        speech = await asyncio.to_thread(_finished, request, spoken, [piece.pause for piece in pieces], out)
        for wish in wishes:
            self._spoken.pop(wish, None)
        return speech

    def _body(self, request: SpeechRequest, texts: list[str], number: int) -> dict[str, Any]:
        config, facts = self._config, self._config.facts
        settings = {
            "stability": config.stability,
            "similarity_boost": config.similarity_boost,
            "style": config.speaking_style,
            "speed": config.speed,
        }
        settings = {name: value for name, value in settings.items() if value is not None}
        fields: dict[str, Any] = {
            "text": texts[number],
            "model_id": config.model,
            "voice_settings": settings or None,
            "seed": config.seed,
            "apply_text_normalization": None if config.text_normalization == "auto" else config.text_normalization,
        }
        if config.language_code == "on" or (config.language_code == "auto" and facts.language_code):
            fields["language_code"] = request.language.split("-")[0].lower()
        if config.neighbours == "on" or (config.neighbours == "auto" and facts.neighbours):
            fields["previous_text"] = texts[number - 1][-_CONTEXT:] if number else None
            fields["next_text"] = texts[number + 1][:_CONTEXT] if number + 1 < len(texts) else None
        return {name: value for name, value in fields.items() if value is not None}

    async def _speak_piece(
        self, service: Service, request: SpeechRequest, body: dict[str, Any], piece: Piece, part: str
    ) -> Spoken:
        config, text = self._config, body["text"]
        voice = request.voice or config.voice
        asked = {name: value for name, value in body.items() if name not in ("text", "previous_text", "next_text")}
        async with self._session.call(
            service,
            operation="speech",
            wish=wish_of(voice, config.output_format, body),
            subject=f"scene {request.scene}" if request.scene else "",
            model=config.model,
            request=asked | {"voice": voice, "format": config.output_format, "characters": len(text), "part": part},
            estimated_usd=len(text) * model_facts(self.name, config.model).price("1000_characters") / 1000,
            units=len(text) * config.facts.credits,
        ) as call:
            reply = await call.send(
                "POST",
                f"/v1/text-to-speech/{quote(voice, safe='')}/with-timestamps",
                params={"output_format": config.output_format},
                json=body,
            )
            spoken = await asyncio.to_thread(read_answer, service, reply, piece, request.language, config.output_format)
            call.note(
                seconds=round(spoken.sound.duration, 2),
                word_times=spoken.source,
                character_cost=reply.headers.get("character-cost"),
            )
        return spoken


def _finished(request: SpeechRequest, pieces: list[Spoken], pauses: list[float], out: Path) -> Speech:
    """Join the pieces, write them, and move the times of their words to where they came to lie."""
    if len(pieces) == 1:
        sound, spans = pieces[0].sound, pieces[0].spans
    else:
        cut = [trimmed(piece.sound) for piece in pieces]
        try:
            sound, starts = joined([sound for sound, _ in cut], pauses)
        except BadSound as bad:
            raise ProviderError(f"ElevenLabs answered with a piece {bad}.", code="TTS_INVALID_AUDIO") from bad
        spans = _moved(pieces, [start - lost for start, (_, lost) in zip(starts, cut, strict=True)])
    write_wav(sound, out)
    return speech_of(request.text, request.language, spans, sound.duration)


def _moved(pieces: list[Spoken], shifts: list[float]) -> list[Span]:
    return [
        (start + shift, end + shift) for piece, shift in zip(pieces, shifts, strict=True) for start, end in piece.spans
    ]
