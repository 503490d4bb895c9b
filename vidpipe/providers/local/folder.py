"""Publishes into a folder: one subfolder for each video, with its captions, thumbnail and metadata beside it."""

from __future__ import annotations

import asyncio
import errno
import json
import shutil
import tempfile
import time
from pathlib import Path

from vidpipe.errors import ProviderError
from vidpipe.media.packaging.chapters import chapter_lines
from vidpipe.models import Brief
from vidpipe.models.limits import TEXT_LIMITS, TextLimits
from vidpipe.providers.base import Progress, Published, PublishRequest
from vidpipe.text.brief_problems import refusal
from vidpipe.text.limits import Words, brief_problems_at, fields_of_a_person, fitted, words_of
from vidpipe.text.slug import slug

COPYING, REPLACED = ".publishing-", ".replaced-"
_FOR_SITES = {"publish_at", "made_for_kids", "synthetic_media", "category", "playlists", "notify"}
ABANDONED_SECONDS = 3600
"""After this long without a change, the folder of a copy under way is one whose process died."""


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

    def accepts(self, brief: Brief) -> None:
        """Refuse what the brief's target would not take; a folder itself takes every video. Raises InvalidInput."""
        limits = _limits(brief)
        if limits is None or not brief.publish.enabled:
            return
        problems = brief_problems_at(brief, limits)
        if problems:
            raise refusal([{**one, "fix": f"{one['fix']}: so {limits.place} wants it"} for one in problems])

    async def publish(self, request: PublishRequest, progress: Progress) -> Published:
        """Copy the files and write metadata.json. Raises ProviderError (PUBLISH_FAILED, DISK_SPACE_INSUFFICIENT)."""
        words, warnings = _said(request)
        folder = await asyncio.to_thread(self._publish, request, words, progress)
        return Published(url=(folder / "video.mp4").as_uri(), reference=folder.name, warnings=tuple(warnings))

    def _publish(self, request: PublishRequest, words: Words, progress: Progress) -> Path:
        folder = self._root / f"{slug(request.script.title)}-{request.task_id[:8]}"
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            _sweep(self._root)
            fresh = Path(tempfile.mkdtemp(prefix=COPYING, dir=self._root))
            try:
                for done, (name, source) in enumerate(request.files.items(), 1):
                    shutil.copyfile(source, fresh / name)
                    progress(done / (len(request.files) + 1))
                text = json.dumps(_metadata(request, words), ensure_ascii=False, indent=2)
                (fresh / "metadata.json").write_text(text + "\n", encoding="utf-8")
                fresh.chmod(0o755)
                _replace(fresh, folder)
                _remove_former(folder, request.task_id)
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


def _sweep(root: Path) -> None:
    """Remove what processes left behind that died while they published."""
    abandoned = time.time() - ABANDONED_SECONDS
    for prefix in (COPYING, REPLACED):
        for folder in root.glob(f"{prefix}*"):
            try:
                if folder.stat().st_mtime < abandoned:
                    shutil.rmtree(folder)
            except FileNotFoundError:
                continue  # another process sweeps too


def _replace(fresh: Path, folder: Path) -> None:
    """Put ``fresh`` where ``folder`` is; a reader sees the old folder, none, or the new one, never a mixture."""
    if folder.exists():
        old = Path(tempfile.mkdtemp(prefix=REPLACED, dir=folder.parent))
        folder.rename(old / "old")
        fresh.rename(folder)
        shutil.rmtree(old)
    else:
        fresh.rename(folder)


def _remove_former(folder: Path, task_id: str) -> None:
    """Remove the folders that the same task published under other titles."""
    for other in folder.parent.glob(f"[!.]*-{task_id[:8]}"):
        if other != folder and _task_of(other) == task_id:
            shutil.rmtree(other)


def _task_of(folder: Path) -> str | None:
    """Return the task that published a folder; None for folders of others."""
    try:
        metadata = json.loads((folder / "metadata.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return metadata.get("taskId") if isinstance(metadata, dict) else None


def _limits(brief: Brief) -> TextLimits | None:
    return None if brief.target is None else TEXT_LIMITS[brief.target]


def _said(request: PublishRequest) -> tuple[Words, list[str]]:
    """Return what is said about the video, made to fit the brief's target, and what was changed for that."""
    words, limits = words_of(request.script, request.brief), _limits(request.brief)
    if limits is None:
        return words, []
    return fitted(words, limits, own=fields_of_a_person(request.script, request.brief))


def _metadata(request: PublishRequest, words: Words) -> dict[str, object]:
    publish, chapters, limits = request.brief.publish, request.composite.chapters, _limits(request.brief)
    return {
        "title": words.title,
        "description": words.description,
        "tags": list(words.tags),
        "language": request.script.language,
        "chapters": [chapter.wire() for chapter in chapters],
        # Ready to be pasted below a description: YouTube reads chapters there.
        "chapterLines": chapter_lines(chapters) if limits is None or limits.chapters else "",
        "visibility": publish.visibility or "private",
        # For whoever publishes it from here.
        **publish.model_dump(mode="json", by_alias=True, exclude_none=True, include=_FOR_SITES),
        "duration": request.composite.duration,
        "width": request.composite.width,
        "height": request.composite.height,
        "formats": [
            {"video": made.format.file("video.mp4"), **made.format.model_dump(mode="json", exclude={"name"})}
            for made in request.composite.renditions
        ],
        "taskId": request.task_id,
        "traceId": request.trace_id,
    }
