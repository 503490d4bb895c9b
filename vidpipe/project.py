"""Where the project's own files lie: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "_project"


def project_root() -> Path:
    """Return the folder that holds ``sql/``, ``dagster.yaml`` and ``workspace.yaml``."""
    return _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent


def project_path(*parts: str) -> Path:
    """Return the path of one of the project's files."""
    return project_root().joinpath(*parts)
