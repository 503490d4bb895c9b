"""Reading files that people write by hand: UTF-8 texts of a sane size, and YAML as people mean it."""

from __future__ import annotations

import re
from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml

from vidpipe.errors import InvalidInput
from vidpipe.errors.files import file_errors, require_file
from vidpipe.text.brief_problems import refusal

LARGEST_FILE = 2 * 1024 * 1024
"""Bytes. These are texts that somebody wrote; what is larger is a mistake."""


def read_text(path: Path, what: str) -> str:
    """Read a UTF-8 file of at most 2 MB; a byte order mark and Windows line ends are taken off.

    ``what`` names the file in messages. Raises InvalidInput (VALIDATION_ERROR, also for a folder; PAYLOAD_TOO_LARGE),
    NotFound (FILE_NOT_FOUND) and StorageError.
    """
    with file_errors(f"read {what}", path):
        require_file(path, what)
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise InvalidInput(
            f"{path} is larger than {LARGEST_FILE // 1024**2} MB; {what} is a text, is this the right file?",
            code="PAYLOAD_TOO_LARGE",
            details={"path": str(path), "limit": LARGEST_FILE},
        )
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        byte = content[error.start]
        problem = f"is not UTF-8 text (byte 0x{byte:02X} at {error.start})"
        raise refusal([{"field": "", "problem": problem, "fix": "save it as UTF-8"}], str(path)) from error


class _Loader(yaml.SafeLoader):
    """YAML as people mean it: 16:9 and 2024-05-01 are texts, and no field is given twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Build a mapping; refuse a key that is there twice."""
        seen: set[object] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen and key.tag != "tag:yaml.org,2002:merge":
                    raise yaml.MarkedYAMLError(None, None, f"the field {key.value!r} is given twice", key.start_mark)
                seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


# YAML 1.1 reads 16:9 as the number 969 (base 60) and 2024-05-01 as a date; YAML 1.2 does neither.
_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag not in ("tag:yaml.org,2002:int", "tag:yaml.org,2002:timestamp")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"[-+]?(?:0|[1-9]\d*)$"), list("-+0123456789"))


def parse_yaml(text: str, source: str) -> object:
    """Read a YAML text; ``source`` names it in messages. Raises InvalidInput that tells the line and the column."""
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 (it is a SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        fault = f"{where}{error.problem or error.context}"
    except yaml.YAMLError as error:
        fault = str(error).splitlines()[0]
    except RecursionError:
        fault = "it is nested too deeply"
    except ValueError as error:
        fault = str(error)
    raise refusal([{"field": "", "problem": f"this is not YAML: {fault}", "fix": "correct it there"}], source)
