from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidpipe.errors import InvalidInput, NotFound
from vidpipe.media import Cue, write_srt
from vidpipe.media.captions.phrases import width
from vidpipe.media.material.subtitles import fitted, read_subtitles, refuse_outside, within

ONE = "1\n00:00:01,000 --> 00:00:02,500\nHello <i>there</i>,\nworld.\n"


def written(folder: Path, content: str | bytes, name: str = "captions.srt") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(folder: Path, content: str | bytes, name: str = "captions.srt") -> list[tuple[float, float, tuple[str, ...]]]:
    return [(cue.start, cue.end, cue.lines) for cue in read_subtitles(written(folder, content, name))]


def clock(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02},{rest:03}"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_encoding_that_says_what_it_is_is_read(tmp_path: Path, encoding: str, newline: str) -> None:
    text = ONE.replace("world", "茶 Wörld مرحبا 🎉").replace("\n", newline)
    assert read(tmp_path, text.encode(encoding)) == [(1.0, 2.5, ("Hello there,", "茶 Wörld مرحبا 🎉."))]


def test_another_encoding_must_be_named(tmp_path: Path) -> None:
    path = written(tmp_path, ONE.replace("world", "Wörld").encode("latin-1"))
    with pytest.raises(InvalidInput, match="--captions-encoding latin-1"):
        read_subtitles(path)
    assert read_subtitles(path, encoding="latin-1")[0].lines[1] == "Wörld."
    with pytest.raises(InvalidInput, match="'klingon' is no encoding"):
        read_subtitles(path, encoding="klingon")


def test_hours_commands_and_braces_are_understood(tmp_path: Path) -> None:
    text = "7\n02:00:00,000 --> 02:00:01,000\n{\\an8}a {word} in braces\n"
    assert read(tmp_path, text) == [(7200.0, 7201.0, ("a {word} in braces",))]


def test_other_formats_are_read_too(tmp_path: Path) -> None:
    vtt = "WEBVTT\n\n00:01.000 --> 00:02.500\nHello\n"
    assert read(tmp_path, vtt, "a.vtt") == [(1.0, 2.5, ("Hello",))]


def test_our_own_files_come_back_as_they_were(tmp_path: Path) -> None:
    cues = [Cue(start=0.5, end=1.5, lines=("a < b", "c > d")), Cue(start=1.5, end=3.0, lines=("茶。",))]
    write_srt(cues, tmp_path / "own.srt")
    back = read_subtitles(tmp_path / "own.srt")
    assert [(cue.start, cue.end) for cue in back] == [(0.5, 1.5), (1.5, 3.0)]
    assert [line.replace("\u2060", "") for line in back[0].lines] == ["a < b", "c > d"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "it is empty"),
        ("just words", "holds no captions with times: write such as 00:01:02,500"),
        ("1\n00:00:01 -> 00:00:02\nx\n", "holds no captions"),
        ("1\n-00:00:01,000 --> 00:00:02,000\nx\n", "line 2, .* has a time before the film's beginning"),
        ("1\n00:00:01,000 --> -00:00:02,000\nx\n", "line 2, .* has a time before the film's beginning"),
        (ONE + "\n2\n00:00:03 --> soon\nx\n", "line 7, '00:00:03 --> soon', holds no two times"),
        ("1\n00:00:04,000 --> 00:00:03,000\nx\n", "caption 1 ends .3 s. before it begins .4 s."),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        read(tmp_path, text)


def test_a_file_that_is_missing_or_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        read_subtitles(tmp_path / "none.srt")
    with pytest.raises(InvalidInput, match=r"not \.txt"):
        read_subtitles(written(tmp_path, ONE, "a.txt"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("WEBVTT\n\nno times\n", "holds no captions with times: write such as 00:01:02.500"),
        ("WEBVTT\n\n-00:01.000 --> 00:02.500\nHello\n", "line 3, .* has a time before"),
        ("WEBVTT\n\n00:01 --> 00:02.500\nHello\n", "line 3, .* holds no two times"),
    ],
)
def test_webvtt_that_cannot_be_read_is_told_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        read(tmp_path, text, "a.vtt")


def test_captions_that_nobody_would_see_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.srt"
    seen = [Cue(start=0, end=1, lines=("One",)), Cue(start=4.9, end=7, lines=("Two",))]
    refuse_outside(path, seen, 5.0)
    with pytest.raises(InvalidInput, match=r"a\.srt: the caption 'Far' stands from 5 s to 6 s, and the film lasts 5"):
        refuse_outside(path, [*seen, Cue(start=5, end=6, lines=("Far",))], 5.0)
    with pytest.raises(InvalidInput, match="the caption 'Early' stands from -2 s to -1 s"):
        refuse_outside(path, [Cue(start=-2, end=-1, lines=("Early",))], 5.0)


def test_two_captions_at_once_are_seen_in_one_and_a_slight_overlap_is_cut(tmp_path: Path) -> None:
    both = "1\n00:00:00,000 --> 00:00:03,000\n- One\n\n2\n00:00:01,000 --> 00:00:02,000\n- Two\n"
    assert read(tmp_path, both) == [
        (0.0, 1.0, ("- One",)),
        (1.0, 2.0, ("- One", "- Two")),
        (2.0, 3.0, ("- One",)),
    ]
    slight = "1\n00:00:00,000 --> 00:00:01,200\nOne\n\n2\n00:00:01,000 --> 00:00:02,000\nTwo\n"
    assert read(tmp_path, slight) == [(0.0, 1.0, ("One",)), (1.0, 2.0, ("Two",))]


@given(
    spans=st.lists(
        st.tuples(st.integers(0, 40_000_000), st.integers(1, 20_000)).map(lambda span: (span[0], sum(span))),
        min_size=1,
        max_size=12,
    )
)
def test_whatever_the_times_no_two_captions_overlap_and_none_is_lost(
    tmp_path_factory: pytest.TempPathFactory, spans: list[tuple[int, int]]
) -> None:
    text = "\n".join(f"{n}\n{clock(a)} --> {clock(b)}\nword{n:02}\n" for n, (a, b) in enumerate(spans, 1))
    cues = read_subtitles(written(tmp_path_factory.mktemp("srt"), text))
    assert all(one.end <= other.start for one, other in pairwise(cues))
    assert {line for cue in cues for line in cue.lines} == {f"word{n:02}" for n in range(1, len(spans) + 1)}


def test_long_lines_are_cut_anew_within_their_time() -> None:
    words = " ".join(f"word{n}" for n in range(40))
    kept, long = Cue(start=0, end=2, lines=("short", "lines")), Cue(start=2, end=12, lines=(words,))
    made = fitted([kept, long], 30)
    assert made[0] is kept
    assert all(width(line) <= 31 for cue in made[1:] for line in cue.lines)
    assert all(len(cue.lines) <= 2 for cue in made)
    assert " ".join(line for cue in made[1:] for line in cue.lines) == words
    assert (made[1].start, made[-1].end) == (2, 12)


def test_a_caption_over_a_cut_is_in_both_shots_with_its_words_lit_on() -> None:
    cue = Cue(start=1.0, end=3.0, lines=("one two",))
    before, after = within([cue], 0.0, 2.0), within([cue], 2.0, 4.0)
    assert [(one.start, one.end) for one in (*before, *after)] == [(1.0, 2.0), (0.0, 1.0)]
    assert before[0].words[0][1].start == pytest.approx(after[0].words[0][1].start + 2.0)


def test_a_caption_that_would_only_flicker_behind_a_cut_ends_with_the_shot() -> None:
    cue = Cue(start=1.0, end=2.05, lines=("one",))
    assert within([cue], 2.0, 4.0) == ()
    assert len(within([Cue(start=2.0, end=2.05, lines=("short",))], 1.0, 4.0)) == 1
