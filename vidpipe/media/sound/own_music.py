"""A person's own music: decoded, without the silence around it, looped when it is shorter than the film."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from vidpipe.errors import MediaError
from vidpipe.media.sound.rawfile import RawSound
from vidpipe.media.sound.reading import read_blocks
from vidpipe.media.sound.samples import BLOCK, SAMPLE_RATE, Samples, ratio, samples_of

CROSSFADE = samples_of(2.0)
"""Samples over which the end of looped music gives way to its beginning."""
SHORTEST = samples_of(1.0)
"""Anything shorter would be a rattle when it is looped."""
LEADING = samples_of(120)
"""Silence before the music after which nothing more is expected of it."""
MUSIC_TYPES = {
    ".mp3": "audio/mpeg",
    ".wav": "audio/wav",
    ".flac": "audio/flac",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".m4a": "audio/mp4",
    ".aac": "audio/aac",
}
"""What may be uploaded, by the endings of files."""
LARGEST_MUSIC = 100 << 20
"""Bytes of an upload: ten minutes even without compression."""
_SILENT = ratio(-60)
_GRAIN = SAMPLE_RATE // 100


def own_music(path: Path, count: int, work_dir: Path) -> Iterator[Samples]:
    """Yield ``count`` stereo samples of the music in a file, from its beginning.

    Music that is too short begins again, its end faded into its beginning; ``work_dir`` takes the decoded file. Raises
    MediaError: FILE_NOT_FOUND, and MEDIA_INVALID for what holds no readable sound, or less than a second of it.
    """
    raw = RawSound(path=work_dir / "own-music.f32", channels=2)
    try:
        heard = _Audible(path, count)
        raw.write(heard.blocks())
        yield from _looped(raw, heard.first, heard.last, count)
    finally:
        raw.path.unlink(missing_ok=True)


def check_music(path: Path, longest: float) -> None:
    """Read a file, at most ``longest`` seconds of it, to see whether it can be music.

    Raises MediaError: FILE_NOT_FOUND, MEDIA_INVALID.
    """
    for _ in _Audible(path, samples_of(longest)).blocks():
        pass


class _Audible:
    """The sound of a file and where it is heard: between ``first`` and ``last``, once all blocks were read."""

    def __init__(self, path: Path, wanted: int) -> None:
        self._path = path
        self._wanted = wanted
        self.first, self.last = -1, -1

    def blocks(self) -> Iterator[Samples]:
        """Yield the sound up to as much as is wanted. Raises MediaError when that is no music."""
        at = 0
        try:
            for block in read_blocks(self._path, 2):
                self._listen(block, at)
                at += block.shape[1]
                yield block
                if at >= (self.first + self._wanted if self.first >= 0 else max(self._wanted, LEADING)):
                    break
        except MediaError as error:
            if error.code != "MEDIA_INVALID":
                raise
            raise refusal(error.message) from error
        if self.last - self.first < min(SHORTEST, self._wanted):
            raise refusal(f"{self._path.name} holds less than a second of sound that can be heard.")

    def _listen(self, block: Samples, at: int) -> None:
        loud = np.flatnonzero(np.abs(block).max(axis=0) > _SILENT)
        if len(loud):
            self.first = at + int(loud[0]) // _GRAIN * _GRAIN if self.first < 0 else self.first
            self.last = at + int(loud[-1]) + 1


def _looped(raw: RawSound, first: int, last: int, count: int) -> Iterator[Samples]:
    """Yield what lies between two places, over and over, each time fading into the next."""
    whole = last - first
    if whole >= count:
        for at in range(0, count, BLOCK):
            yield raw.read(first + at, min(BLOCK, count - at))
        return
    fade = min(CROSSFADE, whole // 4)
    turn = whole - fade
    for at in range(0, count, BLOCK):
        length = min(BLOCK, count - at)
        pieces = []
        done = 0
        while done < length:
            place = (at + done) % turn
            some = min(turn - place, length - done)
            pieces.append(_turn(raw, first, place, some, fade, turn, again=at + done >= turn))
            done += some
        yield np.concatenate(pieces, axis=1)


def _turn(raw: RawSound, first: int, place: int, count: int, fade: int, turn: int, *, again: bool) -> Samples:
    """Return a piece of one turn of the loop; from the second on its beginning is mixed with the end before."""
    piece = raw.read(first + place, count)
    mixed = min(fade - place, count)
    if again and mixed > 0:
        share = (np.arange(place, place + mixed, dtype=np.float32) + 0.5) / fade
        ending = raw.read(first + turn + place, mixed)
        piece[:, :mixed] = piece[:, :mixed] * np.sqrt(share) + ending * np.sqrt(1 - share)
    return piece


def refusal(problem: str) -> MediaError:
    """Say why a file cannot be the music, and what would do."""
    return MediaError(
        f"The music cannot be used: {problem} Give an MP3, WAV, FLAC, OGG or M4A file with sound in it.",
        code="MEDIA_INVALID",
    )
