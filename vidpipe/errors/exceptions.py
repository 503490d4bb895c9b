"""The exceptions of vidpipe. Each carries a code of the catalogue.

::

    VidpipeError
    ├── InvalidInput        the person's input is wrong
    ├── NotFound            no such task, artifact or file
    ├── Conflict            the task's state forbids it
    ├── ProviderError       an external service or an embedded provider failed
    ├── MediaError          FFmpeg or a media file is at fault
    ├── StorageError        disk, artifact store or database
    └── WorkLost            the process doing the work is gone, or lost its claim
"""

from __future__ import annotations

from typing import Any

from vidpipe.errors.catalogue import CATALOGUE, CatalogueEntry

NO_MORE_TRIES = 1_000


class VidpipeError(Exception):
    """Something went wrong, and the catalogue says what that means.

    ``message`` is one sentence for a person: what happened, why, and what to do. ``details`` holds
    facts for machines, JSON-ready and free of secrets. ``retry_after`` is the wait a provider asked
    for, in seconds.
    """

    default_code = "INTERNAL_ERROR"
    tries = 1
    """How often it was tried before this was raised; more than once where a stage tries its parts again itself.

    ``NO_MORE_TRIES`` keeps the program from trying again by itself, whatever the policy of the code.
    """

    def __init__(
        self,
        message: str | None = None,
        *,
        code: str | None = None,
        details: dict[str, Any] | None = None,
        retry_after: float | None = None,
    ) -> None:
        self.code = code or self.default_code
        if self.code not in CATALOGUE:
            raise ValueError(f"{self.code} is not in the error catalogue (raised for: {message})")
        self.entry: CatalogueEntry = CATALOGUE[self.code]
        self.message = message or self.entry.meaning["en"]
        self.details = details or {}
        self.retry_after = retry_after
        super().__init__(self.message)

    @property
    def retryable(self) -> bool:
        """Whether doing the same again can succeed without a person changing anything."""
        return self.entry.retryable

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle whole: stages run in processes of their own."""
        return _rebuild, (type(self), self.message, self.code, self.details, self.retry_after)


def _rebuild(
    kind: type[VidpipeError], message: str, code: str, details: dict[str, Any], retry_after: float | None
) -> VidpipeError:
    return kind(message, code=code, details=details, retry_after=retry_after)


class InvalidInput(VidpipeError):
    """The person's input is wrong; the message names the field and the fix."""

    default_code = "VALIDATION_ERROR"


class NotFound(VidpipeError):
    """There is no such task, artifact or file."""

    default_code = "TASK_NOT_FOUND"


class Conflict(VidpipeError):
    """The task is in a state that forbids what was asked."""

    default_code = "TASK_STATE_CONFLICT"


class ProviderError(VidpipeError):
    """A provider could not do its work."""

    default_code = "PROVIDER_FAILED"


class MediaError(VidpipeError):
    """FFmpeg failed, or a media file is not what it should be."""

    default_code = "FFMPEG_EXECUTION_FAILED"


class StorageError(VidpipeError):
    """Disk, artifact store or database refused."""

    default_code = "FILE_SYSTEM_ERROR"


class WorkLost(VidpipeError):
    """The process doing the work is gone, or no longer owns the task."""

    default_code = "WORKER_LOST"
