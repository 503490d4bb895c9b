"""`vidpipe youtube login` and `logout`, with a person and a browser that are a thread, against the simulated Google."""

from __future__ import annotations

import stat
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner, Result

from vidpipe.cli import app
from vidpipe.providers.youtube.config import Config
from vidpipe.providers.youtube.vault import login_path, read_login
from vidpipe.sandbox.environment import sandbox_environment
from vidpipe.sandbox.world import World
from vidpipe.sandbox.youtube.state import YouTubeState
from vidpipe_tests.integration.sandbox.conftest import sandbox, sandbox_app, sandbox_url, world

__all__ = ["sandbox", "sandbox_app", "sandbox_url", "world"]

Login = Callable[..., Result]


@pytest.fixture
def login(sandbox_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sandbox: httpx.Client) -> Login:
    """Run `vidpipe youtube login`; the browser presses what is wanted."""
    monkeypatch.chdir(tmp_path)
    for name, value in sandbox_environment(sandbox_url).items():
        if name.startswith("VIDPIPE_YOUTUBE_") and not name.endswith("REFRESH_TOKEN"):
            monkeypatch.setenv(name, value)
    monkeypatch.setenv("VIDPIPE_DATA_DIR", str(tmp_path / "data"))
    # Logging is global: here its lines come out among the rest, unredacted.
    monkeypatch.setattr("vidpipe.observability.logs.configure_logging", lambda **_: None)

    def login(*options: str, decision: str = "allow", user: str = "studio") -> Result:
        def browse(url: str) -> None:
            redirect = httpx.QueryParams(httpx.URL(url).query)["redirect_uri"]
            # What else a browser asks for, and what others on this machine may try.
            assert httpx.get(f"{redirect}favicon.ico").status_code == 404
            assert httpx.get(f"{redirect}?code=stolen&state=guessed").status_code == 404
            back = sandbox.post(url, data={"decision": decision, "user": user}).headers["location"]
            assert "close this page" in httpx.get(back).text

        def opened(url: str) -> bool:
            threads.append(threading.Thread(target=browse, args=(url,)))
            threads[-1].start()
            return True

        threads: list[threading.Thread] = []
        monkeypatch.setattr(webbrowser, "open", opened)
        result = CliRunner().invoke(app, ["youtube", "login", *options])
        for thread in threads:
            thread.join(10)
        return result

    return login


def test_a_login_is_stored_for_this_user_and_used(login: Login, tmp_path: Path) -> None:
    result = login()
    assert result.exit_code == 0, result.output
    assert "Sandbox channel of studio" in result.output
    path = login_path(tmp_path / "data")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    stored = read_login(tmp_path / "data")
    assert stored is not None
    assert Config().key() == stored.refresh_token
    assert not any(secret in result.output for secret in ("1//0", "ya29", "4/0", "code_verifier", "GOCSPX"))


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        ({"decision": "deny"}, "access_denied"),
        ({"user": "nochannel"}, "has no YouTube channel"),
    ],
)
def test_a_login_that_did_not_come_about_stores_nothing(
    login: Login, tmp_path: Path, choice: dict[str, str], told: str
) -> None:
    result = login(**choice)
    assert result.exit_code == 1
    assert told in result.output
    assert read_login(tmp_path / "data") is None


def test_nobody_consents_in_time(login: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    assert login("--no-browser", "--wait", "0.05").exit_code == 1
    monkeypatch.setenv("VIDPIPE_YOUTUBE_CLIENT_ID", "")
    result = login()
    assert result.exit_code == 1
    assert "VIDPIPE_YOUTUBE_CLIENT_ID" in result.output


@pytest.mark.usefixtures("login")
def test_the_address_can_be_pasted_from_another_machine(
    sandbox: httpx.Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(*_: object, **__: object) -> str:
        (url,) = [line for line in printed if line.startswith("http")]
        return sandbox.post(url, data={"decision": "allow"}).headers["location"] + "\n"

    printed: list[str] = []
    monkeypatch.setattr("builtins.print", lambda text, **_: printed.append(text))
    monkeypatch.setattr("typer.prompt", asked)
    result = CliRunner().invoke(app, ["youtube", "login", "--paste"])
    assert result.exit_code == 0, result.output
    assert read_login(tmp_path / "data") is not None


def test_a_logout_takes_the_consent_back(login: Login, world: World, tmp_path: Path) -> None:
    login()
    stored = read_login(tmp_path / "data")
    assert stored is not None
    result = CliRunner().invoke(app, ["youtube", "logout"])
    assert result.exit_code == 0, result.output
    assert stored.refresh_token in YouTubeState.of(world).revoked
    assert read_login(tmp_path / "data") is None
    assert "No channel is connected" in CliRunner().invoke(app, ["youtube", "logout"]).output


def test_a_logout_without_google_forgets_all_the_same(
    login: Login, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    login()
    monkeypatch.setenv("VIDPIPE_YOUTUBE_REVOKE_URL", "http://127.0.0.1:9/revoke")
    result = CliRunner().invoke(app, ["youtube", "logout"])
    assert "myaccount.google.com" in result.output
    assert read_login(tmp_path / "data") is None
