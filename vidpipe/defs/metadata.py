"""What people see of a materialization in Dagster's UI: duration, sizes, cost, a preview, the trace id."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from typing import Any

from dagster import MetadataValue
from PIL import Image

from vidpipe.artifacts import LocalArtifactStore
from vidpipe.models import Artifact, CompositeManifest, SceneImagesManifest, ScriptManifest, StageManifest, Task
from vidpipe.models.files import artifact_files

PREVIEW_WIDTH = 320
"""Pixels of one preview picture: small, as the preview lies in Dagster's event log."""
PREVIEW_PICTURES = 9


def stage_metadata(
    manifest: StageManifest, task: Task, store: LocalArtifactStore, metrics: Mapping[str, Any]
) -> dict[str, MetadataValue[Any]]:
    """Return the metadata of one stage's materialization."""
    metadata: dict[str, MetadataValue[Any]] = {
        "trace_id": MetadataValue.text(task.trace_id),
        "task": MetadataValue.url(f"/admin/tasks/{task.id}"),
        "duration_seconds": MetadataValue.float(metrics["duration_ms"] / 1000),
        "cost_usd": MetadataValue.float(manifest.cost_usd),
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
    preview = _preview(manifest, store)
    if preview:
        metadata["preview"] = MetadataValue.md(preview)
    return metadata


def _number(value: float) -> MetadataValue[Any]:
    return MetadataValue.int(value) if isinstance(value, int) else MetadataValue.float(value)


def _preview(manifest: StageManifest, store: LocalArtifactStore) -> str:
    match manifest:
        case ScriptManifest(script=script):
            lines = (f"{scene.number}. **{scene.heading}** {scene.narration}" for scene in script.scenes)
            return f"### {script.title}\n\n" + "\n".join(lines)
        case SceneImagesManifest(images=images):
            return _sheet([image.image for image in images[:PREVIEW_PICTURES]], store)
        case CompositeManifest(thumbnail=thumbnail):
            return _sheet([thumbnail], store)
        case _:
            return ""


def _sheet(pictures: list[Artifact], store: LocalArtifactStore) -> str:
    """Return one small contact sheet as a Markdown picture that carries its own data."""
    thumbs = []
    for picture in pictures:
        with Image.open(store.path(picture)) as image:
            height = round(image.height * PREVIEW_WIDTH / image.width)
            thumbs.append(image.convert("RGB").resize((PREVIEW_WIDTH, height), Image.Resampling.LANCZOS))
    columns = min(3, len(thumbs))
    width, height = PREVIEW_WIDTH, thumbs[0].height
    sheet = Image.new("RGB", (columns * width, -(-len(thumbs) // columns) * height), "white")
    for place, thumb in enumerate(thumbs):
        sheet.paste(thumb, (place % columns * width, place // columns * height))
    data = io.BytesIO()
    sheet.save(data, "JPEG", quality=72)
    return f"![preview](data:image/jpeg;base64,{base64.b64encode(data.getvalue()).decode()})"
