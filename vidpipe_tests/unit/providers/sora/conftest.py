from __future__ import annotations

from pathlib import Path

import pytest

from vidpipe_tests.unit.providers.filming.made import film


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the settings of whoever runs the tests out of them."""
    monkeypatch.chdir(tmp_path)
    for name in ("API_KEY", "BASE_URL", "MODEL", "LOOK"):
        monkeypatch.delenv(f"VIDPIPE_SORA_{name}", raising=False)


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A film of one second, with sound."""
    return film(tmp_path_factory.mktemp("sora") / "clip.mp4")
