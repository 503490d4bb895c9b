"""The media that simulators hand out: real pictures, speech and films, made here and remembered by what was asked."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar

from vidpipe.media.memory import give_back
from vidpipe.sandbox.plaintext import whole_text
from vidpipe.sandbox.studio import encoding, films, pictures, voices
from vidpipe.sandbox.studio.encoding import AudioFormat
from vidpipe.sandbox.studio.pictures import PictureFormat
from vidpipe.sandbox.studio.voices import Spoken

__all__ = ["AudioFormat", "Media", "PictureFormat", "Spoken"]

MOST_BYTES = 64 << 20
"""Of media that are kept, with the media they were made of."""

_Made = TypeVar("_Made", bytes, Spoken)


class Media:
    """Makes media; the same request gives the same bytes. All methods compute: call them by ``asyncio.to_thread``."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[object, ...], Any] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    @property
    def speech_engine(self) -> str:
        """Who speaks: "piper", or "tones" where the ``local`` extra is not installed."""
        return voices.engine()

    def draw_picture(
        self,
        prompt: str,
        width: int,
        height: int,
        *,
        seed: int = 0,
        format: PictureFormat = "png",  # noqa: A002  # what the services call it
        blurred: bool = False,
    ) -> bytes:
        """Draw a picture of what a prompt says, ``width`` × ``height`` pixels; ``blurred`` as a content filter does."""
        prompt = whole_text(prompt)
        key = ("picture", prompt, width, height, seed, format, blurred)
        return self._remembered(key, lambda: pictures.draw(prompt, width, height, seed, format, blurred=blurred))

    def speak(self, text: str, *, voice: str = "", rate: int = 24_000, speed: float = 1.0) -> Spoken:
        """Speak a text: 16-bit mono PCM at ``rate`` hertz, and when each word is heard; every voice sounds its own."""
        text = whole_text(text)
        return self._remembered(("speech", text, voice, rate, speed), lambda: voices.speak(text, voice, rate, speed))

    def encode_audio(self, pcm: bytes, rate: int, format: AudioFormat, *, bitrate: int | None = None) -> bytes:  # noqa: A002  # what the services call it
        """Encode 16-bit mono PCM; ``bitrate`` in bits per second."""
        key = ("audio", pcm, rate, format, bitrate)
        return self._remembered(key, lambda: encoding.encode(pcm, rate, format, bitrate))

    def talking_film(self, audio: bytes, portrait: bytes | None, size: int) -> bytes:
        """Film a presenter who speaks ``audio`` (any format): a square MP4 (H.264, AAC), as long as the sound.

        Raises :class:`~vidpipe.errors.VidpipeError`: ``MEDIA_INVALID`` for the audio, ``PORTRAIT_INVALID`` for the
        portrait.
        """
        return self._remembered(("talk", audio, portrait, size), lambda: films.talking(audio, portrait, size))

    def scene_film(
        self,
        prompt: str,
        width: int,
        height: int,
        seconds: float,
        fps: int,
        *,
        with_sound: bool,
        seed: int = 0,
        first_frame: bytes | None = None,
    ) -> bytes:
        """Film a scene: an MP4 (H.264) that moves over the drawn picture, or over ``first_frame``; sound is AAC."""
        prompt = whole_text(prompt)
        key = ("scene", prompt, width, height, seconds, fps, with_sound, seed, first_frame)
        order = films.SceneOrder(prompt, width, height, seconds, fps, with_sound, seed, first_frame)
        return self._remembered(key, lambda: films.scene(order))

    def _remembered(self, key: tuple[object, ...], make: Callable[[], _Made]) -> _Made:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                found: _Made = self._kept[key]
                return found
        made = make()
        # What making took is many times what is kept, and the sandbox runs for long.
        give_back()
        with self._lock:
            if key not in self._kept:
                self._kept[key] = made
                self._size += _size(key, made)
            while self._size > MOST_BYTES:
                self._size -= _size(*self._kept.popitem(last=False))
        return made


def _size(key: tuple[object, ...], made: bytes | Spoken) -> int:
    asked = sum(len(part) for part in key if isinstance(part, bytes))
    return asked + len(made.pcm if isinstance(made, Spoken) else made)
