"""What a simulator is: a name, endpoints, the failures its contract documents, and what its keys have to spend."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from vidpipe.sandbox.call import Answer, Call, json_answer

Handler = Callable[[Call], Awaitable[Answer]]
Fault = Callable[[Call], Answer | Awaitable[Answer]]
Balance = int | float | str | bool | None

NOTHING: Mapping[str, Balance] = MappingProxyType({})


@dataclass(frozen=True)
class Endpoint:
    """One operation: ``path`` is that of the real host, names in braces; a GET also answers HEAD.

    ``latency`` is how many seconds an answer that is no refusal takes in the profile ``real``, at least and at most.
    ``host`` is the first part of the URL where that is not the service's name (a storage host of its own, or a host
    shared with another service). An endpoint that ``streams`` reads its body itself, by :meth:`Call.chunks`.
    """

    name: str
    method: str
    path: str
    handler: Handler
    latency: tuple[float, float] = (0.0, 0.0)
    host: str | None = None
    streams: bool = False


class Service(Protocol):
    """A simulator; subclasses say what is theirs and get the rest from here."""

    name: str
    """As in URLs, in the journal and in control calls."""
    faults: Mapping[str, Fault]
    """Documented failures by the catalogue's name, lower case, without the provider: what each looks like."""
    account: Mapping[str, Balance] = NOTHING
    """What every key has at first, by name (credits, calls a minute …); None is without limit."""

    def endpoints(self) -> list[Endpoint]:
        """Everything it answers to."""
        ...

    def unknown(self, call: Call) -> Answer:  # noqa: ARG002  # for those who answer by the call
        """Answer a path or method that the service does not have."""
        return json_answer(404, {"error": "not found"}, outcome="unknown_path")
