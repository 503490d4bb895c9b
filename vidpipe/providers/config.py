"""What all external services are configured by: read from the environment and ``.env``, one prefix for each service."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from vidpipe.errors import ProviderError, register_secret
from vidpipe.providers.service import Limits, Timeouts
from vidpipe.providers.wrong_settings import settings_problems


class ProviderConfig(BaseSettings):
    """Base of a service's settings; a subclass gives its title, its prefix, its base URL and its own fields."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True)

    title: ClassVar[str] = "This service"
    """What people call it."""
    unused: ClassVar[frozenset[str]] = frozenset()
    """Fields of this base that mean nothing to the service."""

    api_key: SecretStr | None = Field(None, description="API key")
    base_url: str = Field(description="Address of the service; change it for a proxy, a gateway or the sandbox")
    connect_timeout: float = Field(10, gt=0, le=300, description="Seconds to wait for a connection")
    read_timeout: float = Field(120, gt=0, le=3600, description="Seconds to wait for the next bytes of an answer")
    total_timeout: float = Field(300, gt=0, le=7200, description="Seconds to wait for a whole answer")
    concurrent: int = Field(4, ge=0, le=1000, description="Calls open at once, across all processes; 0: no limit")
    per_minute: int = Field(
        0, ge=0, le=100_000, description="Calls begun per minute, across all processes; 0: no limit"
    )

    def __init__(self, **values: Any) -> None:
        """Read the settings; ``values`` stand for those of the environment.

        Raises ProviderError (PROVIDER_NOT_CONFIGURED) naming every setting whose value cannot be used.
        """
        try:
            super().__init__(**values)
        except (ValidationError, SettingsError) as error:
            problems = settings_problems(type(self), error)
            said = "; ".join(f"{one['setting']} {one['problem']}: {one['fix']}" for one in problems)
            # Not as its cause: pydantic's error quotes what was given, which may be a key.
            raise ProviderError(
                f"{self.title} cannot be used: {said}.", code="PROVIDER_NOT_CONFIGURED", details={"settings": problems}
            ) from None

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

    def problem_for(self, kind: str) -> str | None:  # noqa: ARG002 - for services that do several kinds of work
        """Say what is missing before this service can do a kind of work, with the fix."""
        return self.problem()

    def not_configured(self, problem: str) -> ProviderError:
        """Return the error that says why this service cannot be used (PROVIDER_NOT_CONFIGURED)."""
        return ProviderError(f"{self.title} cannot be used: {problem.rstrip('.')}.", code="PROVIDER_NOT_CONFIGURED")

    def model_for(self, kind: str) -> str | None:  # noqa: ARG002 - for services that do several kinds of work
        """Return the model that does a kind of work (script, image, clip, speech, avatar), if its end is announced.

        None when none is named. A provider that shares another's settings asks by its own name: veo.
        """
        model: str | None = getattr(self, "model", None)
        return model or None

    def require(self) -> None:
        """Raise what the service's client would raise without ever asking it: ProviderError, when something is missing.

        Its code is PROVIDER_NOT_CONFIGURED.
        """
        if problem := self.problem():
            raise self.not_configured(problem)

    def key(self) -> str:
        """Return the API key, which is from now on kept out of every log.

        Raises ProviderError (PROVIDER_NOT_CONFIGURED) when something is missing.
        """
        self.require()
        value = self.api_key.get_secret_value().strip() if self.api_key else ""
        register_secret(value)
        return value
