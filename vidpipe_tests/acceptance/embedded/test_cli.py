"""The command line, as a person uses it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from vidpipe.media import probe
from vidpipe_tests.acceptance.stacks import Stack, vidpipe

BRIEF = """
title: A word
script:
  - narration: One short sentence is enough.
    picture: A speech bubble
resolution: 480p
avatar: off
"""


@pytest.fixture
def brief(tmp_path: Path) -> Path:
    path = tmp_path / "brief.yaml"
    path.write_text(BRIEF, encoding="utf-8")
    return path


def test_make_starts_what_it_needs_and_prints_the_path_last(tmp_path: Path, brief: Path) -> None:
    done = vidpipe("make", str(brief), data_dir=tmp_path / "data")
    assert done.returncode == 0, done.stderr
    path = Path(done.stdout.splitlines()[-1])
    assert path.suffix == ".mp4"
    assert probe(path).duration > 1
    assert "Narration" in done.stderr


def test_make_uses_the_running_vidpipe(stack: Stack, brief: Path, tmp_path: Path) -> None:
    out = tmp_path / "out" / "film.mp4"
    done = vidpipe("make", str(brief), "--out", str(out), data_dir=stack.data_dir)
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.splitlines()[-1]) == out
    assert probe(out).duration > 1


def test_make_names_the_field_and_the_fix(tmp_path: Path, brief: Path) -> None:
    brief.write_text(BRIEF.replace("480p", "999p"), encoding="utf-8")
    done = vidpipe("make", str(brief), data_dir=tmp_path / "data")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "VALIDATION_ERROR" in done.stderr
    assert "resolution" in done.stderr
    assert "1080p" in done.stderr


def test_make_refuses_a_bare_prompt_with_the_way_out(stack: Stack, brief: Path) -> None:
    brief.write_text("prompt: A cat that plays the piano\n", encoding="utf-8")
    done = vidpipe("make", str(brief), data_dir=stack.data_dir)
    assert done.returncode == 2
    assert "LANGUAGE_MODEL_REQUIRED" in done.stderr
    assert "script" in done.stderr


def test_doctor_finds_everything_in_place(tmp_path: Path) -> None:
    done = vidpipe("doctor", "--json", data_dir=tmp_path / "data", VIDPIPE_PORT="1")
    diagnoses = {diagnosis["check"]: diagnosis for diagnosis in json.loads(done.stdout)}
    assert {"FFmpeg", "FFmpeg filters", "fonts", "disk space", "database", "port", "speech provider"} <= set(diagnoses)
    bad = {name for name, diagnosis in diagnoses.items() if not diagnosis["ok"]}
    assert bad <= {"port"}, diagnoses


def test_doctor_says_the_fix_for_what_is_broken(tmp_path: Path) -> None:
    done = vidpipe("doctor", data_dir=tmp_path / "data", VIDPIPE_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert done.returncode == 1
    assert "DATABASE_ERROR" in done.stdout
    assert "→" in done.stdout


def test_doctor_tells_misspelt_settings_missing_keys_and_models_that_end(tmp_path: Path) -> None:
    settings = {
        "VIDPIPE_DIDD_API_KEY": "x",
        "VIDPIPE_IMAGE_PROVIDER": "stability",
        "VIDPIPE_SPEECH_PROVIDER": "gemini",
        "VIDPIPE_GEMINI_API_KEY": "AIza-not-a-real-key",
        "VIDPIPE_GEMINI_SPEECH_MODEL": "gemini-of-yesterday",
        "VIDPIPE_PRICING_FILE": str(tmp_path / "facts.yaml"),
    }
    soon = (datetime.now(UTC) + timedelta(days=30)).date()
    facts = f"gemini: {{gemini-of-yesterday: {{ends: {soon}, successor: gemini-of-tomorrow}}}}"
    (tmp_path / "facts.yaml").write_text(facts, encoding="utf-8")
    done = vidpipe("doctor", "--json", data_dir=tmp_path / "data", **settings)
    assert done.returncode == 1
    diagnoses = json.loads(done.stdout)
    warned = [one["seen"] for one in diagnoses if one["warning"]]
    assert "did you mean VIDPIPE_DID_API_KEY?" in warned[0]
    assert warned[1] == f"the model gemini-of-yesterday ends on {soon}; use gemini-of-tomorrow"
    bad = {one["check"]: one["fix"] for one in diagnoses if not one["ok"]}
    assert "VIDPIPE_STABILITY_API_KEY" in bad["image provider"]
    assert any("vidpipe providers test" in one["seen"] for one in diagnoses)
    assert "AIza-not-a-real-key" not in done.stdout + done.stderr


def test_up_refuses_a_service_whose_settings_cannot_be_used(tmp_path: Path) -> None:
    settings = {"VIDPIPE_AVATAR_PROVIDER": "did", "VIDPIPE_DID_PLAN": "free"}
    done = vidpipe("up", data_dir=tmp_path / "data", **settings)
    assert done.returncode == 1
    assert "PROVIDER_NOT_CONFIGURED: D-ID cannot be used: VIDPIPE_DID_PLAN is 'free': it should be" in done.stderr


def test_a_bad_setting_is_named(tmp_path: Path) -> None:
    done = vidpipe("doctor", data_dir=tmp_path / "data", VIDPIPE_PORT="many")
    assert done.returncode == 2
    assert "VIDPIPE_PORT" in done.stderr


def test_logs_tell_the_story_of_a_trace(stack: Stack) -> None:
    with stack.http as http:
        answer = http.post("/api/ai/video/generate", json=yaml.safe_load(BRIEF))
    data = answer.json()["data"]
    stack.wait_for(data["taskId"])
    done = vidpipe("logs", data["traceId"], data_dir=stack.data_dir)
    assert done.returncode == 0
    assert "task created" in done.stdout
    assert "upload completed" in done.stdout
    assert vidpipe("logs", "nonsense", data_dir=stack.data_dir).returncode == 2


def test_explain_knows_every_code_in_three_languages(tmp_path: Path) -> None:
    for language in ("en", "zh-TW", "zh-CN"):
        done = vidpipe("explain", "FFMPEG_NOT_FOUND", "--language", language, data_dir=tmp_path / "data")
        assert done.returncode == 0
        assert "FFMPEG_NOT_FOUND" in done.stdout
    assert vidpipe("explain", "FFMPEG_NOT_FUND", data_dir=tmp_path / "data").returncode == 2
