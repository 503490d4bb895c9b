"""The stock presenters of clips, each one of vidpipe's drawn characters, and the voices that can be listed."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from PIL import Image

from vidpipe.providers.local.presenter.character import cast
from vidpipe.providers.local.presenter.drawn import DrawnPresenter
from vidpipe.providers.local.presenter.motion import Pose
from vidpipe.providers.local.presenter.video_colour import rgb_of

PRESENTERS: Mapping[str, tuple[str, int]] = MappingProxyType(
    {
        "amy-sandbox01": ("Amy", 0),
        "noam-sandbox02": ("Noam", 1),
        "jun-sandbox03": ("Jun", 2),
        "leila-sandbox04": ("Leila", 3),
        "otto-sandbox05": ("Otto", 4),
        "priya-sandbox06": ("Priya", 5),
    }
)
"""Name and seed by id."""
_SIDE = 768
_CALM = Pose(
    openness=0, width=0.5, teeth=0, lid=0, gaze=(0, 0), brow=0, shift=(0, 0), tilt=0, breath=0
)  # fmt: skip
_VOICES = (
    ("microsoft", "en-US-JennyNeural", "Jenny", "female", "English (United States)", "en-US"),
    ("microsoft", "en-US-GuyNeural", "Guy", "male", "English (United States)", "en-US"),
    ("microsoft", "zh-TW-HsiaoChenNeural", "HsiaoChen", "female", "Chinese (Taiwan)", "zh-TW"),
    ("microsoft", "zh-CN-XiaoxiaoNeural", "Xiaoxiao", "female", "Chinese (Mandarin)", "zh-CN"),
    ("amazon", "Joanna", "Joanna", "female", "English (United States)", "en-US"),
    ("google", "en-US-Neural2-F", "Neural2-F", "female", "English (United States)", "en-US"),
    ("elevenlabs", "21m00Tcm4TlvDq8ikWAM", "Rachel", "female", "English", "en"),
    ("azure-openai", "alloy", "Alloy", "female", "English (United States)", "en-US"),
)


@lru_cache(maxsize=len(PRESENTERS))
def _drawn(seed: int) -> bytes:
    file = io.BytesIO()
    Image.fromarray(rgb_of(DrawnPresenter(cast(seed), _SIDE).frame(_CALM))).save(file, "PNG", compress_level=1)
    return file.getvalue()


def portrait_of(presenter_id: str) -> bytes | None:
    """Draw a presenter as PNG; None for one that there is not."""
    found = PRESENTERS.get(presenter_id)
    return _drawn(found[1]) if found else None


def presenter_resource(presenter_id: str, base_url: str) -> dict[str, Any]:
    """A presenter as the list shows it."""
    name, _ = PRESENTERS[presenter_id]
    picture = f"{base_url}/did-storage/presenters/{presenter_id}.png"
    return {
        "presenter_id": presenter_id,
        "name": name,
        "owner_id": "PUBLIC_D-ID",
        "created_at": "2026-01-01T00:00:00.000Z",
        "thumbnail_url": picture,
        "image_url": picture,
        "is_greenscreen": False,
    }


def voices(provider: str | None) -> list[dict[str, Any]]:
    """The voices of one provider, or of all."""
    return [
        {
            "id": voice_id,
            "name": name,
            "gender": gender,
            "access": "public",
            "provider": source,
            "languages": [{"language": language, "locale": locale}],
        }
        for source, voice_id, name, gender, language, locale in _VOICES
        if provider in (None, source)
    ]
