"""The whole look-over of a finished film."""

from __future__ import annotations

import asyncio
from pathlib import Path

from vidpipe.media.checks import captions, container, packets, pictures, sounds
from vidpipe.media.checks.expected import Expected
from vidpipe.media.probe import is_faststart, probe
from vidpipe.media.sound.loudness import measure_loudness
from vidpipe.models.checks import Check


async def inspect(film: Path, expected: Expected) -> list[Check]:
    """Look a finished film over, and say what was seen for each check.

    What cannot be looked at, as the sound of a film without any, has no entry: ``streams`` has failed then.
    Raises :class:`MediaError` ``MEDIA_INVALID`` when the file cannot be read at all, ``FFMPEG_EXECUTION_FAILED``.
    """
    info = await asyncio.to_thread(probe, film)
    first = await asyncio.to_thread(is_faststart, film)
    checks = [
        container.streams(info, expected),
        container.colors(info),
        container.length(info, expected),
        container.faststart(first=first),
        container.bit_rate(info),
        captions.timing(expected),
        captions.place(expected),
        captions.reading_speed(expected),
        sounds.lip_sync(expected),
    ]
    pictured, heard = await asyncio.gather(
        _pictures(film, expected) if info.video else _nothing(), _sound(film, expected) if info.audio else _nothing()
    )
    return [*checks, *pictured, *heard]


async def _nothing() -> list[Check]:
    return []


async def _pictures(film: Path, expected: Expected) -> list[Check]:
    wanted = packets.compared(expected)
    read = await asyncio.to_thread(packets.read_packets, film, expected.fps, wanted.keys())
    checks = [packets.timestamps(read, expected)]
    if expected.seen:
        return [*checks, packets.as_painted(read, expected), pictures.black(expected), pictures.frozen(expected)]
    unseen = "nobody watched the painting"
    names = ("as_painted", "black", "frozen")
    return [*checks, *(Check(name=name, passed=False, severity="warning", seen=unseen) for name in names)]


async def _sound(film: Path, expected: Expected) -> list[Check]:
    async def measured() -> list[Check]:
        return sounds.loudness(expected.loudness or await measure_loudness(film))

    async def timed() -> list[Check]:
        if expected.narration is None or not sounds.can_be_timed(expected):
            return []
        return [await asyncio.to_thread(sounds.sound_sync, film, expected.narration, expected)]

    async def quiet() -> list[Check]:
        return [await asyncio.to_thread(sounds.silence, film, expected)]

    parts = await asyncio.gather(measured(), quiet(), timed())
    return [check for part in parts for check in part]
