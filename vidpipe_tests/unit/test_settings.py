from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from vidpipe.project import project_path
from vidpipe.providers.registry import PROVIDERS
from vidpipe.settings import LOCAL_PROVIDERS, Settings


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"VIDPIPE_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


def test_the_example_file_names_every_setting_with_its_default_and_meaning() -> None:
    lines = ["# Every setting of vidpipe, with its default. Copy this file to .env and change what you need."]
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else field.default
        lines += ["", f"# {field.description}", f"# VIDPIPE_{name.upper()}={default}"]
    assert project_path(".env.example").read_text(encoding="utf-8").splitlines() == lines


def test_folders_become_absolute(tmp_path: Path) -> None:
    settings = Settings()
    assert settings.data_dir == tmp_path / ".vidpipe"
    assert settings.published_dir == tmp_path / ".vidpipe" / "published"


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDPIPE_PORT", "4321")
    monkeypatch.setenv("VIDPIPE_DATABASE_URL", "postgres://u:p@h/d")
    assert Settings().port == 4321
    assert Settings().database_url == "postgresql://u:p@h/d"


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "0"), ("PORT", "x"), ("DATABASE_URL", "mysql://h"), ("LOG_LEVEL", "loud"), ("IMAGE_PROVIDER", "dalle")],
)
def test_a_bad_setting_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"VIDPIPE_{name}", value)
    with pytest.raises(ValidationError):
        Settings()


def test_every_provider_that_takes_no_session_is_part_of_vidpipe() -> None:
    services = {name for kind in PROVIDERS.values() for name, build in kind.items() if "_service" in build.__qualname__}
    assert {name for kind in PROVIDERS.values() for name in kind} - services <= LOCAL_PROVIDERS
    assert services & LOCAL_PROVIDERS == set()


def test_one_service_is_enough_to_use_services(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not Settings().uses_services
    monkeypatch.setenv("VIDPIPE_SPEECH_PROVIDER", "elevenlabs")
    assert Settings().uses_services
