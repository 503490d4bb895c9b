"""The resource layer: the task of a run, the places things are kept in, and one resource for each provider."""

from __future__ import annotations

import os
import socket
from functools import cache, cached_property
from uuid import UUID

from dagster import ConfigurableResource, DagsterInstance, DagsterRun
from pydantic import Field

from vidpipe.artifacts import LocalArtifactStore
from vidpipe.defs import tags
from vidpipe.errors import InvalidInput, ProviderError
from vidpipe.models import Stage, Task
from vidpipe.providers import (
    AvatarProvider,
    ClipProvider,
    ImageProvider,
    ScriptProvider,
    SpeechProvider,
    UploadProvider,
)
from vidpipe.providers.registry import Providers, Tools, build
from vidpipe.settings import Settings
from vidpipe.styles import Looks
from vidpipe.tasks import CallHistory, Claim, Database, TaskService, TaskWork


@cache
def _database(url: str, _process: int) -> Database:
    """Return this process's pool. A forked step must not share its parent's connections."""
    return Database(url, max_connections=4)


class Line:
    """Where the line keeps its things: the task table and the artifact store.

    The places come from the settings and are no resource, as everybody sees a resource's configuration in Dagster's
    UI and may change it for a run. They are read once for each line: that takes a millisecond, and a stage asks often.
    """

    @cached_property
    def settings(self) -> Settings:
        """The settings, as they were when the line was first asked."""
        return Settings()

    @cached_property
    def database(self) -> Database:
        """The database, one pool for each process."""
        return _database(self.settings.require_database_url(), os.getpid())

    @property
    def work(self) -> TaskWork:
        """The worker's side of the table."""
        return TaskWork(self.database)

    @property
    def service(self) -> TaskService:
        """The people's side of the table."""
        return TaskService(self.database)

    @property
    def calls(self) -> CallHistory:
        """The ledger of provider calls."""
        return CallHistory(self.database)

    @cached_property
    def store(self) -> LocalArtifactStore:
        """The artifact store."""
        return LocalArtifactStore(self.settings.artifact_dir)


def chosen_looks() -> Looks:
    """Return the styles and brands that briefs may name here."""
    return Looks.of(*Settings().look_folders())


def chosen_providers() -> Providers:
    """Return who does which kind of work here, for looking at before a run is spent."""
    settings = Settings()
    return Providers(settings.provider_names(), Tools.of(settings.folders()))


class CurrentTask(ConfigurableResource[None]):
    """The task that a run works on: named by the run's tags, or here when somebody launches a run by hand."""

    task_id: str = Field("", description="Id of an existing task; leave empty when the run's tags name it")

    def join(self, run: DagsterRun, instance: DagsterInstance) -> Task:
        """Make the run the task's current attempt, and tag it so that it can be found."""
        text = self.task_id.strip() or _task_tag(run, instance)
        if not text:
            raise InvalidInput(
                "This run does not say which task it is for: put the task's id into the launchpad, under "
                "resources: task: config: task_id. To make a new video, launch submit_video_job instead."
            )
        try:
            task_id = UUID(text)
        except ValueError as error:
            raise InvalidInput(f"task_id: {text!r} is not the id of a task; it looks like 3f0c6a1e-….") from error
        claim = Claim(
            run_id=run.run_id,
            worker_name=f"{socket.gethostname()}:{os.getpid()}",
            dispatched_attempt=_attempt(run),
            stages=_stages(run),
        )
        task = Line().work.join(task_id, claim)
        wanted = {tags.TASK_ID: str(task.id), tags.TRACE_ID: task.trace_id}
        if not wanted.items() <= run.tags.items():
            instance.add_run_tags(run.run_id, wanted)
        return task


def _task_tag(run: DagsterRun, instance: DagsterInstance) -> str:
    """Return the task that the run's tags name, or those of the run that it re-executes; empty when none does.

    Dagster's pages copy the tags of the run they re-execute; its GraphQL API does so only when asked.
    """
    named = run.tags.get(tags.TASK_ID)
    if named is None and run.parent_run_id is not None:
        parent = instance.get_run_by_id(run.parent_run_id)
        return "" if parent is None else _task_tag(parent, instance)
    return named or ""


def _attempt(run: DagsterRun) -> int | None:
    """Return the attempt the dispatcher launched this run for; None for runs that people launched.

    A re-execution carries copies of its parent's tags, but it is a person's wish.
    """
    attempt = run.tags.get(tags.ATTEMPT)
    return int(attempt) if attempt and run.parent_run_id is None else None


def _stages(run: DagsterRun) -> list[Stage] | None:
    """Return the stages that a run holds; None for the whole line."""
    names = set(run.step_keys_to_execute or ()) or {key.to_user_string() for key in run.asset_selection or ()}
    return [stage for stage in Stage if stage.value in names] or None


class ScriptWriter(ConfigurableResource[None]):
    """Who writes the script."""

    provider: str

    def get(self, tools: Tools) -> ScriptProvider:
        """Return the provider."""
        provider: ScriptProvider = build("script", self.provider, tools)
        return provider


class ImageMaker(ConfigurableResource[None]):
    """Who makes the pictures."""

    provider: str

    def get(self, tools: Tools) -> ImageProvider:
        """Return the provider."""
        provider: ImageProvider = build("image", self.provider, tools)
        return provider


class ClipMaker(ConfigurableResource[None]):
    """Who films the scenes of briefs that want clips."""

    provider: str

    def get(self, tools: Tools) -> ClipProvider:
        """Return the provider. Raises ProviderError (PROVIDER_NOT_CONFIGURED) when there is none."""
        if self.provider == "none":
            raise ProviderError(
                "This brief wants filmed scenes, and nobody is set to film them: set VIDPIPE_CLIP_PROVIDER, "
                "or ask for visuals: pictures.",
                code="PROVIDER_NOT_CONFIGURED",
                details={"setting": "VIDPIPE_CLIP_PROVIDER"},
            )
        provider: ClipProvider = build("clip", self.provider, tools)
        return provider


class Speaker(ConfigurableResource[None]):
    """Who speaks."""

    provider: str

    def get(self, tools: Tools) -> SpeechProvider:
        """Return the provider."""
        provider: SpeechProvider = build("speech", self.provider, tools)
        return provider


class Presenter(ConfigurableResource[None]):
    """Who films the presenter."""

    provider: str

    def get(self, tools: Tools) -> AvatarProvider:
        """Return the provider."""
        provider: AvatarProvider = build("avatar", self.provider, tools)
        return provider


class Publisher(ConfigurableResource[None]):
    """Who publishes."""

    provider: str

    def get(self, tools: Tools) -> UploadProvider:
        """Return the provider."""
        provider: UploadProvider = build("upload", self.provider, tools)
        return provider
