from __future__ import annotations

import json
from typing import Any

import pytest

from vidpipe.errors import InvalidInput
from vidpipe.models import PLATFORMS, Aspect, Brief, Codec, Platform, Resolution
from vidpipe.text.brief_file import parse_brief


def brief(**fields: Any) -> Brief:
    return parse_brief({"prompt": "x", **fields}, source="")


def test_a_brief_without_target_is_as_ever() -> None:
    plain = brief()
    assert (plain.aspect, plain.resolution, plain.fps, plain.codec) == ("16:9", "1080p", 30, "h264")
    assert plain.frame_size == (1920, 1080)
    assert len(plain.all_formats) == 1
    assert plain.all_formats[0].safe.bottom == 0


def test_a_target_sets_what_the_brief_does_not_name() -> None:
    short = brief(target="shorts", resolution="720p")
    assert (short.aspect, short.resolution, short.frame_size) == ("9:16", "720p", (720, 1280))
    assert short.all_formats[0].safe == PLATFORMS[Platform.SHORTS].safe[Aspect.PORTRAIT]


@pytest.mark.parametrize("target", list(Platform))
def test_what_a_target_sets_it_takes_itself_and_survives_the_way_through_json(target: Platform) -> None:
    made = brief(target=target, formats=[{"target": other} for other in Platform if other is not target])
    assert parse_brief(json.loads(json.dumps(made.wire())), source="") == made
    assert made.all_formats[0].target is target


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"target": "shorts", "aspect": "16:9"}, "target: 'shorts' takes no aspect 16:9; leave `aspect` out"),
        ({"target": "tiktok", "codec": "av1"}, "target: 'tiktok' takes no codec av1"),
        ({"target": "instagram", "resolution": "2160p"}, "target: 'instagram' takes no resolution 2160p"),
        ({"target": "shorts", "duration": 181}, "YouTube Shorts takes films of up to 180 seconds"),
        ({"target": "vimeo"}, "target: 'vimeo' is not one of youtube, shorts, tiktok, instagram, linkedin"),
        ({"target": None, "platform": "shorts"}, "did you mean 'target'?"),
        ({"formats": [{}]}, "format 1 is the same as the video itself; take it out"),
        ({"formats": [{"aspect": "1:1"}, {"aspect": "1:1"}]}, "format 2 is the same as format 1"),
        ({"formats": [{"aspekt": "1:1"}]}, "formats 1: aspekt is no field of a brief; did you mean 'aspect'?"),
        ({"formats": [{"target": "shorts", "aspect": "16:9"}]}, "formats 1: 'shorts' takes no aspect 16:9"),
        ({"formats": [{"fps": fps} for fps in (24, 25, 60)] * 3}, "formats has too many entries (9)"),
    ],
)
def test_a_contradiction_is_refused_with_the_field_and_the_fix(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        brief(**fields)
    assert caught.value.code == "VALIDATION_ERROR"
    assert message in caught.value.message


def test_what_a_format_leaves_open_is_shared_with_the_main_one_where_its_target_takes_that() -> None:
    made = brief(
        aspect="16:9",
        resolution="2160p",
        fps=25,
        codec="av1",
        formats=[{"target": "instagram"}, {"target": "shorts"}, {"aspect": "1:1"}, {"codec": "h264"}],
    )
    told = [(one.name, one.aspect, one.resolution, one.fps, one.codec) for one in made.all_formats]
    assert told == [
        ("", Aspect.LANDSCAPE, Resolution.P2160, 25, Codec.AV1),
        ("instagram-1080p-h264", Aspect.PORTRAIT, Resolution.P1080, 25, Codec.H264),
        ("shorts", Aspect.PORTRAIT, Resolution.P2160, 25, Codec.AV1),
        ("1x1", Aspect.SQUARE, Resolution.P2160, 25, Codec.AV1),
        ("h264", Aspect.LANDSCAPE, Resolution.P2160, 25, Codec.H264),
    ]


def test_every_format_has_files_of_its_own_names() -> None:
    wished = [{"aspect": "1:1"}, {"target": "shorts"}, {"target": "shorts", "fps": 60}, {"target": "tiktok"}]
    names = [format_.file("video.mp4") for format_ in brief(formats=wished).all_formats]
    assert names == ["video.mp4", "video-1x1.mp4", "video-shorts.mp4", "video-shorts-60fps.mp4", "video-tiktok.mp4"]


def test_the_safe_area_of_a_platform_leaves_room_for_captions() -> None:
    for facts in PLATFORMS.values():
        for aspect, safe in facts.safe.items():
            assert aspect in facts.aspects
            assert safe.left + safe.right < 0.4
            assert safe.top + safe.bottom < 0.6
