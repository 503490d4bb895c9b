"""Every setting there is: the file ``.env.example``, and what is set under a name that nobody reads.

python -m vidpipe.console.settings > .env.example
"""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from dotenv import dotenv_values
from pydantic import SecretStr
from pydantic_settings import BaseSettings

from vidpipe.errors import file_errors
from vidpipe.providers.pricing import PricingSettings
from vidpipe.providers.services import SERVICES, config_class
from vidpipe.providers.wrong_settings import variable_of
from vidpipe.settings import Settings

PREFIX = "VIDPIPE_"
OF_ITS_OWN_PROCESSES = frozenset(
    {
        "VIDPIPE_WORKER_SOCKET", "VIDPIPE_CODE_SOCKET", "VIDPIPE_COURIER_SOCKET", "VIDPIPE_PROCESS",
        "VIDPIPE_DAGSTER_DATABASE_URL", "VIDPIPE_DAGSTER_STORAGE", "VIDPIPE_DAGSTER_MAX_RUNS",
        "VIDPIPE_TEST_DATABASE_URL",
    }
)  # fmt: skip
"""What `vidpipe up` tells the processes it starts, and the tests are told; nothing for people to set."""

_HEAD = """\
# Every setting of vidpipe, with its default. Copy this file to .env and change what you need; the environment goes
# before it. Written by `python -m vidpipe.console.settings > .env.example`."""


def sections() -> Iterator[tuple[str, type[BaseSettings]]]:
    """Yield every group of settings with its title."""
    yield "vidpipe", Settings
    yield "", PricingSettings
    for name in SERVICES:
        kind = config_class(name)
        yield kind.title, kind


def variables() -> dict[str, tuple[type[BaseSettings], str]]:
    """Return every variable that can be set, with the class and the field that read it."""
    found: dict[str, tuple[type[BaseSettings], str]] = {}
    for _, kind in sections():
        for field in kind.model_fields:
            if field not in getattr(kind, "unused", ()):
                # YouTube's settings read the data folder as well.
                found.setdefault(variable_of(kind, field), (kind, field))
    return found


def example() -> str:
    """Return the text of ``.env.example``."""
    lines = [_HEAD]
    known = variables()
    for title, kind in sections():
        if title:
            lines += ["", f"# {'-' * 10} {title} {'-' * 10}"]
        for variable, (of, field) in known.items():
            if of is kind:
                info = kind.model_fields[field]
                lines += ["", f"# {info.description}", f"# {variable}={_written(info.default)}"]
    return "\n".join(lines) + "\n"


def _written(default: object) -> str:
    """Return a default as ``.env`` has it."""
    if default is None or isinstance(default, SecretStr) or default == ():
        return ""
    if isinstance(default, bool):
        return str(default).lower()
    text = str(default)
    return f"'{text}'" if re.search(r"[#\"\\$]|^\s|\s$", text) else text


def unknown_settings(environment: Mapping[str, str], file: Path = Path(".env")) -> list[str]:
    """Say what is set in the environment or the file, but read by nobody, each with the nearest right name."""
    known = list(variables())
    with file_errors("read the settings", file):
        of_file = dotenv_values(file) if file.is_file() else {}
    found: list[str] = []
    for where, names in (("the environment", environment), (str(file), of_file)):
        for name in names:
            upper = name.upper()
            if upper.startswith(PREFIX) and upper not in known and upper not in OF_ITS_OWN_PROCESSES:
                found.append(f"{name} in {where} is no setting of vidpipe and has no effect; {_instead(upper, known)}")
            elif where != "the environment" and PREFIX + upper in known:
                found.append(f"{name} in {where} has no effect; did you mean {PREFIX}{upper}?")
    return found


def _instead(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.7)
    return f"did you mean {near[0]}?" if near else ".env.example names every setting."


if __name__ == "__main__":
    sys.stdout.write(example())
