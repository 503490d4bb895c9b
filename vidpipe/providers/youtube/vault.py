"""What is kept of Google's tokens on this machine: files that only the user of vidpipe can read."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from vidpipe.errors import StorageError, file_errors

_LOGIN, _ACCESS, _LOCK = "youtube-login.json", "youtube-access.json", "youtube.lock"


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Login(_Kept):
    """A channel owner's consent, for one OAuth client."""

    client_id: str
    refresh_token: str = Field(repr=False)
    scope: str = ""


class Access(_Kept):
    """An access token, shared by the processes of this machine until it ends."""

    consent: str
    """Hash of the client and the refresh token it was got with."""
    token: str = Field(repr=False)
    ends: float
    """Seconds since 1970."""
    scope: str = ""


def login_path(data_dir: Path) -> Path:
    """Return where the login is kept."""
    return data_dir.expanduser() / "secrets" / _LOGIN


def read_login(data_dir: Path) -> Login | None:
    """Return the stored login; None when nobody has logged in. Raises StorageError when it cannot be read."""
    path = login_path(data_dir)
    text = _read(path)
    if text is None:
        return None
    try:
        return Login.model_validate_json(text)
    except ValidationError:
        # Its message would quote the token.
        problem = f"could not read the stored login: {path}: it is damaged; run `vidpipe youtube login` again"
        raise StorageError(problem, details={"path": str(path)}) from None


def write_login(data_dir: Path, login: Login) -> Path:
    """Store a login, in place of any other; return where."""
    path = login_path(data_dir)
    _write(path, login)
    (path.parent / _ACCESS).unlink(missing_ok=True)
    return path


def forget_login(data_dir: Path) -> bool:
    """Remove the stored login; say whether there was one."""
    path = login_path(data_dir)
    with file_errors("remove the stored login", path):
        there = path.exists()
        for name in (_LOGIN, _ACCESS):
            (path.parent / name).unlink(missing_ok=True)
    return there


def read_access(data_dir: Path) -> Access | None:
    """Return the access token that some process got last; a damaged file counts as none."""
    text = _read(login_path(data_dir).with_name(_ACCESS))
    try:
        return None if text is None else Access.model_validate_json(text)
    except ValidationError:
        return None


def write_access(data_dir: Path, access: Access) -> None:
    """Let the other processes use an access token."""
    _write(login_path(data_dir).with_name(_ACCESS), access)


def lock_path(data_dir: Path) -> Path:
    """Return the file that is locked by the process that renews the token."""
    path = login_path(data_dir).with_name(_LOCK)
    _make_folder(path.parent)
    return path


def _read(path: Path) -> str | None:
    with file_errors("read a secret", path):
        try:
            return path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None


def _make_folder(folder: Path) -> None:
    with file_errors("make the folder of secrets", folder):
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)


def _write(path: Path, value: BaseModel) -> None:
    """Write a file that nobody else could read at any moment, whole or not at all."""
    _make_folder(path.parent)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    with file_errors("store a secret", path):
        try:
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                file.write(json.dumps(value.model_dump(), indent=2) + "\n")
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)
