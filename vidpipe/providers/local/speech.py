"""Neural speech on this machine: piper with the voice that a wheel brings, or any other piper voice file."""

from __future__ import annotations

import asyncio
import wave
from importlib import metadata
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vidpipe.errors import InvalidInput
from vidpipe.errors.files import file_errors
from vidpipe.models import Brief, Speech
from vidpipe.providers.base import SpeechRequest
from vidpipe.providers.local.piper_track import BREATH_PAUSE, LEAD, SENTENCE_PAUSE, TAIL, Track, sentences_of, shortened
from vidpipe.providers.local.piper_voice import (
    INSTALL,
    find_voice,
    language_of,
    load_voice,
    missing_packages,
    voice_language,
)
from vidpipe.providers.scene_voices import name_scenes, naming_scenes
from vidpipe.text.scripts import foreign_script

_VERSION = 1


class LocalSpeechProvider:
    """Speaks with a piper voice, sentence by sentence; the same text gives the same bytes.

    A voice is named by the path of a piper ``.onnx`` file with its ``.json`` beside it, or by the file's name without
    ending when it lies in ``folder``; None is the wheel's voice. ``voice`` speaks when the request names none. Words
    in a script that the voice cannot read at all (a Chinese word in an English text) stay in the text and are passed
    over in silence; a text mostly in such a script is refused.
    """

    name = "piper"
    at_once = 1

    def __init__(self, voice: str | None = None, *, folder: Path | None = None) -> None:
        self.voice = voice
        self.folder = folder

    def problems(self) -> list[str]:
        """Say what is not installed or which voice is not there."""
        if missing := missing_packages():
            return [f"Local speech needs {' and '.join(missing)}; install with: {INSTALL}"]
        try:
            find_voice(self.voice, self.folder)
        except InvalidInput as error:
            return [error.message]
        return []

    def fingerprint(self, voice: str | None = None) -> dict[str, object]:
        """Name the engine, the voice file and the settings.

        ``word_times`` tells where the times of words come from: "aligned" when the voice tells how long each phoneme
        lasts, "estimated" when it does not and they are shared out by the kind of phoneme.
        """
        loaded = load_voice(find_voice(voice or self.voice, self.folder))
        return {
            "provider": self.name,
            "version": _VERSION,
            "engine": f"piper-tts {metadata.version('piper-tts')}",
            "runtime": f"onnxruntime {metadata.version('onnxruntime')}",
            "voice": loaded.path.stem,
            "voice_sha256": loaded.sha256,
            "language": loaded.language,
            "word_times": "aligned" if loaded.aligned else "estimated",
            "scales": list(loaded.scales),
            "pauses": [LEAD, SENTENCE_PAUSE, BREATH_PAUSE, TAIL],
        }

    def accepts(self, brief: Brief) -> None:
        """Refuse a voice that is not there (VOICE_NOT_FOUND) and what it cannot read (LANGUAGE_NOT_SUPPORTED).

        Without piper, refuse everything (PROVIDER_NOT_CONFIGURED).
        """
        voices: dict[str | None, Path] = {}
        languages: dict[str | None, str] = {}
        for voice in brief.voices:
            with naming_scenes(brief, voice):
                voices[voice] = find_voice(voice or self.voice, self.folder)
                languages[voice] = voice_language(voices[voice])
                _check_language(brief.language, voices[voice].stem, languages[voice])
        for number, scene in enumerate(brief.script.scenes if brief.script else (), 1):
            voice = scene.voice or brief.voice
            try:
                _check_letters(scene.narration, brief.language, voices[voice].stem, languages[voice])
            except InvalidInput as error:
                name_scenes(error, [number])
                raise

    async def speak(self, request: SpeechRequest, out: Path) -> Speech:
        """Write the spoken text to ``out`` as 16-bit mono WAV and tell when each sentence and word is heard.

        Raises :class:`~vidpipe.errors.InvalidInput` VOICE_NOT_FOUND, LANGUAGE_NOT_SUPPORTED or SPEECH_EMPTY,
        :class:`~vidpipe.errors.ProviderError` PROVIDER_NOT_CONFIGURED or SPEECH_FAILED, and
        :class:`~vidpipe.errors.StorageError` when the file cannot be written.
        """
        return await asyncio.to_thread(self._speak, request, out)

    def _speak(self, request: SpeechRequest, out: Path) -> Speech:
        voice = load_voice(find_voice(request.voice or self.voice, self.folder))
        _check_language(request.language, voice.path.stem, voice.language)
        _check_letters(request.text, request.language, voice.path.stem, voice.language)
        track = Track(voice)
        for sentence in sentences_of(request.text, voice.language):
            track.add(sentence)
        speech, samples = track.finish(request.text)
        _write_wav(out, samples, voice.sample_rate)
        return speech


_WAY_OUT = "Put a piper voice for that language into the folder of voices (VIDPIPE_VOICE_DIR) and name it as `voice`."


def _check_language(language: str, voice: str, spoken: str) -> None:
    if language_of(language) != spoken:
        raise InvalidInput(
            f"The voice {voice} speaks {spoken!r}, not {language!r}. {_WAY_OUT}",
            code="LANGUAGE_NOT_SUPPORTED",
            details={"language": language, "voice": voice, "voice_language": spoken},
        )


def _check_letters(text: str, language: str, voice: str, spoken: str) -> None:
    if script := foreign_script(text, spoken):
        raise InvalidInput(
            f"The text is written in {script} letters, which the voice {voice} ({spoken!r}) cannot read: "
            f"{shortened(text)!r}. Set `language` to that of the text. {_WAY_OUT}",
            code="LANGUAGE_NOT_SUPPORTED",
            details={"language": language, "voice": voice, "voice_language": spoken, "script": script},
        )


def _write_wav(out: Path, samples: NDArray[np.float32], rate: int) -> None:
    """Write 16-bit mono PCM under another name and rename it, so that a half-written file is never seen."""
    partial = out.with_name(out.name + ".part")
    pcm = np.round(np.clip(samples, -1, 1) * 32767).astype("<i2")
    try:
        with file_errors("write the speech", out):
            with partial.open("wb") as file, wave.open(file, "wb") as track:
                track.setparams((1, 2, rate, 0, "NONE", "not compressed"))
                track.writeframes(pcm.tobytes())
            partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)
