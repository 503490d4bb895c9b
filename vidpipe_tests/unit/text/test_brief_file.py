from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vidpipe.errors import InvalidInput, NotFound
from vidpipe.models import Brief
from vidpipe.text.brief_file import LARGEST_FILE, parse_brief, read_brief

EXAMPLE = Path(__file__).parents[3] / "examples" / "induction-cooker.yaml"


def _write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_the_example_is_a_brief() -> None:
    brief = read_brief(EXAMPLE)
    assert brief.script is not None
    assert len(brief.script.scenes) == 8
    assert brief.avatar.enabled
    assert brief.aspect == "16:9"


def test_what_is_said_about_publishing_survives_the_way_through_json() -> None:
    publish = {
        "publish_at": "2027-01-31T18:00:00+01:00",
        "category": 27,
        "playlists": ["PL_a-1"],
        "made_for_kids": False,
        "synthetic_media": True,
        "notify": True,
    }
    brief = parse_brief({"prompt": "x", "publish": publish}, source="")
    assert brief.publish.category == "27"
    assert parse_brief(json.loads(json.dumps(brief.wire())), source="") == brief


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            {"script": [{"narration": "a"}, {"narration": "b"}, {"narration": " "}]},
            "scenes 3: narration is empty; write what is said",
        ),
        ({"script": [{"picture": "x"}]}, "scenes 1: narration is missing; write what is said"),
        ({"script": ["hello"]}, "scenes 1 must be a mapping of fields, not text"),
        ({"script": []}, "scenes is empty; give at least one scene"),
        ({"prompt": "x", "resolution": "999p"}, "resolution: '999p' is not one of 480p, 720p, 1080p, 1440p, 2160p"),
        ({"prompt": "x", "fps": 29}, "fps: 29 is not one of 24, 25, 30, 60"),
        ({"prompt": "x", "languag": "en"}, "languag is no field of a brief; did you mean 'language'?"),
        ({"prompt": "x", "subtitles": True}, "subtitles is no field of a brief; did you mean 'captions'?"),
        ({"prompt": "x", "qqq": 1}, "qqq is no field of a brief; the fields are title, prompt"),
        (
            {"script": [{"text": "x", "narration": "y"}]},
            "scenes 1: text is no field of a brief; did you mean 'narration'?",
        ),
        (
            {"prompt": "x", "publish": {"tags": ["a", 2]}},
            "publish: tags 2 must be text, not a number; put it in quotes",
        ),
        (
            {"prompt": "x", "publish": {"publish_at": "2027-01-31T18:00:00"}},
            "publish: publish_at: lacks its time zone; write a time such as 2027-01-31T18:00:00+01:00",
        ),
        ({"prompt": "x", "publish": {"publish_at": 1_800_000_000}}, "publish: publish_at: 1800000000 is not a time"),
        (
            {"prompt": "x", "publish": {"publish_at": "2027-01-31T18:00:00Z", "visibility": "unlisted"}},
            "publish: a video with `publish_at` becomes public then",
        ),
        (
            {"prompt": "x", "publish": {"category": "Music"}},
            "publish: category: 'Music' is not possible here; give the number of one of YouTube's categories",
        ),
        (
            {"prompt": "x", "publish": {"playlists": ["https://"]}},
            "publish: playlists 1: 'https://' is not possible here",
        ),
        (
            {"prompt": "x", "publish": {"kids": True}},
            "publish: kids is no field of a brief; did you mean 'made_for_kids'?",
        ),
        (
            {"prompt": "x", "publish": {"made_for_kids": "maybe"}},
            "publish: made_for_kids must be on or off, not 'maybe'",
        ),
        ({"prompt": "x", "title": 1984}, "title must be text, not a number; put it in quotes"),
        ({"prompt": "x", "title": "y" * 300}, "title is too long (300 characters); at most 200 are possible"),
        ({"prompt": "x", "duration": "long"}, "duration: 'long' is not a number; give a number of seconds"),
        ({"prompt": "x", "duration": 0}, "duration: 0 is out of range; give a number of seconds from 1 to 3600"),
        ({"prompt": "x", "language": "English!"}, "language: 'English!' is not a language tag; give a language tag"),
        ({"prompt": "x", "publish": "maybe"}, "publish must be a mapping of fields, not text; write on or off"),
        ({"prompt": "x", "avatar": "maybe"}, "avatar: place: 'maybe' is not one of corner, panel, intro, cutout"),
        ({"prompt": "x", "music": {"level": -3}}, "music: level: -3 is out of range; at most -6 is possible"),
        ({"prompt": "x", "captions": {"burned": "maybe"}}, "captions: burned must be on or off, not 'maybe'"),
        ({"prompt": "x\x00"}, "prompt has a NUL character at position 2; take it out"),
        ({"script": [{"narration": "a\ud800"}]}, "scenes 1: narration has half a character (U+D800) at position 2"),
        ({}, "nothing to make a video of; give `script`"),
        ({"prompt": "x", "article": "y"}, "give only one of prompt, script and article; this has prompt and article"),
        ({"articleFile": "x.md"}, "articleFile is possible only in a brief file; send the text itself as article"),
        ([], "a brief is a mapping of fields such as title and script, not a list"),
        (None, "a brief is a mapping of fields such as title and script, not nothing"),
    ],
)
def test_a_wrong_brief_is_refused_in_words_that_name_field_and_fix(data: object, message: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_brief(data, source="")
    assert caught.value.code == "VALIDATION_ERROR"
    assert caught.value.message.startswith(message)
    assert set(caught.value.details["problems"][0]) == {"field", "problem", "fix"}


def test_one_word_says_where_the_presenter_stands_how_captions_look_and_what_music_there_is() -> None:
    brief = parse_brief({"prompt": "x", "avatar": "panel", "captions": "karaoke", "music": "calm"}, source="")
    assert (brief.avatar.place, brief.captions.kind, brief.music.mood) == ("panel", "karaoke", "calm")
    assert (brief.avatar.enabled, brief.captions.burned, brief.music.enabled) == (True, True, None)


def test_on_and_off_are_switches_as_words_too_for_json_has_no_other_way_to_write_them() -> None:
    off = parse_brief({"prompt": "x", "avatar": "off", "captions": "off", "publish": "off"}, source="")
    assert (off.avatar.enabled, off.captions.burned, off.publish.enabled) == (False, False, False)
    on = parse_brief({"prompt": "x", "avatar": "on", "captions": "on", "publish": "on"}, source="")
    assert (on.avatar.enabled, on.captions.burned, on.publish.enabled) == (True, True, True)


@pytest.mark.parametrize("off", ["off", False])
def test_motion_is_turned_off_as_everything_else_is(off: object) -> None:
    assert parse_brief({"prompt": "x", "motion": off}, source="").motion == "none"


def test_several_problems_are_all_told() -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_brief({"prompt": "", "fps": 1, "seed": -1}, source="video.yaml")
    assert caught.value.message == (
        "video.yaml: prompt is empty; say what the video is about. fps: 1 is not one of 24, 25, 30, 60; "
        "choose one of them. "
        "seed: -1 is out of range; give a whole number from 0."
    )
    assert [problem["field"] for problem in caught.value.details["problems"]] == ["prompt", "fps", "seed"]


def test_of_very_many_problems_the_first_are_told_and_how_many_more_there_are() -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_brief({"script": [{"narration": ""}] * 60, "avatar": {"image": "artifact:no"}, "captions": 3}, source="")
    problems = caught.value.details["problems"]
    assert (len(problems), caught.value.details["moreProblems"]) == (50, 12)
    assert caught.value.message.endswith("and 12 more problems.")
    assert all(problem["fix"] for problem in problems)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from([*Brief.model_fields, "articleFile", "article_file", "scenes"])

NEARLY = st.dictionaries(
    FIELDS, JSON | st.dictionaries(FIELDS | st.sampled_from(["file", "narration"]), JSON), max_size=4
)


@settings(max_examples=150)
@given(
    JSON
    | st.dictionaries(FIELDS, JSON | st.dictionaries(FIELDS | st.sampled_from(["file", "narration"]), JSON), max_size=4)
)
def test_any_json_is_a_brief_or_refused(data: object) -> None:
    try:
        assert isinstance(parse_brief(data, source="request"), Brief)
    except InvalidInput as error:
        # What is said about it can be stored and sent.
        json.dumps([error.message, error.details]).encode()
        assert "\x00" not in error.message
        error.message.encode()
        assert all(problem["fix"] for problem in error.details["problems"])


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.yaml", "title: a\n  b: [", "this is not YAML: line 2, column 4: mapping values are not allowed here"),
        ("a.yaml", "title: x\ntitle: y", "this is not YAML: line 2, column 1: the field 'title' is given twice"),
        ("a.yaml", "x: !!python/object:os.system y", "could not determine a constructor"),
        ("a.yaml", "[" * 5000, "this is not YAML: it is nested too deeply"),
        ("a.yaml", "", "a brief is a mapping of fields"),
        ("a.yaml", "a: &a [*a]", "a is no field of a brief"),
        ("a.json", '{"prompt": }', "this is not JSON: line 1, column 12: Expecting value"),
        ("a.json", '{"prompt": "a", "prompt": "b"}', "this is not JSON: the field 'prompt' is given twice"),
        ("a.json", '{"prompt": "a", "duration": NaN}', "this is not JSON: NaN is not a number"),
        ("a.json", "[" * 100_000, "this is not JSON: it is nested too deeply"),
        ("a.yaml", b"title: \xff", "is not UTF-8 text (byte 0xFF at 7); save it as UTF-8"),
        ("a.txt", "hello", "a brief is a .yaml, .json or .md file, not .txt"),
        ("a.md", "---\n[1]\n---\nText.", "the front matter is not a mapping of fields"),
        ("a.md", "---\nprompt: x\n---\nText.", "prompt is given in the front matter, and the page has a text as well"),
        ("a.md", "# T\n\nIntro.\n\n## A\nPicture: x\n\nHi.", "'Intro.' stands before the first ## heading"),
        ("a.md", "## A\nPicture: x\n\nHi.\n\n### B\n\nHo.", "scene 'A' has a heading inside ('B')"),
        ("a.md", "## A\nPicture: x\n", "scenes 1: narration is empty; write what is said"),
    ],
)
def test_a_broken_file_is_refused_with_the_place(tmp_path: Path, name: str, text: str | bytes, message: str) -> None:
    path = _write(tmp_path, name, text)
    with pytest.raises(InvalidInput) as caught:
        read_brief(path)
    assert caught.value.message.startswith(str(path))
    assert message in caught.value.message


def test_yaml_means_what_people_write(tmp_path: Path) -> None:
    brief = read_brief(
        _write(
            tmp_path, "a.yml", "\ufefftitle: 2024-05-01\r\naspect: 16:9\r\nlanguage: no\r\navatar: off\r\nprompt: x\r\n"
        )
    )
    assert (brief.title, brief.aspect, brief.language, brief.avatar.enabled) == ("2024-05-01", "16:9", "no", False)


def test_markdown_with_pictures_is_a_script(tmp_path: Path) -> None:
    text = (
        "---\nresolution: 720p\navatar: off\n---\n# My **title**\n\n## One\nPicture: a *pot*\n\nHello there. See\n"
        "https://x.y now.\n\n- point a\n- point b\n\n"
        "## Two ##\nShort line\n\nAnd more is spoken here.\n\n**Image:** fire\n"
    )
    brief = read_brief(_write(tmp_path, "a.md", text))
    assert brief.script is not None
    one, two = brief.script.scenes
    assert (brief.title, brief.resolution, brief.avatar.enabled) == ("My title", "720p", False)
    assert one.model_dump() == {
        "narration": "Hello there. See https://x.y now.",
        "picture": "a pot",
        "heading": "One",
        "points": ["point a", "point b"],
        "voice": None,
    }
    assert (two.heading, two.narration, two.picture) == ("Two", "Short line And more is spoken here.", "fire")


def test_other_markdown_is_an_article(tmp_path: Path) -> None:
    brief = read_brief(_write(tmp_path, "a.md", "# T\n\nIntro.\n\n## A\n\nHi."))
    assert brief.article == "# T\n\nIntro.\n\n## A\n\nHi."
    assert brief.title == ""


@pytest.mark.parametrize(
    "spelling", ["article: {file: notes/n.md}", "article_file: notes/n.md", "articleFile: notes/n.md"]
)
def test_an_article_file_is_read_relative_to_the_brief(tmp_path: Path, spelling: str) -> None:
    (tmp_path / "notes").mkdir()
    _write(tmp_path, "notes/n.md", "Ein Text über Bienen 🐝.")
    assert read_brief(_write(tmp_path, "a.yaml", spelling)).article == "Ein Text über Bienen 🐝."


def test_a_portrait_is_found_beside_the_brief(tmp_path: Path) -> None:
    brief = _write(tmp_path, "a.yaml", "prompt: x\navatar: {image: me.png}")
    with pytest.raises(NotFound) as caught:
        read_brief(brief)
    assert caught.value.code == "FILE_NOT_FOUND"
    portrait = _write(tmp_path, "me.png", b"")
    assert read_brief(brief).avatar.image == str(portrait)


@pytest.mark.parametrize("text", ["article_file: gone.md", "article: {file: gone.md}"])
def test_files_that_are_not_there_are_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(NotFound) as caught:
        read_brief(_write(tmp_path, "a.yaml", text))
    assert str(tmp_path) in caught.value.message


@pytest.mark.parametrize("text", ["article_file: .", "prompt: x\navatar: {image: .}"])
def test_a_folder_where_a_file_is_wanted_is_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(InvalidInput, match="is a folder, where a file is wanted") as caught:
        read_brief(_write(tmp_path, "a.yaml", text))
    assert str(tmp_path) in caught.value.message


def test_a_missing_brief_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"none\.yaml"):
        read_brief(tmp_path / "none.yaml")


def test_a_file_that_is_no_text_of_this_size_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_brief(_write(tmp_path, "a.yaml", b"x" * (LARGEST_FILE + 1)))
    assert caught.value.code == "PAYLOAD_TOO_LARGE"


def test_a_nul_in_an_article_file_is_found(tmp_path: Path) -> None:
    _write(tmp_path, "n.md", b"a\x00b")
    with pytest.raises(InvalidInput, match="article_file has a NUL character at position 2"):
        read_brief(_write(tmp_path, "a.yaml", "article_file: n.md"))


def test_an_article_is_given_once(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="give only one article"):
        read_brief(_write(tmp_path, "a.yaml", "article: x\narticle_file: n.md"))


def test_scenes_of_a_markdown_script_may_name_their_voices(tmp_path: Path) -> None:
    text = "## Guest\nPicture: a cup\n**Voice:** bert\n\nTea, please.\n\n## Host\nPicture: a pot\n\nHere you are.\n"
    path = tmp_path / "a.md"
    path.write_text(text, encoding="utf-8")
    brief = read_brief(path)
    assert brief.script is not None
    assert [scene.voice for scene in brief.script.scenes] == ["bert", None]
    assert [scene.narration for scene in brief.script.scenes] == ["Tea, please.", "Here you are."]
    path.write_text(text.replace("**Voice:** bert", "Voice: bert\nVoice: anna"), encoding="utf-8")
    with pytest.raises(InvalidInput, match="names 2 voices"):
        read_brief(path)


def test_music_is_found_beside_the_brief(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("prompt: x\nmusic: {file: sound/song.mp3}\n", encoding="utf-8")
    with pytest.raises(NotFound, match=r"song\.mp3 \(music: file\)"):
        read_brief(path)
    song = tmp_path / "sound" / "song.mp3"
    song.parent.mkdir()
    song.write_bytes(b"la la la")
    assert read_brief(path).music.file == str(song)


def test_a_reference_to_an_upload_is_checked() -> None:
    with pytest.raises(InvalidInput, match="names no uploaded file"):
        parse_brief({"prompt": "x", "music": {"file": "artifact:song"}}, source="")
