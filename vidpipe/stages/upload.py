"""The upload stage: the list of everything that was made, and the publishing, if the brief wants it."""

from __future__ import annotations

import asyncio
import json

from vidpipe.models import Artifact, CompositeManifest, Stage, UploadManifest
from vidpipe.models.files import Contents, artifact_files
from vidpipe.models.manifests import ScriptManifest
from vidpipe.providers import PublishRequest, UploadProvider
from vidpipe.stages.context import StageContext
from vidpipe.stages.outputs import Outputs


async def make_upload(
    context: StageContext[UploadProvider], script: ScriptManifest, composite: CompositeManifest, outputs: Outputs
) -> UploadManifest:
    """Write manifest.json, publish the video, and tell where it is."""
    files = artifact_files(outputs.before(Stage.UPLOAD))
    contents = await asyncio.to_thread(_store_contents, context, script, files)
    published = {name: files[name] for name in ("video.mp4", "captions.srt", "captions.vtt", "thumbnail.jpg")}
    if not context.brief.publish.enabled:
        context.notes.update({"published": "no, as the brief asks"})
        return UploadManifest(provider="none", url=None, contents=contents)
    provider = context.provider
    request = PublishRequest(
        task_id=str(context.task_id),
        trace_id=context.trace_id,
        script=script.script,
        brief=context.brief,
        composite=composite,
        files={name: context.store.path(artifact) for name, artifact in published.items()}
        | {"manifest.json": context.store.path(contents)},
    )
    result = await provider.publish(request, context.report)
    context.notes.update({"url": result.url})
    if result.warnings:
        context.notes["warnings"] = " ".join(result.warnings)
    return UploadManifest(
        provider=provider.name,
        url=result.url,
        reference=result.reference,
        warnings=list(result.warnings),
        contents=contents,
    )


def _store_contents(
    context: StageContext[UploadProvider], script: ScriptManifest, files: dict[str, Artifact]
) -> Artifact:
    """Store manifest.json: every artifact of the video with its hash, so that anybody can verify it."""
    contents = Contents(
        task_id=str(context.task_id),
        trace_id=context.trace_id,
        title=script.script.title,
        artifacts=dict(sorted(files.items())),
    )
    text = json.dumps(contents.wire(), ensure_ascii=False, indent=2) + "\n"
    return context.store.put_bytes(text.encode(), "application/json")
