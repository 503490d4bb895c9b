"""The artifact store: every file under the hash of its content, every result under the hash of its inputs.

::

    <root>/objects/ab/abcdef…        the files, read-only, named by SHA-256
    <root>/refs/<kind>/<key>.json    what was made from the inputs that hash to <key>
    <root>/quarantine/               files that are no longer what their name says
    <root>/tmp/                      work under way; same file system, so that finishing is one rename

A file appears under its name only when it is complete and on the disk. All methods block; async code calls them
through ``asyncio.to_thread`` where files are large. Callers know artifacts and keys only, never the layout, so a
store on S3 can offer the same methods.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import stat
import uuid
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import structlog
from pydantic import ValidationError

from vidpipe.artifacts.keys import artifacts_in, canonical_json
from vidpipe.artifacts.workspace import locked_folder, sweep
from vidpipe.errors import StorageError, file_errors
from vidpipe.models import Artifact

_log = structlog.get_logger(__name__)

_CHUNK = 1 << 20
_READ_ONLY = 0o444
_KIND = re.compile(r"[a-z][a-z0-9_]{0,63}")
_KEY = re.compile(r"[0-9a-f]{64}")


class LocalArtifactStore:
    """A store in a local folder, safe for any number of threads and processes at once.

    Raises StorageError: DISK_SPACE_INSUFFICIENT, FILE_SYSTEM_ERROR, FILE_NOT_FOUND (a source file),
    ARTIFACT_NOT_FOUND and ARTIFACT_CORRUPT (a stored one).
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._objects = root / "objects"
        self._refs = root / "refs"
        self._quarantine = root / "quarantine"
        self._tmp = root / "tmp"
        with file_errors("set up the artifact store", root):
            for folder in (self._objects, self._refs, self._quarantine, self._tmp):
                folder.mkdir(parents=True, exist_ok=True)
            removed = sweep(self._tmp)
        if removed:
            _log.info("temporary folders of dead processes removed", count=removed, path=str(self._tmp))

    def work_dir(self) -> AbstractContextManager[Path]:
        """Give a temporary folder on the store's file system, removed afterwards even if this process dies."""
        return locked_folder(self._tmp)

    def put_file(self, path: Path, media_type: str, *, move: bool = False) -> Artifact:
        """Store a file; the same content again is the same artifact.

        With ``move`` the file is taken over instead of copied: its path is gone afterwards, unless storing failed.
        """
        _require_regular(path)
        with self.work_dir() as folder, file_errors(f"store {path}", self.root):
            staged = folder / "object"
            linked = move and _linked(path, staged)
            sha256, size = _hashed(staged) if linked else _copied(path, staged)
            artifact = Artifact(sha256=sha256, size=size, media_type=media_type)
            _publish(staged, self._object(artifact))
            if move:
                path.unlink()
        return artifact

    def put_bytes(self, data: bytes, media_type: str) -> Artifact:
        """Store bytes."""
        artifact = Artifact(sha256=hashlib.sha256(data).hexdigest(), size=len(data), media_type=media_type)
        self._write(self._object(artifact), data)
        return artifact

    def path(self, artifact: Artifact) -> Path:
        """Return where the file lies, for reading only, after a look at its size; ``verify`` looks at all of it."""
        path = self._object(artifact)
        with file_errors("look up an artifact", path):
            try:
                size = path.stat().st_size
            except FileNotFoundError as error:
                raise self._missing(artifact) from error
        if size != artifact.size:
            raise _corrupt(artifact, path, f"it has {size} bytes instead of {artifact.size}")
        return path

    def find(self, sha256: str) -> Artifact:
        """Return the artifact with this content, for somebody who was only told its hash."""
        artifact = Artifact(sha256=sha256, size=0, media_type="application/octet-stream")
        path = self._object(artifact)
        with file_errors("look up an artifact", path):
            try:
                return artifact.model_copy(update={"size": path.stat().st_size})
            except FileNotFoundError as error:
                raise self._missing(artifact) from error

    def verify(self, artifact: Artifact) -> None:
        """Read the whole file and make sure that it is what its name says."""
        path = self.path(artifact)
        with file_errors("check an artifact", path), path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest != artifact.sha256:
            raise _corrupt(artifact, path, "its content has changed")

    def remember(self, kind: str, key: str, value: dict[str, Any]) -> None:
        """Keep a JSON value as the result of the inputs that hash to ``key``; the last one counts.

        Raises ARTIFACT_NOT_FOUND or ARTIFACT_CORRUPT when it names an artifact that is not there.
        """
        for artifact in artifacts_in(value):
            self.path(artifact)
        self._write(self._ref(kind, key), canonical_json(value))

    def recall(self, kind: str, key: str) -> dict[str, Any] | None:
        """Return what was remembered, or None when there is nothing or not all of it is whole.

        Every artifact that the value names is read and checked. A damaged file is moved into ``quarantine/`` and
        logged, so that making the result anew repairs the store.
        """
        ref = self._ref(kind, key)
        with file_errors("recall a result", ref):
            try:
                text = ref.read_bytes()
            except FileNotFoundError:
                return None
        try:
            value = json.loads(text)
            named = list(artifacts_in(value))
        except (ValueError, ValidationError) as error:
            self._set_aside(ref, f"not a remembered result: {error}")
            return None
        if not isinstance(value, dict):
            self._set_aside(ref, "not a remembered result")
            return None
        damaged = [artifact.sha256 for artifact in named if not self._is_whole(artifact)]
        return None if damaged else value

    def _is_whole(self, artifact: Artifact) -> bool:
        try:
            self.verify(artifact)
        except StorageError as error:
            if error.code == "ARTIFACT_CORRUPT":
                self._set_aside(self._object(artifact), error.message)
            elif error.code != "ARTIFACT_NOT_FOUND":
                raise
            else:
                _log.info("a remembered result lacks a file", sha256=artifact.sha256)
            return False
        return True

    def _set_aside(self, path: Path, reason: str) -> None:
        target = self._quarantine / f"{path.name}-{uuid.uuid4().hex[:8]}"
        with file_errors("set a damaged file aside", path):
            try:
                path.replace(target)
            except FileNotFoundError:
                return  # another process was faster
        _log.error("damaged file set aside", path=str(target), reason=reason, error_code="ARTIFACT_CORRUPT")

    def _object(self, artifact: Artifact) -> Path:
        return self._objects / artifact.sha256[:2] / artifact.sha256

    def _ref(self, kind: str, key: str) -> Path:
        # Both become parts of a path.
        if not _KIND.fullmatch(kind) or not _KEY.fullmatch(key):
            raise ValueError(f"not a kind and an input key: {kind!r}, {key!r}")
        return self._refs / kind / f"{key}.json"

    def _write(self, path: Path, data: bytes) -> None:
        with self.work_dir() as folder, file_errors("store a file", path):
            staged = folder / "object"
            staged.write_bytes(data)
            _publish(staged, path)

    def _missing(self, artifact: Artifact) -> StorageError:
        return StorageError(
            f"the stored file {artifact.sha256} ({artifact.media_type}) is gone from {self._objects}; "
            "run the task again to have it made anew",
            code="ARTIFACT_NOT_FOUND",
            details=artifact.model_dump(),
        )


def _corrupt(artifact: Artifact, path: Path, reason: str) -> StorageError:
    return StorageError(
        f"the stored file {path} is damaged: {reason}; run the task again to have it made anew",
        code="ARTIFACT_CORRUPT",
        details={**artifact.model_dump(), "path": str(path), "reason": reason},
    )


def _require_regular(path: Path) -> None:
    with file_errors("store a file", path):
        try:
            mode = path.stat().st_mode
        except FileNotFoundError as error:
            raise StorageError(
                f"there is no file {path} to store", code="FILE_NOT_FOUND", details={"path": str(path)}
            ) from error
    if not stat.S_ISREG(mode):
        raise StorageError(f"{path} is not an ordinary file", code="FILE_SYSTEM_ERROR", details={"path": str(path)})


def _linked(path: Path, target: Path) -> bool:
    """Give a file a second name, which spares the copy; False where it must be copied.

    Other names of it would let others write into the store; a link to it is not the file.
    """
    if path.is_symlink() or path.stat().st_nlink > 1:
        return False
    try:
        target.hardlink_to(path)
    except OSError as error:
        if error.errno in (errno.EXDEV, errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK):
            return False
        raise
    return True


def _copied(path: Path, target: Path) -> tuple[str, int]:
    """Copy a file; return the SHA-256 and the size of what was copied."""
    digest = hashlib.sha256()
    with path.open("rb") as source, target.open("xb") as copy:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            copy.write(chunk)
        return digest.hexdigest(), copy.tell()


def _hashed(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), file.tell()


def _publish(staged: Path, path: Path) -> None:
    """Put a finished file under its name: whole and on the disk, or not at all.

    A file that is there already is replaced: should it be damaged, this repairs it.
    """
    with staged.open("rb") as file:
        os.fchmod(file.fileno(), _READ_ONLY)
        os.fsync(file.fileno())
    path.parent.mkdir(parents=True, exist_ok=True)
    staged.replace(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
