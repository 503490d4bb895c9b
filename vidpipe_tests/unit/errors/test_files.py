"""What the operating system says about files becomes an error that names the path and the fix."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from vidpipe.errors import InvalidInput, NotFound, StorageError, file_errors, require_file


@pytest.mark.parametrize(
    ("number", "code", "hint"),
    [
        (errno.ENOSPC, "DISK_SPACE_INSUFFICIENT", "free some space"),
        (errno.EDQUOT, "DISK_SPACE_INSUFFICIENT", "free some space"),
        (errno.EACCES, "FILE_SYSTEM_ERROR", "give the user that runs vidpipe the right"),
        (errno.EROFS, "FILE_SYSTEM_ERROR", "mount the disk for writing"),
        (errno.ENOTDIR, "FILE_SYSTEM_ERROR", "a file stands where a folder should be"),
        (errno.EIO, "FILE_SYSTEM_ERROR", "disk's health"),
        (errno.ELOOP, "FILE_SYSTEM_ERROR", "check that the path"),
    ],
)
def test_an_os_error_becomes_ours(number: int, code: str, hint: str) -> None:
    with pytest.raises(StorageError, match=hint) as caught, file_errors("store the film", Path("/data/影片.mp4")):
        raise OSError(number, "no")
    assert caught.value.code == code
    assert caught.value.details["path"] == "/data/影片.mp4"
    assert caught.value.details["errno"] == errno.errorcode[number]
    assert caught.value.message.startswith("could not store the film: ")
    assert isinstance(caught.value.__cause__, OSError)


def test_the_file_the_system_names_wins_over_the_callers() -> None:
    with pytest.raises(StorageError) as caught, file_errors("read it", Path("/a")):
        Path("/no/such/file").read_bytes()
    assert caught.value.details["path"] == "/no/such/file"


def test_other_errors_pass_untouched() -> None:
    with pytest.raises(KeyError), file_errors("read it", Path("/a")):
        raise KeyError("x")


def test_a_file_that_is_not_there_and_a_folder_in_its_place_are_told(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    require_file(tmp_path / "a", "the table")
    with pytest.raises(InvalidInput, match=r"is a folder, where a file is wanted \(the table\)"):
        require_file(tmp_path, "the table")
    with pytest.raises(NotFound, match=r"There is no file .*/b \(the table\)") as caught:
        require_file(tmp_path / "b", "the table")
    assert caught.value.code == "FILE_NOT_FOUND"
