"""Nothing secret, broken or endless gets past ``clean``, and ordinary texts do not suffer."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidpipe.errors import clean, redaction, register_secret
from vidpipe.models import Artifact, Stage

CANARY = "Zx9canaryQw7"


@pytest.fixture(autouse=True)
def _no_secrets_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redaction, "_known", redaction._Known())


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: Bearer {CANARY}",
        f"authorization: Basic bWU6{CANARY}==:{CANARY}",
        f"sent bearer {CANARY}, got 401",
        f'{{"Authorization": "Token {CANARY}"}}',
        f"(b'authorization', b'{CANARY}')",
        f"Set-Cookie: session={CANARY}; Path=/; other={CANARY}",
        f"GET https://g.test/v1/models?key={CANARY}&alt=json",
        f"https://s3.test/a.mp4?X-Amz-Credential={CANARY}%2Fus&X-Amz-Signature={CANARY}",
        f"https://tos.test/v.mp4?X-Tos-Signature={CANARY}",
        f"https://upload.test/videos?uploadType=resumable&upload_id={CANARY}",
        f"https://cdn.test/r.mp4?Expires=1&Signature={CANARY}&Key-Pair-Id={CANARY}",
        f"wss://x.test/?token={CANARY}",
        f"client_secret: {CANARY}",
        f"PASSWORD={CANARY}",
        f"postgresql://me:{CANARY}@db.test:5432/vidpipe",
        f"https://{CANARY}@sentry.test/1",
        f"Incorrect API key provided: sk-proj-{CANARY}",
        f"sk_{CANARY}{CANARY}",
        f"AIzaSy{CANARY}{CANARY}",
        f"ya29.a0{CANARY}",
        f"1//0g{CANARY}{CANARY}",
        f"GOCSPX-{CANARY}",
        f"eyJhbGciOi{CANARY}.eyJzdWIi{CANARY}.{CANARY}",
        f"api_key={CANARY}",
        f"host=db password={CANARY} user=me",
        f'{{"refresh_token": "{CANARY}"}}',
        f"{{'client_secret': '{CANARY}'}}",
        f"x-goog-api-key: {CANARY}",
        f"('xi-api-key', '{CANARY}')",
        "x" * 9_990 + f" key sk-{CANARY}{CANARY}",
    ],
)
def test_a_secret_in_a_text_is_taken_out(text: str) -> None:
    cleaned = clean(text)
    assert CANARY not in cleaned
    assert "[redacted]" in cleaned or "[cut" in cleaned


@pytest.mark.parametrize(
    "name",
    [
        "authorization",
        "Proxy-Authorization",
        "api_key",
        "apiKey",
        "GEMINI_API_KEY",
        "x-goog-api-key",
        "xi-api-key",
        "Ocp-Apim-Subscription-Key",
        "password",
        "client_secret",
        "refresh_token",
        "accessToken",
        "Set-Cookie",
        "cookies",
        "auth",
        "upload_id",
    ],
)
def test_a_secret_under_its_name_is_taken_out_however_deep(name: str) -> None:
    value = {"request": [{"headers": {name: CANARY}}, {name: [CANARY]}, {name: {"value": CANARY}}]}
    cleaned = clean(value)
    assert CANARY not in json.dumps(cleaned)
    assert cleaned["request"][0]["headers"][name] == "[redacted]"


@pytest.mark.parametrize(
    "value",
    [
        {"max_tokens": 100, "usage": {"total_tokens": 7}, "dedupe_key": "a-b", "key": "scene"},
        {"api_key": None, "has_token": True},
        "An unknown token: expired. Basic settings, bearer bonds? The password policy; a secret of cooking.",
        "The best cookie: chocolate. Its secret: salt. The key: patience.",
        "GEMINI_INVALID_API_KEY: https://example.com/a?b=c&page=2#frag mail me@example.com",
        "王小明說:「電磁爐」🍳 ‎العربية",
        "/data/a b/c.mp4 -> 00:01:02.345",
        "trace 4bf92f3577b34da6a3ce929d0e0e4736",
    ],
)
def test_what_is_no_secret_stays_as_it_is(value: object) -> None:
    assert clean(value) == value


def test_a_registered_secret_is_taken_out_in_every_form() -> None:
    register_secret(" hunter two/+= ")
    register_secret("dev")
    assert clean("a hunter two/+= b") == "a [redacted] b"
    assert clean({"x": ["q=hunter%20two%2F%2B%3D"]}) == {"x": ["q=[redacted]"]}
    assert clean("dev at developer") == "[redacted] at developer"


def test_an_empty_secret_changes_nothing() -> None:
    register_secret("")
    register_secret("  ")
    assert clean("a  b") == "a  b"


def test_broken_texts_are_mended() -> None:
    assert clean("a\0b") == "a\ufffdb"
    assert clean("a\ud800b") == "a\ufffdb"
    assert clean("\ud83c\udf73") == "🍳"
    assert clean("line\nline\ttab") == "line\nline\ttab"


@pytest.mark.parametrize(("text", "kept"), [("a" * 50_000, 10_000), ("爐" * 50_000, 3_333), ("🍳" * 10_001, 2_500)])
def test_a_long_text_is_cut_with_a_mark(text: str, kept: int) -> None:
    assert clean(text) == text[:kept] + f"… [cut: {len(text)} characters]"


def test_a_text_of_just_ten_kilobytes_stays_whole() -> None:
    assert clean("a" * 10_000) == "a" * 10_000


def test_endless_deep_and_wide_values_are_cut() -> None:
    circle: dict[str, object] = {}
    circle["self"] = circle
    wide = [[list(range(300))] * 300] * 300
    assert "[too deep]" in json.dumps(clean(circle))
    assert len(json.dumps(clean(wide))) < 200_000
    assert clean(list(range(300)))[-1] == "[cut: 100 more]"
    assert clean({str(n): n for n in range(300)})["[cut]"] == "100 more"


def test_what_json_does_not_know_becomes_text() -> None:
    artifact = Artifact(sha256="a" * 64, size=3, media_type="image/png")
    assert clean(
        {
            "path": Path("/a/b"),
            "stage": Stage.AVATAR,
            "at": datetime(2026, 11, 21, tzinfo=UTC),
            "bytes": b"12345",
            "set": {1},
            "tuple": (1.5, float("nan")),
            "artifact": artifact,
            "large": 10**30,
            "huge": 10**5_000,
            7: "number",
        }
    ) == {
        "path": "/a/b",
        "stage": "avatar",
        "at": "2026-11-21T00:00:00+00:00",
        "bytes": "[5 bytes]",
        "set": [1],
        "tuple": [1.5, "nan"],
        "artifact": {"sha256": "a" * 64, "size": 3, "media_type": "image/png"},
        "large": "1" + "0" * 30,
        "huge": "[integer of 16610 bits]",
        "7": "number",
    }


@given(st.text(st.characters()))
def test_every_text_comes_out_as_valid_utf8_without_nul(text: str) -> None:
    assert b"\0" not in clean(text).encode()


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60))
def test_an_ordinary_text_is_not_changed(text: str) -> None:
    if not any(sign in text for sign in ("=", ":", "//")):
        assert clean(text) == text
