"""The entry that Dagster loads."""

from __future__ import annotations

import os

from dagster import Definitions

from vidpipe.defs.assets import VIDEO_ASSETS
from vidpipe.defs.executor import forked_executor
from vidpipe.defs.jobs import JOBS, video_job
from vidpipe.defs.resources import (
    ClipMaker,
    CurrentTask,
    ImageMaker,
    Presenter,
    Publisher,
    ScriptWriter,
    Speaker,
)
from vidpipe.defs.sensors import SENSORS
from vidpipe.observability.logs import configure_logging
from vidpipe.settings import Settings

settings = Settings()

if os.environ.get("VIDPIPE_PROCESS") == "code server":
    # Dagster starts that process, so this is the first moment at which our logs can be set up in it.
    configure_logging(log_dir=settings.log_dir, service="code", level=settings.log_level, console=False)

defs = Definitions(
    assets=VIDEO_ASSETS,
    jobs=[video_job, *JOBS],
    sensors=SENSORS,
    # Pictures beside speech and presenter: two stages at most are ever ready at once.
    executor=forked_executor.configured({"max_concurrent": 2}),
    resources={
        "task": CurrentTask(task_id=""),
        "script_writer": ScriptWriter(provider=settings.script_provider),
        "image_maker": ImageMaker(provider=settings.image_provider),
        "clip_maker": ClipMaker(provider=settings.clip_provider),
        "speaker": Speaker(provider=settings.speech_provider),
        "presenter": Presenter(provider=settings.avatar_provider),
        "publisher": Publisher(provider=settings.upload_provider),
    },
)
