"""What is told of the parts of a task that people decide about: scenes, presenter, thumbnail."""

from __future__ import annotations

from enum import StrEnum

from vidpipe.api.places import PlaceView
from vidpipe.api.shapes import Wire
from vidpipe.models import Action, Decision, PictureSource, PresenterKind


class PartStatus(StrEnum):
    """How a scene's picture, or the presenter, stands."""

    MADE = "made"
    FAILED = "failed"
    MISSING = "missing"
    DROPPED = "dropped"
    REPLACED = "replaced"
    PLACEHOLDER = "placeholder"


class PartError(Wire):
    """Why a scene's picture, or the presenter, could not be made."""

    code: str
    message: str
    retryable: bool


class Words(Wire):
    """What an edit may change."""

    narration: str
    picture: str
    heading: str


class SceneView(Words):
    """One scene: its words as they will be used, its picture as it is, the decision that holds and those possible.

    ``written`` has the words as the script's provider wrote them, if they were edited. ``isPending`` tells that the
    decision waits for the next attempt.
    """

    number: int
    status: PartStatus
    error: PartError | None
    picture_url: str | None
    source: PictureSource | None
    written: Words | None
    decision: Decision | None
    is_pending: bool
    actions: list[Action]


class AvatarView(Wire):
    """The presenter: ``status`` is ``dropped`` when the video is made without one.

    ``place`` is where they stand, None where the brief's style cannot be read; ``places`` are the others to choose.
    """

    status: PartStatus
    error: PartError | None
    clip_url: str | None
    image: str | None
    place: PresenterKind | None
    places: list[PlaceView]
    decision: Decision | None
    is_pending: bool
    actions: list[Action]


class ThumbnailView(Wire):
    """The thumbnail: which is used when the task is next published, and those there are to choose from.

    ``chosen`` is the number of a candidate, or the reference of an uploaded picture.
    """

    chosen: int | str
    thumbnail_url: str | None
    candidate_urls: list[str]
    decision: Decision | None
    is_pending: bool
    can_choose: bool
