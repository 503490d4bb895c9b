"""What a person may decide, as requests say it: checked, and turned into the choices that the task service records."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from vidpipe.api.errors import invalid_input, wrong_field
from vidpipe.api.requests import Label, is_uploaded
from vidpipe.api.shapes import Wire
from vidpipe.artifacts import LocalArtifactStore
from vidpipe.models import Action, Choice, Decision, PresenterKind, Stage, Task
from vidpipe.models.brief import UPLOADED
from vidpipe.models.decisions import EDITABLE, THUMBNAILS

NOBODY = "api"
"""Who decides when a request does not say it."""


def _on_one_line(text: str) -> str:
    if "\x00" in text:
        raise ValueError("has a NUL character; take it out")
    return " ".join(text.split())


# The same limits as in a brief's own scenes.
Narration = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5_000), AfterValidator(_on_one_line)
]
PictureText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000), AfterValidator(_on_one_line)
]
Heading = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120), AfterValidator(_on_one_line)]
Uploaded = Annotated[str, StringConstraints(pattern=rf"^{UPLOADED}[0-9a-f]{{64}}$")]


class SceneChoice(Wire):
    """What is decided about one scene."""

    model_config = ConfigDict(extra="forbid")

    action: Literal["edit", "redo", "replace", "placeholder", "drop", "restore"]
    narration: Narration | None = Field(None, description="edit: the words that are spoken")
    picture: PictureText | None = Field(None, description="edit: what the picture shows")
    heading: Heading | None = Field(None, description="edit: words for the picture; empty for none")
    image: Uploaded | None = Field(None, description="replace: an uploaded picture, of any size")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        edits = [name for name in EDITABLE if getattr(self, name) is not None]
        if self.action == "edit" and not edits:
            raise ValueError(f"an edit needs at least one of {', '.join(EDITABLE)}")
        if self.action != "edit" and edits:
            raise ValueError(f"{edits[0]} belongs to the action edit, not to {self.action}")
        if (self.action == "replace") is (self.image is None):
            raise ValueError("replace needs image, and only replace takes it: upload it with POST /api/artifacts")
        return self

    def choice(self, scene: int) -> Choice:
        """Return what the task service records."""
        data = {name: text for name in (*EDITABLE, "image") if (text := getattr(self, name)) is not None}
        return Choice(action=Action(self.action), scene=scene, data=data)


class NumberedChoice(SceneChoice):
    """What is decided about the scene of that number."""

    scene: int = Field(ge=1, le=100_000, strict=True)


class AvatarChoice(Wire):
    """What is decided about the presenter."""

    model_config = ConfigDict(extra="forbid")

    action: Literal["portrait", "place", "without", "restore"]
    image: Uploaded | None = Field(None, description="portrait: an uploaded picture of a person")
    place: PresenterKind | None = Field(None, description="place: where the presenter stands")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.action == "portrait") is (self.image is None):
            raise ValueError("portrait needs image, and only portrait takes it: upload it with POST /api/artifacts")
        # Which places are possible is the task's to say, also where none is given.
        if self.action != "place" and self.place is not None:
            raise ValueError(f"only the action place takes place, not {self.action}")
        return self

    def choice(self) -> Choice:
        """Return what the task service records."""
        data = self.model_dump(mode="json", include={"image", "place"}, exclude_none=True)
        return Choice(action=Action(self.action), data=data)


class ThumbnailChoice(Wire):
    """Which thumbnail is used; neither ``number`` nor ``image``: the one that the brief says."""

    model_config = ConfigDict(extra="forbid")

    number: int | None = Field(None, ge=1, le=len(THUMBNAILS), strict=True, description="One of the designed ones")
    image: Uploaded | None = Field(None, description="An uploaded picture, of any size")

    @model_validator(mode="after")
    def _one(self) -> Self:
        if self.number is not None and self.image is not None:
            raise ValueError("give only one of number and image")
        return self

    def choice(self) -> Choice:
        """Return what the task service records."""
        return Choice(action=Action.THUMBNAIL, data=self.model_dump(include={"number", "image"}, exclude_none=True))


class By(Wire):
    """Who decides."""

    model_config = ConfigDict(extra="forbid")

    user_id: Label | None = Field(None, description="Who decides; also as the header X-User-Id")


class SceneRequest(SceneChoice, By):
    """A decision about a scene; with ``retry`` the task continues at once."""

    retry: bool = Field(False, strict=True)


class AvatarRequest(AvatarChoice, By):
    """A decision about the presenter; with ``retry`` the task continues at once."""

    retry: bool = Field(False, strict=True)


class ThumbnailRequest(ThumbnailChoice, By):
    """A decision about the thumbnail; with ``retry`` the task is published again at once."""

    retry: bool = Field(False, strict=True)


class RetryRequest(By):
    """How a task continues."""

    from_stage: Stage | None = Field(None, description="Go back to this stage; what is unchanged is not made again")
    scenes: list[NumberedChoice] = Field(default_factory=list, max_length=1_000)
    avatar: AvatarChoice | None = None
    thumbnail: ThumbnailChoice | None = None

    def choices(self) -> list[Choice]:
        """Return the decisions that come with it."""
        about_scenes = [one.choice(one.scene) for one in self.scenes]
        return about_scenes + [one.choice() for one in (self.avatar, self.thumbnail) if one is not None]


class DecisionMade(Wire):
    """A decision as it was recorded, and how the task stands after it."""

    decision: Decision
    task: Task


RequestT = TypeVar("RequestT", bound=By)


def read_request(kind: type[RequestT], body: dict[str, Any]) -> RequestT:
    """Read a request's body. Raises InvalidInput naming the field."""
    try:
        return kind.model_validate(body)
    except ValidationError as error:
        raise invalid_input(error.errors()) from error


def require_uploads(choices: list[Choice], store: LocalArtifactStore) -> None:
    """Refuse a choice whose picture nobody uploaded. Raises InvalidInput."""
    for choice in choices:
        image = choice.data.get("image")
        if image is not None and not is_uploaded(store, image, "picture"):
            where = "avatar" if choice.scene is None else f"scene {choice.scene}"
            where = "thumbnail" if choice.action is Action.THUMBNAIL else where
            raise wrong_field(
                f"{where}: image", "there is no such uploaded picture", "upload it with POST /api/artifacts"
            )
