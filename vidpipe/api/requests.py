"""The request for a video: the brief's own fields, and beside them those of the task."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import (
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
)
from pydantic.alias_generators import to_camel

from vidpipe.api.errors import invalid_input, wrong_field
from vidpipe.api.shapes import Wire
from vidpipe.artifacts import LocalArtifactStore
from vidpipe.errors import InvalidInput
from vidpipe.media.sound.own_music import MUSIC_TYPES as MUSIC
from vidpipe.models import Brief, TaskType
from vidpipe.models.brief import UPLOADED
from vidpipe.providers.portraits import MEDIA_TYPES as PICTURES
from vidpipe.stages.admission import refuse_paths
from vidpipe.tasks import NewTask
from vidpipe.text.brief_file import parse_brief
from vidpipe.text.brief_problems import Problem, refusal

UPLOAD = "upload"
"""The kind under which the store remembers an uploaded file, by its SHA-256."""

UPLOADABLE = (*PICTURES.values(), *dict.fromkeys(MUSIC.values()))
"""Media types of what may be uploaded for a brief."""

_EARLIEST, _LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)

Part = TypeVar("Part")

Label = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=r"^[^\x00-\x1f\x7f]*$")]
"""A short text of one line that a caller chooses: a user's id, a key."""


def _written_out(value: object) -> object:
    if value is not None and not isinstance(value, str | datetime):
        raise ValueError("must be a time in ISO 8601 with a zone, such as 2030-01-31T09:00:00Z")
    return value


class TaskOptions(Wire):
    """What a request says about the task, apart from the brief."""

    model_config = ConfigDict(extra="forbid")

    user_id: Label | None = None
    priority: int = Field(0, ge=-1000, le=1000, strict=True, description="A larger number goes first")
    dedupe_key: Label | None = Field(None, description="The same key never starts the same work twice")
    max_retries: int = Field(0, ge=0, le=100, strict=True, description="How often a failed task is run again by itself")
    scheduled_at: Annotated[AwareDatetime | None, BeforeValidator(_written_out)] = Field(
        None, description="Not before this time; ISO 8601 with a zone"
    )

    @field_validator("scheduled_at")
    @classmethod
    def _in_reach(cls, value: datetime | None) -> datetime | None:
        if value is not None and not _EARLIEST <= value <= _LATEST:
            raise ValueError(f"must lie between {_EARLIEST:%Y} and {_LATEST:%Y}")
        return value and value.astimezone(UTC)

    @classmethod
    def taken_from(cls, body: dict[str, Any]) -> Self:
        """Read and remove the task's fields from a request's body. Raises InvalidInput naming the field."""
        names = {to_camel(name) for name in cls.model_fields} | set(cls.model_fields)
        given = {name: body.pop(name) for name in list(body) if name in names}
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            raise invalid_input(error.errors()) from error


def read_request(
    body: dict[str, Any], store: LocalArtifactStore, *, key: str | None
) -> tuple[TaskOptions, Brief, str | None]:
    """Read a request's body and its header ``Idempotency-Key``; return the task's options, the brief and the one key.

    Raises InvalidInput naming every field that is wrong, of the task as of the brief, each with its fix.
    """
    problems: list[Problem] = []
    options = _read(problems, lambda: TaskOptions.taken_from(body))
    brief = _read(problems, lambda: brief_of_request(body, store))
    if options is None or brief is None:
        raise refusal(problems)
    return options, brief, dedupe_key(options, key)


def _read(problems: list[Problem], read: Callable[[], Part]) -> Part | None:
    """Return what is read, or None when there are problems, which are added to those found so far."""
    try:
        return read()
    except InvalidInput as error:
        if "problems" not in error.details:
            raise
        problems += error.details["problems"]
        return None


def brief_of_request(body: dict[str, Any], store: LocalArtifactStore) -> Brief:
    """Read the brief from a request's body. Raises InvalidInput naming the field and the fix."""
    brief = parse_brief(body, source="", base_dir=None)
    refuse_paths(brief)
    pictures = {"avatar: image": brief.avatar.image, "publish: thumbnail": brief.publish.thumbnail}
    for field, picture in pictures.items():
        if isinstance(picture, str) and not is_uploaded(store, picture, "picture"):
            raise wrong_field(field, "there is no such uploaded picture", "upload it with POST /api/artifacts")
    music = brief.music.file
    if music is not None and not is_uploaded(store, music, "music"):
        raise wrong_field("music: file", "there is no such uploaded music", "upload it with POST /api/artifacts")
    return brief


def is_uploaded(store: LocalArtifactStore, reference: str, kind: Literal["picture", "music"]) -> bool:
    """Whether a reference names a file of its kind that somebody uploaded."""
    known = store.recall(UPLOAD, reference.removeprefix(UPLOADED))
    family = {"picture": "image/", "music": "audio/"}[kind]
    return known is not None and str(known.get("media_type", "")).startswith(family)


def dedupe_key(options: TaskOptions, header: str | None) -> str | None:
    """Return the one key of a request, given in its body or as the header ``Idempotency-Key``.

    The header's value may be quoted, as the IETF draft has it, or bare.
    """
    if header is None:
        return options.dedupe_key
    key = header.strip()
    key = key[1:-1] if len(key) > 1 and key[0] == key[-1] == '"' else key
    if not 1 <= len(key) <= 255 or not (key.isascii() and key.isprintable()):
        raise wrong_field("Idempotency-Key", "must be 1 to 255 visible ASCII characters", "use letters and digits")
    if options.dedupe_key not in (None, key):
        raise wrong_field("Idempotency-Key", "differs from dedupeKey", "give one of them")
    return key


def new_task(brief: Brief, options: TaskOptions, *, key: str | None, trace_id: str) -> NewTask:
    """Return the task that a request asks for."""
    return NewTask(
        type=TaskType.VIDEO_GENERATION,
        payload=brief.model_dump(mode="json", by_alias=True, exclude_unset=True),
        trace_id=trace_id,
        priority=options.priority,
        owner_id=options.user_id,
        dedupe_key=key,
        max_retries=options.max_retries,
        scheduled_at=options.scheduled_at,
    )
