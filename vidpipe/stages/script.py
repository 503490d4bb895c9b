"""The script stage: from the brief to what is said and shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from vidpipe.models import ScriptManifest
from vidpipe.providers import ScriptProvider
from vidpipe.stages.context import StageContext
from vidpipe.stages.decided import decided_script
from vidpipe.stages.memory import recall_or_make
from vidpipe.styles import picture_words

SOURCE_FIELDS = ("title", "prompt", "script", "article", "duration", "language", "style")
"""What a script is written from; where and how the film is published changes no word of it."""


async def make_script(context: StageContext[ScriptProvider]) -> ScriptManifest:
    """Have the script written, or recall the one that was written for the same brief."""
    provider = context.provider
    # A writer is told what a style of one's own looks like: its name would mean nothing to them.
    brief = context.brief.model_copy(update={"style": picture_words(context.style)})
    provider.accepts(brief)

    async def write(_folder: Path) -> ScriptManifest:
        return ScriptManifest(provider=provider.name, script=await provider.write_script(brief))

    fields: dict[str, Any] = dict.fromkeys(SOURCE_FIELDS, True) | {"publish": {"description", "tags"}}
    source = brief.model_dump(mode="json", include=fields)
    inputs: dict[str, object] = {"brief": source, "provider": provider.fingerprint()}
    manifest, recalled = await recall_or_make(context.store, "script", inputs, ScriptManifest, write)
    manifest = decided_script(manifest, context.decided)
    context.notes.update({"scenes": len(manifest.script.scenes), "title": manifest.script.title, "recalled": recalled})
    if manifest.script.warnings:
        context.notes["warnings"] = manifest.script.warnings
    return manifest
