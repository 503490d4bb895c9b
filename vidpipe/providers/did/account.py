"""D-ID as a service: who pays, and what a film costs."""

from __future__ import annotations

import math
from dataclasses import replace

from vidpipe.errors import register_secret
from vidpipe.providers.did.classify import classify, classify_storage
from vidpipe.providers.did.config import Config
from vidpipe.providers.pricing import model_facts
from vidpipe.providers.service import Service

SECONDS_PER_CREDIT = 15
"""D-ID takes one credit for each begun quarter of a minute of film."""


def did_service(config: Config) -> Service:
    """Return the account. Raises ProviderError (PROVIDER_NOT_CONFIGURED) without a key."""
    key = config.key()
    scheme, _, rest = key.partition(" ")
    if scheme.lower() in ("basic", "bearer") and rest:
        # Pasted with its scheme, as the console's examples show it; errors may quote the rest alone.
        register_secret(rest)
    else:
        # Looks like base64(email):secret, and is sent as it is: encoded once more it would be refused.
        key = f"Basic {key}"
    return Service(
        name="did",
        title="D-ID",
        base_url=config.base_url,
        secret=key,
        classify=classify,
        timeout_code="DID_NETWORK_ERROR",
        network_code="DID_NETWORK_ERROR",
        invalid_code="PROVIDER_RESPONSE_INVALID",
        headers={"Authorization": key, "Accept": "application/json"},
        timeouts=config.timeouts,
        limits=config.limits,
    )


def storage_of(service: Service) -> Service:
    """Return the host of results, which refuses requests that carry D-ID's key beside their own signature."""
    failed = "DID_DOWNLOAD_FAILED"
    return replace(
        service,
        title="D-ID's storage",
        classify=classify_storage,
        timeout_code=failed,
        network_code=failed,
        invalid_code=failed,
        headers={},
    )


def credits_for(seconds: float) -> int:
    """Return the credits that a film of this length takes."""
    return max(math.ceil(seconds / SECONDS_PER_CREDIT), 1)


def price_of(config: Config, seconds: float) -> float:
    """Return what a film of this length is expected to cost, in US dollars."""
    return credits_for(seconds) * model_facts("did", config.plan).price("credit")
