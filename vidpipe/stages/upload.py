"""The upload stage: the thumbnail that was chosen, the list of everything that was made, and the publishing."""

from __future__ import annotations

import asyncio
import json
import re

from vidpipe.artifacts import input_key
from vidpipe.models import Artifact, CompositeManifest, Stage, UploadManifest
from vidpipe.models.files import THUMBNAIL, Contents, artifact_files, rendition_files
from vidpipe.models.manifests import ScriptManifest
from vidpipe.providers import PublishRequest, UploadProvider
from vidpipe.stages.context import StageContext
from vidpipe.stages.outputs import Outputs
from vidpipe.stages.publication import Publication
from vidpipe.stages.thumbnails import chosen_thumbnail

PUBLISHED = re.compile(r"video\.mp4|captions\.(srt|vtt|ass)|thumbnail(-\d)?\.jpg")
"""The files that go out: the film and what lies beside it, not what it was made of."""


async def make_upload(
    context: StageContext[UploadProvider], script: ScriptManifest, composite: CompositeManifest, outputs: Outputs
) -> UploadManifest:
    """Write manifest.json, publish the video if the brief wants it, and tell where it is."""
    thumbnail = await chosen_thumbnail(context, composite)
    files = artifact_files(outputs.before(Stage.UPLOAD)) | {THUMBNAIL: thumbnail}
    contents = await asyncio.to_thread(_store_contents, context, script, composite, files)
    published = {name: artifact for name, artifact in files.items() if PUBLISHED.fullmatch(name)}
    published |= rendition_files(composite)
    if not context.brief.publish.enabled:
        context.notes.update({"published": "no, as the brief asks"})
        return UploadManifest(provider="none", url=None, contents=contents, thumbnail=thumbnail)
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
    memory = Publication(context.store, context.task_id, provider)
    made_of = input_key("published", _inputs(context, script, contents))
    manifest = await asyncio.to_thread(memory.recall, made_of)
    recalled = manifest is not None
    if manifest is None:
        await asyncio.to_thread(memory.forget)
        result = await provider.publish(request, context.report)
        manifest = UploadManifest(
            provider=provider.name,
            url=result.url,
            reference=result.reference,
            warnings=list(result.warnings),
            contents=contents,
            thumbnail=thumbnail,
        )
        await asyncio.to_thread(memory.remember, made_of, manifest)
    context.notes.update({"url": manifest.url or "", "recalled": recalled})
    if manifest.warnings:
        context.notes["warnings"] = " ".join(manifest.warnings)
    return manifest


def _inputs(context: StageContext[UploadProvider], script: ScriptManifest, contents: Artifact) -> dict[str, object]:
    return {
        "contents": contents.sha256,
        "script": script.script.model_dump(mode="json", exclude={"scenes"}),
        "publish": context.brief.publish.model_dump(mode="json"),
        "provider": context.provider.fingerprint(),
    }


def _store_contents(
    context: StageContext[UploadProvider],
    script: ScriptManifest,
    composite: CompositeManifest,
    files: dict[str, Artifact],
) -> Artifact:
    """Store manifest.json: every artifact of the video with its hash, so that anybody can verify it."""
    contents = Contents(
        task_id=str(context.task_id),
        trace_id=context.trace_id,
        title=script.script.title,
        chapters=composite.chapters,
        artifacts=dict(sorted(files.items())),
    )
    text = json.dumps(contents.wire(), ensure_ascii=False, indent=2) + "\n"
    return context.store.put_bytes(text.encode(), "application/json")
