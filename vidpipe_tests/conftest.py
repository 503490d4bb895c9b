"""What holds for all tests."""

from __future__ import annotations

import logging
import shutil
import ssl
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import structlog
from fontTools.subset import Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from hypothesis import HealthCheck, settings

from vidpipe.errors import redaction
from vidpipe.media.memory import give_back
from vidpipe.text.fonts import faces

HERE = Path(__file__).parent
# No test fails of time: a loaded machine takes longer.
settings.register_profile("vidpipe", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("vidpipe")


def pytest_configure(config: pytest.Config) -> None:
    """Give each run of the tests a folder of its own.

    Every run closes pytest's common folder to other users, which takes a running one's database from it: as root, the
    database belongs to another user.
    """
    if config.option.basetemp is None and not hasattr(config, "workerinput"):
        folder = Path(tempfile.mkdtemp(prefix="vidpipe-tests-"))
        config.option.basetemp = str(folder / "run")
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


KINDS = ("acceptance", "integration", "unit")
"""The folders of tests: those that take longest come first, so that no process is left with them at the end."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest; a folder that shares a whole vidpipe stays together."""
    items.sort(key=lambda item: (KINDS.index(item.path.relative_to(HERE).parts[0]), _shared_by(item.path)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Let one process run all tests that share a vidpipe: each other would start one of its own."""
    from xdist.scheduler import LoadFileScheduling

    class ByStack(LoadFileScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            file = str(super()._split_scope(nodeid))
            return _shared_by(Path(file)) or file

    return ByStack(config, log)


def _shared_by(file: Path) -> str:
    """Return the folder whose tests share a vidpipe with this file's; empty when none do."""
    return file.parent.name if file.parent.parent.name == "acceptance" else ""


@pytest.fixture(scope="session", autouse=True)
def certificates_are_read_once() -> Iterator[None]:
    """Every client of httpx reads all certificates anew, which takes longer than most tests that use one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl, "create_default_context", cache(ssl.create_default_context))
        yield


@pytest.fixture(scope="module", autouse=True)
def memory_goes_back() -> Iterator[None]:
    """What a file of tests has freed serves other processes: films and voices leave hundreds of megabytes."""
    yield
    give_back()


@pytest.fixture(autouse=True)
def secrets_of_one_test(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A secret that one test registers is no secret in the next."""
    with monkeypatch.context() as patch:
        patch.setattr(redaction, "_known", redaction._Known())
        yield


@pytest.fixture
def logging_as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Logging is global: what a test sets up is taken down again."""
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    configure = structlog.configure
    # Loggers that keep their first setting would take it along into other tests.
    monkeypatch.setattr(
        structlog, "configure", lambda **chosen: configure(**chosen | {"cache_logger_on_first_use": False})
    )
    structlog.contextvars.clear_contextvars()
    yield
    for handler in [handler for handler in root.handlers if handler not in handlers]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    structlog.contextvars.clear_contextvars()
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def own_font(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A font of somebody's own: without weights, with Latin capitals only."""
    path = tmp_path_factory.mktemp("fonts") / "Own.ttf"
    font = instantiateVariableFont(TTFont(faces()[0].path), {"wght": 900})
    subsetter = Subsetter()
    subsetter.populate(text="ABCDEFGHIJKLMNOPQRSTUVWXYZ ")
    subsetter.subset(font)
    font.save(path)
    return path
