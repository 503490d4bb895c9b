"""The composite stage: pictures, narration, presenter and captions become the film, its sidecars and thumbnails."""

from __future__ import annotations

import asyncio
from pathlib import Path

from vidpipe.artifacts import LocalArtifactStore
from vidpipe.media import Expected, LipSync, make_chapters, make_thumbnails, spread
from vidpipe.media.captions.placed import drawn_cues
from vidpipe.media.film.plan import PAINTING
from vidpipe.media.sound.music.playing import COMPOSING as PLAYING
from vidpipe.media.sound.soundtrack import MIXING
from vidpipe.models import (
    Artifact,
    AvatarManifest,
    Chapter,
    Check,
    CompositeManifest,
    Format,
    NarrationManifest,
    Rendition,
    SceneImagesManifest,
    ScriptManifest,
)
from vidpipe.providers import Progress
from vidpipe.providers.local.cards import VERSION as CARDS_VERSION
from vidpipe.stages.context import StageContext
from vidpipe.stages.film import encoding_of
from vidpipe.stages.formats import refuse_too_long, renditions
from vidpipe.stages.memory import recall_or_make
from vidpipe.stages.quality import look_over, note_checks, pauses, rests
from vidpipe.stages.rendering import Parts, Renderer, Rendering
from vidpipe.stages.small_pictures import small_pictures
from vidpipe.stages.soundtrack import SoundtrackArtifact, make_film_sound

COMPOSING = 8
"""Version of how films are composed; part of the key under which they are remembered.

What they are made of has versions of its own, which are part of that key as well.
"""
SHARE_OF_FILMS = 0.97
"""Share of the stage's work that the films themselves are; the checks are the rest."""


async def make_composite(
    context: StageContext[None],
    script: ScriptManifest,
    images: SceneImagesManifest,
    narration: NarrationManifest,
    avatar: AvatarManifest,
) -> CompositeManifest:
    """Compose the film in all its formats, or recall what was composed from the same parts."""
    parts = Parts(script=script.script, images=images, narration=narration, avatar=avatar)

    async def build(folder: Path) -> CompositeManifest:
        return await _Composing(context, parts, folder).run()

    inputs = await _inputs(context, parts)
    manifest, recalled = await recall_or_make(context.store, "composite", inputs, CompositeManifest, build)
    context.notes.update(
        {
            "seconds": round(manifest.duration, 2),
            "size": f"{manifest.width}×{manifest.height}",
            "video_bytes": manifest.video.size,
            "formats": 1 + len(manifest.renditions),
            "recalled": recalled,
        }
    )
    note_checks(context, manifest.checks)
    return manifest


async def _inputs(context: StageContext[None], parts: Parts) -> dict[str, object]:
    """Return everything that determines the film and what lies beside it."""
    brief, avatar = context.brief, parts.avatar
    formats = renditions(brief)
    return {
        "script": parts.script.model_dump(mode="json", include={"title", "language", "scenes"}),
        "images": [image.model_dump(mode="json") for image in parts.images.images],
        "narration": parts.narration.model_dump(mode="json"),
        "presenter": [avatar.clip and avatar.clip.sha256, avatar.opening and avatar.opening.sha256, avatar.place],
        "faces": [face and face.model_dump(mode="json") for face in (avatar.face, avatar.opening_face)],
        "style": context.style.model_dump(mode="json"),
        "brand": context.brand and context.brand.inputs(),
        "music": brief.music.model_dump(mode="json"),
        "formats": [one.model_dump(mode="json") for one in formats],
        "encodings": [await _encoding_inputs(context, one) for one in formats],
        "seed": brief.seed,
        "versions": [COMPOSING, PAINTING, MIXING, PLAYING, CARDS_VERSION],
    }


async def _encoding_inputs(context: StageContext[None], wanted: Format) -> dict[str, object]:
    width, height = wanted.frame_size
    return (await encoding_of(context, wanted)).inputs(fps=wanted.fps, width=width, height=height)


class _Composing:
    """The making of one task's films."""

    def __init__(self, context: StageContext[None], parts: Parts, folder: Path) -> None:
        self.context, self.parts, self.folder = context, parts, folder
        self.renderer = Renderer(context, parts, folder)
        self.sound: asyncio.Task[SoundtrackArtifact] | None = None
        self.room = asyncio.Event()

    @property
    def store(self) -> LocalArtifactStore:
        return self.context.store

    async def run(self) -> CompositeManifest:
        seconds = self.renderer.times.seconds
        refuse_too_long(self.context.brief, seconds)
        chapters = self._chapters(seconds)
        try:
            async with asyncio.TaskGroup() as group:
                self.sound = group.create_task(make_film_sound(self.context, self.parts.narration))
                thumbnails = group.create_task(self._thumbnails())
                films = group.create_task(self._checked_films(chapters))
        except BaseExceptionGroup as failed:
            # The others have been ended; the first of them says what happened.
            raise failed.exceptions[0] from failed
        ((main_format, main), *others), checks = films.result()
        return CompositeManifest(
            provider="ffmpeg",
            video=await self._keep(main.video, "video/mp4"),
            captions_srt=await self._keep(main.captions_srt, "application/x-subrip"),
            captions_vtt=await self._keep(main.captions_vtt, "text/vtt"),
            captions_ass=await self._keep(main.captions_ass, "text/x-ssa"),
            thumbnail=thumbnails.result()[0],
            thumbnails=thumbnails.result(),
            chapters=chapters,
            duration=main.duration,
            width=main.layout.width,
            height=main.layout.height,
            fps=main_format.fps,
            codec=main_format.codec,
            checks=checks,
            renditions=[await self._rendition(wanted, film) for wanted, film in others],
        )

    def _chapters(self, seconds: float) -> list[Chapter]:
        begins = self.renderer.times.begins
        spoken = [
            scene.model_copy(update={"start": scene.start + begins, "end": scene.end + begins})
            for scene in self.parts.narration.scenes
        ]
        return make_chapters(self.parts.script.scenes, spoken, seconds)

    async def _mixed(self) -> SoundtrackArtifact:
        if self.sound is None:
            raise RuntimeError("the sound is asked for before it is begun")
        return await asyncio.shield(self.sound)

    async def _soundtrack(self) -> Path:
        return self.store.path((await self._mixed()).audio)

    async def _checked_films(self, chapters: list[Chapter]) -> tuple[list[tuple[Format, Rendering]], list[Check]]:
        """Make the film in each format, and look all of them over; return what was seen of the main one with them."""
        films = await self._films(chapters)
        sound = await self._mixed()
        checks: list[Check] = []
        # The main one last: what was seen of it is what is told.
        for wanted, film in reversed(films):
            checks = await self._checked(film, wanted, sound)
        return films, checks

    async def _films(self, chapters: list[Chapter]) -> list[tuple[Format, Rendering]]:
        """Make the film in each format, one after the other: each of them keeps all cores busy."""
        made: list[tuple[Format, Rendering]] = []
        formats = renditions(self.context.brief)
        for number, wanted in enumerate(formats):
            share = self._share(SHARE_OF_FILMS * number / len(formats), SHARE_OF_FILMS * (number + 1) / len(formats))
            is_last = number + 1 == len(formats)
            on_room = self.room.set if is_last else None
            made.append((wanted, await self.renderer.render(wanted, self._soundtrack, chapters, share, on_room)))
        return made

    def _share(self, begin: float, end: float) -> Progress:
        """Return a progress callback for the part of the stage's work between two shares."""
        return lambda share: self.context.report(begin + (end - begin) * share)

    async def _checked(self, film: Rendering, wanted: Format, sound: SoundtrackArtifact) -> list[Check]:
        """Look the film over. Raises MediaError (MEDIA_QUALITY_FAILED) with what was seen."""
        clips = {image.scene: image.clip is not None for image in self.parts.images.images}
        style, late = self.context.style, self.parts.avatar.lips_late
        expected = Expected(
            duration=film.duration,
            width=film.layout.width,
            height=film.layout.height,
            fps=wanted.fps,
            codec=wanted.codec.value,
            cues=drawn_cues(film.drawn) or film.cues,
            captions=film.drawn,
            seen=film.seen,
            may_rest=rests(
                [(scene.start, scene.end, clips[scene.scene]) for scene in film.scenes],
                motion=style.motion.kind,
                cards=style.cards,
                duration=film.duration,
            ),
            may_be_silent=pauses(film.scenes, film.duration),
            heard=sound.heard,
            narration=self.store.path(self.parts.narration.audio),
            narration_at=self.renderer.times.begins,
            lips=None if late is None else LipSync(offset_seconds=late, confidence=self.parts.avatar.lips_sure),
        )
        return await look_over(self.context, film.video, expected, of=wanted.name)

    async def _thumbnails(self) -> list[Artifact]:
        brief, kit = self.context.brief, self.context.brand
        width, height = brief.frame_size
        folder = self.folder / "thumbnails"
        folder.mkdir()
        # While the last film is joined and looked over, there is a core for them, and their memory.
        await self.room.wait()
        pictures = spread([image.image for image in self.parts.images.images])
        drawn = await asyncio.to_thread(
            make_thumbnails,
            [self.store.path(picture) for picture in pictures],
            self.parts.script.title,
            self.context.style.palette,
            folder,
            width=width,
            height=height,
            language=self.parts.script.language,
            logo=None if kit is None or kit.logo is None else kit.logo.path,
            font=None if kit is None or kit.font is None else kit.font.path,
            copies=await small_pictures(self.store, pictures),
        )
        return [await self._keep(path, "image/jpeg") for path in drawn]

    async def _rendition(self, wanted: Format, film: Rendering) -> Rendition:
        return Rendition(
            format=wanted,
            video=await self._keep(film.video, "video/mp4"),
            captions_srt=await self._keep(film.captions_srt, "application/x-subrip"),
            captions_vtt=await self._keep(film.captions_vtt, "text/vtt"),
            captions_ass=await self._keep(film.captions_ass, "text/x-ssa"),
            duration=film.duration,
        )

    async def _keep(self, path: Path, media_type: str) -> Artifact:
        return await asyncio.to_thread(self.store.put_file, path, media_type, move=True)
