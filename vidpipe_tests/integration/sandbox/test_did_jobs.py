"""The simulated D-ID films talks and clips: states, films, credits, results that expire, lists."""

from __future__ import annotations

import io
import re
from typing import Any

import av
import httpx
import pytest
from PIL import Image

from vidpipe.sandbox.world import World
from vidpipe_tests.integration.sandbox.clocks import standing_clock
from vidpipe_tests.integration.sandbox.did_client import (
    AUTH,
    SPOKEN,
    advance,
    audio,
    configure,
    ended,
    filmed,
    image,
    kind_of,
    left,
    look,
    picture,
    portrait,
    sound,
    talk,
    xml_code,
)


def test_a_talk_is_created_started_and_done_and_its_film_lasts_as_long_as_the_sound(sandbox: httpx.Client) -> None:
    face, speech = image(sandbox, portrait()).json()["url"], audio(sandbox, sound(0.8)).json()["url"]
    answer = talk(
        sandbox,
        source_url=face,
        script={"type": "audio", "audio_url": speech},
        config={"result_format": "mp4"},
        user_data="job-7f3/scene-2 „Ä“",
    )
    assert answer.status_code == 201
    created = answer.json()
    assert set(created) == {"id", "object", "created_by", "created_at", "status"}
    assert (created["object"], created["status"]) == ("talk", "created")
    assert created["id"].startswith("tlk_")
    done = ended(sandbox, created["id"])
    assert done["status"] == "done"
    assert done["user_data"] == "job-7f3/scene-2 „Ä“"
    assert done["duration"] == pytest.approx(0.8)
    assert done["metadata"] == {"num_frames": 20}
    assert done["source_url"] == face
    film = httpx.get(done["result_url"])
    assert film.headers["content-type"] == "video/mp4"
    with av.open(io.BytesIO(film.content), "r") as opened:
        assert (opened.streams.video[0].width, opened.streams.video[0].height) == (512, 512)
        assert opened.streams.video[0].frames == 20
        assert opened.streams.audio


@pytest.mark.parametrize(
    ("kind", "body", "size", "container", "codec"),
    [
        ("talks", {"config": {"result_format": "mov"}}, (512, 512), "mov", "h264"),
        ("clips", {"presenter_id": "amy-sandbox01", "config": {"output_resolution": 150}}, (150, 150), "mov", "h264"),
        ("clips", {"presenter_id": "amy-sandbox01", "config": {"output_resolution": 150, "result_format": "webm"}},
         (150, 150), "matroska", "vp9"),
    ],
)  # fmt: skip
def test_films_come_in_the_format_and_size_that_were_asked_for(
    sandbox: httpx.Client, kind: str, body: Any, size: tuple[int, int], container: str, codec: str
) -> None:
    job = sandbox.post(f"/did/{kind}", headers=AUTH, json={"script": SPOKEN, **body}).json()
    done = ended(sandbox, job["id"], kind)
    with av.open(io.BytesIO(httpx.get(done["result_url"]).content), "r") as film:
        video = film.streams.video[0]
        assert (video.width, video.height) == size
        assert container in film.format.name
        assert video.codec_context.name == codec


def test_stitch_keeps_the_shape_of_the_photo(sandbox: httpx.Client) -> None:
    with Image.open(io.BytesIO(portrait())) as drawn:
        wide, file = Image.new("RGB", (480, 320), "navy"), io.BytesIO()
        wide.paste(drawn.resize((320, 320)), (80, 0))
        wide.save(file, "JPEG")
    face = image(sandbox, file.getvalue(), "wide.jpg", "image/jpeg").json()["url"]
    done = ended(sandbox, talk(sandbox, source_url=face, config={"stitch": True, "pad_audio": 1}).json()["id"])
    with av.open(io.BytesIO(httpx.get(done["result_url"]).content), "r") as film:
        assert (film.streams.video[0].width, film.streams.video[0].height) == (480, 320)
        assert (film.duration or 0) / av.time_base == pytest.approx(done["duration"], abs=0.1)


def test_stitch_needs_a_permission(sandbox: httpx.Client) -> None:
    configure(sandbox, stitchAllowed=False)
    refused = talk(sandbox, config={"stitch": True})
    assert refused.status_code == 403
    assert refused.json() == {"kind": "PermissionError", "description": "user has no permission for stitch"}


def test_a_talk_costs_a_credit_for_every_fifteen_seconds_until_there_are_none(
    sandbox: httpx.Client, world: World
) -> None:
    configure(sandbox, credits=3)
    speech = audio(sandbox, sound(15.5)).json()["url"]
    body = {"script": {"type": "audio", "audio_url": speech}, "name": "sandbox:stuck"}
    assert talk(sandbox, **body).status_code == 201
    assert left(sandbox) == 1
    assert world.journal.entries(endpoint="create_talk")[-1].charge_usd == pytest.approx(2 * 5.90 / 40)
    refused = talk(sandbox, **body)
    assert (refused.status_code, refused.json()) == (
        402,
        {"kind": "InsufficientCreditsError", "description": "not enough credits"},
    )
    assert left(sandbox) == 1


def test_padding_costs_credits(sandbox: httpx.Client) -> None:
    talk(sandbox, config={"pad_audio": 16}, name="sandbox:stuck")
    assert left(sandbox) == 118


def test_no_credits_record_is_a_404_and_means_zero(sandbox: httpx.Client) -> None:
    configure(sandbox, credits=None)
    answer = sandbox.get("/did/credits", headers=AUTH)
    assert (answer.status_code, answer.json()) == (
        404,
        {"kind": "NotFoundError", "description": "not credits found for user"},
    )
    assert talk(sandbox).status_code == 402


def test_credits_tell_what_remains(sandbox: httpx.Client) -> None:
    body = sandbox.get("/did/credits", headers=AUTH).json()
    assert (body["remaining"], body["total"]) == (120, 120)
    assert {"owner_id", "remaining", "total", "expire_at", "plan_group"} <= set(body["credits"][0])


@pytest.mark.parametrize(("refunds", "expected"), [(True, 120), (False, 119)])
def test_a_failed_job_is_paid_back_where_that_is_set(sandbox: httpx.Client, refunds: bool, expected: int) -> None:
    configure(sandbox, refundsFailures=refunds)
    assert ended(sandbox, talk(sandbox, name="sandbox:unknown_error").json()["id"])["status"] == "error"
    assert left(sandbox) == expected


def test_the_price_may_be_taken_at_the_end(sandbox: httpx.Client) -> None:
    configure(sandbox, chargesAt="done")
    assert ended(sandbox, talk(sandbox, name="sandbox:unknown_error").json()["id"])["status"] == "error"
    assert left(sandbox) == 120
    assert ended(sandbox, talk(sandbox).json()["id"])["status"] == "done"
    assert left(sandbox) == 119


def test_a_photo_without_a_face_fails_after_it_was_taken(sandbox: httpx.Client) -> None:
    face = image(sandbox, picture()).json()["url"]
    job = ended(sandbox, talk(sandbox, source_url=face).json()["id"])
    assert job["status"] == "error"
    assert job["error"] == {"kind": "FaceError", "description": "face not detected"}


@pytest.mark.parametrize(
    ("word", "status", "kind"),
    [
        ("face_error", "error", "FaceError"),
        ("source_error", "error", "SourceError"),
        ("driver_error", "error", "DriverError"),
        ("logo_error", "error", "LogoError"),
        ("enhance_error", "error", "VideoEnhanceError"),
        ("unknown_error", "error", "UnknownError"),
        ("rejected", "rejected", "AudioModerationError"),
    ],
)
def test_a_magic_word_decides_how_a_job_ends(sandbox: httpx.Client, word: str, status: str, kind: str) -> None:
    job = ended(sandbox, talk(sandbox, user_data=f"sandbox:{word}").json()["id"])
    assert (job["status"], job["error"]["kind"]) == (status, kind)
    assert "result_url" not in job


def test_an_unreachable_source_fails_after_it_was_taken(sandbox: httpx.Client) -> None:
    job = ended(sandbox, talk(sandbox, source_url="https://example.com/me.png").json()["id"])
    assert job["error"]["kind"] == "SourceError"


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("text_moderation", "TextModerationError"),
        ("image_moderation", "ImageModerationError"),
        ("audio_moderation", "AudioModerationError"),
        ("celebrity", "CelebrityRecognizedError"),
    ],
)
def test_moderation_refuses_with_451(sandbox: httpx.Client, word: str, kind: str) -> None:
    answer = talk(sandbox, script={"type": "text", "input": f"sandbox:{word}"})
    assert (answer.status_code, kind_of(answer)) == (451, kind)


def test_a_result_expires_and_a_later_look_signs_it_anew(sandbox: httpx.Client) -> None:
    configure(sandbox, resultUrlSeconds=60)
    job = filmed(sandbox)
    url = look(sandbox, job)["result_url"]
    assert httpx.get(url).status_code == 200
    advance(sandbox, 61)
    expired = httpx.get(url)
    assert (expired.status_code, xml_code(expired)) == (403, "AccessDenied")
    assert "Request has expired" in expired.text
    assert httpx.get(look(sandbox, job)["result_url"]).status_code == 200


def test_a_result_may_also_not_be_signed_anew(sandbox: httpx.Client) -> None:
    configure(sandbox, signsAnew=False)
    job = filmed(sandbox)
    url = look(sandbox, job)["result_url"]
    advance(sandbox, 24 * 3600 + 1)
    assert look(sandbox, job)["result_url"] == url
    assert httpx.get(url).status_code == 403


def test_the_storage_host_takes_the_signature_alone(sandbox: httpx.Client, sandbox_url: str) -> None:
    url = look(sandbox, filmed(sandbox))["result_url"]
    assert url.startswith(f"{sandbox_url}/did-storage/")
    both = httpx.get(url, headers=AUTH)
    assert (both.status_code, xml_code(both)) == (400, "InvalidArgument")
    assert xml_code(httpx.get(url.partition("?")[0])) == "AccessDenied"
    assert xml_code(httpx.get(re.sub("Expires=(.)", r"Expires=9\1", url))) == "SignatureDoesNotMatch"
    part = httpx.get(url, headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.content) == (206, b"ftyp")


def test_a_talk_can_be_deleted_once_it_is_over(sandbox: httpx.Client) -> None:
    job = talk(sandbox, name="sandbox:stuck").json()["id"]
    refused = sandbox.delete(f"/did/talks/{job}", headers=AUTH)
    assert (refused.status_code, refused.json()) == (
        409,
        {"kind": "NotReadyError", "description": "talk is in process, try again later"},
    )
    job = filmed(sandbox)
    url = look(sandbox, job)["result_url"]
    assert sandbox.delete(f"/did/talks/{job}", headers=AUTH).status_code == 200
    gone = sandbox.get(f"/did/talks/{job}", headers=AUTH)
    assert (gone.status_code, gone.json()) == (404, {"kind": "NotFoundError", "description": "not found"})
    assert xml_code(httpx.get(url)) == "NoSuchKey"


def test_lists_show_the_newest_first_page_by_page(sandbox: httpx.Client) -> None:
    jobs = [talk(sandbox, name="sandbox:stuck", user_data=f"job-{n}").json()["id"] for n in range(3)]
    first = sandbox.get("/did/talks?limit=2", headers=AUTH).json()
    second = sandbox.get(f"/did/talks?limit=2&token={first['token']}", headers=AUTH).json()
    assert [job["id"] for job in first["talks"] + second["talks"]] == jobs[::-1]
    assert [job["user_data"] for job in first["talks"]] == ["job-2", "job-1"]
    assert "token" not in second
    assert kind_of(sandbox.get("/did/talks?limit=0", headers=AUTH)) == "ValidationError"
    configure(sandbox, listsUserData=False)
    (job, *_) = sandbox.get("/did/talks", headers=AUTH).json()["talks"]
    assert "user_data" not in job
    assert look(sandbox, job["id"])["user_data"] == "job-2"


def test_jobs_are_seen_by_their_owner_only(sandbox: httpx.Client) -> None:
    job = talk(sandbox, name="sandbox:stuck").json()["id"]
    other = {"Authorization": "Basic b3RoZXI:sandbox-other"}
    assert sandbox.get(f"/did/talks/{job}", headers=other).status_code == 404
    assert sandbox.get(f"/did/clips/{job}", headers=AUTH).status_code == 404
    assert sandbox.get("/did/talks", headers=other).json() == {"talks": []}


def test_clips_have_presenters_and_their_own_rules(sandbox: httpx.Client) -> None:
    listed = sandbox.get("/did/clips/presenters?limit=4", headers=AUTH).json()
    rest = sandbox.get(f"/did/clips/presenters?token={listed['token']}", headers=AUTH).json()
    presenters = listed["presenters"] + rest["presenters"]
    assert len({presenter["presenter_id"] for presenter in presenters}) == 6
    with Image.open(io.BytesIO(httpx.get(presenters[0]["image_url"]).content)) as preview:
        assert preview.format == "PNG"

    def clip(**body: Any) -> httpx.Response:
        usual = {"presenter_id": presenters[0]["presenter_id"], "script": SPOKEN, "name": "sandbox:stuck"}
        return sandbox.post("/did/clips", headers=AUTH, json={**usual, **body})

    made = clip(
        background={"color": "#00ff7f"},
        presenter_config={"crop": {"type": "rectangle", "rectangle": {"top": 0, "left": 0, "bottom": 1, "right": 1}}},
    )
    assert (made.status_code, made.json()["object"]) == (201, "clip")
    assert "owner_id" in look(sandbox, made.json()["id"], "clips")
    wrong: list[dict[str, Any]] = [
        {"presenter_id": None},
        {"config": {"output_resolution": 1081}},
        {"config": {"result_format": "avi"}},
        {"background": {"color": "green"}},
        {"presenter_config": {"crop": {"type": "rectangle", "rectangle": {"top": 0}}}},
    ]
    assert [kind_of(clip(**body)) for body in wrong] == ["ValidationError"] * len(wrong)
    assert clip(presenter_id="nobody").status_code == 404


def test_voices_are_listed_by_provider(sandbox: httpx.Client) -> None:
    voices = sandbox.get("/did/tts/voices?provider=microsoft", headers=AUTH).json()
    assert {voice["provider"] for voice in voices} == {"microsoft"}
    assert len(sandbox.get("/did/tts/voices", headers=AUTH).json()) > len(voices)
    assert kind_of(sandbox.get("/did/tts/voices?provider=siri", headers=AUTH)) == "ValidationError"


def test_states_take_their_time_in_the_real_profile(
    sandbox: httpx.Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn = standing_clock(world, monkeypatch)
    job = talk(sandbox, user_data="sandbox:rejected").json()["id"]
    assert look(sandbox, job)["status"] == "created"
    turn(2)
    started = look(sandbox, job)
    assert started["status"] == "started"
    assert started["pending_url"].startswith("s3://")
    assert "result_url" not in started
    turn(10)
    assert look(sandbox, job)["status"] == "rejected"
