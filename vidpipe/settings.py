"""The settings: read once from the environment and ``.env``, handed down as plain values."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from vidpipe.errors import StorageError

LOCAL_PROVIDERS = frozenset({"brief", "local", "folder", "none", "piper", "drawn"})
"""The providers that are part of vidpipe; every other one is a service."""


class Settings(BaseSettings):
    """Every setting of vidpipe; each is an environment variable with the prefix ``VIDPIPE_``."""

    model_config = SettingsConfigDict(env_prefix="VIDPIPE_", env_file=".env", env_ignore_empty=True, extra="ignore")

    data_dir: Path = Field(Path(".vidpipe"), description="Where everything is kept: database, artifacts, logs, videos")
    database_url: str | None = Field(
        None, description="Your PostgreSQL (14 or newer), as postgresql://user:password@host/name; default: embedded"
    )
    host: str = Field("127.0.0.1", description="Address that `vidpipe up` listens on")
    port: int = Field(3000, ge=1, le=65535, description="Port that `vidpipe up` listens on")
    max_running: int = Field(2, ge=1, le=64, description="How many videos are made at once")
    max_pending: int = Field(10_000, ge=1, description="How many tasks may wait; requests beyond are refused")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least level that is logged")
    publish_dir: Path | None = Field(
        None, description="Where the folder publisher puts videos; default: DATA_DIR/published"
    )
    script_provider: Literal["brief", "gemini", "openai"] = Field(
        "brief", description="Who writes the script: brief (your own script or article), gemini, openai (or compatible)"
    )
    image_provider: Literal["local", "folder", "stability"] = Field(
        "local", description="Who makes the pictures: local (designed cards), folder (your own), stability"
    )
    clip_provider: Literal["none", "seedance", "omni", "veo", "sora"] = Field(
        "none", description="Who films scenes when a brief wants clips: none, seedance, omni, veo, sora"
    )
    speech_provider: Literal["piper", "elevenlabs", "gemini", "openai", "azure"] = Field(
        "piper", description="Who speaks: piper (neural, on this machine), elevenlabs, gemini, openai, azure"
    )
    avatar_provider: Literal["drawn", "did"] = Field(
        "drawn", description="Who films the presenter: drawn (on this machine), did (D-ID)"
    )
    upload_provider: Literal["folder", "youtube"] = Field("folder", description="Who publishes: folder, youtube")
    picture_dir: Path | None = Field(
        None, description="Your own pictures for the image provider folder; default: DATA_DIR/pictures"
    )

    encoder: Literal["auto", "software", "nvenc", "videotoolbox", "qsv", "amf", "vaapi", "v4l2m2m"] = Field(
        "auto",
        description="What encodes films: auto (hardware if it works here), software, or a hardware",
    )

    sandbox_url: str | None = Field(
        None, description="Address of a running sandbox, for showing it; `vidpipe up --sandbox` sets it"
    )
    voice_dir: Path | None = Field(
        None, description="Piper voices (.onnx with .json) that briefs may name; default: DATA_DIR/voices"
    )
    style_dir: Path | None = Field(
        None, description="Your own styles (.yaml), which briefs may name; default: DATA_DIR/styles"
    )
    brand_dir: Path | None = Field(
        None, description="Your brand kits (.yaml, and their files beside them); default: DATA_DIR/brands"
    )

    @field_validator("data_dir", "publish_dir", "voice_dir", "picture_dir", "style_dir", "brand_dir")
    @classmethod
    def _absolute(cls, value: Path | None) -> Path | None:
        return value.expanduser().resolve() if value else None

    @field_validator("database_url")
    @classmethod
    def _postgres(cls, value: str | None) -> str | None:
        if value and value.startswith("postgres://"):
            value = value.replace("postgres://", "postgresql://", 1)
        if value and not value.startswith("postgresql://"):
            raise ValueError("must start with postgresql://")
        return value

    def require_database_url(self) -> str:
        """Return the database's URL. Raises StorageError (DATABASE_ERROR) when none is set.

        `vidpipe up` starts the embedded server and sets the URL for the processes it starts.
        """
        if self.database_url is None:
            raise StorageError(
                "No database is set for this process: start it through `vidpipe up`, or set VIDPIPE_DATABASE_URL.",
                code="DATABASE_ERROR",
            )
        return self.database_url

    def provider_names(self) -> dict[str, str]:
        """Return which provider does each kind of work."""
        kinds = ("script", "image", "clip", "speech", "avatar", "upload")
        return {kind: getattr(self, f"{kind}_provider") for kind in kinds}

    @property
    def uses_services(self) -> bool:
        """Whether any kind of work is done by an external service."""
        return any(name not in LOCAL_PROVIDERS for name in self.provider_names().values())

    def folders(self) -> dict[str, Path]:
        """Return the folders that providers work with."""
        return {
            "voice_dir": self.voice_dir or self.data_dir / "voices",
            "picture_dir": self.picture_dir or self.data_dir / "pictures",
            "publish_dir": self.published_dir,
        }

    def look_folders(self) -> tuple[Path, Path]:
        """Return the folders of people's own styles and of their brand kits."""
        return self.style_dir or self.data_dir / "styles", self.brand_dir or self.data_dir / "brands"

    @property
    def log_dir(self) -> Path:
        """Where the log files lie, one for each day."""
        return self.data_dir / "logs"

    @property
    def artifact_dir(self) -> Path:
        """Where the artifact store lies."""
        return self.data_dir / "artifacts"

    @property
    def spool_dir(self) -> Path:
        """Where the courier keeps the answers of paid calls."""
        return self.data_dir / "spool"

    @property
    def published_dir(self) -> Path:
        """Where the folder publisher puts videos."""
        return self.publish_dir or self.data_dir / "published"

    @property
    def runtime_dir(self) -> Path:
        """Where the running processes keep their notes and sockets."""
        return self.data_dir / "run"
