from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from vidpipe.providers.base import AvatarRequest
from vidpipe_tests.unit.providers.did.fake import film, speech


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the settings of whoever runs the tests out of them."""
    monkeypatch.chdir(tmp_path)
    for name in ("API_KEY", "BASE_URL", "PORTRAIT", "PRESENTER_ID", "PLAN", "STITCH"):
        monkeypatch.delenv(f"VIDPIPE_DID_{name}", raising=False)


@pytest.fixture(scope="session")
def talk(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A film of one second."""
    return film(tmp_path_factory.mktemp("did") / "talk.mp4")


@pytest.fixture
def request_(tmp_path: Path) -> AvatarRequest:
    portrait = tmp_path / "me.webp"
    Image.new("RGB", (300, 300), "#a08060").save(portrait)
    audio = speech(tmp_path / "narration.wav")
    return AvatarRequest(audio=audio, portrait=portrait, width=48, height=48, fps=30, seed=1)
