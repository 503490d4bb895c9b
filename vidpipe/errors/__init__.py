"""Everything that can go wrong: the catalogue of codes and the exceptions that carry them."""

from vidpipe.errors.catalogue import CATALOGUE, LANGUAGES, CatalogueEntry, RetryPolicy
from vidpipe.errors.exceptions import (
    Conflict,
    InvalidInput,
    MediaError,
    NotFound,
    ProviderError,
    StorageError,
    VidpipeError,
    WorkLost,
)

__all__ = [
    "CATALOGUE",
    "LANGUAGES",
    "CatalogueEntry",
    "Conflict",
    "InvalidInput",
    "MediaError",
    "NotFound",
    "ProviderError",
    "RetryPolicy",
    "StorageError",
    "VidpipeError",
    "WorkLost",
]
