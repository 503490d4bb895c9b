"""The sandbox as one of the supervised processes."""

from __future__ import annotations

import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from vidpipe.errors import Conflict
from vidpipe.supervisor.asking import answers
from vidpipe.supervisor.child import Child


@dataclass(frozen=True, kw_only=True)
class SandboxOptions:
    """How the sandbox runs: on which port of loopback, and how slow it is (``real``: as the services are)."""

    port: int
    profile: Literal["instant", "real"] = "instant"
    seed: int = 0

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"


def choose_port(wanted: int) -> int:
    """Return the wanted port if it is free, or any free one for 0. Raises Conflict (PORT_IN_USE)."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError as error:
            raise Conflict(
                f"Port {wanted} cannot be used for the sandbox ({error.strerror}); choose another.",
                code="PORT_IN_USE",
                details={"port": wanted},
            ) from error
        port: int = probe.getsockname()[1]
        return port


def sandbox_child(options: SandboxOptions, environment: Mapping[str, str], logs: Path) -> Child:
    """Return the process, not yet started."""
    command = [
        *(sys.executable, "-m", "vidpipe.sandbox"),
        *("--port", str(options.port), "--profile", options.profile, "--seed", str(options.seed)),
    ]
    about = f"{options.url}/__sandbox__"
    return Child("sandbox", command, environment, logs / "sandbox.out", ready=lambda: answers(about))
