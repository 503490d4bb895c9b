"""The simulated D-ID takes keys as they are, images and audios, and refuses what the real one refuses."""

from __future__ import annotations

import re

import httpx
import pytest

from vidpipe.sandbox.world import World
from vidpipe_tests.integration.sandbox.did_client import (
    AUTH,
    KEY,
    audio,
    image,
    kind_of,
    picture,
    portrait,
    sound,
)

NO_TOKEN = {"message": "Missing Authentication Token"}
UNKNOWN = {"kind": "AuthorizationError", "description": "user unauthenticated"}


@pytest.mark.parametrize(
    ("header", "status", "body"),
    [
        ({}, 403, NO_TOKEN),
        ({"Authorization": KEY}, 403, NO_TOKEN),
        ({"X-Api-Key": KEY}, 403, NO_TOKEN),
        ({"Authorization": "Basic YTpi:other"}, 401, UNKNOWN),
        ({"Authorization": f"Basic {KEY}invalid"}, 401, UNKNOWN),
        ({"Authorization": "Bearer sandbox"}, 401, UNKNOWN),
    ],
)  # fmt: skip
def test_a_wrong_key_or_scheme_is_refused(
    sandbox: httpx.Client, header: dict[str, str], status: int, body: dict[str, str]
) -> None:
    answer = sandbox.get("/did/credits", headers=header)
    assert (answer.status_code, answer.json()) == (status, body)


def test_a_key_that_http_libraries_encode_once_more_is_refused(sandbox: httpx.Client) -> None:
    user, _, secret = KEY.partition(":")
    assert sandbox.get("/did/credits", auth=(user, secret)).status_code == 401


@pytest.mark.parametrize("value", [f"Basic {KEY}", f"basic {KEY}", "Bearer a1.sandbox.b2"])
def test_a_good_key_is_taken_as_it_is(sandbox: httpx.Client, value: str) -> None:
    assert sandbox.get("/did/credits", headers={"Authorization": value}).status_code == 200


def test_a_wrong_path_is_answered_by_the_gateway(sandbox: httpx.Client) -> None:
    answer = sandbox.get("/did/talk", headers=AUTH)
    assert (answer.status_code, answer.json()) == (403, NO_TOKEN)


def test_an_image_comes_back_as_an_s3_address_with_its_faces_when_asked(sandbox: httpx.Client) -> None:
    answer = image(sandbox, portrait(), detect_faces="true")
    assert answer.status_code == 201
    body = answer.json()
    assert re.fullmatch(r"s3://d-id-images-prod/.+/portrait\.png", body["url"])
    (face,) = body["faces"]
    assert set(face) == {
        "face_id", "size", "top_left", "overlap", "face_occluded", "detect_confidence", "detection",
    }  # fmt: skip
    assert 100 < face["size"] < 700
    assert "faces" not in image(sandbox, portrait()).json()
    assert image(sandbox, picture(), detect_faces="true").json()["faces"] == []


@pytest.mark.parametrize(
    ("data", "name", "kind", "status", "expected"),
    [
        (picture("WEBP"), "a.webp", "image/webp", 415, "UnsupportedMimeTypeError"),
        (picture("WEBP"), "a.png", "image/png", 415, "UnsupportedMimeTypeError"),
        (picture(), "a.txt", "text/plain", 415, "UnsupportedMimeTypeError"),
        (b"no picture", "a.png", "image/png", 400, "BadRequestError"),
        (picture()[:200], "a.png", "image/png", 400, "BadRequestError"),
        (picture(size=(159, 400)), "a.png", "image/png", 400, "InvalidImageResolutionError"),
        (bytes((10 << 20) + 1), "a.png", "image/png", 400, "InvalidFileSizeError"),
        (picture(), "größe.png", "image/png", 400, "ValidationError"),
        (picture(), "a b.png", "image/png", 400, "ValidationError"),
        (picture(), "a" * 47 + ".png", "image/png", 400, "ValidationError"),
        (picture(), "sandbox-celebrity.png", "image/png", 451, "CelebrityRecognizedError"),
        (picture(), "sandbox-image_moderation.png", "image/png", 451, "ImageModerationError"),
    ],
)
def test_a_wrong_image_is_refused(
    sandbox: httpx.Client, data: bytes, name: str, kind: str, status: int, expected: str
) -> None:
    answer = image(sandbox, data, name, kind)
    assert (answer.status_code, kind_of(answer)) == (status, expected)


def test_a_refused_type_says_which_are_supported(sandbox: httpx.Client) -> None:
    details = image(sandbox, picture("WEBP"), "a.webp", "image/webp").json()["details"]
    assert details == {"received": "image/webp", "supported": ["image/jpeg", "image/png"]}


def test_images_and_audios_must_be_multipart(sandbox: httpx.Client) -> None:
    assert kind_of(sandbox.post("/did/images", headers=AUTH, json={})) == "BadRequestError"
    assert kind_of(sandbox.post("/did/images", headers=AUTH, files={"file": b"x"})) == "ValidationError"
    assert kind_of(sandbox.post("/did/audios", headers=AUTH, data={"persist": "true"})) == "ValidationError"


def test_an_audio_of_any_format_is_kept_as_wav_and_measured(sandbox: httpx.Client, world: World) -> None:
    spoken = world.media.encode_audio(bytes(2 * 24_000), 24_000, "mp3")
    for data, name, kind in ((sound(1.0), "speech.wav", "audio/wav"), (spoken, "speech.mp3", "audio/mpeg")):
        answer = audio(sandbox, data, name, kind)
        assert answer.status_code == 201
        body = answer.json()
        assert re.fullmatch(r"s3://d-id-audios-prod/.+/speech\.wav", body["url"])
        assert body["duration"] == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize(
    ("data", "name", "kind", "status", "expected"),
    [
        (b"no sound", "a.wav", "audio/wav", 400, "BadRequestError"),
        (b"", "a.wav", "audio/wav", 400, "BadRequestError"),
        (sound(0), "a.wav", "audio/wav", 400, "BadRequestError"),
        (sound(), "a.txt", "text/plain", 415, "UnsupportedMimeTypeError"),
        (bytes((6 << 20) + 1), "a.wav", "audio/wav", 400, "InvalidFileSizeError"),
        (sound(), "sandbox-audio_moderation.wav", "audio/wav", 451, "AudioModerationError"),
    ],
)
def test_a_wrong_audio_is_refused(
    sandbox: httpx.Client, data: bytes, name: str, kind: str, status: int, expected: str
) -> None:
    answer = audio(sandbox, data, name, kind)
    assert (answer.status_code, kind_of(answer)) == (status, expected)
