"""Work in a thread that ends when its task is cancelled, rather than going on alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from threading import Event
from typing import TypeVar

Made = TypeVar("Made")


async def in_thread(work: Callable[[Event], Made]) -> Made:
    """Do ``work`` in a thread and return its result. Cancelled, set its event, and wait until it has ended.

    Only then is the cancellation passed on, so that files which the work writes can be taken away.
    """
    ended = Event()
    task = asyncio.create_task(asyncio.to_thread(work, ended))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        ended.set()
        while not task.done():
            # Cancelled once more, it is waited for all the same.
            with suppress(asyncio.CancelledError):
                await asyncio.wait([task])
        task.exception()  # of no use any more
        raise
