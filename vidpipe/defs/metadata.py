"""What people see of a materialization in Dagster's UI: duration, sizes, cost, a preview, the trace id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dagster import MetadataValue

from vidpipe.artifacts import LocalArtifactStore
from vidpipe.defs.previews import preview
from vidpipe.models import StageManifest, Task
from vidpipe.models.files import artifact_files


def stage_metadata(
    manifest: StageManifest, task: Task, store: LocalArtifactStore, metrics: Mapping[str, Any]
) -> dict[str, MetadataValue[Any]]:
    """Return the metadata of one stage's materialization."""
    metadata: dict[str, MetadataValue[Any]] = {
        "trace_id": MetadataValue.text(task.trace_id),
        "task": MetadataValue.url(f"/admin/tasks/{task.id}"),
        "duration_seconds": MetadataValue.float(metrics["duration_ms"] / 1000),
        "cost_usd": MetadataValue.float(metrics["cost_usd"]),
        "provider": MetadataValue.text(manifest.provider),
    }
    for name, value in metrics.items():
        if name not in ("duration_ms", "cost_usd", "provider") and isinstance(value, str | int | float):
            metadata[name] = MetadataValue.text(str(value)) if isinstance(value, bool | str) else _number(value)
    files = artifact_files([manifest])
    if files:
        metadata["bytes"] = MetadataValue.int(sum(artifact.size for artifact in files.values()))
        links = [f"[{name}](/api/tasks/{task.id}/artifacts/{name})" for name in files]
        metadata["files"] = MetadataValue.md(" · ".join(links))
    if shown := preview(manifest, store):
        metadata["preview"] = MetadataValue.md(shown)
    return metadata


def _number(value: float) -> MetadataValue[Any]:
    return MetadataValue.int(value) if isinstance(value, int) else MetadataValue.float(value)
