"""A short real video, made through `vidpipe up` and the API, and looked at with FFmpeg."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import httpx
import pytest

from vidpipe.media import Expected, inspect, is_faststart, measure_loudness, probe
from vidpipe_tests.acceptance.stacks import Stack

BRIEF = {
    "title": "Tea 茶 & “time” 🍵",
    "script": {
        "scenes": [
            {"narration": "Good tea needs water just off the boil.", "picture": "A kettle and a cup of tea"},
            {"narration": "Wait for three minutes. Then enjoy it!", "picture": "A clock showing 3 minutes"},
        ]
    },
    "resolution": "480p",
    "userId": "test-user",
}


@pytest.fixture(scope="module")
def made(stack: Stack) -> dict[str, object]:
    """The task of a video that has been made."""
    with stack.http as http:
        answer = http.post("/api/ai/video/generate", json=BRIEF)
    assert answer.status_code == 200
    body = answer.json()
    assert body["success"] is True
    assert body["data"]["status"] == "pending"
    assert re.fullmatch("[0-9a-f]{32}", body["data"]["traceId"])
    assert answer.headers["x-trace-id"] == body["data"]["traceId"]
    task = stack.wait_for(body["data"]["taskId"])
    assert task["status"] == "succeeded", task["errorInfo"]
    return task


@pytest.fixture(scope="module")
def files(stack: Stack, made: dict[str, object], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every artifact of the video."""
    folder = tmp_path_factory.mktemp("files")
    result = made["result"]
    assert isinstance(result, dict)
    with stack.http as http:
        for name, url in result["artifacts"].items():
            (folder / name).write_bytes(http.get(url).content)
    return folder


def test_the_task_tells_everything_about_the_video(made: dict[str, object]) -> None:
    assert made["progress"] == 100
    assert made["ownerId"] == "test-user"
    result = made["result"]
    assert isinstance(result, dict)
    assert (result["width"], result["height"], result["fps"]) == (854, 480, 30)
    assert {"video.mp4", "captions.srt", "captions.vtt", "thumbnail.jpg", "manifest.json", "scene-001.png"} <= set(
        result["artifacts"]
    )


def test_the_film_has_the_streams_that_were_asked_for(files: Path, made: dict[str, object]) -> None:
    info = probe(files / "video.mp4")
    assert (len(info.video), len(info.audio)) == (1, 1)
    picture, sound = info.video[0], info.audio[0]
    assert (picture.codec, picture.profile, picture.pix_fmt) == ("h264", "High", "yuv420p")
    assert (picture.width, picture.height, picture.fps) == (854, 480, 30)
    assert (sound.codec, sound.sample_rate, sound.channels) == ("aac", 48_000, 2)
    assert is_faststart(files / "video.mp4")


def test_the_film_is_as_long_as_the_narration(files: Path) -> None:
    assert probe(files / "video.mp4").duration == pytest.approx(probe(files / "narration.wav").duration, abs=0.05)


async def loudness(path: Path) -> tuple[float, float]:
    measured = await measure_loudness(path)
    return measured.integrated, measured.true_peak


def test_the_narration_is_as_loud_as_video_sites_want_it(files: Path) -> None:
    import asyncio

    integrated, true_peak = asyncio.run(loudness(files / "video.mp4"))
    assert integrated == pytest.approx(-14, abs=0.7)
    assert true_peak <= -0.9


def test_nothing_is_black_frozen_or_silent(files: Path) -> None:
    import asyncio

    expected = Expected(duration=probe(files / "narration.wav").duration, width=854, height=480, fps=30)
    findings = asyncio.run(inspect(files / "video.mp4", expected))
    # Black and frozen pictures are looked for while the film is painted: nobody did here.
    failed = [finding for finding in findings if not finding.passed and "nobody watched" not in finding.seen]
    assert failed == []


def test_the_captions_hold_the_words_in_time(files: Path) -> None:
    text = (files / "captions.srt").read_text(encoding="utf-8")
    times = [
        sum(float(part) * unit for part, unit in zip(clock.replace(",", ".").split(":"), (3600, 60, 1), strict=True))
        for clock in re.findall(r"\d\d:\d\d:\d\d,\d{3}", text)
    ]
    assert times == sorted(times)
    assert times[-1] <= probe(files / "video.mp4").duration
    words = " ".join(re.sub(r"\d+\n\d\d:\d\d.*", "", text).split())
    spoken = " ".join(scene["narration"] for scene in BRIEF["script"]["scenes"])  # type: ignore[index]  # a brief is a plain dict
    assert words == spoken
    assert (files / "captions.vtt").read_text(encoding="utf-8").startswith("WEBVTT")


def test_the_manifest_lists_every_file_with_its_hash(files: Path) -> None:
    manifest = json.loads((files / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["title"] == BRIEF["title"]
    for name, artifact in manifest["artifacts"].items():
        assert hashlib.sha256((files / name).read_bytes()).hexdigest() == artifact["sha256"]


def test_the_video_can_be_sought(stack: Stack, made: dict[str, object], files: Path) -> None:
    with stack.http as http:
        part = http.get(f"/api/tasks/{made['id']}/video", headers={"range": "bytes=100-199"})
    assert part.status_code == 206
    assert part.content == (files / "video.mp4").read_bytes()[100:200]


def test_the_video_was_published_into_the_folder(stack: Stack, made: dict[str, object], files: Path) -> None:
    folder = stack.data_dir / "published" / f"tea-茶-time-{str(made['id'])[:8]}"
    assert (folder / "video.mp4").read_bytes() == (files / "video.mp4").read_bytes()
    metadata = json.loads((folder / "metadata.json").read_text(encoding="utf-8"))
    assert (metadata["title"], metadata["traceId"]) == (BRIEF["title"], made["traceId"])


def test_the_run_shows_in_dagster_with_six_stages_and_previews(stack: Stack, made: dict[str, object]) -> None:
    query = """
    query Run($id: ID!) { runOrError(runId: $id) { ... on Run {
        status tags { key value }
        assetMaterializations { assetKey { path } metadataEntries { label __typename } }
    } } }
    """
    with stack.http as http:
        answer = http.post("/dagster/graphql", json={"query": query, "variables": {"id": made["runId"]}})
    run = answer.json()["data"]["runOrError"]
    assert run["status"] == "SUCCESS"
    assert {"key": "vidpipe/trace_id", "value": made["traceId"]} in run["tags"]
    labels = {
        event["assetKey"]["path"][0]: {entry["label"] for entry in event["metadataEntries"]}
        for event in run["assetMaterializations"]
    }
    assert set(labels) == {"script", "scene_images", "narration", "avatar", "composite", "upload"}
    assert all({"trace_id", "duration_seconds", "cost_usd", "preview"} <= names for names in labels.values())


def test_the_whole_chain_is_in_the_logs_of_every_process(stack: Stack, made: dict[str, object]) -> None:
    from vidpipe.observability.reading import read_trace

    lines = list(read_trace(stack.data_dir / "logs", str(made["traceId"])))
    assert {"web", "run"} <= {line["service"] for line in lines}
    messages = [line["message"] for line in lines]
    for message in ("task created", "task started", "script completed", "composite completed", "task completed"):
        assert message in messages
    assert messages.index("task created") < messages.index("script completed") < messages.index("task completed")


def test_a_bare_prompt_is_refused_at_once_without_a_language_model(stack: Stack) -> None:
    with stack.http as http:
        answer = http.post("/api/ai/video/generate", json={"prompt": "A cat", "duration": 10, "userId": "u"})
    assert answer.status_code == 400
    body = answer.json()
    assert (body["success"], body["code"]) == (False, "LANGUAGE_MODEL_REQUIRED")
    assert body["traceId"] == answer.headers["x-trace-id"]


def test_the_same_brief_again_reuses_what_was_made(stack: Stack, made: dict[str, object]) -> None:
    with stack.http as http:
        task_id = http.post("/api/ai/video/generate", json=BRIEF).json()["data"]["taskId"]
    again = stack.wait_for(task_id)
    assert again["status"] == "succeeded"
    first, second = made["result"], again["result"]
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert second["sha256"] == first["sha256"]


def test_dagsters_own_pages_are_served(stack: Stack) -> None:
    page = httpx.get(f"{stack.url}/dagster/runs", follow_redirects=True)
    assert page.status_code == 200
    assert '<div id="root"' in page.text or "root" in page.text
