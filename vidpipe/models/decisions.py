"""What a person decides about a task after it was asked for, and what all the decisions together come to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import Field

from vidpipe.models.base import DomainModel
from vidpipe.models.brief import AvatarBrief
from vidpipe.models.manifests import PictureSource, Stage
from vidpipe.models.script import Scene, Script
from vidpipe.models.style import PresenterKind, Style


class Action(StrEnum):
    """What can be decided: about a scene, about the presenter, about the thumbnail, about the task."""

    EDIT = "edit"
    REDO = "redo"
    REPLACE = "replace"
    PLACEHOLDER = "placeholder"
    DROP = "drop"
    RESTORE = "restore"
    PORTRAIT = "portrait"
    PLACE = "place"
    WITHOUT = "without"
    THUMBNAIL = "thumbnail"
    RETRY = "retry"


SCENE_ACTIONS = (Action.EDIT, Action.REDO, Action.REPLACE, Action.PLACEHOLDER, Action.DROP, Action.RESTORE)
AVATAR_ACTIONS = (Action.PORTRAIT, Action.PLACE, Action.WITHOUT, Action.RESTORE)
THUMBNAILS = (1, 2, 3)
"""The numbers of the designed thumbnails."""
EDITABLE = ("narration", "picture", "heading")
"""The parts of a scene that an ``edit`` may change."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One decision as a person states it; ``scene`` is None for the presenter's and the thumbnail's.

    ``data`` holds what the action needs: ``narration``, ``picture``, ``heading`` of an edit; ``image``, the reference
    of an uploaded picture, of a replacement, a portrait or a thumbnail; ``place``, where the presenter stands;
    ``number`` of a designed thumbnail (a choice of neither is for what the brief says); ``variant`` of another take.
    """

    action: Action
    scene: int | None = None
    data: dict[str, Any] = field(default_factory=dict)


class Decision(DomainModel):
    """A row of the decisions; ``is_pending`` until an attempt has begun after it."""

    id: int
    task_id: UUID
    action: Action
    scene: int | None = None
    data: dict[str, Any] = Field(default_factory=dict)
    decided_by: str
    created_at: datetime
    is_pending: bool = False


class SceneState(DomainModel):
    """What the decisions about one scene come to; None and 0 are as the script and the provider have it."""

    narration: str | None = None
    picture: str | None = None
    heading: str | None = None
    dropped: bool = False
    variant: int = Field(0, ge=0, description="Which take of the picture")
    source: PictureSource = PictureSource.PROVIDER
    image: str | None = Field(None, description="The uploaded picture that replaces the provider's")

    @property
    def words(self) -> dict[str, str]:
        """The parts of the scene that were edited."""
        return {name: text for name in EDITABLE if (text := getattr(self, name)) is not None}

    def after(self, action: Action, data: dict[str, Any]) -> SceneState:
        """Return the state after one more decision.

        Edits and takes add up. A new picture text or another take asks the provider again, so it ends a replacement or
        placeholder; other edits leave the picture as it was chosen.
        """
        changes: dict[str, Any] = {"dropped": False}
        by_provider = {"source": PictureSource.PROVIDER, "image": None}
        match action:
            case Action.EDIT:
                changes |= {name: data[name] for name in EDITABLE if name in data}
                changes |= by_provider if "picture" in data else {}
            case Action.REDO:
                changes |= {**by_provider, "variant": data["variant"]}
            case Action.REPLACE:
                changes |= {"source": PictureSource.UPLOAD, "image": data["image"]}
            case Action.PLACEHOLDER:
                changes |= {"source": PictureSource.PLACEHOLDER, "image": None}
            case Action.DROP:
                changes = {"dropped": True}
            case _:
                return SceneState()
        return self.model_copy(update=changes)


AS_IT_WAS = SceneState()


def always(_before: Decided, _after: Decided) -> bool:
    """Take the scenes' pictures for others after any decision about the presenter; those that are not are recalled."""
    return True


class Decided(DomainModel):
    """What all decisions about a task come to."""

    scenes: dict[int, SceneState] = Field(default_factory=dict)
    portrait: str | None = None
    place: PresenterKind | None = Field(None, description="Where the presenter stands; None: as asked for")
    without_presenter: bool = False
    thumbnail: int | str | None = Field(None, description="A number, or an uploaded picture; None: what the brief says")

    @classmethod
    def of(cls, decisions: Iterable[Decision | Choice]) -> Decided:
        """Fold decisions, oldest first."""
        decided = cls()
        for decision in decisions:
            decided = decided.after(decision.action, decision.scene, decision.data)
        return decided

    def after(self, action: Action, scene: int | None, data: dict[str, Any]) -> Decided:
        """Return what it comes to with one more decision."""
        if scene is not None:
            return self.model_copy(update={"scenes": {**self.scenes, scene: self.scene(scene).after(action, data)}})
        match action:
            case Action.PORTRAIT:
                return self.model_copy(update={"portrait": data["image"], "without_presenter": False})
            case Action.PLACE:
                return self.model_copy(update={"place": PresenterKind(data["place"]), "without_presenter": False})
            case Action.WITHOUT:
                return self.model_copy(update={"without_presenter": True})
            case Action.THUMBNAIL:
                return self.model_copy(update={"thumbnail": data.get("number", data.get("image"))})
            case Action.RESTORE:
                return self.model_copy(update={"portrait": None, "place": None, "without_presenter": False})
            case _:
                return self

    def scene(self, number: int) -> SceneState:
        """Return what was decided about a scene."""
        return self.scenes.get(number, AS_IT_WAS)

    def script(self, written: Script) -> Script:
        """Return the script as it was written, with the decisions applied; every scene keeps its number.

        A script of which nothing is left keeps no scene: whoever records decisions refuses the last drop.
        """
        scenes = [self.edited(scene) for scene in written.scenes if not self.scene(scene.number).dropped]
        return written.model_copy(update={"scenes": scenes})

    def edited(self, scene: Scene) -> Scene:
        """Return one scene with the edits of its words."""
        return scene.model_copy(update=self.scene(scene.number).words)

    def avatar(self, wished: AvatarBrief) -> AvatarBrief:
        """Return the presenter as the brief wishes it, with the decisions applied."""
        if self.without_presenter:
            return wished.model_copy(update={"enabled": False})
        chosen = {"image": self.portrait, "place": self.place}
        changes = {name: value for name, value in chosen.items() if value is not None}
        # Whoever chooses a portrait or a place wants a presenter, even where the brief asks for none.
        return wished.model_copy(update={"enabled": True, **changes}) if changes else wished

    def style(self, asked: Style) -> Style:
        """Return the video's style as asked for, with the presenter where a person has put them."""
        return asked if self.place is None else asked.with_presenter(self.place)

    def touched_since(self, before: Decided, pictures_move: PicturesMove = always) -> list[Stage]:
        """Return the stages whose work differs from what was decided before, each with all that follow it.

        ``pictures_move`` is asked where decisions concern the presenter.
        """
        touched: set[Stage] = set()
        for number in self.scenes.keys() | before.scenes.keys():
            now, then = self.scene(number), before.scene(number)
            if (now.words, now.dropped) != (then.words, then.dropped):
                touched.add(Stage.SCRIPT)
            if (now.variant, now.source, now.image) != (then.variant, then.source, then.image):
                touched.add(Stage.SCENE_IMAGES)
        if self._presence != before._presence:
            # A panel takes its room from the pictures, and those drawn here keep clear of the presenter.
            touched |= {Stage.SCENE_IMAGES, Stage.AVATAR} if pictures_move(before, self) else {Stage.AVATAR}
        if self.portrait != before.portrait:
            touched.add(Stage.AVATAR)
        if self.thumbnail != before.thumbnail:
            touched.add(Stage.UPLOAD)
        return with_followers(touched)

    @property
    def _presence(self) -> tuple[object, ...]:
        """What of the decisions says whether there is a presenter, and where."""
        return self.place, self.without_presenter, self.portrait is None


def with_followers(stages: Iterable[Stage]) -> list[Stage]:
    """Return the stages and all that use what they hand on, in the order of the line."""
    wanted = {after for stage in stages for after in (stage, *stage.followers)}
    return [stage for stage in Stage if stage in wanted]


PicturesMove = Callable[[Decided, Decided], bool]
"""Says whether the scenes' pictures are others after decisions about the presenter than before."""
