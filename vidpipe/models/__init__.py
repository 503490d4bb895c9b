"""The types of the domain. They import nothing of ours; everything else imports them."""

from vidpipe.models.artifact import Artifact
from vidpipe.models.brief import (
    Aspect,
    AvatarBrief,
    Brief,
    CaptionsBrief,
    PublishBrief,
    Resolution,
    SceneBrief,
    ScriptBrief,
)
from vidpipe.models.calls import Probe, ProviderCall, Quota, Wait
from vidpipe.models.decisions import Action, Choice, Decided, Decision, SceneState
from vidpipe.models.error_info import ErrorInfo
from vidpipe.models.manifests import (
    AvatarManifest,
    CompositeManifest,
    NarrationManifest,
    PictureSource,
    SceneImage,
    SceneImagesManifest,
    ScriptManifest,
    Stage,
    StageManifest,
    UploadManifest,
)
from vidpipe.models.script import Scene, Script
from vidpipe.models.speech import SceneSpeech, Speech, TimedText
from vidpipe.models.task import LogLevel, StageAttempt, StageStatus, Task, TaskLog, TaskStatus, TaskType

__all__ = [
    "Action",
    "Artifact",
    "Aspect",
    "AvatarBrief",
    "AvatarManifest",
    "Brief",
    "CaptionsBrief",
    "Choice",
    "CompositeManifest",
    "Decided",
    "Decision",
    "ErrorInfo",
    "LogLevel",
    "NarrationManifest",
    "PictureSource",
    "Probe",
    "ProviderCall",
    "PublishBrief",
    "Quota",
    "Resolution",
    "Scene",
    "SceneBrief",
    "SceneImage",
    "SceneImagesManifest",
    "SceneSpeech",
    "SceneState",
    "Script",
    "ScriptBrief",
    "ScriptManifest",
    "Speech",
    "Stage",
    "StageAttempt",
    "StageManifest",
    "StageStatus",
    "Task",
    "TaskLog",
    "TaskStatus",
    "TaskType",
    "TimedText",
    "UploadManifest",
    "Wait",
]
