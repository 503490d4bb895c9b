from __future__ import annotations

import stat
from pathlib import Path

import pytest

from vidpipe.errors import ProviderError, StorageError
from vidpipe.providers.session import Session
from vidpipe.providers.youtube.config import Config
from vidpipe.providers.youtube.upload import YouTubeUploadProvider
from vidpipe.providers.youtube.vault import Login, forget_login, login_path, read_login, write_login

CLIENT_ID = "123456789012-abc.apps.googleusercontent.com"


def test_what_is_missing_is_told_with_its_fix(monkeypatch: pytest.MonkeyPatch) -> None:
    for setting, value in (("CLIENT_ID", CLIENT_ID), ("CLIENT_SECRET", "GOCSPX-abc"), ("REFRESH_TOKEN", "1//abc")):
        (problem,) = YouTubeUploadProvider(Session()).problems()
        assert f"VIDPIPE_YOUTUBE_{setting}" in problem
        with pytest.raises(ProviderError) as caught:
            Config().key()
        assert caught.value.code == "PROVIDER_NOT_CONFIGURED"
        monkeypatch.setenv(f"VIDPIPE_YOUTUBE_{setting}", value)
    assert YouTubeUploadProvider(Session()).problems() == []
    assert Config().key() == "1//abc"


def test_the_stored_login_serves_where_no_token_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VIDPIPE_DATA_DIR", str(tmp_path / "my Däta"))
    monkeypatch.setenv("VIDPIPE_YOUTUBE_CLIENT_ID", CLIENT_ID)
    monkeypatch.setenv("VIDPIPE_YOUTUBE_CLIENT_SECRET", "GOCSPX-abc")
    path = write_login(tmp_path / "my Däta", Login(client_id=CLIENT_ID, refresh_token="1//stored"))  # noqa: S106
    assert Config().key() == "1//stored"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    monkeypatch.setenv("VIDPIPE_YOUTUBE_REFRESH_TOKEN", "1//set")
    assert Config().key() == "1//set"
    monkeypatch.setenv("VIDPIPE_YOUTUBE_REFRESH_TOKEN", "")
    monkeypatch.setenv("VIDPIPE_YOUTUBE_CLIENT_ID", "999-other.apps.googleusercontent.com")
    assert "vidpipe youtube login" in str(Config().problem())
    assert forget_login(tmp_path / "my Däta")
    assert not forget_login(tmp_path / "my Däta")
    assert read_login(tmp_path / "my Däta") is None


def test_a_damaged_login_is_told_without_quoting_it(tmp_path: Path) -> None:
    path = login_path(tmp_path)
    path.parent.mkdir()
    path.write_text('{"refresh_token": "1//secret"}', encoding="utf-8")
    with pytest.raises(StorageError, match="damaged") as caught:
        read_login(tmp_path)
    assert "1//secret" not in caught.value.message + str(caught.value.details)
    assert caught.value.__suppress_context__


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDPIPE_YOUTUBE_CLIENT_SECRET", "GOCSPX-abc")
    monkeypatch.setenv("VIDPIPE_YOUTUBE_REFRESH_TOKEN", "1//abc")
    assert "abc" not in repr(Config())
    assert "1//x" not in repr(Login(client_id="1", refresh_token="1//x"))  # noqa: S106


def test_settings_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDPIPE_YOUTUBE_PLAYLISTS", " PLone,PL_two ,")
    monkeypatch.setenv("VIDPIPE_YOUTUBE_MADE_FOR_KIDS", "no")
    monkeypatch.setenv("VIDPIPE_YOUTUBE_SYNTHETIC_MEDIA", "yes")
    config = Config()
    assert config.playlists == ("PLone", "PL_two")
    assert (config.made_for_kids, config.synthetic_media, config.visibility) == (False, True, "private")


@pytest.mark.parametrize(
    ("name", "value"),
    [("CHUNK_BYTES", "300000"), ("PLAYLISTS", "a b"), ("VISIBILITY", "Public"), ("CATEGORY", "Music")],
)
def test_a_bad_setting_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"VIDPIPE_YOUTUBE_{name}", value)
    with pytest.raises(ProviderError, match="cannot be used"):
        Config()


def test_every_setting_is_described() -> None:
    assert [name for name, field in Config.model_fields.items() if not field.description] == []
