from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pysubs2 import SSAFile

from vidpipe.media import Cue, Word, layout_for, write_ass, write_srt, write_vtt
from vidpipe.media.captions.ass import escape_ass
from vidpipe.models import CaptionKind, CaptionLook, Palette

INJECTIONS = [
    r"{\an8}top",
    r"a\Nb",
    r"a\nb\hc",
    r"\{\b1}",
    "{}",
    r"{\p1}m 0 0 l 9 9{\p0}",
    "line\nDialogue: 0,0:00:00.00,0:00:09.00,Text,,0,0,0,,owned",
    "back\\",
    r"{\fnArial}{\pos(0,0)}",
]


@pytest.mark.parametrize("text", INJECTIONS)
def test_no_text_becomes_a_command(text: str) -> None:
    escaped = escape_ass(text)
    assert not re.search(r"(?<!\\)[{}]", escaped)
    # A backslash is followed by a brace it escapes, or by the word joiner that disarms it.
    assert not re.search(r"\\[^{}\u2060]|\\$", escaped)
    assert "\n" not in escaped


@given(st.text())
def test_escaping_loses_nothing_that_can_be_seen(text: str) -> None:
    escaped = escape_ass(text)
    back = escaped.replace("\\{", "{").replace("\\}", "}").replace("\\\u2060", "\\")
    hidden = {character for character in text if unicodedata.category(character) in ("Cc", "Zl", "Zp")}
    assert [c for c in back if c != " "] == [c for c in text if c != " " and c not in hidden]


def ass_of(cues: list[Cue], folder: Path, kind: CaptionKind = CaptionKind.CLEAN, language: str = "en") -> SSAFile:
    path = folder / "captions.ass"
    layout = layout_for(1280, 720, presenter=True)
    write_ass(cues, path, layout=layout, look=CaptionLook(kind=kind), palette=Palette(), language=language)
    return SSAFile.load(str(path))


def test_an_ass_file_holds_one_event_per_cue_whatever_the_text(tmp_path: Path) -> None:
    cues = [Cue(start=n, end=n + 1, lines=(text,)) for n, text in enumerate(INJECTIONS)]
    document = ass_of(cues, tmp_path)
    assert [(event.start, event.end) for event in document.events] == [
        (1000 * n, 1000 * (n + 1)) for n in range(len(cues))
    ]
    assert (document.info["PlayResX"], document.info["PlayResY"]) == ("1280", "720")


def test_an_ass_file_names_the_font_of_every_script(tmp_path: Path) -> None:
    cue = Cue(start=0, end=1, lines=("Hello 中文 日本語", "العربية हिन्दी 🎉"))
    (event,) = ass_of([cue], tmp_path, language="ja").events
    assert set(re.findall(r"\\fn([\w ]+)", event.text)) == {
        "Noto Sans", "Noto Sans CJK JP", "Noto Sans Arabic", "Noto Sans Devanagari", "Noto Emoji",
    }  # fmt: skip


def test_karaoke_in_an_ass_file_tells_how_long_each_word_is_spoken(tmp_path: Path) -> None:
    lines = (
        (Word(text="One", start=0.5, end=0.8), Word(text="two", start=1.0, end=1.3)),
        (Word(text="three.", start=1.3, end=1.75),),
    )
    cue = Cue(start=0.4, end=2.5, lines=("One two", "three."), words=lines)
    (event,) = ass_of([cue], tmp_path, CaptionKind.KARAOKE).events
    assert re.findall(r"\\k(\d+)", event.text) == ["10", "50", "30", "45"]
    assert re.sub(r"\{[^}]*\}", "", event.text) == r"One two\Nthree."
    (plain,) = ass_of([cue], tmp_path).events
    assert r"\k" not in plain.text


def test_srt_counts_cues_and_disarms_tags(tmp_path: Path) -> None:
    cues = [
        Cue(start=0.35, end=2, lines=("A <b>bold</b>", r"{\an8}claim, 2 < 3")),
        Cue(start=3661.5, end=3662, lines=("é",)),
    ]
    write_srt(cues, tmp_path / "c.srt")
    assert (tmp_path / "c.srt").read_text(encoding="utf-8") == (
        "1\n00:00:00,350 --> 00:00:02,000\nA <\u2060b>bold<\u2060/b>\n{\u2060\\an8}claim, 2 < 3\n\n"
        "2\n01:01:01,500 --> 01:01:02,000\né\n"
    )


def test_vtt_escapes_markup(tmp_path: Path) -> None:
    write_vtt([Cue(start=1, end=2.5, lines=("R&D <i>a --> b", "中文 🎉"))], tmp_path / "c.vtt")
    assert (tmp_path / "c.vtt").read_text(encoding="utf-8") == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nR&amp;D &lt;i&gt;a --&gt; b\n中文 🎉\n"
    )


def test_a_right_to_left_line_that_begins_with_a_latin_word_is_marked(tmp_path: Path) -> None:
    write_vtt([Cue(start=0, end=1, lines=("USB يعمل بسرعة",))], tmp_path / "c.vtt")
    assert "\u200fUSB يعمل" in (tmp_path / "c.vtt").read_text(encoding="utf-8")
