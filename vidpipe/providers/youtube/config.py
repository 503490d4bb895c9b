"""YouTube's settings: the OAuth client, the person's consent, and how videos are published."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from vidpipe.errors import ProviderError, register_secret
from vidpipe.providers.config import ProviderConfig
from vidpipe.providers.youtube.vault import read_login

PlaylistId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{2,64}$")]
STEP = 262_144
"""Bytes: every piece of an upload but the last is a multiple of this, as YouTube's resumable protocol wants."""


class Config(ProviderConfig):
    """Everything about YouTube that can be set."""

    model_config = SettingsConfigDict(env_prefix="VIDPIPE_YOUTUBE_", populate_by_name=True)
    title = "YouTube"
    unused = frozenset({"api_key"})

    client_id: str = Field("", description="OAuth client id of the Google Cloud project")
    client_secret: SecretStr | None = Field(None, description="OAuth client secret")
    refresh_token: SecretStr | None = Field(
        None, description="The channel owner's consent; default: what `vidpipe youtube login` has stored"
    )
    data_dir: Path = Field(
        Path(".vidpipe"), validation_alias="VIDPIPE_DATA_DIR", description="Where the stored login is kept"
    )
    base_url: str = Field("https://www.googleapis.com", description="Address of the API")
    token_url: str = Field("https://oauth2.googleapis.com/token", description="Where access tokens are got")
    revoke_url: str = Field("https://oauth2.googleapis.com/revoke", description="Where a consent is taken back")
    auth_url: str = Field("https://accounts.google.com/o/oauth2/v2/auth", description="Google's consent page")
    site_url: str = Field("https://www.youtube.com", description="Where people watch")
    renew_before: float = Field(300, ge=0, le=3_000, description="Seconds before its end that a token is renewed")

    visibility: Literal["private", "unlisted", "public"] = Field(
        "private", description="Who sees a video whose brief does not say"
    )
    made_for_kids: bool | None = Field(
        None, description="Whether videos are made for children, where the brief does not say; a legal declaration"
    )
    synthetic_media: bool | None = Field(
        None, description="Whether videos show realistic altered or synthetic content, where the brief does not say"
    )
    category: str = Field("22", pattern=r"^[0-9]{1,4}$", description="Category id; 22 is People & Blogs, 27 Education")
    playlists: Annotated[tuple[PlaylistId, ...], NoDecode] = Field(
        (), description="Ids of playlists that videos are added to, with commas between"
    )
    notify: bool = Field(default=False, description="Whether subscribers are told of a new public video")
    license: Literal["youtube", "creativeCommon"] = Field("youtube", description="The licence of videos")
    embeddable: bool = Field(default=True, description="Whether other sites may show videos")
    thumbnail: bool = Field(default=True, description="Whether the thumbnail is set")
    captions: bool = Field(default=True, description="Whether captions are added; that takes 400 units of the quota")
    caption_name: str = Field("", max_length=150, description="Name of caption tracks; empty: their language is shown")
    new_film: Literal["refuse", "delete"] = Field(
        "refuse",
        description="When a task has a new film and its earlier one is on YouTube, which cannot exchange films: "
        "refuse to publish, or delete the earlier video once the new one is there",
    )

    chunk_bytes: int = Field(8_388_608, ge=STEP, le=1 << 30, description="Bytes sent at once, a multiple of 262144")
    largest_film: int = Field(274_877_906_944, gt=0, description="Most bytes of a film")
    longest_film: float = Field(43_200, gt=0, description="Most seconds of a film; 900 for unverified channels")
    largest_thumbnail: int = Field(2_097_152, gt=0, description="Most bytes of a thumbnail")
    poll_seconds: float = Field(15, ge=0, le=600, description="Seconds between looks at the processing")
    processing_seconds: float = Field(3_600, gt=0, description="Seconds to wait until a video can be played")
    listing_seconds: float = Field(180, ge=0, description="Seconds that a new video may be missing from lists")

    uploads_per_day: float = Field(100, ge=0, description="Uploads that the project may begin each Pacific day")
    units_per_day: float = Field(10_000, ge=0, description="Units that other calls may take each Pacific day")
    cost_of_list: float = Field(1, ge=0, description="Units of a list call")
    cost_of_change: float = Field(50, ge=0, description="Units of a thumbnail, a playlist entry, a deletion")
    cost_of_captions: float = Field(400, ge=0, description="Units of a caption track")

    @field_validator("playlists", mode="before")
    @classmethod
    def _with_commas(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("chunk_bytes")
    @classmethod
    def _whole_steps(cls, value: int) -> int:
        if value % STEP:
            raise ValueError(f"must be a multiple of {STEP}")
        return value

    @property
    def project(self) -> str:
        """The number of the Google Cloud project, which has the quota; a client id begins with it."""
        return self.client_id.partition("-")[0]

    def consent(self) -> str | None:
        """Return the refresh token: that of the settings, else that of the stored login, if it is this client's."""
        if self.refresh_token is not None and self.refresh_token.get_secret_value().strip():
            return self.refresh_token.get_secret_value().strip()
        login = read_login(self.data_dir)
        return login.refresh_token if login is not None and login.client_id == self.client_id else None

    def problem(self) -> str | None:
        """Say what is missing, with the fix."""
        if problem := self.client_problem():
            return problem
        if self.consent() is None:
            return "no channel is connected: run `vidpipe youtube login`, or set VIDPIPE_YOUTUBE_REFRESH_TOKEN"
        return None

    def client_problem(self) -> str | None:
        """Say what is missing before anybody can log in."""
        if not self.client_id.strip():
            return "no OAuth client: set VIDPIPE_YOUTUBE_CLIENT_ID in the environment or in .env (see docs/youtube.md)"
        if self.client_secret is None or not self.client_secret.get_secret_value().strip():
            return "no OAuth client secret: set VIDPIPE_YOUTUBE_CLIENT_SECRET in the environment or in .env"
        return None

    def key(self) -> str:
        """Return the refresh token, kept out of every log from now on.

        Raises ProviderError (PROVIDER_NOT_CONFIGURED) when something is missing.
        """
        problem, consent = self.problem(), self.consent()
        if problem is not None or consent is None:
            raise ProviderError(f"YouTube cannot be used: {problem}.", code="PROVIDER_NOT_CONFIGURED")
        register_secret(consent)
        return consent

    def client(self) -> dict[str, str]:
        """Return what Google knows this program by. Raises ProviderError (PROVIDER_NOT_CONFIGURED)."""
        problem = self.client_problem()
        if problem is not None or self.client_secret is None:
            raise ProviderError(f"YouTube cannot be used: {problem}.", code="PROVIDER_NOT_CONFIGURED")
        secret = self.client_secret.get_secret_value().strip()
        register_secret(secret)
        return {"client_id": self.client_id.strip(), "client_secret": secret}
