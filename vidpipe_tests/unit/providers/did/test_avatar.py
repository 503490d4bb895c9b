"""What D-ID is asked for, and what it is told."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image, ImageColor

from vidpipe.media import probe
from vidpipe.models.calls import CallStatus, JobStatus
from vidpipe.providers.base import AvatarRequest
from vidpipe.providers.did import orders, uploads
from vidpipe.providers.ledger import MemoryLedger
from vidpipe.providers.local.presenter.screen import SCREENS
from vidpipe_tests.unit.providers.did.asking import animate, failing, operations, without
from vidpipe_tests.unit.providers.did.fake import KEY, SECONDS, FakeDid, config, film, provider, refuse, speech


def test_a_portrait_speaks(request_: AvatarRequest, talk: bytes, tmp_path: Path) -> None:
    did, ledger = FakeDid(talk), MemoryLedger()
    shares = animate(provider(did, ledger), request_)

    (video,) = probe(tmp_path / "out.mp4").video
    assert (video.width, video.height, video.fps, video.frames) == (48, 48, 30, round(SECONDS * 30))
    assert probe(tmp_path / "out.mp4").audio == []
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["me.webp", "narration.wav", "out.mp4"]

    (image,), (audio,), (create,) = (did.sent("POST", path) for path in ("/images", "/audios", "/talks"))
    assert re.search(rb'filename="portrait-[0-9a-f]{32}\.jpg"\r\nContent-Type: image/jpeg', image.content)
    assert b'name="detect_faces"\r\n\r\ntrue' in image.content
    assert re.search(rb'filename="speech-[0-9a-f]{32}\.wav"\r\nContent-Type: audio/wav', audio.content)
    body = json.loads(create.content)
    assert re.fullmatch(r"vidpipe-[0-9a-f]{40}", body.pop("user_data"))
    assert body == {
        "source_url": "s3://images/u/portrait.jpg",
        "script": {"type": "audio", "audio_url": "s3://audios/u/audio.wav"},
        "config": {"stitch": False, "result_format": "mp4"},
    }
    to_did = [request for request in did.requests if request.url.host == "api.d-id.com"]
    assert {request.headers["authorization"] for request in to_did} == {f"Basic {KEY}"}

    assert operations(ledger) == ["images.create", "audios.create", "talks.create", "talks.get", "talks.download"]
    intent, outcome = ledger.intents[2], ledger.outcomes[3]
    assert (intent.model, intent.subject, intent.estimated_usd, intent.units) == ("talks", "presenter", 0.1475, 1)
    assert (outcome.status, outcome.charged, outcome.cost_usd) == (CallStatus.SUCCEEDED, "yes", 0.1475)
    assert ledger.jobs == {3: ("tlk_1", JobStatus.SUCCEEDED)}
    others = [outcome for number, outcome in ledger.outcomes.items() if number != 3]
    assert {outcome.charged for outcome in others} == {"no"}
    assert "Signature" not in str(ledger.intents) + str(ledger.outcomes)


def test_each_begun_quarter_of_a_minute_takes_a_credit(request_: AvatarRequest, tmp_path: Path) -> None:
    speech(request_.audio, 30.2)
    did, ledger = FakeDid(b""), MemoryLedger()
    did.override = lambda request: (
        refuse(402, "InsufficientCreditsError", "not enough credits") if (request.url.path == "/talks") else None
    )
    assert failing(provider(did, ledger, plan="pro"), request_).code == "DID_QUOTA_EXCEEDED"
    assert (ledger.intents[2].units, ledger.intents[2].estimated_usd) == (3, pytest.approx(1.2))
    assert ledger.outcomes[3].charged == "no"


def test_the_settings_of_a_talk_reach_did(request_: AvatarRequest, talk: bytes) -> None:
    did = FakeDid(talk)
    animate(provider(did, stitch=True, expression="happy", intensity=0.5), request_)
    assert json.loads(did.sent("POST", "/talks")[0].content)["config"] == {
        "stitch": True,
        "result_format": "mp4",
        "driver_expressions": {"expressions": [{"start_frame": 0, "expression": "happy", "intensity": 0.5}]},
    }


def test_did_s_own_presenter_speaks_for_briefs_without_a_portrait(request_: AvatarRequest, tmp_path: Path) -> None:
    did, ledger = FakeDid(film(tmp_path / "wide.mp4", width=160, height=90)), MemoryLedger()
    settings: dict[str, Any] = {"presenter_id": "amy-jcwCkr1grs", "background": "#102030"}
    animate(provider(did, ledger, **settings), without(request_))
    body = json.loads(did.sent("POST", "/clips")[0].content)
    assert re.fullmatch(r"vidpipe-[0-9a-f]{40}", body.pop("user_data"))
    assert body == {
        "presenter_id": "amy-jcwCkr1grs",
        "script": {"type": "audio", "audio_url": "s3://audios/u/audio.wav"},
        "config": {"result_format": "mp4", "output_resolution": 720},
        "presenter_config": {"crop": {"type": "wide"}},
        "background": {"color": "#102030"},
    }
    assert operations(ledger) == ["audios.create", "clips.create", "clips.get", "clips.download"]
    (video,) = probe(tmp_path / "out.mp4").video
    assert (video.width, video.height) == (48, 48)

    did.requests.clear()
    animate(provider(did, **settings), request_)
    assert len(did.sent("POST", "/talks")) == 1


def test_did_s_own_presenter_stands_before_a_screen_when_to_be_cut_out(request_: AvatarRequest, tmp_path: Path) -> None:
    did, ledger = FakeDid(film(tmp_path / "wide.mp4", width=160, height=90)), MemoryLedger()
    avatar = provider(did, ledger, presenter_id="amy-jcwCkr1grs", background="#102030")
    wanted = replace(without(request_), cutout=True)
    assert avatar.portrait_of(wanted) is None
    animate(avatar, wanted)
    animate(avatar, without(request_))
    colours = [json.loads(sent.content)["background"]["color"] for sent in did.sent("POST", "/clips")]
    assert colours == [SCREENS[0], "#102030"]


def test_the_portrait_that_did_films_is_known_beforehand(request_: AvatarRequest) -> None:
    assert provider(FakeDid(b"")).portrait_of(request_) == request_.portrait
    assert provider(FakeDid(), portrait=request_.portrait).portrait_of(without(request_)) == request_.portrait
    assert provider(FakeDid()).portrait_of(without(request_)) is None


@pytest.mark.parametrize("cutout", [True, False])
def test_a_presenter_drawn_for_did_has_a_screen_behind_when_to_be_cut_out(
    request_: AvatarRequest, talk: bytes, cutout: bool
) -> None:
    did = FakeDid(talk)
    animate(provider(did), replace(without(request_), cutout=cutout))
    (sent,) = did.sent("POST", "/images")
    jpeg = sent.content[sent.content.index(b"\xff\xd8") :]
    with Image.open(io.BytesIO(jpeg)) as portrait:
        behind = np.asarray(portrait.convert("RGB"))[3, 3]
    screens = [ImageColor.getrgb(screen) for screen in SCREENS]
    assert any(np.allclose(behind, screen, atol=8) for screen in screens) is cutout
    assert did.sent("POST", "/clips") == []


def test_without_any_portrait_vidpipe_s_own_presenter_is_drawn(request_: AvatarRequest, talk: bytes) -> None:
    did = FakeDid(talk)
    animate(provider(did), without(request_))
    assert b"portrait-drawn-" in did.sent("POST", "/images")[0].content
    assert request_.portrait is not None
    animate(provider(did, portrait=request_.portrait), without(request_))
    _, second = did.sent("POST", "/images")
    assert b"portrait-drawn-" not in second.content


def test_a_portrait_without_a_face_costs_nothing(request_: AvatarRequest) -> None:
    did = FakeDid(b"")
    did.faces = []
    assert failing(provider(did), request_).code == "DID_INVALID_IMAGE"
    assert did.sent("POST", "/talks") == []


def test_faces_that_are_not_told_are_no_problem(request_: AvatarRequest, talk: bytes) -> None:
    did = FakeDid(talk)
    did.faces = None
    animate(provider(did), request_)


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"no sound", "cannot be read"), (b"", "cannot be read"), (None, "limit; shorten the script")],
)
def test_a_narration_that_did_cannot_use_is_refused_before_anything_is_sent(
    request_: AvatarRequest, content: bytes | None, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if content is None:
        monkeypatch.setitem(orders.LONGEST, "talks", 0.5)
    else:
        request_.audio.write_bytes(content)
    did = FakeDid(b"")
    error = failing(provider(did), request_)
    assert (error.code, did.requests) == ("DID_INVALID_AUDIO", [])
    assert words in error.message


def test_a_large_narration_is_uploaded_as_mp3(
    request_: AvatarRequest, talk: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "LARGEST_AUDIO", 20_000)
    did = FakeDid(talk)
    animate(provider(did), request_)
    assert re.search(
        rb'filename="speech-[0-9a-f]{32}\.mp3"\r\nContent-Type: audio/mpeg', did.sent("POST", "/audios")[0].content
    )


def test_what_was_uploaded_is_used_again_within_one_try(request_: AvatarRequest) -> None:
    did = FakeDid(b"")
    did.override = lambda request: httpx.Response(429, text="slow down") if request.url.path == "/talks" else None
    avatar = provider(did)
    for _ in range(2):
        assert failing(avatar, request_).code == "DID_RATE_LIMIT"
    assert [len(did.sent("POST", path)) for path in ("/images", "/audios", "/talks")] == [1, 1, 2]


@pytest.mark.parametrize(("path", "code"), [("/images", "DID_INVALID_IMAGE"), ("/audios", "DID_INVALID_AUDIO")])
def test_a_refused_upload_costs_nothing(request_: AvatarRequest, path: str, code: str) -> None:
    did = FakeDid(b"")
    what = "invalid image" if path == "/images" else "invalid audio"
    did.override = lambda request: refuse(400, "BadRequestError", what) if request.url.path == path else None
    assert failing(provider(did), request_).code == code
    assert did.jobs == {}


@pytest.mark.parametrize("path", ["/images", "/audios"])
def test_an_upload_without_an_address_is_a_failure(request_: AvatarRequest, path: str) -> None:
    did = FakeDid(b"")
    did.override = lambda request: httpx.Response(201, json=["x"]) if request.url.path == path else None
    assert failing(provider(did), request_).code == "PROVIDER_RESPONSE_INVALID"


def test_nothing_is_sent_without_a_key(request_: AvatarRequest) -> None:
    did = FakeDid(b"")
    avatar = provider(did, api_key=None)
    assert failing(avatar, request_).code == "PROVIDER_NOT_CONFIGURED"
    assert did.requests == []
    assert ["VIDPIPE_DID_API_KEY" in problem for problem in avatar.problems()] == [True]


def test_a_missing_portrait_of_the_settings_is_a_problem(tmp_path: Path) -> None:
    avatar = provider(FakeDid(b""), portrait=tmp_path / "none.png")
    assert ["VIDPIPE_DID_PORTRAIT" in problem for problem in avatar.problems()] == [True]
    assert provider(FakeDid(b"")).problems() == []


def test_the_fingerprint_names_what_changes_the_film_and_nothing_else(request_: AvatarRequest) -> None:
    def of(**changes: Any) -> str:
        return json.dumps(provider(FakeDid(b""), **changes).fingerprint(), sort_keys=True)

    plain = of()
    assert plain == of(api_key="other", base_url="http://127.0.0.1:1", plan="pro", wait_seconds=9, concurrent=1)
    changed = [
        of(portrait=request_.portrait),
        of(presenter_id="amy"),
        of(presenter_id="amy", driver_id="d"),
        of(presenter_id="amy", background="#000000"),
        of(stitch=True),
        of(expression="happy"),
    ]
    assert len({plain, *changed}) == 7
    assert KEY not in plain
    assert "drawn-" in plain


def test_settings_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDPIPE_DID_STITCH", "true")
    assert config().stitch is True
    assert config().base_url == "https://api.d-id.com"
