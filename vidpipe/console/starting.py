"""What `vidpipe up` tells before anything is made: settings that nobody reads, missing keys, models that end."""

from __future__ import annotations

import os

import structlog

from vidpipe.console.settings import unknown_settings
from vidpipe.providers.readiness import readiness, require_usable_settings
from vidpipe.settings import Settings

log = structlog.get_logger(__name__)


def start_remarks(settings: Settings) -> list[str]:
    """Return what there is to tell, which is in the log then as well.

    Raises ProviderError (PROVIDER_NOT_CONFIGURED) when a chosen service has a setting that cannot be used.
    """
    names = settings.provider_names()
    require_usable_settings(names)
    remarks = unknown_settings(os.environ)
    for one in remarks:
        log.warning("unknown setting", details={"problem": one})
    for ready in readiness(names):
        remarks += ready.remarks
        if ready.problem:
            log.warning(ready.problem, error_code="PROVIDER_NOT_CONFIGURED", provider=ready.service, kind=ready.kind)
        if ready.warning:
            log.warning(ready.warning, provider=ready.service, kind=ready.kind)
    return remarks
