from __future__ import annotations

import os
from pathlib import Path

import pytest

from vidpipe_tests.unit.providers.youtube.fake import FakeYouTube, Publishing


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither the environment nor a .env configures anything."""
    for name in list(os.environ):
        if name.startswith("VIDPIPE_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def youtube() -> FakeYouTube:
    return FakeYouTube()


@pytest.fixture
def publishing(youtube: FakeYouTube, tmp_path: Path) -> Publishing:
    return Publishing(youtube, tmp_path)
