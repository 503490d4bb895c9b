"""The jobs: making a task's video, and creating a task from Dagster's launchpad."""

# Dagster reads the types of `context`, so annotations must not be postponed here.
from typing import Any

from dagster import AssetSelection, Config, JobDefinition, OpExecutionContext, define_asset_job, job, op
from pydantic import Field

from vidpipe.defs import tags
from vidpipe.defs.resources import Line, chosen_looks, chosen_providers
from vidpipe.models import TaskType
from vidpipe.observability.trace import new_trace_id
from vidpipe.stages.admission import brief_of, require_accepted
from vidpipe.tasks import NewTask

VIDEO_JOB = "video_job"

video_job = define_asset_job(
    VIDEO_JOB,
    selection=AssetSelection.groups("video"),
    description=(
        "Makes the video of one task. To run it by hand for an existing task, put the task's id under "
        "resources: task: config: task_id."
    ),
)


class SubmitVideo(Config):
    """A brief, as in a brief file."""

    brief: dict[str, Any] = Field(
        description="The brief: script, article or prompt, and the settings; see docs/brief.md",
        default={"title": "Hello", "script": [{"narration": "Hello, world.", "picture": "A waving hand"}]},
    )
    priority: int = Field(0, description="A larger number goes first")
    owner_id: str = Field("", description="The user who owns the task")


@op
def create_task(context: OpExecutionContext, config: SubmitVideo) -> str:
    """Create a task from the brief; it is started as soon as there is a place."""
    brief = brief_of(config.brief)
    require_accepted(brief, chosen_providers(), chosen_looks())
    task = Line().service.create(
        NewTask(
            type=TaskType.VIDEO_GENERATION,
            payload=brief.model_dump(mode="json", by_alias=True, exclude_unset=True),
            trace_id=new_trace_id(),
            priority=config.priority,
            owner_id=config.owner_id or None,
        )
    )
    context.instance.add_run_tags(context.run.run_id, {tags.TASK_ID: str(task.id), tags.TRACE_ID: task.trace_id})
    context.log.info(f"Created task {task.id} with trace id {task.trace_id}")
    return str(task.id)


@job(description="Creates a task for a new video; the video itself is made by a run of video_job.")
def submit_video_job() -> None:
    """Create a task."""
    create_task()


JOBS: list[JobDefinition] = [submit_video_job]
