"""Memory that is free again goes back to the system."""

from __future__ import annotations

import ctypes
from contextlib import suppress
from functools import cache

M_MMAP_THRESHOLD = -3  # malloc.h
APART = 4 << 20
"""Bytes from which on a block is asked of the system by itself: the encoder's pictures at 1080p are larger."""


@cache
def keep_large_blocks_apart() -> None:
    """Have the C library return large blocks as soon as they are freed, where it can be told to (glibc).

    Else it learns from the first that is freed to keep them, between smaller ones that live on: a film of 60 s at 1080p
    took 35 MiB more at its peak, and no less time.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, APART)


def give_back() -> None:
    """Have the C library return what it holds of freed memory, where it can be told to (glibc).

    Pictures are freed in blocks of megabytes, between smaller ones that live on, so glibc keeps them: a film of 40 s at
    1080p took 60 MiB more. Once per piece of a film this costs 2 ms.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
