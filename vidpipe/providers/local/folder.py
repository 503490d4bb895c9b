"""Publishes into a folder: one subfolder for each video, with its captions, thumbnail and metadata beside it."""

from __future__ import annotations

import asyncio
import errno
import json
import re
import shutil
import tempfile
import unicodedata
from pathlib import Path

from vidpipe.errors import ProviderError
from vidpipe.providers.base import Progress, Published, PublishRequest

MAX_SLUG = 60


class FolderUploadProvider:
    """Puts finished videos into ``root``; publishing a task again replaces its folder."""

    name = "folder"

    def __init__(self, root: Path) -> None:
        self._root = root

    def fingerprint(self) -> dict[str, object]:
        """Name the provider; where it publishes does not change the video."""
        return {"provider": self.name}

    def problems(self) -> list[str]:
        """Say when the folder cannot be written."""
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self._root):
                return []
        except OSError as error:
            return [f"{self._root} cannot be written ({error.strerror}): name another with VIDPIPE_PUBLISH_DIR"]

    async def publish(self, request: PublishRequest, progress: Progress) -> Published:
        """Copy the files and write metadata.json. Raises ProviderError (PUBLISH_FAILED, DISK_SPACE_INSUFFICIENT)."""
        folder = await asyncio.to_thread(self._publish, request, progress)
        return Published(url=(folder / "video.mp4").as_uri(), reference=folder.name)

    def _publish(self, request: PublishRequest, progress: Progress) -> Path:
        folder = self._root / f"{slug(request.script.title)}-{request.task_id[:8]}"
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            fresh = Path(tempfile.mkdtemp(prefix=".publishing-", dir=self._root))
            try:
                for done, (name, source) in enumerate(request.files.items(), 1):
                    shutil.copyfile(source, fresh / name)
                    progress(done / (len(request.files) + 1))
                text = json.dumps(_metadata(request), ensure_ascii=False, indent=2)
                (fresh / "metadata.json").write_text(text + "\n", encoding="utf-8")
                fresh.chmod(0o755)
                _replace(fresh, folder)
            finally:
                shutil.rmtree(fresh, ignore_errors=True)
        except OSError as error:
            full = error.errno in (errno.ENOSPC, errno.EDQUOT)
            raise ProviderError(
                f"The video could not be put into {folder}: {error.strerror}. "
                + ("Free some space" if full else "Check the folder and its permissions")
                + ", then retry; the video itself is kept.",
                code="DISK_SPACE_INSUFFICIENT" if full else "PUBLISH_FAILED",
                details={"folder": str(folder), "cause": str(error)},
            ) from error
        return folder


def _replace(fresh: Path, folder: Path) -> None:
    """Put ``fresh`` where ``folder`` is; a reader sees the old folder, none, or the new one, never a mixture."""
    if folder.exists():
        old = Path(tempfile.mkdtemp(prefix=".replaced-", dir=folder.parent))
        folder.rename(old / "old")
        fresh.rename(folder)
        shutil.rmtree(old)
    else:
        fresh.rename(folder)


def _metadata(request: PublishRequest) -> dict[str, object]:
    publish = request.brief.publish
    return {
        "title": request.script.title,
        "description": publish.description or request.script.description,
        "tags": publish.tags or request.script.tags,
        "language": request.script.language,
        "visibility": publish.visibility,
        "duration": request.composite.duration,
        "width": request.composite.width,
        "height": request.composite.height,
        "taskId": request.task_id,
        "traceId": request.trace_id,
    }


def slug(title: str) -> str:
    """Return the title as a folder name: letters and digits of any script, joined by dashes."""
    text = unicodedata.normalize("NFKC", title).casefold()
    words = re.findall(r"[\w]+", text.replace("_", " "))
    name = ""
    for word in words:
        if len((name + "-" + word).encode()) > MAX_SLUG:
            break
        name = f"{name}-{word}" if name else word
    return name or "video"
