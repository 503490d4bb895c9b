"""What a task has published last: publishing again replaces it, so only the last one may be recalled."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit
from uuid import UUID

import structlog
from pydantic import ValidationError

from vidpipe.artifacts import LocalArtifactStore, input_key
from vidpipe.models import UploadManifest
from vidpipe.providers import UploadProvider

log = structlog.get_logger(__name__)

KIND = "publication"


class Publication:
    """The memory of one task's publication at one provider. All methods block."""

    def __init__(self, store: LocalArtifactStore, task_id: UUID, provider: UploadProvider) -> None:
        self._store = store
        self._key = input_key(KIND, {"task": str(task_id), "provider": provider.name})

    def recall(self, made_of: str) -> UploadManifest | None:
        """Return what is published, if it was made of these inputs and, in a folder, still lies there."""
        known = self._store.recall(KIND, self._key)
        if known is None or known.get("made_of") != made_of:
            return None
        try:
            manifest = UploadManifest.model_validate(known.get("manifest"))
        except ValidationError:
            log.warning("what is remembered has another version's shape; it is published anew", kind=KIND)
            return None
        if not _is_there(manifest):
            return None
        log.info("recalled", kind=KIND, key=made_of[:12])
        return manifest

    def forget(self) -> None:
        """Believe nothing about the publication any more, as it is about to change."""
        self._store.remember(KIND, self._key, {})

    def remember(self, made_of: str, manifest: UploadManifest) -> None:
        """Note what is published now."""
        self._store.remember(KIND, self._key, {"made_of": made_of, "manifest": manifest.model_dump(mode="json")})


def _is_there(published: UploadManifest) -> bool:
    """Whether a film that was published into a folder still lies there; what went to a service is believed."""
    parts = urlsplit(published.url or "")
    return parts.scheme != "file" or Path(unquote(parts.path)).is_file()
