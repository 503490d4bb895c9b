"""What every provider promises: one small protocol per kind of work.

A provider knows nothing of Dagster, tasks or the artifact store. It gets a request and a path to
write to, and either leaves a complete file there or raises a :class:`~vidpipe.errors.VidpipeError`.
One that calls an external service does so through the :class:`~vidpipe.providers.session.Session` it was built with.
``fingerprint()`` names everything about the provider that changes its output (model, settings,
version of its drawing code): it is part of the key under which the output is remembered.
All calls are async; embedded providers move their computing into a thread or a process.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from vidpipe.media.film.layout import Box
from vidpipe.models import Brief, CompositeManifest, Design, FilmedFace, Palette, SafeArea, Scene, Script, Speech
from vidpipe.styles import BrandFile

Progress = Callable[[float], None]
"""Called with the share of the work that is done, 0 to 1."""


class Provider(Protocol):
    """What all kinds share."""

    name: str

    def fingerprint(self) -> dict[str, object]:
        """Name everything about this provider that changes its output; JSON-ready."""
        ...

    def problems(self) -> list[str]:
        """Say what keeps this provider from working here, each with its fix; empty when it is ready."""
        ...

    def accepts(self, brief: Brief) -> None:
        """Refuse at once what this provider can never do for a brief, with the error its work would raise.

        Nothing is asked of any service. Raises InvalidInput, and ProviderError when something is missing here.
        """
        ...


class ScriptProvider(Provider, Protocol):
    """Writes the script."""

    async def write_script(self, brief: Brief) -> Script:
        """Turn the brief into scenes."""
        ...


@dataclass(frozen=True, kw_only=True)
class ImageRequest:
    """One scene's picture: ``width`` × ``height`` pixels, PNG."""

    scene: Scene
    scene_count: int
    title: str
    style: str
    """The name of one of vidpipe's styles, or words for the look of the pictures."""
    language: str
    width: int
    height: int
    seed: int
    presenter: Box | None
    """What a presenter covers of the picture, which is then kept calm there."""
    captions: Box | None
    """What captions cover of the picture, which is then kept calm there."""
    mark: Box | None = None
    """What a brand's watermark covers of the picture, if it bears one."""
    safe: SafeArea = field(default_factory=SafeArea)
    """What the platform covers of the picture's edges."""
    design: Design = "explainer"
    """The design of pictures that are drawn here."""
    palette: Palette = field(default_factory=Palette)
    """The colours of pictures that are drawn here."""
    font: BrandFile | None = None
    """The letters of pictures that are drawn here, as far as the font has them."""

    def inputs(self) -> dict[str, object]:
        """Return what any maker of pictures is told, ready for JSON; how one is drawn here tells who draws it."""
        told = {name: getattr(self, name) for name in _TOLD}
        return told | {"scene": self.scene.model_dump(mode="json"), "calm": self.calm}

    @property
    def calm(self) -> list[str]:
        """The parts of the picture that are to be kept calm, in words."""
        parts = []
        if self.captions is not None:
            middle = (self.captions.top + self.captions.height / 2) / self.height
            parts.append("lowest fifth" if middle > 0.62 else "middle" if middle > 0.38 else "uppermost fifth")
        if self.presenter is not None:
            middle = (self.presenter.left + self.presenter.width / 2) / self.width
            parts.append("lower right corner" if middle > 0.5 else "lower left corner")
        return parts


_TOLD = ("scene_count", "title", "style", "language", "width", "height", "seed")


class ImageProvider(Provider, Protocol):
    """Makes the pictures, ``at_once`` of them at the same time."""

    at_once: int
    draws_each_format: bool
    """Whether each format of a video gets pictures of its own; else the main one's are fitted into the others."""

    def fingerprint(self, request: ImageRequest | None = None) -> dict[str, object]:
        """Name everything about this provider that changes its output, and of a request what lies outside it.

        A picture that is read from a file is such a thing. Raises what ``make_image`` raises when it is not there.
        """
        ...

    async def make_image(self, request: ImageRequest, out: Path) -> None:
        """Write the picture of one scene to ``out`` as PNG."""
        ...


@dataclass(frozen=True, kw_only=True)
class SpeechRequest:
    """One scene's words to speak."""

    text: str
    language: str
    voice: str | None
    scene: int = 0
    """The scene's number, for the ledger; the words are spoken the same whichever it is."""


class SpeechProvider(Provider, Protocol):
    """Speaks. Several scenes at once when ``at_once`` is more than 1."""

    at_once: int

    def fingerprint(self, voice: str | None = None) -> dict[str, object]:
        """Name everything about this provider and the voice (None: its own) that changes its output; JSON-ready."""
        ...

    async def speak(self, request: SpeechRequest, out: Path) -> Speech:
        """Write the spoken text to ``out`` as 16-bit mono WAV, and tell when each sentence and word is heard."""
        ...


@dataclass(frozen=True, kw_only=True)
class AvatarRequest:
    """A presenter who speaks ``audio`` (16-bit mono WAV)."""

    audio: Path
    portrait: Path | None
    width: int
    height: int
    """Pixels of the place in the film's frame that it is made for, both even."""
    fps: int
    seed: int
    cutout: bool = False
    """Whether the presenter is to be cut out: then one strong colour is behind them, in the portrait or else put there
    by who films."""
    seconds: float | None = None
    """How much of it is wanted, from its beginning; all by default. A part moves exactly as the whole does."""


@dataclass(frozen=True, kw_only=True)
class ClipRequest:
    """One scene's moving picture: ``width`` × ``height`` pixels, at least ``seconds`` long if the service can."""

    scene: Scene
    scene_count: int
    title: str
    style: str
    language: str
    width: int
    height: int
    fps: int
    seconds: float
    """How long the scene's words are heard; a shorter clip is slowed down or held by the film."""
    seed: int


class ClipProvider(Provider, Protocol):
    """Films the scenes, ``at_once`` of them at the same time."""

    at_once: int

    async def film(self, request: ClipRequest, out: Path, progress: Progress) -> None:
        """Write the moving picture of one scene to ``out`` as MP4 (H.264, no sound needed)."""
        ...


class AvatarProvider(Provider, Protocol):
    """Films the presenter."""

    def portrait_of(self, request: AvatarRequest) -> Path | None:
        """Return the picture of a person that would be filmed with all that is behind them.

        None where the provider draws or brings the person itself, and then puts one strong colour behind them when
        they are to be cut out. Nothing is asked of any service.
        """
        ...

    async def animate(self, request: AvatarRequest, out: Path, progress: Progress) -> FilmedFace | None:
        """Write an MP4 to ``out``, as long as the audio, the mouth following the speech. No sound.

        It has the proportions that the request names, or others if that is all there is to be had; who shows it cuts
        it to its place. Returns where it shows the face, None where that is as :func:`vidpipe.media.framing` says.
        """
        ...


@dataclass(frozen=True, kw_only=True)
class PublishRequest:
    """A finished video and what is said about it."""

    task_id: str
    trace_id: str
    script: Script
    brief: Brief
    composite: CompositeManifest
    files: dict[str, Path]
    """Name as published → local file: video.mp4, captions.srt, captions.vtt, thumbnail.jpg (the chosen one), the
    candidates thumbnail-1.jpg and so on, manifest.json.

    Further formats are beside them, such as video-shorts.mp4 with captions-shorts.srt; a site takes the main one only.
    """


@dataclass(frozen=True, kw_only=True)
class Published:
    """Where a video can be seen, and the publisher's own id for it."""

    url: str
    reference: str
    warnings: tuple[str, ...] = ()
    """What is otherwise than asked for, in sentences for people."""


class UploadProvider(Provider, Protocol):
    """Publishes."""

    async def publish(self, request: PublishRequest, progress: Progress) -> Published:
        """Publish the video; publishing the same task again replaces it and never adds a second."""
        ...
