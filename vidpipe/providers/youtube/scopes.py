"""What the channel's owner is asked to allow."""

from __future__ import annotations

from vidpipe.errors import ProviderError

_AUTH = "https://www.googleapis.com/auth/"
SCOPES = (f"{_AUTH}youtube.upload", f"{_AUTH}youtube.force-ssl")
"""Uploads and thumbnails; captions, lists and playlists."""


def require_scopes(granted: str) -> None:
    """Refuse a consent that does not cover everything; one of unknown extent is taken.

    Raises ProviderError (YOUTUBE_INVALID_TOKEN).
    """
    missing = [scope for scope in SCOPES if scope not in granted.split()]
    if granted.strip() and missing:
        names = " and ".join(scope.removeprefix(_AUTH) for scope in missing)
        raise ProviderError(
            f"The consent lacks {names}: run `vidpipe youtube login` again and allow everything.",
            code="YOUTUBE_INVALID_TOKEN",
            details={"missing": missing},
        )
