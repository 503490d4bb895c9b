"""The keys that the simulators accept. A key is good when it says "sandbox" and does not say "invalid"."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from types import MappingProxyType

from starlette.datastructures import Headers, QueryParams

KEYS: Mapping[str, str] = MappingProxyType(
    {
        "gemini": "AIzaSySandbox-vidpipe-0123456789abcdefg",
        "stability": "sk-sandbox0123456789abcdefghijklmnopqrstuvwxyz012345",
        "elevenlabs": "sk_sandbox0123456789abcdef0123456789abcdef012345",
        "openai": "sk-proj-sandbox-0123456789abcdefghijklmnopqrstuvwxyz",
        "openai-compatible": "sandbox",
        "azure": "sandbox0123456789abcdef012345678",
        # D-ID shows its keys as base64(e-mail):secret; this one is of studio@example.com.
        "did": "c3R1ZGlvQGV4YW1wbGUuY29t:sandbox-0123456789abcdef",
        "seedance": "ark-sandbox-0123456789ab-cdef-0123-456789abcdef",
        "youtube_client_id": "123456789012-sandbox0123456789abcdef.apps.googleusercontent.com",
        "youtube_client_secret": "GOCSPX-sandbox0123456789abcdef01",
        "youtube_refresh_token": "1//0sandbox-refresh-0123456789abcdefghijklmnopqrstuvwxyz",
    }
)
"""The default key of each service, in the shape of a true one. Each key has balances of its own."""

_HEADERS = ("x-goog-api-key", "xi-api-key", "ocp-apim-subscription-key", "authorization")


def is_sandbox_key(key: str | None) -> bool:
    """Tell whether a key is good here."""
    text = (key or "").lower()
    return "sandbox" in text and "invalid" not in text


def presented_key(headers: Headers, query: QueryParams) -> str | None:
    """Return the key that a request carries anywhere, without the scheme of ``Authorization``; None for none."""
    for name in _HEADERS:
        if value := headers.get(name):
            scheme, space, rest = value.partition(" ")
            return rest.strip() if space and scheme.lower() in ("bearer", "basic") else value
    return query.get("key")


def hash_of(key: str | None) -> str | None:
    """Return what the journal keeps of a key: twelve hex digits of its SHA-256."""
    return hashlib.sha256(key.encode()).hexdigest()[:12] if key else None
