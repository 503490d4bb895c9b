"""What all external services are configured by: read from the environment and ``.env``, one prefix for each service."""

from __future__ import annotations

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from vidpipe.errors import ProviderError, register_secret
from vidpipe.providers.service import Limits, Timeouts


class ProviderConfig(BaseSettings):
    """Base of a service's settings; a subclass gives its prefix, its base URL and its own fields."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True)

    api_key: SecretStr | None = Field(None, description="API key")
    base_url: str = Field(description="Address of the service; change it for a proxy, a gateway or the sandbox")
    connect_timeout: float = Field(10, gt=0, le=300, description="Seconds to wait for a connection")
    read_timeout: float = Field(120, gt=0, le=3600, description="Seconds to wait for the next bytes of an answer")
    total_timeout: float = Field(300, gt=0, le=7200, description="Seconds to wait for a whole answer")
    concurrent: int = Field(4, ge=0, le=1000, description="Calls open at once, across all processes; 0: no limit")
    per_minute: int = Field(
        0, ge=0, le=100_000, description="Calls begun per minute, across all processes; 0: no limit"
    )

    @property
    def timeouts(self) -> Timeouts:
        """How long to wait."""
        return Timeouts(connect=self.connect_timeout, read=self.read_timeout, total=self.total_timeout)

    @property
    def limits(self) -> Limits:
        """How many calls at once."""
        return Limits(concurrent=self.concurrent, per_minute=self.per_minute)

    def problem(self) -> str | None:
        """Say what is missing before this service can work, with the fix; None when nothing is."""
        if self.api_key is None or not self.api_key.get_secret_value().strip():
            return f"no API key: set {self.model_config['env_prefix']}API_KEY in the environment or in .env"
        return None

    def key(self) -> str:
        """Return the API key, which is from now on kept out of every log.

        Raises ProviderError (PROVIDER_NOT_CONFIGURED) when there is none.
        """
        problem = self.problem()
        if problem is not None or self.api_key is None:
            prefix = str(self.model_config["env_prefix"])
            raise ProviderError(
                f"{prefix.removeprefix('VIDPIPE_').rstrip('_').capitalize()} cannot be used: {problem}.",
                code="PROVIDER_NOT_CONFIGURED",
                details={"setting": f"{prefix}API_KEY"},
            )
        value = self.api_key.get_secret_value().strip()
        register_secret(value)
        return value
