"""The scenes and the presenter as the task's page shows them: how each stands, and what a person can choose for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from vidpipe.api.part_views import AvatarView, PartError, PartStatus, SceneView, ThumbnailView
from vidpipe.api.scenes import Desk
from vidpipe.errors import CATALOGUE
from vidpipe.models import Action, Brief, Decided, Decision, PictureSource, SceneState, Stage, Task, TaskStatus
from vidpipe.models.decisions import EDITABLE
from vidpipe.models.failed_places import NOT_CUT_OUT
from vidpipe.tasks import TaskWait
from vidpipe.web.prices import Prices
from vidpipe.web.wording import PLACE_WORDS, plural

_ICONS: Mapping[PartStatus, str] = {
    PartStatus.MADE: "succeeded",
    PartStatus.FAILED: "failed",
    PartStatus.MISSING: "waiting",
    PartStatus.DROPPED: "canceled",
    PartStatus.REPLACED: "succeeded",
    PartStatus.PLACEHOLDER: "succeeded",
}
_WORDS: Mapping[PartStatus, str] = {
    PartStatus.MADE: "made",
    PartStatus.FAILED: "failed",
    PartStatus.MISSING: "not made",
    PartStatus.DROPPED: "dropped",
    PartStatus.REPLACED: "your picture",
    PartStatus.PLACEHOLDER: "placeholder",
}

_CHOSEN = (PartStatus.DROPPED, PartStatus.REPLACED, PartStatus.PLACEHOLDER)


@dataclass(frozen=True, kw_only=True)
class Part:
    """What scenes and the presenter have in common.

    ``plan`` says what the next attempt does with it, in words that follow its name; empty: nothing new. ``needs`` tells
    that the video cannot be finished before somebody retries it or decides.
    """

    icon: str
    word: str
    error: PartError | None
    plan: str
    is_chosen: bool
    actions: list[Action]
    waits: list[TaskWait] = field(default_factory=list)

    @property
    def only_choice(self) -> bool:
        """Whether it failed for what was asked, so that only other words, another picture or place can help."""
        entry = None if self.error is None else CATALOGUE.get(self.error.code)
        return bool(self.actions) and entry is not None and entry.is_of_input

    @property
    def needs(self) -> bool:
        """Whether it failed, or a choice waits: its forms are shown open."""
        return self.error is not None or self.is_chosen


@dataclass(frozen=True, kw_only=True)
class SceneCard(Part):
    """A scene; ``typed`` are words that were refused and are shown again for correction."""

    view: SceneView
    typed: Mapping[str, str]

    def words(self, name: str) -> str:
        """Return what a field of the edit form begins with."""
        text: str = getattr(self.view, name)
        return self.typed.get(name, text)


@dataclass(frozen=True, kw_only=True)
class PresenterCard(Part):
    """The presenter."""

    view: AvatarView


@dataclass(frozen=True, kw_only=True)
class Choices:
    """Everything on the page that a person decides about.

    ``is_open`` tells whether choices can be made now. ``plans`` are those that wait for the next attempt, by name.
    """

    scenes: list[SceneCard]
    presenter: PresenterCard | None
    thumbnail: ThumbnailView | None
    is_open: bool
    hints: Mapping[str, str]
    presenter_hints: Mapping[str, str]

    @property
    def plans(self) -> list[tuple[str, str]]:
        """The choices that wait, each with what it is about."""
        chosen = [(f"Scene {one.view.number}", one.plan) for one in self.scenes if one.is_chosen]
        if self.presenter is not None and self.presenter.is_chosen:
            chosen.append(("Presenter", self.presenter.plan))
        if self.thumbnail is not None and self.thumbnail.is_pending:
            own = isinstance(self.thumbnail.chosen, str)
            chosen.append(("Thumbnail", "is your picture" if own else f"is number {self.thumbnail.chosen}"))
        return chosen

    @property
    def is_presenter_first(self) -> bool:
        """Whether the presenter failed and no picture did, so that it is what a person looks for."""
        return self.presenter is not None and self.presenter.error is not None and not self.undecided

    @property
    def to_choose(self) -> tuple[str, str] | None:
        """Where a choice is the only way on, with words for it; None where something else can help as well."""
        open_scenes = [one for one in self.scenes if one.error is not None and not one.is_chosen]
        if not self.is_open or not all(one.only_choice for one in open_scenes):
            return None
        if open_scenes:
            first, count = open_scenes[0].view.number, len(open_scenes)
            return f"scene-{first}", f"Choose for {f'scene {first}' if count == 1 else plural(count, 'scene')}"
        presenter = self.presenter
        if presenter is not None and presenter.only_choice and not presenter.is_chosen:
            return "presenter", "Choose for the presenter"
        return None

    @property
    def undecided(self) -> int:
        """How many scenes failed and are tried again as they are, unless somebody chooses otherwise."""
        return sum(one.error is not None and not one.is_chosen for one in self.scenes)

    @property
    def can_recover(self) -> bool:
        """Whether trying again as it is can help at least one failed scene."""
        return any(one.error is not None and one.error.retryable for one in self.scenes)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the cards are made of."""

    task: Task
    brief: Brief | None
    desk: Desk
    decisions: Sequence[Decision]
    waits: Sequence[TaskWait]
    prices: Prices
    typed: Mapping[int, Mapping[str, str]]


def choices(asked: Asked) -> Choices:
    """Return the scenes and the presenter of a task with what can be chosen now."""
    task, desk, brief = asked.task, asked.desk, asked.brief
    now = Decided.of(asked.decisions)
    then = Decided.of(one for one in asked.decisions if not one.is_pending)
    view = None if brief is None else desk.avatar(brief)
    # While an attempt waits for a free place, a choice could come a moment too late for it.
    is_open = task.status.is_final or (task.status is TaskStatus.PENDING and task.error_info is not None)
    has_presenter = view is not None and view.status is not PartStatus.DROPPED
    return Choices(
        scenes=[_scene(asked, one, now.scene(one.number), then.scene(one.number)) for one in desk.scenes()],
        thumbnail=None if brief is None else desk.thumbnail(brief),
        presenter=None if brief is None or view is None else _presenter(view, brief, now, then),
        is_open=is_open,
        hints=asked.prices.hints(presenter=has_presenter),
        presenter_hints=asked.prices.presenter_hints(view),
    )


def _scene(asked: Asked, view: SceneView, now: SceneState, then: SceneState) -> SceneCard:
    plan = _plan(now, then)
    subject = f"scene {view.number}"
    waits = [wait for wait in asked.waits if wait.subject == subject]
    icon, word = _ICONS[view.status], _WORDS[view.status]
    if asked.task.status is TaskStatus.RUNNING and view.status is PartStatus.MISSING:
        is_waiting = any(wait.stage == Stage.SCENE_IMAGES for wait in waits)
        icon, word = ("retrying", "waits") if is_waiting else ("waiting", "in the making")
    if plan:
        word = word if view.status in _CHOSEN else "will change"
    return SceneCard(
        icon="waiting" if plan else icon,
        word=word,
        error=view.error,
        plan=plan or ("is tried again as it is" if view.error else ""),
        is_chosen=bool(plan),
        actions=view.actions,
        waits=waits,
        view=view,
        typed=asked.typed.get(view.number, {}),
    )


def _plan(now: SceneState, then: SceneState) -> str:
    """Say what is new about a scene since the last attempt began; empty when nothing is."""
    if now == then:
        return ""
    if now.dropped:
        return "is left out"
    parts = []
    if now.words != then.words:
        edited = [name for name in EDITABLE if now.words.get(name) != then.words.get(name)]
        parts.append(f"gets the new {' and '.join(edited)}" if now.words else "gets its written words back")
    if (now.source, now.image, now.variant) != (then.source, then.image, then.variant):
        parts.append(_picture_plan(now, then))
    if then.dropped:
        parts.insert(0, "comes back")
    return ", ".join(parts)


def _picture_plan(now: SceneState, then: SceneState) -> str:
    match now.source:
        case PictureSource.UPLOAD:
            return "shows your picture"
        case PictureSource.PLACEHOLDER:
            return "shows a placeholder"
    return "gets another take of its picture" if now.variant > then.variant else "gets its own picture back"


def _presenter(view: AvatarView, brief: Brief, now: Decided, then: Decided) -> PresenterCard | None:
    """Return the presenter's card; None when the brief wants none and nobody decided otherwise."""
    if not brief.avatar.enabled and view.decision is None:
        return None
    plan = _presenter_plan(now, then)
    tried = "is filmed again as it is" if view.error else ""
    if view.error is not None and view.error.code == NOT_CUT_OUT:
        tried = "is looked at again as it is"
    return PresenterCard(
        icon="waiting" if plan else _ICONS[view.status],
        word="none" if view.status is PartStatus.DROPPED else _WORDS[view.status],
        error=view.error,
        plan=plan or tried,
        is_chosen=bool(plan),
        actions=view.actions,
        view=view,
    )


def _presenter_plan(now: Decided, then: Decided) -> str:
    """Say what is new about the presenter since the last attempt began; empty when nothing is."""
    if _presenter_of(now) == _presenter_of(then):
        return ""
    if now.without_presenter:
        return "is left out"
    parts = []
    if now.portrait is not None and (now.portrait != then.portrait or then.without_presenter):
        parts.append("is filmed with your portrait")
    if now.place is not None and (now.place is not then.place or then.without_presenter):
        parts.append(f"stands {PLACE_WORDS[now.place]}")
    return " and ".join(parts) or "is as the brief asks"


def _presenter_of(decided: Decided) -> tuple[object, ...]:
    return decided.portrait, decided.place, decided.without_presenter
