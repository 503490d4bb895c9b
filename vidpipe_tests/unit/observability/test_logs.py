"""Every line has the fields of the requirements, whoever wrote it, and none holds a secret."""

from __future__ import annotations

import json
import logging
import re
import warnings
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vidpipe.errors import ProviderError, StorageError
from vidpipe.observability import bind_trace, configure_logging, register_secret

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
CANARY = "Zx9canaryQw7"


def lines(folder: Path) -> list[dict[str, Any]]:
    raw = b"".join(path.read_bytes() for path in sorted(folder.glob("*.jsonl")))
    assert raw.endswith(b"\n") or not raw
    return [json.loads(line) for line in raw.split(b"\n")[:-1]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    configure_logging(log_dir=tmp_path / "logs", service="worker", level="debug", console=False)
    return tmp_path / "logs"


def test_a_line_has_the_fields_of_the_requirements_in_their_order(folder: Path) -> None:
    log = structlog.get_logger("vidpipe.providers.did")
    with bind_trace(trace_id=TRACE, project_id="task-1", user_id="ann", run_id="run-1", stage="avatar"):
        log.info(
            "talk created 「好」🍳",
            provider="did",
            api="POST /talks",
            duration_ms=12.5,
            error_code="DID_RATE_LIMIT",
            retry_attempt=2,
            size=7,
            details={"status": 201},
        )
    (line,) = lines(folder)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", line.pop("timestamp"))
    assert isinstance(line.pop("pid"), int)
    assert line == {
        "level": "info",
        "message": "talk created 「好」🍳",
        "trace_id": TRACE,
        "project_id": "task-1",
        "service": "worker",
        "module": "vidpipe.providers.did",
        "stage": "avatar",
        "run_id": "run-1",
        "provider": "did",
        "user_id": "ann",
        "api": "POST /talks",
        "duration_ms": 12.5,
        "error_code": "DID_RATE_LIMIT",
        "retry_attempt": 2,
        "details": {"status": 201, "size": 7},
    }
    assert list(line)[-1] == "details"


def test_fields_that_do_not_apply_are_left_out(folder: Path) -> None:
    structlog.get_logger("a").warning("plain")
    assert set(lines(folder)[0]) == {"timestamp", "level", "message", "service", "pid", "module"}


def test_the_file_is_named_after_its_day(folder: Path) -> None:
    structlog.get_logger("a").info("x")
    (path,) = folder.iterdir()
    assert path.name == f"vidpipe-{lines(folder)[0]['timestamp'][:10]}.jsonl"


@pytest.mark.parametrize("name", ["uvicorn.error", "uvicorn.access", "dagster", "sqlalchemy.engine", "alembic", "any"])
def test_libraries_write_the_same_lines(folder: Path, name: str) -> None:
    with bind_trace(trace_id=TRACE):
        logging.getLogger(name).warning("took %d ms", 12, extra={"route": "/api", "color_message": "\x1b[1mx"})
    (line,) = lines(folder)
    assert (line["message"], line["level"], line["module"], line["trace_id"]) == ("took 12 ms", "warning", name, TRACE)
    assert line["details"] == {"route": "/api"}


def test_python_warnings_are_logged(folder: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("old thing", DeprecationWarning, stacklevel=1)
    (line,) = lines(folder)
    assert line["module"] == "py.warnings"
    assert "DeprecationWarning: old thing" in line["message"]


def test_there_are_four_levels(folder: Path) -> None:
    for level in (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR, logging.CRITICAL):
        logging.getLogger("a").log(level, "x")
    assert [line["level"] for line in lines(folder)] == ["debug", "info", "warning", "error", "error"]


def test_lines_below_the_level_are_left_out(tmp_path: Path) -> None:
    configure_logging(log_dir=tmp_path, service="api", level="warning", console=False)
    structlog.get_logger("a").info("quiet")
    logging.getLogger("b").info("quiet")
    structlog.get_logger("a").warning("loud")
    assert [line["message"] for line in lines(tmp_path)] == ["loud"]


def test_setting_up_again_replaces_and_does_not_double(tmp_path: Path) -> None:
    open_files = []
    for service in ("one", "two"):
        configure_logging(log_dir=tmp_path, service=service, console=False)
        structlog.get_logger("a").info("x")
        open_files.append(len(list(Path("/proc/self/fd").iterdir())))
    assert [line["service"] for line in lines(tmp_path)] == ["one", "two"]
    assert open_files[0] == open_files[1], "the earlier file is closed"


def fail_with_a_secret_at_hand() -> None:
    secret_local = f"{CANARY}-local"
    raise ProviderError(f"refused key sk-{CANARY}{len(secret_local)}", code="TTS_INVALID_API_KEY")


@pytest.mark.parametrize("ours", [True, False])
def test_a_traceback_is_data_without_locals_and_without_secrets(folder: Path, ours: bool) -> None:
    try:
        fail_with_a_secret_at_hand()
    except ProviderError:
        (structlog.get_logger("a") if ours else logging.getLogger("a")).exception("it broke")
    (line,) = lines(folder)
    assert (line["level"], line["error_code"]) == ("error", "TTS_INVALID_API_KEY")
    (stack,) = line["details"]["exception"]
    assert stack["exc_type"] == "ProviderError"
    assert stack["frames"][-1]["name"] == "fail_with_a_secret_at_hand"
    assert CANARY not in json.dumps(line)


def test_the_cause_of_an_exception_is_told_too(folder: Path) -> None:
    try:
        try:
            raise OSError(28, "No space left on device")
        except OSError as error:
            raise StorageError("disk", code="DISK_SPACE_INSUFFICIENT") from error
    except StorageError as error:
        structlog.get_logger("a").error("stored nothing", exc_info=error)
    (line,) = lines(folder)
    assert line["error_code"] == "DISK_SPACE_INSUFFICIENT"
    assert [stack["exc_type"] for stack in line["details"]["exception"]] == ["StorageError", "OSError"]


@pytest.mark.parametrize(
    "fields",
    [
        {"event": f"Bearer {CANARY}"},
        {"event": "x", "api_key": CANARY},
        {"event": "x", "details": {"headers": {"xi-api-key": CANARY, "Cookie": f"a={CANARY}"}}},
        {"event": "x", "api": f"GET https://x.test/?key={CANARY}"},
        {"event": "x", "url": f"postgresql://u:{CANARY}@h/db"},
        {"event": "x", "request": [("authorization", f"Basic {CANARY}")]},
        {"event": f"registered value {CANARY}-known"},
        {"event": "x", f"name-{CANARY}-known": 1},
    ],
)
@pytest.mark.parametrize("console", [False, True])
def test_no_canary_reaches_file_or_terminal(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], fields: dict[str, Any], console: bool
) -> None:
    register_secret(f"{CANARY}-known")
    configure_logging(log_dir=tmp_path, service="api", console=console)
    structlog.get_logger("a").info(**fields)
    logging.getLogger("b").info("%s", fields)
    written = "".join(path.read_text(encoding="utf-8") for path in tmp_path.iterdir()) + capfd.readouterr().err
    assert written.count("[redacted]") >= (4 if console else 2)
    assert CANARY not in written


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.text(st.characters()),
    st.dictionaries(st.text(st.characters(), min_size=1, max_size=8), st.text(st.characters())),
)
def test_hostile_texts_come_out_as_one_line_of_json(folder: Path, message: str, details: dict[str, str]) -> None:
    before = len(lines(folder)) if folder.exists() else 0
    structlog.get_logger("a").info(message, details=details)
    logging.getLogger("b").info("%s", message)
    assert len(lines(folder)) == before + 2


@pytest.mark.parametrize("sign", ["\n", "\r\n", "\u2028", "\u2029", "\x85", "\0", "\x1b[2J", "\ud800"])
def test_signs_that_end_lines_for_some_readers_do_not_end_ours(folder: Path, sign: str) -> None:
    structlog.get_logger("a").info(f"one{sign}two")
    text = (next(folder.iterdir())).read_text(encoding="utf-8")
    assert len(text.splitlines()) == 1
    assert json.loads(text)["message"].startswith("one")


def test_a_huge_line_is_cut_with_marks(folder: Path) -> None:
    structlog.get_logger("a").info(
        "m" * 1_000_000, wide={str(n): "x" * 20_000 for n in range(1_000)}, text="y" * 50_000
    )
    (line,) = lines(folder)
    assert line["message"].endswith("… [cut: 1000000 characters]")
    assert "[cut]" in line["details"]
    assert len(json.dumps(line)) < 200_000


def test_the_console_is_for_people(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    configure_logging(log_dir=None, service="cli", console=True)
    with bind_trace(trace_id=TRACE, stage="script"):
        structlog.get_logger("a").warning("「好」 \x1b[2Jwiped?\n", scenes=8)
        try:
            raise ProviderError(code="GEMINI_TIMEOUT")
        except ProviderError:
            structlog.get_logger("a").exception("failed")
    out = capfd.readouterr().err
    assert "「好」 \ufffd[2Jwiped?" in out
    assert f"stage=script trace_id={TRACE}" in out
    assert "scenes=8" in out
    assert "error_code=GEMINI_TIMEOUT" in out
    assert "Traceback (most recent call last)" in out
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_place_of_the_log_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("in the way")
    with pytest.raises(StorageError, match="could not open the log folder") as caught:
        configure_logging(log_dir=tmp_path / "logs", service="api", console=False)
    assert caught.value.code == "FILE_SYSTEM_ERROR"
