"""Tasks in every state, made the way the dispatcher and a worker make them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from vidpipe.models import (
    Artifact,
    CompositeManifest,
    ErrorInfo,
    Scene,
    SceneImage,
    SceneImagesManifest,
    Script,
    ScriptManifest,
    Stage,
    StageManifest,
    Task,
)
from vidpipe.observability.trace import new_trace_id
from vidpipe.tasks import Claim, NewTask
from vidpipe_tests.integration.api.conftest import World

FILM = bytes(range(256)) * 40
CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:01.000\nTea 茶\n"


def new(world: World, **changes: Any) -> Task:
    wanted = {"type": "video_generation", "payload": {"title": "Tea"}, "trace_id": new_trace_id(), **changes}
    return world.tasks.create(NewTask(**wanted))


def started(world: World, **changes: Any) -> Task:
    """A running task; it must be the only one that is due."""
    created = new(world, **changes)
    task = taken_up(world)
    assert task.id == created.id
    return task


def taken_up(world: World) -> Task:
    """The next due task, running."""
    claimed = world.queue.claim()
    assert claimed is not None
    run_id = str(uuid4())
    world.queue.launched(claimed, run_id)
    return world.work.join(claimed.id, Claim(run_id=run_id, worker_name="host:1", dispatched_attempt=claimed.attempt))


def hand_on(world: World, task: Task, manifest: StageManifest) -> None:
    stage = manifest.stage
    row, _ = world.work.open_stage(task, stage)
    world.work.finish_stage(task, stage, row, manifest=manifest.model_dump(mode="json"), metrics={"recalled": False})


def filmed(world: World, *, title: str = "Tea") -> Task:
    """A running task whose film is made."""
    task = started(world, payload={"title": title, "script": {"scenes": [{"narration": "Tea."}]}})
    hand_on(world, task, script_manifest(title))
    picture = world.store.put_bytes(b"\x89PNG", "image/png")
    image = SceneImage(scene=1, image=picture, width=1, height=1)
    hand_on(world, task, SceneImagesManifest(provider="local", images=[image]))
    hand_on(world, task, film_manifest(world))
    return task


def succeeded(world: World, *, title: str = "Tea") -> Task:
    task = filmed(world, title=title)
    return world.work.complete(task, {"title": title, "publishedUrl": None})


def failed(world: World, *, message: str = "It broke.", code: str = "SPEECH_FAILED", **changes: Any) -> Task:
    task = started(world, **changes)
    row, _ = world.work.open_stage(task, Stage.NARRATION)
    info = error_info(task, message=message, code=code)
    world.work.fail_stage(task, row, info, wait=None, metrics={})
    ended = world.work.fail(task, info)
    assert ended is not None
    return ended


def error_info(task: Task, *, message: str, code: str) -> ErrorInfo:
    return ErrorInfo(
        stage="narration",
        error_code=code,
        error_message=message,
        is_retryable=True,
        details={"scene": 2},
        timestamp=datetime.now(UTC),
        trace_id=task.trace_id,
    )


def script_manifest(title: str) -> ScriptManifest:
    scenes = [Scene(number=1, narration="Tea.", picture="Tea")]
    return ScriptManifest(provider="brief", script=Script(title=title, scenes=scenes))


def film_manifest(world: World) -> CompositeManifest:
    def put(content: bytes, media_type: str) -> Artifact:
        return world.store.put_bytes(content, media_type)

    return CompositeManifest(
        provider="ffmpeg",
        video=put(FILM, "video/mp4"),
        captions_srt=put(b"1\n", "application/x-subrip"),
        captions_vtt=put(CAPTIONS.encode(), "text/vtt"),
        thumbnail=put(b"\xff\xd8\xff", "image/jpeg"),
        duration=1.0,
        width=854,
        height=480,
        fps=30,
    )
