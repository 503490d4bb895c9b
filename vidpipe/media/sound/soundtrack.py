"""The film's sound: narration and music mixed, at the loudness that video sites play at, as AAC."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import ffmpeg
import numpy as np

from vidpipe.errors import file_errors
from vidpipe.media.run import run_ffmpeg
from vidpipe.media.sound.ducking import Ducking, Span, spoken_spans
from vidpipe.media.sound.levelling import Levelling, find_levelling, silent
from vidpipe.media.sound.loudness import SILENCE_LUFS, Loudness
from vidpipe.media.sound.meter import Meter
from vidpipe.media.sound.music.playing import compose
from vidpipe.media.sound.own_music import own_music, refusal
from vidpipe.media.sound.rawfile import RawSound
from vidpipe.media.sound.reading import read_blocks
from vidpipe.media.sound.samples import SAMPLE_RATE, Samples, fitted, ratio, samples_of
from vidpipe.models import Mood

MIXING = 1
"""Version of how sound is mixed; part of the key under which it is remembered."""
CEILING_DBTP = -2.0
"""Below what is promised, for what AAC adds to peaks."""
BIT_RATE = "192k"
SPLIT_DB = 3.0103
"""By which each side is softer: two speakers are then as loud as the mono track (ITU-R BS.1770 adds channels)."""
FADE_IN, FADE_OUT = 0.3, 0.5
OWN_FADE_OUT = 3.0
"""Seconds; music that was not made for the film's length is cut off somewhere, and needs longer."""


@dataclass(frozen=True, kw_only=True)
class MusicPlan:
    """The music under a film: composed in a mood, or a person's own file."""

    level: float
    """Loudness under speech, in LU against the narration."""
    mood: Mood = Mood.NONE
    seed: int = 0
    file: Path | None = None
    """Instead of composing."""


@dataclass(frozen=True, kw_only=True)
class Soundtrack:
    """What the film's sound has; ``path`` is an .m4a of 48 kHz stereo AAC."""

    path: Path
    loudness: Loudness


async def make_soundtrack(
    narration: Path,
    out: Path,
    work_dir: Path,
    *,
    duration: float,
    music: MusicPlan | None = None,
    speech: Sequence[Span] = (),
    begins: float = 0.0,
) -> Soundtrack:
    """Mix the film's sound and write it to ``out``, exactly ``duration`` seconds long; the same inputs, the same bytes.

    ``narration`` is a sound of any format, heard ``begins`` seconds after the film's first frame, on both sides.
    Music goes down before anybody speaks: where the narration is heard, and in ``speech``, spans of it in seconds. The
    whole is brought to -14 LUFS with true peaks below -1 dBTP. Raises MediaError: FILE_NOT_FOUND, MEDIA_INVALID,
    SPEECH_EMPTY, MEDIA_QUALITY_FAILED, and what FFmpeg raises; StorageError.
    """
    mix = _Mix(narration, work_dir, samples_of(duration), samples_of(begins), music, speech)
    unfinished = out.with_name(f".{out.stem}.part.m4a")
    try:
        with file_errors("write the film's sound", out):
            levelling = await asyncio.to_thread(mix.prepare)
            pressed = (np.ascontiguousarray(block.T).data for block in mix.finished(levelling))
            await run_ffmpeg(_encoder(unfinished), feed=pressed)
            unfinished.replace(out)
    finally:
        mix.close()
        unfinished.unlink(missing_ok=True)
    return Soundtrack(path=out, loudness=levelling.loudness)


def _encoder(out: Path) -> list[str]:
    """Return FFmpeg's arguments.

    The encoder begins 1024 samples early; the file's edit list says so, and it stays when the stream is copied. At
    this bit rate the fast search for quantizers stays closer to the mix (54 dB below it against 33 dB) in a third of
    the time.
    """
    raw = ffmpeg.input("pipe:0", format="f32le", ar=SAMPLE_RATE, ac=2)
    options = {
        "c:a": "aac",
        "b:a": BIT_RATE,
        "aac_coder": "fast",
        "flags:a": "+bitexact",
        "fflags": "+bitexact",
        "map_metadata": -1,
        "format": "mp4",
    }
    return [str(arg) for arg in ffmpeg.output(raw, str(out), **options).get_args()]


class _Mix:
    """Narration and music side by side in files, so that the mix can be played as often as it is needed."""

    def __init__(
        self,
        narration: Path,
        work_dir: Path,
        count: int,
        begins: int,
        music: MusicPlan | None,
        speech: Sequence[Span],
    ) -> None:
        self._source = narration
        self._work_dir = work_dir
        self._count = count
        self._begins = begins
        self._music = music
        self._speech = speech
        self._voice = RawSound(path=work_dir / "narration.f32", channels=1)
        self._tune = RawSound(path=work_dir / "music.f32", channels=2)
        self._tune_gain = 0.0
        self._ducking: Ducking | None = None

    def close(self) -> None:
        """Remove the files."""
        for sound in (self._voice, self._tune):
            sound.path.unlink(missing_ok=True)

    def prepare(self) -> Levelling:
        """Decode, compose and measure; return how the mix is to be played."""
        meter = Meter(1, peaks=self._music is None)
        self._voice.write(_heard(fitted(self._delayed(), 1, self._count), meter))
        voice = meter.loudness()
        what = "The narration"
        if self._music is None:
            # One channel tells it all: on both sides it has the same loudness, and peaks 3 dB lower.
            ceiling = CEILING_DBTP + SPLIT_DB
            found = find_levelling(self._voice.blocks, 1, ceiling=ceiling, what=what, before=voice)
            lower = Loudness(integrated=found.loudness.integrated, true_peak=found.loudness.true_peak - SPLIT_DB)
            return replace(found, loudness=lower)
        if not voice.integrated > SILENCE_LUFS:
            raise silent(what)
        self._add_music(self._music, voice.integrated)
        return find_levelling(self._mixed, 2, ceiling=CEILING_DBTP, what="The film's sound")

    def finished(self, levelling: Levelling) -> Iterator[Samples]:
        """Yield what is to be heard."""
        if self._ducking is None:
            return (_split(block) for block in levelling.apply(self._voice.blocks()))
        return levelling.apply(self._mixed())

    def _add_music(self, music: MusicPlan, voice: float) -> None:
        """Make the music ready to be mixed with a narration of a loudness in LUFS."""
        meter = Meter(2, peaks=False)
        self._tune.write(_heard(_faded(self._played(music), self._count, music), meter))
        loudness = meter.loudness().integrated
        if not loudness > SILENCE_LUFS:
            raise refusal("it is too soft to be heard.")
        self._tune_gain = ratio(voice - loudness)
        later = self._begins / SAMPLE_RATE
        known = [(begin + later, end + later) for begin, end in self._speech]
        spans = [*known, *spoken_spans(self._voice.blocks(), voice)]
        self._ducking = Ducking(spans, self._count / SAMPLE_RATE, music.level)

    def _mixed(self) -> Iterator[Samples]:
        """Yield narration and music together."""
        at = 0
        for voice in self._voice.blocks():
            both = _split(voice)
            if self._ducking is not None:
                gains = self._ducking.gains(at, both.shape[1]) * np.float32(self._tune_gain)
                both += self._tune.read(at, both.shape[1]) * gains
            at += both.shape[1]
            yield both

    def _delayed(self) -> Iterator[Samples]:
        yield from fitted((), 1, self._begins)
        yield from read_blocks(self._source, 1)

    def _played(self, music: MusicPlan) -> Iterator[Samples]:
        if music.file is not None:
            return own_music(music.file, self._count, self._work_dir)
        return compose(music.mood, music.seed, self._count)


def _split(voice: Samples) -> Samples:
    """Put one channel on both sides."""
    return np.repeat(voice * np.float32(ratio(-SPLIT_DB)), 2, axis=0)


def _heard(blocks: Iterator[Samples], meter: Meter) -> Iterator[Samples]:
    for block in blocks:
        meter.add(block)
        yield block


def _faded(blocks: Iterator[Samples], count: int, music: MusicPlan) -> Iterator[Samples]:
    """Let music begin and end softly."""
    fade_in = min(samples_of(FADE_IN), count // 4)
    fade_out = min(samples_of(FADE_OUT if music.file is None else OWN_FADE_OUT), count // 3)
    at = 0
    for block in blocks:
        place = np.arange(at, at + block.shape[1])
        at += block.shape[1]
        if place[0] < fade_in or place[-1] >= count - fade_out:
            share = np.minimum((place + 1) / max(fade_in, 1), (count - place) / max(fade_out, 1))
            block = block * np.sin(np.clip(share, 0, 1) * np.pi / 2).astype(np.float32) ** 2
        yield block
