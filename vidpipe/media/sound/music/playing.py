"""Playing a score: the notes' sounds are laid over each other, in a room, block by block."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from vidpipe.media.sound.convolution import Convolver
from vidpipe.media.sound.music.instruments import INSTRUMENTS, Instrument
from vidpipe.media.sound.music.moods import MOODS
from vidpipe.media.sound.music.score import Note, write_score
from vidpipe.media.sound.samples import BLOCK, SAMPLE_RATE, Samples, ratio, samples_of, silence
from vidpipe.models import Mood

COMPOSING = 1
"""Version of what music sounds like; part of the key under which films are remembered."""
KEPT_BYTES = 64 << 20
"""Sounds of single notes are kept for the next time they are struck, so many bytes of them; the eldest goes first."""
_PREDELAY = 0.02
_GAIN = ratio(-9)

Row = npt.NDArray[np.float32]


def compose(mood: Mood, seed: int, count: int) -> Iterator[Samples]:
    """Yield ``count`` stereo samples of music of a mood, ending on its last chord; the same seed, the same music.

    What it takes grows with the length; the memory it takes does not. Raises KeyError for Mood.NONE.
    """
    rules = MOODS[mood]
    notes = write_score(rules, seed, count)
    player = _Player()
    room = Convolver(_echo(rules.room))
    coming = next(notes, None)
    for first in range(0, count, BLOCK):
        length = min(BLOCK, count - first)
        while coming is not None and coming.start < first + length:
            player.take(coming)
            coming = next(notes, None)
        dry, sent = player.play(first, length)
        yield (dry + room(sent)) * np.float32(_GAIN)


def _echo(seconds: float) -> npt.NDArray[np.float64]:
    """Return a room's answer on both sides: noise that dies away, the high tones sooner, nothing below the bass.

    ``seconds`` is the time until it is 60 dB down.
    """
    count = samples_of(seconds)
    dice = np.random.default_rng(17)
    time = np.arange(count) / SAMPLE_RATE
    bins = np.fft.rfftfreq(count, 1 / SAMPLE_RATE)
    sides = np.zeros((2, count))
    for low, high, share in ((120, 500, 1.0), (500, 1_600, 0.85), (1_600, 5_000, 0.5)):
        band = np.exp(-((np.log2(np.maximum(bins, 1) / np.sqrt(low * high)) / np.log2(high / low) * 2) ** 2))
        for side in sides:
            noise = np.fft.irfft(band * np.fft.rfft(dice.standard_normal(count)), count)
            side += noise / np.sqrt(np.mean(noise**2)) * np.exp(-6.9 * time / (seconds * share)) * share
    start = samples_of(_PREDELAY)
    rise = np.clip((np.arange(count) - start) / samples_of(0.01), 0, 1)
    sides *= rise * np.clip((count - np.arange(count)) / samples_of(0.05), 0, 1)
    return np.asarray(sides / np.sqrt(np.mean(np.sum(sides**2, axis=1))))


@dataclass
class _Player:
    """The notes that sound, and the sounds that are known."""

    _sounding: list[Note] = field(default_factory=list)
    _known: dict[tuple[str, int], Samples] = field(default_factory=dict)
    _bytes: int = 0

    def take(self, note: Note) -> None:
        """Begin a note within the block that is played next."""
        self._sounding.append(note)

    def play(self, first: int, count: int) -> tuple[Samples, Row]:
        """Return a block of what is heard itself, and of what goes into the room."""
        dry, sent = silence(2, count), np.zeros(count, np.float32)
        going = []
        for note in self._sounding:
            instrument = INSTRUMENTS[note.instrument]
            sound = self._sound(note)
            end = note.start + _duration(note, instrument, sound)
            begin, stop = max(note.start, first), min(end, first + count)
            if begin < stop:
                piece = _piece(note, instrument, sound, begin - note.start, stop - note.start)
                dry[:, begin - first : stop - first] += piece
                sent[begin - first : stop - first] += np.float32(instrument.wet / 2) * (piece[0] + piece[1])
            if end > first + count:
                going.append(note)
        self._sounding = going
        return dry, sent

    def _sound(self, note: Note) -> Samples:
        key = (note.instrument, note.pitch)
        sound = self._known.pop(key, None)
        if sound is None:
            sound = INSTRUMENTS[note.instrument].make(note.pitch)
            self._bytes += sound.nbytes
            while self._bytes > KEPT_BYTES and self._known:
                self._bytes -= self._known.pop(next(iter(self._known))).nbytes
        self._known[key] = sound
        return sound


def _duration(note: Note, instrument: Instrument, sound: Samples) -> int:
    """Return for how many samples a note is heard."""
    released = note.length + samples_of(instrument.release)
    return released if instrument.held else min(released, sound.shape[1])


def _piece(note: Note, instrument: Instrument, sound: Samples, begin: int, stop: int) -> Samples:
    """Return a note's samples between two moments since its beginning."""
    gain = np.float32(note.strength * ratio(instrument.gain + note.gain))
    if not instrument.held:
        piece = sound[:, begin:stop] * gain
    else:
        # Each player begins elsewhere in the loop, so that chords do not swell in step.
        place, count = (begin + note.start) % sound.shape[1], stop - begin
        piece = np.concatenate(
            [sound[:, place : place + count], sound[:, : max(place + count - sound.shape[1], 0)]], axis=1
        )
        piece *= gain
        swell = samples_of(instrument.attack)
        if begin < swell:
            rise = np.clip(np.arange(begin, stop, dtype=np.float32) / swell, 0, 1)
            piece *= np.sin(rise * np.float32(np.pi / 2)) ** 2
    if note.dying:
        piece *= np.clip(1 - np.arange(begin, stop, dtype=np.float32) / note.length, 0, 1) ** 1.5
    if stop > note.length:
        fall = samples_of(instrument.release)
        left = np.clip((note.length + fall - np.arange(begin, stop, dtype=np.float32)) / fall, 0, 1)
        piece *= left * left
    return piece
