"""What happens on this machine: scripts and voices of one's own, FFmpeg, files, the database, people."""

from __future__ import annotations

import hashlib

from vidpipe.models import Stage
from vidpipe_tests.integration.codes import local_troubles as troubles
from vidpipe_tests.integration.codes.cases import Case, fault, nothing
from vidpipe_tests.integration.codes.table_gemini import PROMPT

TWO_SCENES = [{"narration": "Boil fresh water."}, {"narration": "Pour it over the leaves."}]


def _said(narration: str) -> dict[str, object]:
    return {"article": None, "script": [{"narration": narration}]}


def _portrait(content: bytes, **wishes: str) -> dict[str, object]:
    return {"avatar": {"image": "artifact:" + hashlib.sha256(content).hexdigest(), **wishes}}


WORDS = [
    # A brand whose file is gone, or that this installation never had.
    Case(code="VALIDATION_ERROR", stage=Stage.SCRIPT, brief={"brand": "nobody-s"}, trouble=nothing),
    Case(code="LANGUAGE_MODEL_REQUIRED", stage=Stage.SCRIPT, provider="brief", brief=PROMPT, trouble=nothing),
    Case(code="ARTICLE_TOO_SHORT", stage=Stage.SCRIPT, provider="brief", brief={"article": "Tea."}, trouble=nothing),
    Case(
        code="LANGUAGE_NOT_SUPPORTED",
        stage=Stage.NARRATION,
        provider="piper",
        brief={"language": "zh-TW"},
        trouble=nothing,
    ),
    Case(code="VOICE_NOT_FOUND", stage=Stage.NARRATION, provider="piper", brief={"voice": "nobody"}, trouble=nothing),
    Case(code="SPEECH_EMPTY", stage=Stage.NARRATION, provider="piper", brief=_said("… — …"), trouble=nothing),
    Case(code="SPEECH_FAILED", stage=Stage.NARRATION, provider="piper", trouble=troubles.mute_voice),
]

PICTURES = [
    Case(code="IMAGE_FAILED", stage=Stage.SCENE_IMAGES, provider="folder", trouble=troubles.no_real_picture),
    Case(code="FONT_MISSING", stage=Stage.SCENE_IMAGES, provider="local", trouble=troubles.no_fonts),
    Case(
        code="SCENE_IMAGES_INCOMPLETE",
        stage=Stage.SCENE_IMAGES,
        provider="stability",
        brief={"article": None, "script": TWO_SCENES},
        # The calls have the code of what befell the one picture.
        trouble=fault("stability", "content_policy", "generate_core", match="Picture 2"),
        calls=0,
    ),
]

FILM = [
    Case(
        code="PORTRAIT_INVALID",
        stage=Stage.AVATAR,
        provider="drawn",
        brief=_portrait(troubles.NO_PORTRAIT),
        trouble=troubles.a_text_for_a_portrait,
    ),
    Case(
        code="AVATAR_CANNOT_BE_CUT_OUT",
        stage=Stage.AVATAR,
        provider="drawn",
        brief=_portrait(troubles.PORTRAIT_IN_A_ROOM, place="cutout"),
        trouble=troubles.a_portrait_in_a_room,
    ),
    Case(code="FFMPEG_EXECUTION_FAILED", stage=Stage.COMPOSITE, trouble=troubles.broken_ffmpeg, told_as=""),
    Case(
        code="ENCODER_NOT_AVAILABLE",
        stage=Stage.COMPOSITE,
        # No Linux has it.
        env={"VIDPIPE_ENCODER": "videotoolbox"},
        trouble=nothing,
        told_as="",
    ),
    Case(code="FFMPEG_NOT_FOUND", stage=Stage.COMPOSITE, trouble=troubles.no_ffmpeg, told_as=""),
    Case(
        code="MEDIA_QUALITY_FAILED",
        stage=Stage.COMPOSITE,
        trouble=troubles.plays("image", troubles.PaintsBlack),
        brief={"title": "Night"},
        told_as="",
    ),
    Case(code="MEDIA_INVALID", stage=Stage.NARRATION, trouble=troubles.plays("speech", troubles.SpeaksNonsense)),
]

FILES = [
    Case(
        code="PUBLISH_FAILED",
        stage=Stage.UPLOAD,
        provider="folder",
        # A file, where the folder of all videos should be.
        env={"VIDPIPE_PUBLISH_DIR": __file__},
        trouble=nothing,
    ),
    Case(
        code="DATABASE_ERROR",
        stage=Stage.SCRIPT,
        provider="gemini",
        brief=PROMPT,
        trouble=troubles.dying_connections,
        calls=0,
    ),
    Case(code="FILE_SYSTEM_ERROR", stage=Stage.SCRIPT, trouble=troubles.a_file_for_a_folder),
    Case(code="DISK_SPACE_INSUFFICIENT", stage=Stage.COMPOSITE, trouble=troubles.full_disk, told_as=""),
    Case(code="FILE_NOT_FOUND", stage=Stage.SCENE_IMAGES, trouble=troubles.plays("image", troubles.LeavesNothing)),
    Case(
        code="ARTIFACT_NOT_FOUND",
        stage=Stage.AVATAR,
        provider="drawn",
        brief=_portrait(b"was never stored"),
        trouble=nothing,
    ),
    Case(code="ARTIFACT_CORRUPT", stage=Stage.COMPOSITE, trouble=troubles.damaged_picture, told_as=""),
]

WORK = [
    Case(
        code="TASK_CANCELED",
        stage=Stage.SCENE_IMAGES,
        provider="stability",
        trouble=troubles.canceled_meanwhile,
        calls=0,
        ends="canceled",
        before="STABILITY_SERVER_ERROR",
    ),
    Case(
        code="TASK_DEADLINE_EXCEEDED",
        stage=Stage.SCRIPT,
        provider="gemini",
        brief=PROMPT,
        trouble=troubles.stands_still,
        calls=0,
    ),
    Case(
        code="COURIER_UNREACHABLE",
        stage=Stage.SCRIPT,
        provider="gemini",
        brief=PROMPT,
        trouble=troubles.nobody_answers,
        charged="no",
    ),
    Case(code="INTERNAL_ERROR", stage=Stage.SCENE_IMAGES, trouble=troubles.plays("image", troubles.Stumbles)),
]

CASES = [*WORDS, *PICTURES, *FILM, *FILES, *WORK]
