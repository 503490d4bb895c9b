"""A free look at YouTube: whether Google still honours the channel owner's consent, and for what."""

from __future__ import annotations

from datetime import UTC, datetime

from vidpipe.models import Quota
from vidpipe.providers.config import ProviderConfig
from vidpipe.providers.session import Session
from vidpipe.providers.youtube.config import Config
from vidpipe.providers.youtube.quota import quota_limits
from vidpipe.providers.youtube.scopes import require_scopes
from vidpipe.providers.youtube.tokens import Tokens


async def probe(session: Session, config: ProviderConfig) -> list[Quota]:
    """Get an access token, which takes nothing from the quota, and tell the quota's limits.

    What is left of them YouTube tells nobody: ``quotas_left`` counts it in the ledger. Raises ProviderError:
    YOUTUBE_INVALID_TOKEN when the consent is gone or does not cover what is needed.
    """
    assert isinstance(config, Config)  # noqa: S101 - services.py hands every probe its own service's settings
    access = await Tokens(session, config).renew()
    require_scopes(access.scope)
    return quota_limits(config, datetime.now(UTC))
