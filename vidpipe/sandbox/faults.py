"""Failures on demand: a control call arms one, the next calls that match it meet it."""

from __future__ import annotations

import json
from dataclasses import dataclass

GENERIC: dict[str, str] = {
    "hang": "accepts the call and never answers, until the client goes away; the work is not done",
    "timeout": "does the work and charges, but answers only after `seconds` (600): beyond a client's patience",
    "slow": "the right answer, dripped over `seconds` (5)",
    "drop": "sends half of the right answer's body, then cuts the connection",
    "drop_before": "cuts the connection before any answer; the work is not done",
    "drop_after": "does the work, charges, and cuts the connection before the answer",
    "truncate": "the right headers and complete HTTP, with half of the media or JSON",
    "garbage": "status 200 and the right content type, with bytes that are nothing",
}
"""Failures of the connection, which every endpoint can have: name → what happens."""

SECONDS = {"timeout": 600.0, "slow": 5.0}


@dataclass(eq=False)
class Armed:
    """A failure that waits for its calls.

    ``after`` calls that match pass first, then ``times`` (None: all) meet it. ``match`` is a text which the body must
    hold; an endpoint that streams its body is met only without one.
    """

    provider: str
    fault: str
    endpoint: str | None = None
    times: int | None = 1
    after: int = 0
    match: str = ""
    seconds: float | None = None

    @property
    def wait(self) -> float:
        """Seconds, for the failures that take time."""
        return SECONDS.get(self.fault, 0.0) if self.seconds is None else self.seconds

    def on_wire(self) -> dict[str, object]:
        """Return it as the control API shows it."""
        return {
            "provider": self.provider,
            "endpoint": self.endpoint,
            "fault": self.fault,
            "times": self.times,
            "after": self.after,
            "match": self.match,
            "seconds": self.seconds,
        }


class Faults:
    """The armed failures, in the order of arming."""

    def __init__(self) -> None:
        self.armed: list[Armed] = []

    def arm(self, fault: Armed) -> None:
        """Let a failure wait for its calls."""
        self.armed.append(fault)

    def take(self, provider: str, endpoint: str, body: bytes) -> Armed | None:
        """Return the failure which a call meets, and count the call at every one that it matches until then."""
        for fault in list(self.armed):
            if fault.provider != provider or fault.endpoint not in (None, endpoint):
                continue
            if not _holds(body, fault.match):
                continue
            if fault.after:
                fault.after -= 1
                continue
            if fault.times is not None:
                fault.times -= 1
                if not fault.times:
                    self.armed.remove(fault)
            return fault
        return None

    def clear(self) -> None:
        """Disarm all."""
        self.armed.clear()


def _holds(body: bytes, text: str) -> bool:
    """Tell whether a body holds a text, as it is or as JSON writes letters beyond ASCII."""
    return text.encode() in body or json.dumps(text)[1:-1].encode() in body
