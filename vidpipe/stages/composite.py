"""The composite stage: pictures, narration, presenter and captions become the film, its sidecars and thumbnails."""

from __future__ import annotations

import asyncio
from pathlib import Path

from vidpipe.artifacts import LocalArtifactStore
from vidpipe.media import (
    CompositePlan,
    Cue,
    Expected,
    compose,
    film_cues,
    layout_for,
    make_chapters,
    make_thumbnails,
    write_srt,
    write_vtt,
)
from vidpipe.media.film.motion import Shot
from vidpipe.models import (
    Artifact,
    AvatarManifest,
    Check,
    CompositeManifest,
    NarrationManifest,
    Palette,
    SceneImage,
    SceneImagesManifest,
    SceneSpeech,
    Script,
    ScriptManifest,
)
from vidpipe.providers import Progress
from vidpipe.stages.context import StageContext
from vidpipe.stages.memory import recall_or_make
from vidpipe.stages.quality import look_over, note_checks, pauses

COMPOSING = 3
"""Version of how films are composed; part of the key under which they are remembered."""
SHARE_OF_FILM = 0.93
"""Share of the stage's work that the film itself is; thumbnails and checks are the rest."""


async def make_composite(
    context: StageContext[None],
    script: ScriptManifest,
    images: SceneImagesManifest,
    narration: NarrationManifest,
    avatar: AvatarManifest,
) -> CompositeManifest:
    """Compose the film, or recall the one that was composed from the same parts."""
    brief = context.brief

    async def build(folder: Path) -> CompositeManifest:
        return await _Composing(context, script.script, images, narration, avatar, folder).run()

    inputs: dict[str, object] = {
        "title": script.script.title,
        "language": script.script.language,
        "images": [(image.clip or image.image).sha256 for image in images.images],
        "narration": narration.model_dump(mode="json"),
        "presenter": avatar.clip and avatar.clip.sha256,
        "frame": [*brief.frame_size, brief.fps],
        "captions": brief.captions.model_dump(mode="json"),
        "seed": brief.seed,
        "composing": COMPOSING,
    }
    manifest, recalled = await recall_or_make(context.store, "composite", inputs, CompositeManifest, build)
    context.notes.update(
        {
            "seconds": round(manifest.duration, 2),
            "size": f"{manifest.width}×{manifest.height}",
            "video_bytes": manifest.video.size,
            "recalled": recalled,
        }
    )
    note_checks(context, manifest.checks)
    return manifest


class _Composing:
    """The making of one film."""

    def __init__(
        self,
        context: StageContext[None],
        script: Script,
        images: SceneImagesManifest,
        narration: NarrationManifest,
        avatar: AvatarManifest,
        folder: Path,
    ) -> None:
        self.context = context
        self.script = script
        self.images = images
        self.narration = narration
        self.avatar = avatar
        self.folder = folder
        self.width, self.height = context.brief.frame_size

    @property
    def store(self) -> LocalArtifactStore:
        return self.context.store

    async def run(self) -> CompositeManifest:
        layout = layout_for(self.width, self.height, presenter=self.avatar.clip is not None)
        cues = film_cues(self.narration.scenes, line_length=layout.line_length)
        video, srt, vtt = (self.folder / name for name in ("video.mp4", "captions.srt", "captions.vtt"))
        await compose(self._plan(cues), video, self.folder, self._share(0.0, SHARE_OF_FILM))
        checks = await self._check(video, cues)
        write_srt(cues, srt)
        write_vtt(cues, vtt)
        thumbnails = await self._draw_thumbnails()
        return CompositeManifest(
            provider="ffmpeg",
            video=await self._keep(video, "video/mp4"),
            captions_srt=await self._keep(srt, "application/x-subrip"),
            captions_vtt=await self._keep(vtt, "text/vtt"),
            thumbnail=thumbnails[0],
            thumbnails=thumbnails,
            chapters=make_chapters(self.script.scenes, self.narration.scenes, self.narration.duration),
            duration=self.narration.duration,
            width=self.width,
            height=self.height,
            fps=self.context.brief.fps,
            checks=checks,
        )

    def _plan(self, cues: list[Cue]) -> CompositePlan:
        clip = self.avatar.clip
        images = {image.scene: image for image in self.images.images}
        return CompositePlan(
            shots=[self._shot(images[scene.scene], scene) for scene in self.narration.scenes],
            narration=self.store.path(self.narration.audio),
            duration=self.narration.duration,
            width=self.width,
            height=self.height,
            fps=self.context.brief.fps,
            title=self.script.title,
            language=self.script.language,
            presenter=None if clip is None else self.store.path(clip),
            cues=cues if self.context.brief.captions.burned else [],
            seed=self.context.brief.seed,
        )

    def _shot(self, image: SceneImage, scene: SceneSpeech) -> Shot:
        clip = None if image.clip is None else self.store.path(image.clip)
        return Shot(picture=self.store.path(image.image), clip=clip, start=scene.start, end=scene.end)

    def _share(self, begin: float, end: float) -> Progress:
        """Return a progress callback for the part of the stage's work between two shares."""
        return lambda share: self.context.report(begin + (end - begin) * share)

    async def _check(self, video: Path, cues: list[Cue]) -> list[Check]:
        """Look the film over. Raises MediaError (MEDIA_QUALITY_FAILED) with what was seen."""
        expected = Expected(
            duration=self.narration.duration,
            width=self.width,
            height=self.height,
            fps=self.context.brief.fps,
            cues=cues,
            narration=self.store.path(self.narration.audio),
            may_be_silent=pauses(self.narration.scenes, self.narration.duration),
        )
        return await look_over(self.context, video, expected)

    async def _draw_thumbnails(self) -> list[Artifact]:
        drawn = await asyncio.to_thread(
            make_thumbnails,
            [self.store.path(image.image) for image in self.images.images],
            self.script.title,
            Palette(),
            self.folder,
            width=self.width,
            height=self.height,
            language=self.script.language,
        )
        return [await self._keep(path, "image/jpeg") for path in drawn]

    async def _keep(self, path: Path, media_type: str) -> Artifact:
        return await asyncio.to_thread(self.store.put_file, path, media_type, move=True)
