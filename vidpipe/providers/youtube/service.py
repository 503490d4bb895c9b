"""YouTube and Google's accounts as services of the seam."""

from __future__ import annotations

from vidpipe.providers.service import Service
from vidpipe.providers.youtube.classify import classify
from vidpipe.providers.youtube.config import Config


def service_of(config: Config) -> Service:
    """Return the service; the account is the Google Cloud project, since that is what the quota belongs to.

    Its requests carry an access token, which ends within the hour: the client adds it to each.
    """
    return Service(
        name="youtube",
        title="YouTube",
        base_url=config.base_url,
        secret=config.project,
        classify=classify,
        timeout_code="YOUTUBE_NETWORK_ERROR",
        network_code="YOUTUBE_NETWORK_ERROR",
        invalid_code="YOUTUBE_SERVER_ERROR",
        timeouts=config.timeouts,
        limits=config.limits,
    )
