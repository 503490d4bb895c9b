"""The moods as data: tempo, harmony, and who plays what.

A pattern has one sign for each sixteenth of a bar: ``.`` rests, ``x`` and ``X`` strike softly and firmly, digits name
the chord's voices from below (4 and more an octave up), ``-`` holds what was struck before.
"""

from __future__ import annotations

from dataclasses import dataclass

from vidpipe.media.sound.music.harmony import MAJOR, MINOR
from vidpipe.models import Mood

STEPS = 16
"""Steps of a bar."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one instrument plays.

    ``role`` is ``chord`` (all voices together), ``voice`` (single voices by the pattern), ``bass`` (the root, digits
    are fifth and octave), ``tune`` (a melody in the pattern's rhythm) or ``beat`` (no pitch).
    """

    instrument: str
    role: str
    patterns: tuple[str, ...]
    """One of them is chosen for each section."""
    since: int = 0
    """Fullness, 0 to 3, from which on the part is heard."""
    octave: int = 0
    gain: float = 0.0


@dataclass(frozen=True, kw_only=True)
class MoodRules:
    """How music of one mood is made. ``tempo`` in beats a minute; ``room`` in seconds until echoes are 60 dB down."""

    tempo: float
    scale: tuple[int, ...]
    progressions: tuple[tuple[str, ...], ...]
    """Chords of four bars. The first is the main one."""
    close: str
    """The chord before the last."""
    parts: tuple[Part, ...]
    fullness: tuple[int, ...]
    """Of one section after another, over and over."""
    room: float
    swing: float = 0.0
    """Share of a step by which every other eighth comes late."""


HELD = ("0" + "-" * 15,)

MOODS = {
    Mood.CALM: MoodRules(
        tempo=70,
        scale=MAJOR,
        progressions=(
            ("1:9", "6:7", "4:9", "5:sus4"),
            ("4:9", "1:9", "2:7", "5:sus4"),
            ("1:9", "3:7", "4:9", "4:9"),
            ("6:7", "4:9", "1:9", "5"),
        ),
        close="4:9",
        parts=(
            Part(instrument="pad", role="chord", patterns=HELD),
            Part(
                instrument="felt",
                role="voice",
                patterns=("0---1---2---3---", "0---2---1---3-2-", "0-----2---1---3-", "0---3---2---1---"),
                octave=1,
            ),
            Part(instrument="bass", role="bass", patterns=("0-------------..", "0---------1---.."), since=1, gain=-2),
            Part(instrument="bell", role="tune", patterns=("0-----------0---", "....0-------0---"), since=2, gain=-2),
            Part(instrument="brush", role="beat", patterns=("....x.......x...",), since=3),
        ),
        fullness=(1, 2, 3, 1, 3, 2),
        room=2.4,
    ),
    Mood.UPBEAT: MoodRules(
        tempo=112,
        scale=MAJOR,
        progressions=(
            ("1", "5", "6:7", "4:9"),
            ("4:9", "1", "5", "6:7"),
            ("6:7", "4:9", "1", "5"),
            ("1:9", "3", "4:9", "5:sus4"),
        ),
        close="5:sus4",
        parts=(
            Part(instrument="pad", role="chord", patterns=HELD, gain=-2),
            Part(
                instrument="pluck",
                role="voice",
                patterns=("0.2.1.3.0.2.1.3.", "0..1..2.3..2..1.", "0.1.2.3.4.3.2.1."),
                octave=1,
            ),
            Part(
                instrument="bass",
                role="bass",
                patterns=("0---..0-..0---..", "0--.0--.0--.0--.", "0-----0-0---2---"),
                since=1,
            ),
            Part(instrument="kick", role="beat", patterns=("X.......X.......", "X...x...X...x..."), since=2),
            Part(instrument="snap", role="beat", patterns=("....x.......x...",), since=2),
            Part(instrument="shaker", role="beat", patterns=("x.x.X.x.x.x.X.x.", "..x...x...x...x."), since=1),
            Part(
                instrument="marimba",
                role="tune",
                patterns=("0..0..0...0...0.", "0.....0.0..0....", "0.0...0...0.0..."),
                since=3,
            ),
        ),
        fullness=(1, 2, 3, 2, 3, 1),
        room=1.3,
    ),
    Mood.NEWS: MoodRules(
        tempo=100,
        scale=MINOR,
        progressions=(
            ("1", "6", "3", "7"),
            ("1", "4:9", "6", "7"),
            ("6", "7", "1", "1:sus2"),
            ("4:9", "1", "6", "7:sus4"),
        ),
        close="7:sus4",
        parts=(
            Part(instrument="strings", role="chord", patterns=HELD, gain=-3),
            Part(
                instrument="spiccato",
                role="voice",
                patterns=("0.0.2.0.0.1.2.0.", "0.2.1.2.0.2.1.2.", "0.0.1.0.2.0.1.0."),
                gain=-1,
            ),
            Part(instrument="bass", role="bass", patterns=("0.0.0.0.0.0.0.0.", "0-..0-..0-..0-.."), since=1, gain=-1),
            Part(instrument="boom", role="beat", patterns=("X...............",), since=1),
            Part(instrument="tick", role="beat", patterns=("x...x...x...x...", "x.x.x.x.x.x.x.x."), since=1),
            Part(instrument="kick", role="beat", patterns=("X.......x.......", "X.....x.X......."), since=2),
            Part(instrument="horn", role="tune", patterns=("0-------0---0---", "0-----0-0-------"), since=3),
        ),
        fullness=(1, 2, 3, 2, 1, 3),
        room=1.5,
    ),
    Mood.CINEMATIC: MoodRules(
        tempo=64,
        scale=MINOR,
        progressions=(
            ("1:9", "6:7", "3", "7:sus4"),
            ("1", "4:9", "6:7", "5:7"),
            ("6:7", "7", "1:9", "1:sus2"),
            ("4:9", "6:7", "1", "7:sus4"),
        ),
        close="6:7",
        parts=(
            Part(instrument="strings", role="chord", patterns=HELD),
            Part(
                instrument="felt",
                role="voice",
                patterns=("0--1--2--3--2--1", "0---2---3---2---", "0-1-2-3-4-3-2-1-"),
                octave=1,
                since=1,
                gain=-1,
            ),
            Part(instrument="bass", role="bass", patterns=HELD, since=0, gain=-1),
            Part(instrument="boom", role="beat", patterns=("X...............", "X.........x....."), since=2),
            Part(
                instrument="spiccato",
                role="voice",
                patterns=("0.0.1.0.2.0.1.0.", "0.1.2.1.0.1.2.1."),
                since=3,
                gain=-4,
            ),
            Part(instrument="horn", role="tune", patterns=("0-------0-------", "0-----------0---"), since=2),
        ),
        fullness=(1, 2, 3, 1, 2, 3),
        room=2.6,
    ),
    Mood.PLAYFUL: MoodRules(
        tempo=116,
        scale=MAJOR,
        progressions=(
            ("1", "6:7", "2:7", "5"),
            ("1", "4", "1", "5"),
            ("4", "1", "2:7", "5"),
            ("6:7", "2:7", "5", "1"),
        ),
        close="5",
        parts=(
            Part(instrument="pad", role="chord", patterns=HELD, gain=-5),
            Part(
                instrument="marimba",
                role="voice",
                patterns=("0...2.1...2.3...", "0.2...1.3...2...", "..0.2...1.3...2."),
                octave=1,
            ),
            Part(instrument="pizzicato", role="bass", patterns=("0.......1.......", "0...1...0...1..."), since=0),
            Part(instrument="snap", role="beat", patterns=("....x.......x...",), since=2),
            Part(instrument="shaker", role="beat", patterns=("x...x...x...x...", "x.x.x.x.x.x.x.x."), since=1),
            Part(instrument="kick", role="beat", patterns=("x.......x.......",), since=3, gain=-3),
            Part(instrument="bell", role="tune", patterns=("0.0...0.....0...", "0...0.0.0......."), since=3, gain=2),
        ),
        fullness=(1, 2, 3, 2, 1, 3),
        room=1.1,
        swing=0.3,
    ),
}
