"""What is asked of D-ID: a talk from a portrait, or a clip of one of D-ID's own presenters."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

from vidpipe.errors import MediaError, ProviderError
from vidpipe.media import probe
from vidpipe.providers.base import AvatarRequest
from vidpipe.providers.did.config import Config
from vidpipe.providers.did.portrait import digest_of, draw_portrait, drawn_version, fit_portrait
from vidpipe.providers.local.presenter.screen import SCREENS
from vidpipe.providers.service import wish_of

Kind = Literal["talks", "clips"]

LONGEST: dict[Kind, int] = {"talks": 600, "clips": 300}
"""Seconds of speech that D-ID takes."""


_SETTINGS: dict[Kind, tuple[str, ...]] = {
    "talks": ("stitch", "expression", "intensity"),
    "clips": ("presenter_id", "driver_id", "background", "resolution"),
}
"""What changes the film."""


@dataclass(frozen=True, kw_only=True)
class Portrait:
    """The picture that shall speak; ``load`` returns it as JPEG, ``digest`` names it without loading."""

    digest: str
    load: Callable[[], bytes]


@dataclass(frozen=True, kw_only=True)
class Order:
    """One film. ``wish`` names all that makes it what it is; ``seconds`` is the narration's length."""

    kind: Kind
    wish: str
    audio: Path
    audio_digest: str
    seconds: float
    portrait: Portrait | None
    background: str | None = None
    """The colour behind one of D-ID's own presenters, as #RRGGBB; None for theirs."""

    @property
    def user_data(self) -> str:
        """What D-ID keeps with the job and returns: by this a lost job is found again."""
        return f"vidpipe-{self.wish[:40]}"


def order_of(request: AvatarRequest, config: Config) -> Order:
    """Return what to ask for, checked against D-ID's limits. Raises ProviderError; blocks.

    A portrait of the brief's own is never passed over: D-ID's presenter speaks only for briefs without one.
    """
    kind = _kind(request, config)
    seconds = _length(request.audio, LONGEST[kind])
    portrait = _portrait(request, config) if kind == "talks" else None
    with request.audio.open("rb") as file:
        audio = hashlib.file_digest(file, "sha256").hexdigest()
    # Neither size nor rate of the film belong to it: those are made here.
    look = _look(kind, config) | {"portrait": portrait.digest if portrait else None}
    background = None
    if kind == "clips":
        background = look["background"] = SCREENS[0] if request.cutout else config.background
    return Order(
        kind=kind,
        wish=wish_of("did", kind, audio, look),
        audio=request.audio,
        audio_digest=audio,
        seconds=seconds,
        portrait=portrait,
        background=background,
    )


def portrait_of(request: AvatarRequest, config: Config) -> Path | None:
    """Return the picture of a person that D-ID is to film; None for one drawn here, and for D-ID's own presenter."""
    return (request.portrait or config.portrait) if _kind(request, config) == "talks" else None


def _kind(request: AvatarRequest, config: Config) -> Kind:
    return "clips" if config.presenter_id and request.portrait is None else "talks"


def _length(audio: Path, longest: int) -> float:
    try:
        info = probe(audio)
    except MediaError as error:
        if error.code != "MEDIA_INVALID":
            raise
        raise _unusable("it cannot be read") from error
    if not info.audio or info.duration <= 0:
        raise _unusable("it holds no sound")
    if info.duration > longest:
        raise _unusable(f"it lasts {info.duration:.0f} s, and {longest} s is the limit; shorten the script")
    return info.duration


def _unusable(reason: str) -> ProviderError:
    return ProviderError(f"D-ID cannot use the narration: {reason}.", code="DID_INVALID_AUDIO")


def _portrait(request: AvatarRequest, config: Config) -> Portrait:
    path = portrait_of(request, config)
    if path is not None:
        return Portrait(digest=digest_of(path), load=partial(fit_portrait, path))
    drawn = f"{drawn_version()}-{request.seed}{'-screened' if request.cutout else ''}"
    return Portrait(digest=drawn, load=partial(draw_portrait, request.seed, screened=request.cutout))


def _look(kind: Kind, config: Config) -> dict[str, object]:
    return {name: getattr(config, name) for name in _SETTINGS[kind]}


def fingerprint_of(config: Config) -> dict[str, object]:
    """Name all settings that change the film, for any brief. Raises ProviderError (DID_INVALID_IMAGE)."""
    portrait = digest_of(config.portrait) if config.portrait else drawn_version()
    clips = _look("clips", config) if config.presenter_id else {}
    return {"portrait": portrait, **_look("talks", config), **clips}


def body_of(order: Order, config: Config, *, source_url: str, audio_url: str) -> dict[str, Any]:
    """Return the request's body as D-ID's API describes it."""
    shared = {"script": {"type": "audio", "audio_url": audio_url}, "user_data": order.user_data}
    if order.kind == "talks":
        settings: dict[str, Any] = {"stitch": config.stitch, "result_format": "mp4"}
        if config.expression != "neutral":
            shape = {"start_frame": 0, "expression": config.expression, "intensity": config.intensity}
            settings["driver_expressions"] = {"expressions": [shape]}
        return {"source_url": source_url, "config": settings, **shared}
    return {
        "presenter_id": config.presenter_id,
        **({"driver_id": config.driver_id} if config.driver_id else {}),
        "config": {"result_format": "mp4", "output_resolution": config.resolution},
        "presenter_config": {"crop": {"type": "wide"}},
        **({"background": {"color": order.background}} if order.background else {}),
        **shared,
    }
