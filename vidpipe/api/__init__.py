"""The HTTP API: validates, asks the services, answers. It decides nothing."""

from vidpipe.api.app import Site, create_app
from vidpipe.api.health import Health
from vidpipe.api.services import Services

__all__ = ["Health", "Services", "Site", "create_app"]
