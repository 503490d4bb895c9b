"""Never make twice what is there: results are remembered by the hash of everything that went into them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import structlog
from pydantic import ValidationError

from vidpipe.artifacts import LocalArtifactStore, input_key
from vidpipe.models.base import DomainModel

log = structlog.get_logger(__name__)

Made = TypeVar("Made", bound=DomainModel)


async def recall_or_make(
    store: LocalArtifactStore,
    kind: str,
    inputs: dict[str, object],
    model: type[Made],
    make: Callable[[Path], Awaitable[Made]],
) -> tuple[Made, bool]:
    """Return the remembered result for these inputs, or make and remember it; tell whether it was recalled.

    ``make`` gets an empty folder for its files, which is gone afterwards. What it stores and returns is
    remembered only when it has finished, so an interrupted one leaves nothing half-valid.
    """
    recalled = await recall(store, kind, inputs, model)
    if recalled is not None:
        return recalled, True
    with store.work_dir() as folder:
        made = await make(folder)
    await asyncio.to_thread(store.remember, kind, input_key(kind, inputs), made.model_dump(mode="json"))
    return made, False


async def recall(store: LocalArtifactStore, kind: str, inputs: dict[str, object], model: type[Made]) -> Made | None:
    """Return the remembered result for these inputs; None when there is none."""
    key = input_key(kind, inputs)
    known = await asyncio.to_thread(store.recall, kind, key)
    if known is None:
        return None
    try:
        recalled = model.model_validate(known)
    except ValidationError:
        log.warning("what is remembered has another version's shape; it is made anew", kind=kind, key=key[:12])
        return None
    log.info("recalled", kind=kind, key=key[:12])
    return recalled
