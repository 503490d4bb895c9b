"""Runs a command that ends when the supervisor does, even when that is killed.

    python -m vidpipe.supervisor.leash PARENT_PID COMMAND ...

The kernel sends SIGTERM to this process when its parent dies; the command takes the process over with ``exec``.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def main() -> None:
    """Ask the kernel, make sure that the parent still lives, and become the command."""
    parent, *command = sys.argv[1:]
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != int(parent):
        sys.exit(0)
    os.execv(command[0], command)  # noqa: S606 - no shell is meant


if __name__ == "__main__":
    main()
