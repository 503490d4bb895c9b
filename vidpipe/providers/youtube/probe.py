"""A free look at YouTube: whether Google still honours the channel owner's consent, and for what."""

from __future__ import annotations

from vidpipe.errors import ProviderError
from vidpipe.models import Quota
from vidpipe.providers.config import ProviderConfig
from vidpipe.providers.session import Session
from vidpipe.providers.youtube.config import Config
from vidpipe.providers.youtube.tokens import Tokens

SCOPES = (
    "https://www.googleapis.com/auth/youtube.upload",
    "https://www.googleapis.com/auth/youtube.force-ssl",
)
"""What is asked of the channel's owner: uploads and thumbnails; captions, lists and playlists."""
_ALL = "https://www.googleapis.com/auth/youtube"


async def probe(session: Session, config: ProviderConfig) -> list[Quota]:
    """Get an access token, which takes nothing from the quota; what is left of that, only the ledger can count.

    Raises ProviderError: YOUTUBE_INVALID_TOKEN when the consent is gone or does not cover what is needed.
    """
    # Read anew from the environment by services.py; a subclass is given to every probe.
    assert isinstance(config, Config)  # noqa: S101
    access = await Tokens(session, config).renew()
    granted = access.scope.split()
    missing = [scope for scope in SCOPES if scope not in granted]
    if granted and missing and _ALL not in granted:
        raise ProviderError(
            f"The consent lacks {' and '.join(scope.rpartition('/')[2] for scope in missing)}: run "
            "`vidpipe youtube login` again and allow everything.",
            code="YOUTUBE_INVALID_TOKEN",
            details={"missing": missing},
        )
    return []
