"""OpenAI's own Videos API after its end: every call with a good key is told that there is no such model.

What api.openai.com really answers now is not documented; the other likely forms are armed as faults.
"""

from __future__ import annotations

from collections.abc import Callable

from vidpipe.sandbox.call import Answer, Call
from vidpipe.sandbox.service import Endpoint, Fault, Service
from vidpipe.sandbox.sora.errors import Refused, check_key

_GONE = "The model `sora-2` does not exist or you do not have access to it."
_ENDED = "The Videos API has been deprecated and was shut down on 2026-09-24."


class Sora(Service):
    """The official Videos API, shut down."""

    name = "sora"

    def __init__(self) -> None:
        self.faults: dict[str, Fault] = {
            "retired": _refusing(_no_model),
            "retired_2": _refusing(lambda: Refused(410, "gone", _ENDED)),
            "retired_3": _refusing(lambda: Refused(400, "model_not_found", _GONE, "model")),
            "retired_4": _refusing(lambda: Refused(400, "invalid_request", _ENDED)),
            "retired_5": _refusing(lambda: Refused(404, None, "Invalid URL (POST /v1/videos)")),
            "invalid_api_key": _refusing(lambda: Refused(401, "invalid_api_key", "Incorrect API key provided.")),
        }

    def endpoints(self) -> list[Endpoint]:
        """Everything that there was."""
        latency = (0.05, 0.3)
        return [
            Endpoint("create", "POST", "/v1/videos", self._gone, latency),
            Endpoint("list", "GET", "/v1/videos", self._gone, latency),
            Endpoint("get", "GET", "/v1/videos/{id}", self._gone, latency),
            Endpoint("delete", "DELETE", "/v1/videos/{id}", self._gone, latency),
            Endpoint("content", "GET", "/v1/videos/{id}/content", self._gone, latency),
            Endpoint("remix", "POST", "/v1/videos/{id}/remix", self._gone, latency),
        ]

    def unknown(self, call: Call) -> Answer:
        """Answer any other path."""
        return Refused(404, None, f"Invalid URL ({call.request.method} {call.path})").answer(call)

    async def _gone(self, call: Call) -> Answer:
        try:
            check_key(call)
        except Refused as refused:
            return refused.answer(call)
        return _no_model().answer(call)


def _no_model() -> Refused:
    return Refused(404, "model_not_found", _GONE)


def _refusing(refusal: Callable[[], Refused]) -> Fault:
    return lambda call: refusal().answer(call)
