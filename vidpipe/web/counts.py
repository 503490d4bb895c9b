"""How many tasks stand in each status, counted at most every two seconds: every open list asks that often."""

from __future__ import annotations

import threading
import time
from weakref import WeakKeyDictionary

from vidpipe.tasks import TaskService

MAX_AGE_SECONDS = 2.0

_lock = threading.Lock()
_counted: WeakKeyDictionary[TaskService, tuple[float, dict[str, int]]] = WeakKeyDictionary()


def recent_counts(tasks: TaskService) -> dict[str, int]:
    """Return the counts by status, up to two seconds old."""
    # Held while counting: who comes meanwhile waits for the same numbers instead of counting too.
    with _lock:
        counted_at, counts = _counted.get(tasks, (float("-inf"), {}))
        if time.monotonic() - counted_at > MAX_AGE_SECONDS:
            counts = tasks.counts()
            _counted[tasks] = (time.monotonic(), counts)
        return counts
