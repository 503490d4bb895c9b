from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from vidpipe.errors import ProviderError
from vidpipe.models import Brief
from vidpipe.providers.registry import Providers, Tools, build
from vidpipe.providers.services import SERVICES, config_class, probe_service, service_problem
from vidpipe.providers.session import Session


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tools:
    monkeypatch.chdir(tmp_path)
    return Tools(voice_dir=tmp_path, picture_dir=tmp_path, publish_dir=tmp_path)


@pytest.mark.parametrize(
    ("name", "variable", "value", "fix"),
    [
        ("gemini", "VIDPIPE_GEMINI_TEMPERATURE", "hot", "it should be a valid number (Randomness"),
        ("gemini", "VIDPIPE_GEMINI_TOTAL_TIMEOUT", "0", "it should be greater than 0 (Seconds to wait"),
        ("stability", "VIDPIPE_STABILITY_MODEL", "dalle", "it should be 'core', 'ultra'"),
        ("azure", "VIDPIPE_AZURE_RATE", "fast 🐢", r"it must match ^(\+"),
        ("did", "VIDPIPE_DID_STITCH", "perhaps", "it should be a valid boolean"),
        ("youtube", "VIDPIPE_YOUTUBE_CHUNK_BYTES", "262145", "it must be a multiple of 262144"),
        ("seedance", "VIDPIPE_SEEDANCE_RESOLUTION", "8k", "it should be 'auto'"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_with_its_variable_and_the_fix(
    tools: Tools, monkeypatch: pytest.MonkeyPatch, name: str, variable: str, value: str, fix: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(ProviderError) as caught:
        config_class(name)()
    error = caught.value
    assert error.code == "PROVIDER_NOT_CONFIGURED"
    assert f"{variable} is {value!r}: {fix}" in error.message
    assert error.message.startswith(f"{config_class(name).title} cannot be used: ")
    (problem,) = error.details["settings"]
    assert (problem["setting"], problem["problem"]) == (variable, f"is {value!r}")
    assert problem["fix"].startswith(fix)


def test_every_wrong_value_is_told_at_once(tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDPIPE_DID_PLAN", "free")
    monkeypatch.setenv("VIDPIPE_DID_RESOLUTION", "10000")
    with pytest.raises(ProviderError) as caught:
        config_class("did")()
    wrong = [one["setting"] for one in caught.value.details["settings"]]
    assert wrong == ["VIDPIPE_DID_PLAN", "VIDPIPE_DID_RESOLUTION"]


def test_a_secret_is_told_to_nobody(tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ProviderError) as caught:
        config_class("gemini")(api_key=["hunter2"])
    assert "VIDPIPE_GEMINI_API_KEY is [redacted]" in caught.value.message
    assert "hunter2" not in f"{caught.value!r} {caught.value.details} {caught.value.__cause__}"
    assert caught.value.__suppress_context__


def test_a_wrong_value_is_one_failure_wherever_it_is_met(tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDPIPE_ELEVENLABS_SPEED", "slowly")
    told = "ElevenLabs cannot be used: VIDPIPE_ELEVENLABS_SPEED is 'slowly'"
    with pytest.raises(ProviderError, match=told):
        build("speech", "elevenlabs", tools)
    probe = asyncio.run(probe_service("elevenlabs", Session()))
    assert (probe.ok, probe.code, probe.message[: len(told)]) == (False, "PROVIDER_NOT_CONFIGURED", told)
    assert str(service_problem("elevenlabs")).startswith(told)
    provider = Providers({"speech": "elevenlabs"}, tools)["speech"]
    assert provider.name == "elevenlabs"
    assert provider.problems()[0].startswith(told)
    with pytest.raises(ProviderError, match=told):
        provider.accepts(Brief(script="Hello."))  # type: ignore[arg-type]  # it takes plain text
    with pytest.raises(ProviderError, match=told):
        provider.fingerprint()


def test_providers_are_built_anew_so_that_changed_settings_count(tools: Tools, tmp_path: Path) -> None:
    chosen = Providers({"image": "stability", "clip": "none", "upload": "folder"}, tools)
    assert list(chosen) == ["image", "upload"]
    assert chosen["image"].problems() != []
    (tmp_path / ".env").write_text("VIDPIPE_STABILITY_API_KEY=sk-1234567890\n", encoding="utf-8")
    assert chosen["image"].problems() == []
    with pytest.raises(KeyError):
        chosen["clip"]


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_says_what_people_call_it(name: str) -> None:
    assert config_class(name).title != "This service"
