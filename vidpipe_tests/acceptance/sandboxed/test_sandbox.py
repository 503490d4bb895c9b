"""What docs/sandbox.md promises: its drills, and starting with the sandbox and without keys."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from vidpipe_tests.acceptance.sandboxed.drills import Reader, alike, drills
from vidpipe_tests.acceptance.stacks import Stack, vidpipe

DRILLS = drills()


@pytest.mark.parametrize("heading", DRILLS)
def test_a_drill_goes_as_the_page_says(sandboxed: Stack, tmp_path: Path, heading: str) -> None:
    with sandboxed.sandbox as control:
        control.post("/reset").raise_for_status()
        reader = Reader(tmp_path, sandboxed.data_dir, str(control.base_url).removesuffix("/__sandbox__/"))
        try:
            for step in DRILLS[heading]:
                # Stages that run beside each other end in any order, and a job is asked about until it is done.
                printed = sorted(set(filter(None, map(alike, reader.run(step.command)))))
                assert printed == sorted(set(filter(None, map(alike, step.printed)))), step.command
        finally:
            control.post("/reset").raise_for_status()


def test_every_drill_shows_what_it_prints() -> None:
    assert len(DRILLS) >= 3
    for steps in DRILLS.values():
        for step in steps:
            assert step.printed or "-o /dev/null" in step.command or " > " in step.command, step.command


def test_the_running_sandbox_proves_every_key(sandboxed: Stack) -> None:
    done = vidpipe("providers", "test", "--json", data_dir=sandboxed.data_dir)
    assert done.returncode == 0, done.stdout + done.stderr
    probes = {probe["provider"]: probe for probe in json.loads(done.stdout)}
    assert set(probes) == {
        "gemini", "openai", "stability", "elevenlabs", "azure", "did", "youtube", "seedance", "omni", "sora",
    }  # fmt: skip
    assert all(probe["ok"] for probe in probes.values())
    for provider in ("gemini", "youtube"):
        quotas = probes[provider]["quotas"]
        assert [quota["source"] for quota in quotas] == ["ledger", "ledger"]
        assert all(re.match(r"\d{4}-", quota["resetsAt"]) for quota in quotas)
    named = vidpipe("providers", "test", "did", data_dir=sandboxed.data_dir)
    assert "credits left" in named.stdout
    assert vidpipe("providers", "test", "dido", data_dir=sandboxed.data_dir).returncode == 2


def test_the_api_tells_who_works_through_the_sandbox(sandboxed: Stack) -> None:
    with sandboxed.http as http:
        info = http.get("/api/system/info").json()["data"]
        services = http.get("/api/system/providers").json()["data"]
        probe = http.post("/api/system/providers/stability/test").json()["data"]
    assert {kind: who["name"] for kind, who in info["providers"].items()} == {
        "script": "gemini", "image": "stability", "clip": "seedance", "speech": "elevenlabs", "avatar": "did",
        "upload": "youtube",
    }  # fmt: skip
    assert not any(who["problems"] for who in info["providers"].values())
    assert not any(service["problem"] for service in services)
    assert probe["ok"] is True
