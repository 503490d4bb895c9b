"""The line as Dagster assets: one for each stage, unpartitioned, tied to a task by the run's tags.

script → scene_images; script → narration → avatar; all of these → composite → upload.
"""

# Dagster reads the types of `context`, so annotations must not be postponed here.
from collections.abc import Iterator
from typing import Any, cast

from dagster import AssetCheckResult, AssetExecutionContext, AssetsDefinition, MaterializeResult, asset

from vidpipe.defs.boundary import run_stage
from vidpipe.defs.checks import check_specs, checked
from vidpipe.defs.resources import (
    ClipMaker,
    CurrentTask,
    ImageMaker,
    Presenter,
    Publisher,
    ScriptWriter,
    Speaker,
)
from vidpipe.models import (
    AvatarManifest,
    Check,
    CompositeManifest,
    NarrationManifest,
    SceneImagesManifest,
    ScriptManifest,
    Stage,
)
from vidpipe.stages.avatar import make_avatar
from vidpipe.stages.composite import make_composite
from vidpipe.stages.context import StageContext
from vidpipe.stages.narration import make_narration
from vidpipe.stages.outputs import Outputs
from vidpipe.stages.scene_clips import make_scene_clips
from vidpipe.stages.scene_images import make_scene_images
from vidpipe.stages.script import make_script
from vidpipe.stages.upload import make_upload

Result = MaterializeResult[Any]


@asset(group_name="video", kinds={"python"}, code_version="1")
def script(context: AssetExecutionContext, task: CurrentTask, script_writer: ScriptWriter) -> Result:
    """What is said and shown, scene by scene."""
    return run_stage(
        context, Stage.SCRIPT, task, lambda tools, _: script_writer.get(tools), lambda stage, _: make_script(stage)
    )


@asset(group_name="video", kinds={"png"}, code_version="1", deps=[script])
def scene_images(
    context: AssetExecutionContext, task: CurrentTask, image_maker: ImageMaker, clip_maker: ClipMaker
) -> Result:
    """One picture for each scene, still or filmed, as the brief wants."""
    return run_stage(
        context,
        Stage.SCENE_IMAGES,
        task,
        lambda tools, brief: (clip_maker if brief.visuals == "clips" else image_maker).get(tools),
        lambda stage, outputs: _scenes_shown(cast("Any", stage), outputs.get(ScriptManifest)),
    )


async def _scenes_shown(stage: StageContext[Any], script: ScriptManifest) -> SceneImagesManifest:
    make = make_scene_clips if stage.brief.visuals == "clips" else make_scene_images
    return await make(stage, script)


@asset(group_name="video", kinds={"wav"}, code_version="1", deps=[script])
def narration(context: AssetExecutionContext, task: CurrentTask, speaker: Speaker) -> Result:
    """The spoken track, with the time of every word."""
    return run_stage(
        context,
        Stage.NARRATION,
        task,
        lambda tools, _: speaker.get(tools),
        lambda stage, outputs: make_narration(stage, outputs.get(ScriptManifest)),
    )


@asset(group_name="video", kinds={"mp4"}, code_version="1", deps=[narration])
def avatar(context: AssetExecutionContext, task: CurrentTask, presenter: Presenter) -> Result:
    """The presenter, speaking the narration."""
    return run_stage(
        context,
        Stage.AVATAR,
        task,
        lambda tools, _: presenter.get(tools),
        lambda stage, outputs: make_avatar(stage, outputs.get(NarrationManifest)),
    )


@asset(
    group_name="video",
    kinds={"ffmpeg", "mp4"},
    code_version="1",
    deps=[scene_images, narration, avatar],
    check_specs=check_specs("composite"),
)
def composite(context: AssetExecutionContext, task: CurrentTask) -> Iterator[Result | AssetCheckResult]:
    """The finished film with its captions and thumbnail."""
    made: list[Check] = []

    async def make(stage: StageContext[None], outputs: Outputs) -> CompositeManifest:
        manifest = await make_composite(
            stage,
            outputs.get(ScriptManifest),
            outputs.get(SceneImagesManifest),
            outputs.get(NarrationManifest),
            outputs.get(AvatarManifest),
        )
        made.extend(manifest.checks)
        return manifest

    yield from checked(lambda: run_stage(context, Stage.COMPOSITE, task, lambda _tools, _brief: None, make), made)


@asset(group_name="video", kinds={"json"}, code_version="1", deps=[composite])
def upload(context: AssetExecutionContext, task: CurrentTask, publisher: Publisher) -> Result:
    """The published video."""
    return run_stage(
        context,
        Stage.UPLOAD,
        task,
        lambda tools, _: publisher.get(tools),
        lambda stage, outputs: make_upload(stage, outputs.get(ScriptManifest), outputs.get(CompositeManifest), outputs),
    )


VIDEO_ASSETS: list[AssetsDefinition] = [script, scene_images, narration, avatar, composite, upload]
