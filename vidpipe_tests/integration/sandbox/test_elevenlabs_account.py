"""The simulated ElevenLabs counts credits, checks keys, and lists models and voices."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any

import httpx
import pytest

from vidpipe.sandbox.keys import KEYS
from vidpipe.sandbox.media import Media, Spoken
from vidpipe.sandbox.world import World
from vidpipe_tests.integration.sandbox.elevenlabs_client import AUTH, SUBSCRIPTION, VOICE, account, credits_used, speak


@pytest.mark.parametrize(
    ("model", "characters", "cost", "usd"),
    [
        ("eleven_multilingual_v2", 7, 7, 0.08),
        ("eleven_flash_v2_5", 7, 4, 0.04),
        ("eleven_v4", 6, 6, 0.08),
        ("eleven_v4_turbo", 6, 3, 0.04),
    ],
)
def test_credits_are_characters_times_the_models_rate(
    sandbox: httpx.Client, world: World, model: str, characters: int, cost: int, usd: float
) -> None:
    assert speak(sandbox, "Hi seas!"[:characters], model_id=model).status_code == 200
    assert credits_used(sandbox) == cost
    entry = next(entry for entry in world.journal.entries(endpoint="speech"))
    assert entry.charge_usd == pytest.approx(characters / 1000 * usd)


def test_credits_run_out_with_401(sandbox: httpx.Client) -> None:
    account(sandbox, character_limit=10_000, character_count=9_995)
    answer = speak(sandbox, "Hi sea")
    assert answer.status_code == 401
    assert answer.json()["detail"] == {
        "status": "quota_exceeded",
        "message": "This request exceeds your quota of 10000. You have 5 credits remaining, while 6 credits are "
        "required for this request.",
    }
    assert speak(sandbox, "Hi se").status_code == 200
    assert credits_used(sandbox) == 10_000


@pytest.mark.parametrize(("extension", "status"), [(0, 401), (5, 401), (6, 200), ("unlimited", 200)])
def test_an_extension_lets_a_key_go_past_its_limit(sandbox: httpx.Client, extension: object, status: int) -> None:
    account(sandbox, character_limit=100, character_count=100, max_credit_limit_extension=extension)
    assert speak(sandbox, "Hi sea").status_code == status
    body = sandbox.get(SUBSCRIPTION, headers=AUTH).json()
    assert body["max_credit_limit_extension"] == extension
    assert body["can_extend_character_limit"] is (extension != 0)


def test_the_subscription_has_every_documented_field(sandbox: httpx.Client, world: World) -> None:
    body = sandbox.get(SUBSCRIPTION, headers=AUTH).json()
    assert set(body) == {
        "tier", "character_count", "character_limit", "max_credit_limit_extension", "can_extend_character_limit",
        "allowed_to_extend_character_limit", "next_character_count_reset_unix", "voice_slots_used", "voice_limit",
        "professional_voice_limit", "currency", "current_overage", "status", "billing_period",
        "character_refresh_period",
    }  # fmt: skip
    assert body["next_character_count_reset_unix"] > world.now().timestamp()


@pytest.mark.parametrize(
    ("headers", "word"),
    [
        ({}, "needs_authorization"),
        ({"xi-api-key": "sk_sandbox_invalid"}, "invalid_api_key"),
        ({"xi-api-key": "sk_other"}, "invalid_api_key"),
        ({"Authorization": f"Bearer {KEYS['elevenlabs']}"}, "needs_authorization"),
    ],
)
def test_without_a_good_key_everything_is_401(sandbox: httpx.Client, headers: dict[str, str], word: str) -> None:
    for method, path in (("POST", f"v1/text-to-speech/{VOICE}"), ("GET", "v1/models"), ("GET", "v2/voices")):
        answer = sandbox.request(method, f"/elevenlabs/{path}", headers=headers)
        assert answer.status_code == 401
        assert answer.json()["detail"]["status"] == word


def test_a_key_for_speech_only_cannot_read_its_quota(sandbox: httpx.Client) -> None:
    account(sandbox, permissions="text_to_speech")
    assert speak(sandbox).status_code == 200
    answer = sandbox.get(SUBSCRIPTION, headers=AUTH)
    assert answer.status_code == 401
    detail = answer.json()["detail"]
    assert set(detail) == {"type", "code", "message", "status", "request_id", "param"}
    assert (detail["code"], detail["status"]) == ("unauthorized", "missing_permissions")
    assert "user_read" in detail["message"]


def test_models_tell_their_limits_and_rates(sandbox: httpx.Client) -> None:
    models = {model["model_id"]: model for model in sandbox.get("/elevenlabs/v1/models", headers=AUTH).json()}
    assert models["eleven_multilingual_v2"]["maximum_text_length_per_request"] == 10_000
    assert models["eleven_flash_v2_5"]["model_rates"] == {"character_cost_multiplier": 0.5}
    assert all(model["can_do_text_to_speech"] and model["languages"] for model in models.values())


def test_voices_are_listed_whole_and_in_pages(sandbox: httpx.Client) -> None:
    every = sandbox.get("/elevenlabs/v1/voices", headers=AUTH).json()["voices"]
    assert VOICE in {voice["voice_id"] for voice in every}
    paged: list[dict[str, Any]] = []
    query: dict[str, str] = {"page_size": "3"}
    while True:
        page = sandbox.get("/elevenlabs/v2/voices", headers=AUTH, params=query).json()
        paged += page["voices"]
        assert page["total_count"] == len(every)
        if not page["has_more"]:
            break
        query["next_page_token"] = page["next_page_token"]
    assert paged == every
    found = sandbox.get("/elevenlabs/v2/voices", headers=AUTH, params={"search": "george"}).json()
    assert [voice["voice_id"] for voice in found["voices"]] == [VOICE]
    assert sandbox.get("/elevenlabs/v2/voices", headers=AUTH, params={"page_size": "101"}).status_code == 422


def test_more_requests_at_once_than_the_plan_has_are_429(
    sandbox: httpx.Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    account(sandbox, tier="free")
    let_go, real = threading.Event(), Media.speak

    def slow(self: Media, *arguments: Any, **named: Any) -> Spoken:
        assert let_go.wait(30)
        return real(self, *arguments, **named)

    monkeypatch.setattr(Media, "speak", slow)
    with ThreadPoolExecutor(3) as pool:
        answers = [pool.submit(speak, sandbox) for _ in range(3)]
        refused = next(as_completed(answers)).result()
        let_go.set()
        rest = [answer.result() for answer in answers]
    assert refused.status_code == 429
    assert refused.json()["detail"]["status"] == "too_many_concurrent_requests"
    assert sorted(answer.status_code for answer in rest) == [200, 200, 429]
    assert {answer.headers.get("maximum-concurrent-requests") for answer in rest} == {"2", None}
    assert credits_used(sandbox) == 12
