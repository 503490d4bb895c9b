from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from vidpipe.errors import InvalidInput, ProviderError, VidpipeError
from vidpipe.models import Brief, Task
from vidpipe.providers import Provider
from vidpipe.providers.registry import Providers, Tools
from vidpipe.stages.admission import brief_of, check_task, require_accepted

LOCAL = {"script": "brief", "image": "local", "clip": "none", "speech": "piper", "avatar": "drawn", "upload": "folder"}
SCRIPT: dict[str, Any] = {"script": "Hello, world."}


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tools:
    monkeypatch.chdir(tmp_path)
    return Tools(voice_dir=tmp_path / "voices", picture_dir=tmp_path, publish_dir=tmp_path)


def refusal(tools: Tools, brief: Mapping[str, Any], **names: str) -> VidpipeError | None:
    try:
        require_accepted(brief_of(brief), Providers(LOCAL | names, tools))
    except VidpipeError as error:
        return error
    return None


def test_what_this_machine_can_do_is_accepted(tools: Tools) -> None:
    assert refusal(tools, SCRIPT) is None
    assert refusal(tools, {"script": "Tea is called 茶 in China.", "language": "en-GB"}) is None


@pytest.mark.parametrize(
    ("brief", "names", "code", "told"),
    [
        ({"script": "Guten Tag.", "language": "de"}, {}, "LANGUAGE_NOT_SUPPORTED", "not 'de'"),
        ({"script": "茶是一种饮料，在世界各地都很受欢迎。"}, {}, "LANGUAGE_NOT_SUPPORTED", "Han"),
        ({**SCRIPT, "voice": "nobody"}, {}, "VOICE_NOT_FOUND", "nobody"),
        ({"prompt": "Tea"}, {}, "LANGUAGE_MODEL_REQUIRED", "VIDPIPE_SCRIPT_PROVIDER"),
        ({**SCRIPT, "visuals": "clips"}, {}, "VIDEO_SERVICE_REQUIRED", "VIDPIPE_CLIP_PROVIDER"),
        ({**SCRIPT, "visuals": "clips"}, {"clip": "sora"}, "SORA_RETIRED", "2026-09-24"),
        ({**SCRIPT, "visuals": "clips"}, {"clip": "veo"}, "VEO_MODEL_RETIRED", "2026-10-22"),
        ({**SCRIPT, "visuals": "clips"}, {"clip": "seedance"}, "PROVIDER_NOT_CONFIGURED", "VIDPIPE_SEEDANCE_API_KEY"),
        ({"prompt": "Tea"}, {"script": "gemini"}, "PROVIDER_NOT_CONFIGURED", "VIDPIPE_GEMINI_API_KEY"),
        ({"prompt": "Tea"}, {"script": "openai"}, "PROVIDER_NOT_CONFIGURED", "VIDPIPE_OPENAI_SCRIPT_MODEL"),
        (SCRIPT, {"image": "stability"}, "PROVIDER_NOT_CONFIGURED", "VIDPIPE_STABILITY_API_KEY"),
        (SCRIPT, {"speech": "elevenlabs"}, "PROVIDER_NOT_CONFIGURED", "VIDPIPE_ELEVENLABS_API_KEY"),
        (SCRIPT, {"speech": "gemini"}, "PROVIDER_NOT_CONFIGURED", "VIDPIPE_GEMINI_API_KEY"),
        (SCRIPT, {"speech": "azure"}, "PROVIDER_NOT_CONFIGURED", "VIDPIPE_AZURE_API_KEY"),
        (SCRIPT, {"avatar": "did"}, "PROVIDER_NOT_CONFIGURED", "VIDPIPE_DID_API_KEY"),
        (SCRIPT, {"upload": "youtube"}, "PROVIDER_NOT_CONFIGURED", "VIDPIPE_YOUTUBE_CLIENT_ID"),
    ],
)
def test_what_would_fail_in_its_stage_is_refused_at_once_by_the_same_code(
    tools: Tools, brief: dict[str, Any], names: dict[str, str], code: str, told: str
) -> None:
    error = refusal(tools, brief, **names)
    assert error is not None
    assert (error.code, told in error.message) == (code, True), error.message


@pytest.mark.parametrize(
    ("brief", "names"),
    [
        (SCRIPT, {"script": "gemini"}),  # a script of one's own is taken word for word
        ({**SCRIPT, "avatar": False}, {"avatar": "did"}),
        ({**SCRIPT, "publish": False}, {"upload": "youtube"}),
        (SCRIPT, {"clip": "sora"}),
    ],
)
def test_nobody_is_asked_for_work_that_is_not_wanted(
    tools: Tools, brief: dict[str, Any], names: dict[str, str]
) -> None:
    assert refusal(tools, brief, **names) is None


DIALOGUE: dict[str, Any] = {"script": [{"narration": "Tea?"}, {"narration": "Please.", "voice": "nobody"}]}


def test_the_voice_of_every_scene_is_checked(tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    error = refusal(tools, DIALOGUE)
    assert error is not None
    assert (error.code, error.details["scene"]) == ("VOICE_NOT_FOUND", 2)
    assert error.message.startswith("Scene 2: There is no voice 'nobody'.")
    monkeypatch.setenv("VIDPIPE_AZURE_API_KEY", "0" * 32)
    monkeypatch.setenv("VIDPIPE_AZURE_REGION", "westeurope")
    spoken = {"script": [{"narration": "Tea?"}, {"narration": "Bitte.", "voice": "de-DE-KatjaNeural"}]}
    error = refusal(tools, spoken, speech="azure")
    assert error is not None
    assert error.code == "LANGUAGE_NOT_SUPPORTED"
    assert error.message.startswith("Scene 2: ")


def test_a_voice_that_several_scenes_or_all_ask_for_is_told_once(tools: Tools) -> None:
    turns = [{"narration": "Tea?", "voice": "nobody"}, {"narration": "Yes."}, {"narration": "So.", "voice": "nobody"}]
    error = refusal(tools, {"script": turns})
    assert error is not None
    assert error.message.startswith("Scenes 1 and 3: There is no voice 'nobody'.")
    assert error.details["scenes"] == [1, 3]
    error = refusal(tools, {**DIALOGUE, "voice": "nobody"})
    assert error is not None
    assert error.message.startswith("There is no voice 'nobody'.")


def test_a_brief_tells_who_speaks() -> None:
    assert Brief.model_validate(SCRIPT).voices == [None]
    assert Brief.model_validate({"prompt": "Tea", "voice": "anna"}).voices == ["anna"]
    assert Brief.model_validate({**DIALOGUE, "voice": "anna"}).voices == ["anna", "nobody"]


def test_azure_refuses_a_voice_of_another_language(tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDPIPE_AZURE_API_KEY", "0" * 32)
    monkeypatch.setenv("VIDPIPE_AZURE_REGION", "westeurope")
    brief = {"script": "Bonjour.", "language": "fr"}
    assert refusal(tools, brief, speech="azure") is None
    error = refusal(tools, {**brief, "voice": "de-DE-KatjaNeural"}, speech="azure")
    assert isinstance(error, InvalidInput)
    assert error.code == "LANGUAGE_NOT_SUPPORTED"


def test_later_attempts_are_refused_only_for_what_cannot_be_read(tools: Tools) -> None:
    """They mostly hold a few stages, whose providers may all be there."""
    providers: Mapping[str, Provider] = Providers(LOCAL | {"image": "stability"}, tools)
    first = Task.model_construct(type="video_generation", payload=SCRIPT, attempt=1)
    with pytest.raises(ProviderError):
        check_task(first, providers)
    check_task(first.model_copy(update={"attempt": 2}), providers)
    with pytest.raises(InvalidInput, match="scenes"):
        check_task(first.model_copy(update={"attempt": 2, "payload": {"scenes": 3}}), providers)


def test_every_path_is_refused_at_once() -> None:
    with pytest.raises(InvalidInput) as caught:
        brief_of(
            {
                "script": [{"narration": "Hello."}, {"narration": "World.", "voice": "/etc/passwd"}],
                "avatar": {"image": "/etc/passwd"},
                "music": {"file": "song.mp3"},
                "voice": "../x.onnx",
            }
        )
    problems = caught.value.details["problems"]
    assert [problem["field"] for problem in problems] == ["avatar: image", "music: file", "voice", "scenes 2: voice"]
    assert all(problem["fix"] for problem in problems)
    assert Brief.model_validate(SCRIPT).voice is None
