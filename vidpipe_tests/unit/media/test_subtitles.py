from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pysubs2 import SSAFile

from vidpipe.media import Cue, layout_for, write_ass, write_srt, write_vtt
from vidpipe.media.captions.files import escape_ass

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


def test_an_ass_file_holds_one_panel_and_one_text_per_cue_whatever_the_text(tmp_path: Path) -> None:
    cues = [Cue(start=n, end=n + 1, lines=(text,)) for n, text in enumerate(INJECTIONS)]
    files = write_ass(cues, layout_for(1280, 720, presenter=True), "en", tmp_path)
    document = SSAFile.load(str(files.path))
    assert [event.style for event in document.events] == ["Panel", "Text"] * len(cues)
    assert str(files.path).isascii()
    assert all(path.name.isascii() for path in files.fonts.iterdir())


def test_every_script_names_a_font_that_lies_in_the_folder(tmp_path: Path) -> None:
    cue = Cue(start=0, end=1, lines=("Hello 中文 日本語", "العربية हिन्दी 🎉"))
    files = write_ass([cue], layout_for(1920, 1080, presenter=False), "ja", tmp_path)
    named = set(re.findall(r"\\fn(\w+)", files.path.read_text(encoding="utf-8")))
    assert len(named) == 5
    assert {name.lower() for name in named} <= {path.stem for path in files.fonts.iterdir()}


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


def test_a_line_too_wide_for_its_room_is_drawn_smaller(tmp_path: Path) -> None:
    layout = layout_for(1080, 1080, presenter=True)
    cues = [Cue(start=0, end=1, lines=("W" * 60,)), Cue(start=1, end=2, lines=("short",))]
    texts = [event.text for event in SSAFile.load(str(write_ass(cues, layout, "en", tmp_path).path)).events]
    assert "\\fs" in texts[1]
    assert "\\fs" not in texts[3]
