"""Processes whose parents died: they become the supervisor's own, so that nothing outlives it."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal

import psutil

PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h


def adopt_orphans() -> None:
    """Let what our processes leave behind become our child."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def stop_orphans() -> None:
    """Stop the runs of a worker that died and could not stop them, before their database goes."""
    orphans = [one for one in psutil.Process().children(recursive=True) if one.name() != "postgres"]
    for signal_number in (signal.SIGTERM, signal.SIGKILL):
        for orphan in orphans:
            with contextlib.suppress(psutil.NoSuchProcess):
                orphan.send_signal(signal_number)
        _, orphans = psutil.wait_procs(orphans, timeout=10)


def reap_orphans() -> None:
    """Collect those that have ended."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
