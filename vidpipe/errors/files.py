"""Turns what the operating system says about a file into one of our errors."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vidpipe.errors.exceptions import InvalidInput, NotFound, StorageError

_FULL = {errno.ENOSPC, errno.EDQUOT}


@contextmanager
def file_errors(doing: str, path: Path) -> Iterator[None]:
    """Raise StorageError in place of an OSError; ``doing`` completes "could not …", e.g. "store the picture".

    A full disk gives DISK_SPACE_INSUFFICIENT, all else FILE_SYSTEM_ERROR; both name the path and the fix.
    """
    try:
        yield
    except OSError as error:
        raise _storage_error(error, doing, path) from error


def require_file(path: Path, what: str) -> None:
    """Make sure that a person's file is there; ``what`` says what it is to be, e.g. "the captions".

    Raises NotFound (FILE_NOT_FOUND), InvalidInput for a folder, and OSError, for :func:`file_errors` around it.
    """
    details = {"path": str(path)}
    if path.is_dir():
        raise InvalidInput(f"{path} is a folder, where a file is wanted ({what}).", details=details)
    if not path.is_file():
        raise NotFound(f"There is no file {path} ({what}).", code="FILE_NOT_FOUND", details=details)


def _storage_error(error: OSError, doing: str, path: Path) -> StorageError:
    where = str(error.filename or path)
    reason = os.strerror(error.errno) if error.errno else str(error)
    details = {"path": where, "reason": reason, "errno": errno.errorcode.get(error.errno or 0, "")}
    if error.errno in _FULL:
        return StorageError(
            f"could not {doing}: no space is left for {where}; free some space, or move the data folder",
            code="DISK_SPACE_INSUFFICIENT",
            details=details,
        )
    fix = {
        errno.EACCES: "give the user that runs vidpipe the right to it",
        errno.EPERM: "give the user that runs vidpipe the right to it",
        errno.EROFS: "mount the disk for writing, or move the data folder to one that is",
        errno.ENAMETOOLONG: "give it a shorter name",
        errno.EEXIST: "a file stands where a folder should be: move it away, or name another folder",
        errno.ENOTDIR: "a file stands where a folder should be: move it away",
        errno.EISDIR: "a folder stands where a file should be: move it away",
        errno.EMFILE: "raise the limit of open files (ulimit -n)",
        errno.ENFILE: "raise the system's limit of open files",
        errno.EIO: "check the disk's health",
    }.get(error.errno or 0, "check that the path exists and may be written to")
    return StorageError(f"could not {doing}: {where}: {reason}; {fix}", code="FILE_SYSTEM_ERROR", details=details)
