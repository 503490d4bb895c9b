"""Which scenes an error about a voice is about: in a dialogue each scene may have a voice of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from vidpipe.errors import InvalidInput, VidpipeError
from vidpipe.models import Brief

ABOUT_VOICES = frozenset({"VOICE_NOT_FOUND", "TTS_VOICE_NOT_FOUND", "LANGUAGE_NOT_SUPPORTED"})
"""Codes of errors that another voice mends."""


@contextmanager
def naming_scenes(brief: Brief, voice: str | None) -> Iterator[None]:
    """Name the scenes that ask for a voice when the body refuses it; a voice of the whole brief is told as it is."""
    try:
        yield
    except InvalidInput as error:
        scenes = brief.script.scenes if brief.script else []
        if voice is not None and voice != brief.voice:
            name_scenes(error, [number for number, scene in enumerate(scenes, 1) if scene.voice == voice])
        raise


def name_scenes(error: VidpipeError, scenes: Sequence[int]) -> None:
    """Let an error about a voice begin with the numbers of the scenes that it is about, if there are any."""
    if not scenes or error.code not in ABOUT_VOICES:
        return
    named = ", ".join(map(str, scenes[:-1])) + (" and " if len(scenes) > 1 else "") + str(scenes[-1])
    error.message = f"Scene{'s' if len(scenes) > 1 else ''} {named}: {error.message}"
    error.args = (error.message,)
    error.details |= {"scene": scenes[0]} | ({"scenes": list(scenes)} if len(scenes) > 1 else {})
