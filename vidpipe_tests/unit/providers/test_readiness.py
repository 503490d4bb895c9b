from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from vidpipe.errors import ProviderError
from vidpipe.providers.readiness import end_warning, readiness, require_usable_settings

LOCAL = {"script": "brief", "image": "local", "clip": "none", "speech": "piper", "avatar": "drawn", "upload": "folder"}


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def remarks(**names: str) -> list[str]:
    return [remark for ready in readiness(names) for remark in ready.remarks]


def test_what_is_part_of_vidpipe_needs_nothing() -> None:
    assert readiness(LOCAL) == []


@pytest.mark.parametrize(
    ("kind", "name", "told"),
    [
        ("script", "gemini", "script: Gemini cannot be used: no API key: set VIDPIPE_GEMINI_API_KEY"),
        ("script", "openai", "script: OpenAI cannot be used: no API key: set VIDPIPE_OPENAI_API_KEY"),
        ("image", "stability", "image: Stability AI cannot be used: no API key: set VIDPIPE_STABILITY_API_KEY"),
        ("clip", "seedance", "clip: Seedance cannot be used: no API key: set VIDPIPE_SEEDANCE_API_KEY"),
        ("clip", "omni", "clip: Gemini Omni cannot be used: no API key: set VIDPIPE_OMNI_API_KEY"),
        ("clip", "veo", "clip: Gemini Omni cannot be used: Google ended Veo on 2026-10-22."),
        ("clip", "sora", "clip: Sora cannot be used: OpenAI ended the Videos API on 2026-09-24"),
        ("speech", "elevenlabs", "speech: ElevenLabs cannot be used: no API key: set VIDPIPE_ELEVENLABS_API_KEY"),
        ("speech", "openai", "speech: OpenAI cannot be used: no API key: set VIDPIPE_OPENAI_API_KEY"),
        ("speech", "azure", "speech: Azure Speech cannot be used: no API key: set VIDPIPE_AZURE_API_KEY"),
        ("avatar", "did", "avatar: D-ID cannot be used: no API key: set VIDPIPE_DID_API_KEY"),
        ("upload", "youtube", "upload: YouTube cannot be used: no OAuth client: set VIDPIPE_YOUTUBE_CLIENT_ID"),
    ],
)
def test_a_chosen_service_without_its_key_is_told(kind: str, name: str, told: str) -> None:
    assert remarks(**{kind: name})[0].startswith(told)


def test_a_server_of_ones_own_needs_a_model_and_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDPIPE_OPENAI_BASE_URL", "http://127.0.0.1:11434/v1")
    assert remarks(script="openai")[0].startswith("script: OpenAI cannot be used: no language model: set")
    monkeypatch.setenv("VIDPIPE_OPENAI_SCRIPT_MODEL", "qwen3:14b")
    assert remarks(script="openai", speech="openai") == []


@pytest.mark.parametrize(
    ("kind", "name", "on", "told"),
    [
        ("speech", "openai", date(2026, 11, 20), "the model gpt-4o-mini-tts ends on 2027-01-06"),
        ("speech", "openai", date(2027, 1, 6), "the model gpt-4o-mini-tts ended on 2027-01-06"),
        ("speech", "openai", date(2026, 10, 1), None),
        ("clip", "sora", date(2026, 11, 20), "the model sora-2 ended on 2026-09-24"),
        ("script", "gemini", date(2026, 11, 20), None),
        ("clip", "veo", date(2026, 11, 20), None),
        ("image", "local", date(2026, 11, 20), None),
    ],
)
def test_a_model_that_ends_is_told_from_sixty_days_before(kind: str, name: str, on: date, told: str | None) -> None:
    warning = end_warning(kind, name, on)
    assert (warning is None) if told is None else str(warning).startswith(told)


def test_the_model_is_that_of_the_kind_of_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDPIPE_GEMINI_SPEECH_MODEL", "gemini-2.5-flash-preview-tts")
    day = date(2026, 11, 20)
    told = "the model gemini-2.5-flash-preview-tts ended on 2026-11-17; use gemini-3.8-flash-tts"
    assert (end_warning("speech", "gemini", day), end_warning("script", "gemini", day)) == (told, None)


def test_settings_of_a_chosen_service_must_be_usable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDPIPE_DID_PLAN", "free")
    require_usable_settings(LOCAL)
    with pytest.raises(ProviderError, match="VIDPIPE_DID_PLAN is 'free'"):
        require_usable_settings({**LOCAL, "avatar": "did"})
    assert "VIDPIPE_DID_PLAN" in remarks(avatar="did")[0]
