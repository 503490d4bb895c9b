"""The scenes of a task as people decide about them: words, picture, what went wrong, what can be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from vidpipe.api.part_views import AvatarView, PartError, PartStatus, SceneView, ThumbnailView, Words
from vidpipe.api.places import PlaceView, draws_here, other_places
from vidpipe.errors import VidpipeError
from vidpipe.models import (
    Action,
    Artifact,
    AvatarManifest,
    Brief,
    Decided,
    Decision,
    ErrorInfo,
    PictureSource,
    Scene,
    SceneImage,
    SceneImagesManifest,
    ScriptManifest,
    Stage,
    StageAttempt,
    StageStatus,
    Style,
    Task,
    TaskStatus,
)
from vidpipe.models.decisions import AVATAR_ACTIONS, EDITABLE, SCENE_ACTIONS, THUMBNAILS
from vidpipe.models.failed_places import failed_places
from vidpipe.models.files import THUMBNAIL, artifact_files, candidate_name
from vidpipe.providers import Provider
from vidpipe.stages.admission import BUILT_IN_LOOKS
from vidpipe.stages.avatar import KEPT
from vidpipe.stages.outputs import Outputs
from vidpipe.styles import Looks

KEPT_FILM = "presenter-kept.mp4"
"""The name of a presenter's film that was made and could not be shown."""
NO_PROVIDERS: Mapping[str, Provider] = MappingProxyType({})


class Desk:
    """Everything known about a task that a decision needs, looked up by scene."""

    def __init__(
        self,
        task: Task,
        outputs: Outputs,
        stages: Sequence[StageAttempt],
        decisions: Sequence[Decision],
        looks: Looks = BUILT_IN_LOOKS,
        providers: Mapping[str, Provider] = NO_PROVIDERS,
    ) -> None:
        self._task = task
        self._outputs = outputs
        self._stages = stages
        self._decisions = decisions
        self._decided = Decided.of(decisions)
        self._looks = looks
        self._providers = providers

    def scenes(self) -> list[SceneView]:
        """Return every scene of the script, dropped ones too; none before the script is written."""
        if Stage.SCRIPT in self._outputs.missing():
            return []
        written = self._outputs.get(ScriptManifest).before_decisions
        pictures = {image.scene: image for image in pictures_so_far(self._outputs, self._stages)}
        left = sum(not self._decided.scene(scene.number).dropped for scene in written.scenes)
        return [self._scene(scene, pictures.get(scene.number), left) for scene in written.scenes]

    def _scene(self, written: Scene, image: SceneImage | None, left: int) -> SceneView:
        number = written.number
        scene, state = self._decided.edited(written), self._decided.scene(number)
        decision = self._decision(number)
        is_pending = decision is not None and decision.is_pending
        error = self._scene_error(number, has_picture=image is not None)
        chosen = {PictureSource.UPLOAD: PartStatus.REPLACED, PictureSource.PLACEHOLDER: PartStatus.PLACEHOLDER}
        if state.dropped:
            status = PartStatus.DROPPED
        elif state.source in chosen and (error is None or is_pending):
            status = chosen[state.source]
        elif error is not None:
            status = PartStatus.FAILED
        else:
            status = PartStatus.MISSING if image is None else PartStatus.MADE
        is_edited = any(getattr(scene, name) != getattr(written, name) for name in EDITABLE)
        return SceneView(
            number=number,
            **_words(scene),
            status=status,
            error=error if status is PartStatus.FAILED else None,
            picture_url=image and f"/api/tasks/{self._task.id}/artifacts/{picture_name(image)}",
            source=image and image.source,
            written=Words(**_words(written)) if is_edited else None,
            decision=decision,
            is_pending=is_pending,
            actions=self._scene_actions(number, left),
        )

    def _scene_actions(self, number: int, left: int) -> list[Action]:
        if is_at_work(self._task):
            return []
        barred: set[Action] = set()
        if self._decided.scene(number).dropped or left < 2:
            barred.add(Action.DROP)
        if self._decision(number) is None:
            barred.add(Action.RESTORE)
        return [action for action in SCENE_ACTIONS if action not in barred]

    def _scene_error(self, number: int, *, has_picture: bool) -> PartError | None:
        info = self._last_error(Stage.SCENE_IMAGES)
        if info is None:
            return None
        failed: list[dict[str, Any]] | None = info.details.get("failedScenes")
        if failed is None:
            return None if has_picture else _part_error(info)
        one = next((one for one in failed if one["scene"] == number), None)
        if one is None:
            return None
        return PartError(code=one["code"], message=one["message"], retryable=one["retryable"])

    def avatar(self, brief: Brief) -> AvatarView:
        """Return the presenter; ``brief`` is the one that the task was asked for with."""
        wished = self._decided.avatar(brief.avatar)
        made = None if Stage.AVATAR in self._outputs.missing() else self._outputs.get(AvatarManifest)
        clip = None if made is None else made.clip
        error = None if clip else self._last_error(Stage.AVATAR)
        decision = self._decision(None)
        if not wished.enabled:
            status = PartStatus.DROPPED
        elif error is not None:
            status = PartStatus.FAILED
        else:
            status = PartStatus.MISSING if clip is None else PartStatus.MADE
        barred = {Action.RESTORE} if decision is None else set()
        asked_style = self._asked_style(brief)
        if asked_style is None:
            barred.add(Action.PLACE)
        return AvatarView(
            status=status,
            error=_part_error(error) if error and status is PartStatus.FAILED else None,
            clip_url=self._film_url(clip),
            image=wished.image,
            place=None if asked_style is None else self._decided.style(asked_style).presenter.kind,
            places=[] if asked_style is None or is_at_work(self._task) else self._places(brief, asked_style, made),
            decision=decision,
            is_pending=decision is not None and decision.is_pending,
            actions=[] if is_at_work(self._task) else [one for one in AVATAR_ACTIONS if one not in barred],
        )

    def _film_url(self, clip: Artifact | None) -> str | None:
        """Return where the presenter's film is, or the one that was kept when it could not be shown."""
        if clip is None and kept_film(self._stages) is None:
            return None
        return f"/api/tasks/{self._task.id}/artifacts/{KEPT_FILM if clip is None else 'presenter.mp4'}"

    def _places(self, brief: Brief, asked_style: Style, made: AvatarManifest | None) -> list[PlaceView]:
        brand = self._looks.brand(brief)
        return other_places(
            brief,
            asked_style,
            self._decided,
            made=made,
            failed=failed_places(self._stages, self._decisions, self._decided.portrait),
            drawn_here=draws_here(self._providers, brief),
            mark=None if brand is None else brand.mark,
        )

    def _asked_style(self, brief: Brief) -> Style | None:
        """Return the style as it was asked for; None where its brand is gone, of which the script stage tells."""
        try:
            return self._looks.style(brief)
        except VidpipeError:
            return None

    def thumbnail(self, brief: Brief) -> ThumbnailView:
        """Return the thumbnail; ``brief`` is the one that the task was asked for with."""
        files = artifact_files(self._outputs.all())
        candidates = [name for number in THUMBNAILS if (name := candidate_name(number)) in files]
        base = f"/api/tasks/{self._task.id}/artifacts"
        about = [one for one in self._decisions if one.action is Action.THUMBNAIL]
        decision = about[-1] if about and about[-1].data else None
        return ThumbnailView(
            chosen=self._decided.thumbnail or brief.publish.thumbnail or THUMBNAILS[0],
            thumbnail_url=f"{base}/{THUMBNAIL}" if THUMBNAIL in files else None,
            candidate_urls=[f"{base}/{name}" for name in candidates],
            decision=decision,
            is_pending=bool(about) and about[-1].is_pending,
            can_choose=bool(candidates) and not is_at_work(self._task),
        )

    def _decision(self, scene: int | None) -> Decision | None:
        """Return the last decision about a scene, or about the presenter; None when it was undone."""
        allowed = AVATAR_ACTIONS if scene is None else SCENE_ACTIONS
        about = [one for one in self._decisions if one.scene == scene and one.action in allowed]
        return about[-1] if about and about[-1].action is not Action.RESTORE else None

    def _last_error(self, stage: Stage) -> ErrorInfo | None:
        tries = [one for one in self._stages if one.stage == stage]
        failed = tries and tries[-1].status in (StageStatus.FAILED, StageStatus.RETRYING)
        return tries[-1].error_info if failed else None


def is_at_work(task: Task) -> bool:
    """Whether an attempt is at work or being started, so that nothing may be decided now."""
    leased = task.lease_until is not None and task.lease_until > datetime.now(UTC)
    return task.status is TaskStatus.RUNNING or (task.status is TaskStatus.PENDING and leased)


def pictures_so_far(outputs: Outputs, stages: Sequence[StageAttempt]) -> list[SceneImage]:
    """Return the pictures of the scenes: those handed on, else those that the last failed try of the stage has made."""
    if Stage.SCENE_IMAGES not in outputs.missing():
        return outputs.get(SceneImagesManifest).images
    tries = [one.metrics["pictures"] for one in stages if one.stage == Stage.SCENE_IMAGES and "pictures" in one.metrics]
    return [SceneImage.model_validate(image) for image in tries[-1]] if tries else []


def files_so_far(outputs: Outputs, stages: Sequence[StageAttempt]) -> dict[str, Artifact]:
    """Return every file of a task by name.

    The pictures of an unfinished image stage are among them, and a film of the presenter that could not be shown.
    """
    shown = SceneImagesManifest(provider="", images=pictures_so_far(outputs, stages))
    kept = kept_film(stages)
    return artifact_files([shown]) | artifact_files(outputs.all()) | ({} if kept is None else {KEPT_FILM: kept})


def kept_film(stages: Sequence[StageAttempt]) -> Artifact | None:
    """Return the film that the last try of the avatar stage had made, but could not show."""
    tries = [one for one in stages if one.stage == Stage.AVATAR]
    film = tries[-1].metrics.get(KEPT) if tries else None
    return None if film is None else Artifact.model_validate(film)


def picture_name(image: SceneImage) -> str:
    """Return the name under which a scene's picture is served."""
    return f"scene-{image.scene:03}.png"


def _words(scene: Scene) -> dict[str, str]:
    return {name: getattr(scene, name) for name in EDITABLE}


def _part_error(info: ErrorInfo) -> PartError:
    return PartError(code=info.error_code, message=info.error_message, retryable=info.is_retryable)
