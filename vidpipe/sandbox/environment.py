"""The settings with which vidpipe works through a sandbox: every service's address and key, and who does what."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pydantic_settings import BaseSettings

from vidpipe.sandbox.keys import KEYS

CHOICES: Mapping[str, str] = MappingProxyType(
    {
        "VIDPIPE_SCRIPT_PROVIDER": "gemini",
        "VIDPIPE_IMAGE_PROVIDER": "stability",
        "VIDPIPE_CLIP_PROVIDER": "seedance",
        "VIDPIPE_SPEECH_PROVIDER": "elevenlabs",
        "VIDPIPE_AVATAR_PROVIDER": "did",
        "VIDPIPE_UPLOAD_PROVIDER": "youtube",
    }
)
"""Who does what, unless a person chose otherwise."""


IMPATIENT: Mapping[str, str] = MappingProxyType(
    {"VIDPIPE_YOUTUBE_POLL_SECONDS": "0.5", "VIDPIPE_DID_POLL_SECONDS": "0.5"}
)
"""How often jobs are looked at when the sandbox answers at once: nobody needs to wait as long as for the real ones."""


def sandbox_environment(url: str) -> dict[str, str]:
    """Return the environment that leads every service's client to the sandbox at this address, with its keys."""
    return {
        "VIDPIPE_SANDBOX_URL": url,
        **_service("GEMINI", url, "gemini"),
        **_service("OMNI", url, "gemini"),
        **_service("STABILITY", url, "stability"),
        **_service("ELEVENLABS", url, "elevenlabs"),
        **_service("OPENAI", f"{url}/openai/v1", "openai", whole=True),
        **_service("AZURE", url, "azure"),
        **_service("DID", url, "did"),
        **_service("SEEDANCE", f"{url}/seedance/api/v3", "seedance", whole=True),
        # OpenAI's own has ended; what can be rehearsed is a gateway that speaks as it did.
        **_service("SORA", f"{url}/sora-compatible/v1", "openai-compatible", whole=True),
        "VIDPIPE_YOUTUBE_BASE_URL": f"{url}/youtube",
        "VIDPIPE_YOUTUBE_TOKEN_URL": f"{url}/youtube/oauth2/token",
        "VIDPIPE_YOUTUBE_REVOKE_URL": f"{url}/youtube/oauth2/revoke",
        "VIDPIPE_YOUTUBE_AUTH_URL": f"{url}/youtube/accounts/o/oauth2/v2/auth",
        "VIDPIPE_YOUTUBE_SITE_URL": f"{url}/youtube-site",
        # What a rehearsal declares binds nobody.
        "VIDPIPE_YOUTUBE_MADE_FOR_KIDS": "false",
        "VIDPIPE_YOUTUBE_SYNTHETIC_MEDIA": "true",
        "VIDPIPE_YOUTUBE_CLIENT_ID": KEYS["youtube_client_id"],
        "VIDPIPE_YOUTUBE_CLIENT_SECRET": KEYS["youtube_client_secret"],
        "VIDPIPE_YOUTUBE_REFRESH_TOKEN": KEYS["youtube_refresh_token"],
    }


def sandboxed(settings: BaseSettings, url: str) -> dict[str, str]:
    """Return the environment of a vidpipe that works through the sandbox; what a person has chosen stays chosen."""
    choices = {
        name: value
        for name, value in CHOICES.items()
        if name.removeprefix("VIDPIPE_").lower() not in settings.model_fields_set
    }
    return choices | sandbox_environment(url)


def _service(prefix: str, url: str, name: str, *, whole: bool = False) -> dict[str, str]:
    address = url if whole else f"{url}/{name}"
    return {f"VIDPIPE_{prefix}_BASE_URL": address, f"VIDPIPE_{prefix}_API_KEY": KEYS[name]}
