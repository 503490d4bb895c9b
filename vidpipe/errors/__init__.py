"""Everything that can go wrong: the catalogue of codes and the exceptions that carry them."""

from vidpipe.errors.catalogue import CATALOGUE, LANGUAGES, CatalogueEntry, Language
from vidpipe.errors.cleaning import clean, register_secret
from vidpipe.errors.exceptions import (
    NO_MORE_TRIES,
    Conflict,
    InvalidInput,
    MediaError,
    NotFound,
    ProviderError,
    StorageError,
    VidpipeError,
    WorkLost,
)
from vidpipe.errors.explain import explain
from vidpipe.errors.files import file_errors, require_file
from vidpipe.errors.info import error_info
from vidpipe.errors.retry import RetryPolicy
from vidpipe.errors.steps import steps, steps_at_command

__all__ = [
    "CATALOGUE",
    "LANGUAGES",
    "NO_MORE_TRIES",
    "CatalogueEntry",
    "Conflict",
    "InvalidInput",
    "Language",
    "MediaError",
    "NotFound",
    "ProviderError",
    "RetryPolicy",
    "StorageError",
    "VidpipeError",
    "WorkLost",
    "clean",
    "error_info",
    "explain",
    "file_errors",
    "register_secret",
    "require_file",
    "steps",
    "steps_at_command",
]
