"""The line of which one stage is real. The others are stand-ins, whose results are remembered from case to case."""

# Dagster reads the types of resources, so annotations must not be postponed here.
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from dagster import Definitions, JobDefinition, in_process_executor

from vidpipe.defs.assets import VIDEO_ASSETS
from vidpipe.defs.jobs import VIDEO_JOB, video_job
from vidpipe.defs.resources import ClipMaker, CurrentTask, ImageMaker, Presenter, Publisher, ScriptWriter, Speaker
from vidpipe.models import Brief, Scene, Script, Stage
from vidpipe.providers.registry import Tools
from vidpipe_tests.integration.defs.fake_line import Fake

KINDS = {
    Stage.SCRIPT: "script",
    Stage.SCENE_IMAGES: "image",
    Stage.NARRATION: "speech",
    Stage.AVATAR: "avatar",
    Stage.UPLOAD: "upload",
}
MEMORIES = {
    Stage.SCRIPT: ["script"],
    Stage.SCENE_IMAGES: ["scene_image", "scene_clip", "small_picture"],
    Stage.NARRATION: ["speech"],
    Stage.AVATAR: ["avatar", "presenter_film"],
    Stage.COMPOSITE: ["composite", "piece", "soundtrack", "title_card"],
    Stage.UPLOAD: ["publication"],
}
"""Under which names the stages remember their results."""

WORDS = ("Boil fresh water.",)


class StandIn(Fake):
    """Does the work of every stage that is not looked at: a short scene or the brief's, a plain picture, a tone."""

    def fingerprint(self, _request: object = None) -> dict[str, object]:
        # Of several that do the same work, none shall remember what another made.
        return {"provider": type(self).__name__}

    async def write_script(self, brief: Brief) -> Script:
        texts = [scene.narration for scene in brief.script.scenes] if brief.script else WORDS[:1]
        scenes = [
            Scene(number=number, narration=text, picture=f"Picture {number} of tea")
            for number, text in enumerate(texts, 1)
        ]
        return Script(title="Tea", scenes=scenes, language=brief.language)


Cast = dict[str, Callable[[Tools], Any]]
CAST: Cast = {}
"""Who does each kind of work now; whoever is not named is stood in for."""


def _player(kind: str, tools: Tools) -> Any:
    return CAST[kind](tools) if kind in CAST else StandIn()


class CastScriptWriter(ScriptWriter):
    def get(self, tools: Tools) -> Any:
        return _player("script", tools)


class CastImageMaker(ImageMaker):
    def get(self, tools: Tools) -> Any:
        return _player("image", tools)


class CastClipMaker(ClipMaker):
    def get(self, tools: Tools) -> Any:
        return CAST["clip"](tools) if "clip" in CAST else ClipMaker(provider="none").get(tools)


class CastSpeaker(Speaker):
    def get(self, tools: Tools) -> Any:
        return _player("speech", tools)


class CastPresenter(Presenter):
    def get(self, tools: Tools) -> Any:
        return _player("avatar", tools)


class CastPublisher(Publisher):
    def get(self, tools: Tools) -> Any:
        return _player("upload", tools)


@cache
def cast_video_job() -> JobDefinition:
    definitions = Definitions(
        assets=VIDEO_ASSETS,
        jobs=[video_job],
        executor=in_process_executor,
        resources={
            "task": CurrentTask(task_id=""),
            "script_writer": CastScriptWriter(provider="cast"),
            "image_maker": CastImageMaker(provider="cast"),
            "clip_maker": CastClipMaker(provider="cast"),
            "speaker": CastSpeaker(provider="cast"),
            "presenter": CastPresenter(provider="cast"),
            "publisher": CastPublisher(provider="cast"),
        },
    )
    return definitions.resolve_job_def(VIDEO_JOB)


def forget(root: Path, stage: Stage) -> None:
    """Let a stage remember nothing, so that it works anew."""
    for kind in MEMORIES[stage]:
        for path in (root / "refs" / kind).glob("*.json"):
            path.unlink()
