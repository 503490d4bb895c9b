"""Having a presenter filmed, as most tests of D-ID do."""

from __future__ import annotations

import asyncio

import pytest

from vidpipe.errors import ProviderError
from vidpipe.providers.base import AvatarRequest
from vidpipe.providers.did.avatar import DidAvatarProvider
from vidpipe.providers.ledger import MemoryLedger


def animate(did: DidAvatarProvider, request: AvatarRequest) -> list[float]:
    """Film, and return the shares of progress that were told."""
    shares: list[float] = []
    asyncio.run(did.animate(request, request.audio.with_name("out.mp4"), shares.append))
    return shares


def failing(did: DidAvatarProvider, request: AvatarRequest) -> ProviderError:
    with pytest.raises(ProviderError) as raised:
        animate(did, request)
    return raised.value


def operations(ledger: MemoryLedger) -> list[str]:
    return [intent.operation for intent in ledger.intents]


def without(request: AvatarRequest) -> AvatarRequest:
    return AvatarRequest(
        audio=request.audio,
        portrait=None,
        width=request.width,
        height=request.height,
        fps=request.fps,
        seed=request.seed,
    )
