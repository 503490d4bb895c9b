"""The real line with counting stand-ins for the providers: what was called, and failures on demand."""

# Dagster reads the types of resources, so annotations must not be postponed here.
import wave
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
from dagster import (
    AssetKey,
    DagsterInstance,
    Definitions,
    JobDefinition,
    ReexecutionOptions,
    execute_job,
    in_process_executor,
    reconstructable,
)
from PIL import Image

from vidpipe.artifacts import LocalArtifactStore
from vidpipe.defs import tags
from vidpipe.defs.assets import VIDEO_ASSETS
from vidpipe.defs.jobs import VIDEO_JOB, video_job
from vidpipe.defs.resources import ClipMaker, CurrentTask, ImageMaker, Presenter, Publisher, ScriptWriter, Speaker
from vidpipe.defs.settle import settle
from vidpipe.errors import ProviderError
from vidpipe.media import run_ffmpeg
from vidpipe.models import Action, Brief, Choice, Scene, Script, Speech, Task, TimedText
from vidpipe.providers import (
    AvatarRequest,
    ClipRequest,
    ImageRequest,
    Progress,
    Published,
    PublishRequest,
    SpeechRequest,
)
from vidpipe.providers.registry import Tools
from vidpipe.stages.outputs import Outputs
from vidpipe.tasks import CallHistory, Database, NewTask, TaskQueue, TaskService, TaskWork

TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736"
WORDS = ("Boil fresh water.", "Pour it over leaves.", "Wait a while.")


@dataclass
class Calls:
    """What the providers were asked for, and what they shall refuse."""

    made: list[tuple[str, object]] = field(default_factory=list)
    failing: set[tuple[str, object]] = field(default_factory=set)
    seeds: list[int] = field(default_factory=list)
    code: str = "STABILITY_CONTENT_POLICY"

    def note(self, kind: str, what: object) -> None:
        if (kind, what) in self.failing or (kind, None) in self.failing:
            raise ProviderError(f"No {kind} of {what}.", code=self.code)
        self.made.append((kind, what))

    def begin_again(self) -> None:
        """Forget what was asked for, and refuse nothing."""
        for kept in (self.made, self.failing, self.seeds):
            kept.clear()
        self.code = Calls.code

    def taken(self) -> Counter[str]:
        """How many calls of each kind there were since the last time this was asked."""
        counted = Counter(kind for kind, _ in self.made)
        self.made.clear()
        return counted


CALLS = Calls()


class Fake:
    name = "fake"
    at_once = 2
    draws_each_format = False

    def fingerprint(self, _voice: str | None = None) -> dict[str, object]:
        return {"provider": "fake"}

    def problems(self) -> list[str]:
        return []

    def accepts(self, brief: Brief) -> None:
        pass

    async def write_script(self, brief: Brief) -> Script:
        CALLS.note("script", brief.title)
        scenes = [
            Scene(number=number, narration=text, picture=f"Picture {number}") for number, text in enumerate(WORDS, 1)
        ]
        return Script(title="Tea", scenes=scenes)

    async def make_image(self, request: ImageRequest, out: Path) -> None:
        CALLS.note("image", request.scene.number)
        CALLS.seeds.append(request.seed)
        colour = (request.seed % 200, 60 * request.scene.number, len(request.scene.picture) % 256)
        Image.new("RGB", (request.width, request.height), colour).save(out, "PNG")

    async def film(self, request: ClipRequest, out: Path, progress: Progress) -> None:
        CALLS.note("clip", request.scene.number)
        CALLS.seeds.append(request.seed)
        progress(0.5)
        await self._moving(request, out)

    async def _moving(self, request: ClipRequest, out: Path) -> None:
        def filmed() -> Iterator[bytes]:
            for number in range(round(24 * min(request.seconds, 1))):
                yield (
                    bytes(
                        [
                            len(request.scene.picture) % 256,
                            (60 * request.scene.number + 3 * number) % 256,
                            request.seed % 256,
                        ]
                    )
                    * 320
                    * 180
                )

        raw = ["-f", "rawvideo", "-pix_fmt", "bgr24", "-s", "320x180", "-r", "24", "-i", "pipe:0"]
        await run_ffmpeg([*raw, "-pix_fmt", "yuv420p", "-c:v", "libx264", str(out)], feed=filmed())

    async def speak(self, request: SpeechRequest, out: Path) -> Speech:
        CALLS.note("speech", request.text)
        words = request.text.split()
        seconds = 0.2 * len(words)
        rate = 24_000
        with wave.open(str(out), "wb") as file:
            file.setparams((1, 2, rate, 0, "NONE", ""))
            file.writeframes(np.rint(9_000 * np.sin(np.arange(int(rate * seconds)) / 9)).astype("<i2").tobytes())
        timed = [TimedText(text=word, start=0.2 * at, end=0.2 * at + 0.2) for at, word in enumerate(words)]
        sentence = TimedText(text=request.text, start=0.0, end=seconds)
        return Speech(duration=seconds, sentences=[sentence], words=timed)

    def portrait_of(self, request: AvatarRequest) -> Path | None:
        return request.portrait

    async def animate(self, request: AvatarRequest, out: Path, progress: Progress) -> None:
        CALLS.note("avatar", request.portrait and request.portrait.name)
        from vidpipe.providers.local.avatar import LocalAvatarProvider

        await LocalAvatarProvider().animate(request, out, progress)

    async def publish(self, request: PublishRequest, progress: Progress) -> Published:
        CALLS.note("upload", request.task_id)
        progress(1.0)
        return Published(url=f"https://example.org/{request.task_id}", reference="1")


class FakeScriptWriter(ScriptWriter):
    def get(self, _tools: Tools) -> Any:
        return Fake()


class FakeImageMaker(ImageMaker):
    def get(self, _tools: Tools) -> Any:
        return Fake()


class FakeClipMaker(ClipMaker):
    def get(self, _tools: Tools) -> Any:
        return Fake()


class FakeSpeaker(Speaker):
    def get(self, _tools: Tools) -> Any:
        return Fake()


class FakePresenter(Presenter):
    def get(self, _tools: Tools) -> Any:
        return Fake()


class FakePublisher(Publisher):
    def get(self, _tools: Tools) -> Any:
        return Fake()


def fake_video_job() -> JobDefinition:
    """The job. Dagster asks for it several times in every run, and wants a plain function."""
    return _resolved()


@cache
def _resolved() -> JobDefinition:
    definitions = Definitions(
        assets=VIDEO_ASSETS,
        jobs=[video_job],
        executor=in_process_executor,
        resources={
            "task": CurrentTask(task_id=""),
            "script_writer": FakeScriptWriter(provider="fake"),
            "image_maker": FakeImageMaker(provider="fake"),
            "clip_maker": FakeClipMaker(provider="fake"),
            "speaker": FakeSpeaker(provider="fake"),
            "presenter": FakePresenter(provider="fake"),
            "publisher": FakePublisher(provider="fake"),
        },
    )
    return definitions.resolve_job_def(VIDEO_JOB)


class FakeLine:
    """One task, and the attempts at it, run as the dispatcher and a worker run them."""

    def __init__(self, database: Database, instance: DagsterInstance, store: LocalArtifactStore) -> None:
        self.service = TaskService(database)
        self.work = TaskWork(database)
        self.calls = CallHistory(database)
        self.queue = TaskQueue(database, max_running=5)
        self.instance = instance
        self.store = store
        self.run_id = ""

    def create(self, **changes: Any) -> UUID:
        payload = {"title": "Tea", "article": "Tea.", "resolution": "480p", "fps": 24, "avatar": False, **changes}
        options = {name: payload.pop(name) for name in ("max_retries",) if name in payload}
        wanted = NewTask(type="video_generation", payload=payload, trace_id=TRACE_ID, **options)
        self.task_id = self.service.create(wanted).id
        return self.task_id

    def attempt(self) -> Task:
        """Claim the task, run what its selection says, and settle it."""
        claimed = self.queue.claim()
        assert claimed is not None
        assert claimed.id == self.task_id
        assets = None if claimed.selection is None else [AssetKey(stage.value) for stage in claimed.selection]
        return self.run(lambda job: execute_job(
            job, self.instance, asset_selection=assets, tags=tags.task_tags(claimed)
        ))  # fmt: skip

    def by_hand(self, *stages: str) -> Task:
        """Launch a run in Dagster for this task, with the task's id in its tags."""
        assets = [AssetKey(stage) for stage in stages] or None
        return self.run(lambda job: execute_job(
            job, self.instance, asset_selection=assets, tags={tags.TASK_ID: str(self.task_id)}
        ))  # fmt: skip

    def reexecuted(self, *, with_tags: bool) -> Task:
        """Re-execute the last run from its failure, as Dagster's page does, which copies the tags."""
        options = ReexecutionOptions.from_failure(self.run_id, self.instance)
        parent = self.instance.get_run_by_id(self.run_id)
        assert parent is not None
        copied = dict(parent.tags) if with_tags else {}
        return self.run(lambda job: execute_job(job, self.instance, reexecution_options=options, tags=copied))

    def run(self, execute: Callable[[Any], Any]) -> Task:
        with execute(reconstructable(fake_video_job)) as result:
            self.run_id = result.run_id
        run = self.instance.get_run_by_id(self.run_id)
        assert run is not None
        settle(self.now(), run.status, service=self.service, work=self.work, calls=self.calls)
        return self.now()

    def now(self) -> Task:
        return self.service.get(self.task_id)

    def stages_run(self) -> list[str]:
        """The stages that the last attempt ran, in order."""
        attempt = self.now().attempt
        return [stage.stage for stage in self.service.stages(self.task_id) if stage.attempt == attempt]

    def outputs(self) -> Outputs:
        return Outputs(self.service.outputs(self.task_id))

    def decide(self, action: str, scene: int | None = None, **data: Any) -> None:
        self.service.decide(self.task_id, [Choice(action=Action(action), scene=scene, data=data)], by="mia")
