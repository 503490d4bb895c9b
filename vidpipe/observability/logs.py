"""Sets up logging: our own lines and those of every library take the same way to the same files."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import Literal

import structlog
from structlog.processors import ExceptionRenderer
from structlog.stdlib import ProcessorFormatter
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import Processor

from vidpipe.errors import file_errors
from vidpipe.observability.files import DailyFileHandler
from vidpipe.observability.lines import for_terminal, name_error_code, shape, to_json

Level = Literal["debug", "info", "warning", "error"]

# These bring handlers of their own, which would print each line a second time in another form.
_BRING_HANDLERS = ("dagster", "dagster-webserver", "dagit", "uvicorn", "uvicorn.access", "uvicorn.error", "alembic")
# One line for every HTTP request and every socket: ours say more.
_TOO_TALKATIVE = ("httpx", "httpcore", "urllib3", "asyncio", "PIL", "fontTools", "watchfiles")

_OURS = "_vidpipe_handler"


def configure_logging(*, log_dir: Path | None, service: str, level: Level = "info", console: bool) -> None:
    """Send all logs of this process to the day's file in ``log_dir``, and as readable text to stderr if ``console``.

    ``service`` names the process in every line: api, worker, daemon, cli. Calling it again replaces the earlier
    setting. Raises StorageError when the folder cannot be made.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.StackInfoRenderer(),
        name_error_code,
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handlers: list[logging.Handler] = []
    if log_dir is not None:
        with file_errors("open the log folder", log_dir):
            file = DailyFileHandler(log_dir)
        tracebacks = ExceptionRenderer(ExceptionDictTransformer(show_locals=False, use_rich=False))
        file.setFormatter(_formatter(shared, tracebacks, shape(service), to_json))
        handlers.append(file)
    if console:
        stream = logging.StreamHandler(sys.stderr)
        renderer = structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback, pad_event_to=0
        )
        stream.setFormatter(
            _formatter(shared, structlog.processors.format_exc_info, shape(service), for_terminal, renderer)
        )
        handlers.append(stream)
    _install(handlers, getattr(logging, level.upper()))


def _formatter(shared: list[Processor], *processors: Processor) -> ProcessorFormatter:
    return ProcessorFormatter(foreign_pre_chain=shared, processors=processors)


def _install(handlers: list[logging.Handler], level: int) -> None:
    root = logging.getLogger()
    for old in [handler for handler in root.handlers if hasattr(handler, _OURS)]:
        root.removeHandler(old)
        old.close()
    for handler in handlers:
        setattr(handler, _OURS, True)
        root.addHandler(handler)
    root.setLevel(level)
    for name in _BRING_HANDLERS:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    for name in _TOO_TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
