"""Files we write: what the system refuses becomes one of our errors."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from vidpipe.errors import StorageError

FULL = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def writing(what: str) -> Iterator[None]:
    """Turn an ``OSError`` while ``what`` is written into a :class:`StorageError`.

    Its code is ``DISK_SPACE_INSUFFICIENT`` when disk or quota is used up, otherwise ``FILE_SYSTEM_ERROR``.
    """
    try:
        yield
    except OSError as error:
        full = error.errno in FULL
        raise StorageError(
            f"Could not write {what}: {error.strerror or error}.",
            code="DISK_SPACE_INSUFFICIENT" if full else "FILE_SYSTEM_ERROR",
            details={"errno": error.errno},
        ) from error
