"""A small film, and a request for one."""

from __future__ import annotations

import asyncio
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from vidpipe.errors import ProviderError
from vidpipe.models import Scene
from vidpipe.providers.base import ClipProvider, ClipRequest
from vidpipe.providers.ledger import MemoryLedger


def film(path: Path, *, seconds: float = 1.0, codec: str = "libx264", width: int = 64, height: int = 36) -> bytes:
    """A film with a moving bar, and with sound that no clip shall keep."""
    with av.open(str(path), "w", format="mp4") as out:
        video: Any = out.add_stream(codec, rate=24)
        video.width, video.height, video.pix_fmt = width, height, "yuv420p"
        sound = out.add_stream("aac", rate=48_000, layout="mono")
        for number in range(round(seconds * 24)):
            picture = np.full((height, width, 3), 60, np.uint8)
            picture[:, 2 * number % width : 2 * number % width + 4] = (250, 200, 20)
            shown = av.VideoFrame.from_ndarray(picture, format="rgb24")
            shown.pts, shown.time_base = number, Fraction(1, 24)
            out.mux(video.encode(shown))
        out.mux(video.encode())
        for number in range(round(seconds * 48_000 / 1_024)):
            noise = np.zeros((1, 1_024), np.float32)
            piece = av.AudioFrame.from_ndarray(noise, format="fltp", layout="mono")
            piece.sample_rate, piece.pts = 48_000, number * 1_024
            out.mux(sound.encode(piece))
        out.mux(sound.encode())
    return path.read_bytes()


def clip_request(**changes: Any) -> ClipRequest:
    scene = Scene(number=3, narration="The tide goes out.", picture='A tidal flat at dawn, 潮间带 "wide" 🌊')
    given: dict[str, Any] = {
        "scene": scene,
        "scene_count": 4,
        "title": "Tides",
        "style": "documentary",
        "language": "en",
        "width": 1280,
        "height": 720,
        "fps": 30,
        "seconds": 4.6,
        "seed": 7,
    }
    return ClipRequest(**given | changes)


def filmed(provider: ClipProvider, out: Path, **changes: Any) -> list[float]:
    """Film, and return the shares of progress that were told."""
    shares: list[float] = []
    asyncio.run(provider.film(clip_request(**changes), out, shares.append))
    return shares


def failing(provider: ClipProvider, out: Path, **changes: Any) -> ProviderError:
    with pytest.raises(ProviderError) as raised:
        filmed(provider, out, **changes)
    assert list(out.parent.glob(".*")) == []
    return raised.value


def operations(ledger: MemoryLedger) -> list[str]:
    return [intent.operation for intent in ledger.intents]
