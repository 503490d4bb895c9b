"""One film of a task in one of its formats: its shots with their title cards, made in pieces, and its captions."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from vidpipe.media import (
    Cue,
    Layout,
    Look,
    Material,
    Painted,
    Piece,
    Shot,
    caption_boxes,
    film_cues,
    make_film,
    write_ass,
    write_srt,
    write_vtt,
)
from vidpipe.media.captions.placed import PlacedCaption
from vidpipe.models import (
    Artifact,
    AvatarManifest,
    Chapter,
    Format,
    NarrationManifest,
    SceneImagesManifest,
    SceneSpeech,
    Script,
    Seen,
)
from vidpipe.models.base import DomainModel
from vidpipe.providers import Progress
from vidpipe.providers.local.cards import VERSION as CARDS_VERSION
from vidpipe.providers.local.cards.title import draw_title_card
from vidpipe.stages.context import StageContext
from vidpipe.stages.film import PieceMade, encoding_of, found_piece, look_of, made_piece, material, shot_of
from vidpipe.stages.film_times import film_times
from vidpipe.stages.memory import recall_or_make

INTRO, OUTRO = 0, 1_000
"""Numbers of the title cards' shots, which no scene has."""


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What a film is made of."""

    script: Script
    images: SceneImagesManifest
    narration: NarrationManifest
    avatar: AvatarManifest


@dataclass(frozen=True, kw_only=True)
class Rendering:
    """A film as it was made. Times count from its first frame, in seconds."""

    video: Path
    captions_srt: Path
    captions_vtt: Path
    captions_ass: Path
    duration: float
    layout: Layout
    cues: list[Cue]
    drawn: list[PlacedCaption]
    scenes: list[SceneSpeech]
    seen: list[Seen] = field(default_factory=list)


class _Card(DomainModel):
    """A drawn title card."""

    image: Artifact


class Renderer:
    """Makes a task's film in one format after another; what formats share is made once."""

    def __init__(self, context: StageContext[None], parts: Parts, folder: Path) -> None:
        self._context, self._parts, self._folder = context, parts, folder
        self.times = film_times(context, parts.narration)

    async def render(
        self,
        wanted: Format,
        make_sound: Callable[[], Awaitable[Path]],
        chapters: list[Chapter],
        on_progress: Progress,
        on_room: Callable[[], None] | None,
    ) -> Rendering:
        """Make the film in a format, as :func:`make_film` says. Raises MediaError and StorageError."""
        encoding = await encoding_of(self._context, wanted)
        look = look_of(self._context, wanted, self._parts.script.language, encoding, self._parts.avatar)
        shots = await self._shots(look)
        out, seen = self._folder / wanted.file("video.mp4"), _Seen()
        await make_film(
            look,
            shots,
            make_sound,
            out,
            self._folder,
            title=self._parts.script.title,
            chapters=chapters,
            make_piece=lambda piece, painted: self._made(piece, painted, seen),
            find_piece=lambda piece: self._found(piece, seen),
            on_progress=on_progress,
            on_room=on_room,
        )
        return await asyncio.to_thread(self._described, wanted, look, shots, out, seen)

    async def _found(self, piece: Piece, seen: _Seen) -> Path | None:
        found = await found_piece(self._context.store, piece)
        return None if found is None else self._noted(piece, found, seen)

    async def _made(self, piece: Piece, painted: Painted, seen: _Seen) -> Path:
        return self._noted(piece, await made_piece(self._context.store, piece, painted), seen)

    def _noted(self, piece: Piece, made: PieceMade, seen: _Seen) -> Path:
        seen.note(piece, made.seen)
        return self._context.store.path(made.video)

    async def _shots(self, look: Look) -> list[Shot]:
        """Return the film's shots, each boundary on the frame that is nearest to it in the sound."""
        images = {image.scene: image for image in self._parts.images.images}
        store, spoken = self._context.store, self._scenes()

        def scenes() -> list[Shot]:
            return [shot_of(store, look, images[one.scene], one) for one in spoken]

        shots = await asyncio.to_thread(scenes)
        before = round(self.times.begins * look.fps)
        after = round(self.times.seconds * look.fps) - before - sum(shot.frames for shot in shots)
        return [
            *await self._card("intro", look, before),
            *shots,
            *await self._card("outro", look, after if self.times.outro else 0),
        ]

    def _scenes(self) -> list[SceneSpeech]:
        """Return what is spoken, in seconds of the film."""
        return [_later(scene, self.times.begins) for scene in self._parts.narration.scenes]

    async def _card(self, kind: Literal["intro", "outro"], look: Look, frames: int) -> list[Shot]:
        """Return the shot of a title card, or none."""
        if frames <= 0:
            return []
        picture = await self._drawn_card(kind, look)
        return [Shot(number=INTRO if kind == "intro" else OUTRO, picture=picture, frames=frames, card=True)]

    async def _drawn_card(self, kind: Literal["intro", "outro"], look: Look) -> Material:
        context, script = self._context, self._parts.script

        async def draw(_: Path) -> _Card:
            png = await asyncio.to_thread(
                draw_title_card,
                kind,
                script.title,
                style=context.style,
                brand=context.brand,
                width=look.width,
                height=look.height,
                language=script.language,
                seed=context.brief.seed,
            )
            return _Card(image=await asyncio.to_thread(context.store.put_bytes, png, "image/png"))

        inputs: dict[str, object] = {
            "kind": kind,
            "title": script.title,
            "language": script.language,
            "style": context.style.model_dump(mode="json"),
            "brand": context.brand and context.brand.inputs(),
            "frame": [look.width, look.height],
            "seed": context.brief.seed,
            "version": CARDS_VERSION,
        }
        made, _ = await recall_or_make(context.store, "title_card", inputs, _Card, draw)
        return material(context.store, made.image)

    def _described(self, wanted: Format, look: Look, shots: list[Shot], out: Path, seen: _Seen) -> Rendering:
        scenes = self._scenes()
        cues = film_cues(scenes, line_length=look.layout.line_length)
        srt, vtt, ass = (self._folder / wanted.file(f"captions.{kind}") for kind in ("srt", "vtt", "ass"))
        write_srt(cues, srt)
        write_vtt(cues, vtt)
        write_ass(
            cues,
            ass,
            layout=look.layout,
            look=look.style.captions,
            palette=look.style.palette,
            language=look.language,
        )
        return Rendering(
            video=out,
            captions_srt=srt,
            captions_vtt=vtt,
            captions_ass=ass,
            duration=sum(shot.frames for shot in shots) / look.fps,
            layout=look.layout,
            cues=cues,
            drawn=caption_boxes(look, shots),
            scenes=scenes,
            seen=seen.in_order(),
        )


class _Seen:
    """What was seen of the pieces while they were painted."""

    def __init__(self) -> None:
        self._by_frame: dict[int, Seen] = {}

    def note(self, piece: Piece, seen: Seen) -> None:
        """Take note of a piece, made in any order."""
        self._by_frame[piece.at + piece.first] = seen

    def in_order(self) -> list[Seen]:
        """Return them as they are joined."""
        return [seen for _, seen in sorted(self._by_frame.items())]


def _later(scene: SceneSpeech, seconds: float) -> SceneSpeech:
    """Return a scene as it lies in a film that begins with a title card."""
    return scene.model_copy(
        update={
            "start": scene.start + seconds,
            "end": scene.end + seconds,
            "sentences": [one.shifted(seconds) for one in scene.sentences],
            "words": [one.shifted(seconds) for one in scene.words],
        }
    )
