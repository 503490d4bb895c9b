"""The whole look-over of a finished film."""

from __future__ import annotations

import asyncio
from pathlib import Path

from vidpipe.media.checks import captions, container, packets, pictures, sounds
from vidpipe.media.checks.expected import Expected
from vidpipe.media.checks.listening import listen
from vidpipe.media.probe import is_faststart, probe
from vidpipe.models.checks import Check


async def inspect(film: Path, expected: Expected) -> list[Check]:
    """Look a finished film over, and say what was seen for each check.

    What cannot be looked at, as the sound of a film without any, or without pictures, has no entry: ``streams`` has
    failed then.
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
    if not info.video:
        return checks
    read = await asyncio.to_thread(packets.read_packets, film, expected.fps, packets.compared(expected).keys())
    heard = await _sound(film, read, expected) if info.audio else []
    return [*checks, *_pictures(read, expected), *heard]


def _pictures(read: packets.Packets, expected: Expected) -> list[Check]:
    checks = [packets.timestamps(read, expected)]
    if expected.seen:
        return [*checks, packets.as_painted(read, expected), pictures.black(expected), pictures.frozen(expected)]
    unseen = "nobody watched the painting"
    names = ("as_painted", "black", "frozen")
    return [*checks, *(Check(name=name, passed=False, severity="warning", seen=unseen) for name in names)]


async def _sound(film: Path, read: packets.Packets, expected: Expected) -> list[Check]:
    heard = expected.heard
    checks = [] if heard is None else [sounds.as_mixed(read.sound, heard)]
    heard = heard or await listen(film, narration=expected.narration)
    timed = [sounds.sound_sync(heard, expected)] if sounds.can_be_timed(expected) else []
    return [*checks, *sounds.loudness(heard), sounds.silence(heard, expected), *timed]
