"""Every documented failure of Gemini Omni, by the name under which a test arms it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from vidpipe.sandbox.call import Answer, Call
from vidpipe.sandbox.film_jobs import STUCK, SUCCEEDS
from vidpipe.sandbox.service import Fault
from vidpipe.sandbox.veo import interactions
from vidpipe.sandbox.veo.errors import bad_gateway, bad_key, classic, over_quota, problem, retired
from vidpipe.sandbox.veo.files import missing


@dataclass(frozen=True, kw_only=True)
class Turn:
    """What befalls an interaction: how it ends, and in which form that is told."""

    fate: str = SUCCEEDS
    form: str = interactions.STEPS
    shows_queue: bool = False


_MODEL = "gemini-omni-1.2-flash"
_SLOW_DOWN = "Rate limit exceeded. Please retry later."
_ANSWERS: dict[str, list[Callable[[], Answer]]] = {
    "invalid_api_key": [lambda: problem(401, "authentication", "API key not valid."), bad_key],
    "permission_denied": [
        lambda: problem(403, "permission_denied", "The caller does not have permission."),
        lambda: problem(400, "failed_precondition", "User location is not supported for the API use."),
        lambda: classic(403, "Your API key was reported as leaked. Please use another API key."),
    ],
    "invalid_request": [
        lambda: problem(400, "invalid_request", "The request is malformed."),
        lambda: problem(400, "parameter_unknown", "Unknown parameter: 'colour'."),
        lambda: problem(416, "out_of_range", "A value is out of range."),
    ],
    "model_retired": [
        lambda: problem(404, "model_not_found", retired(_MODEL)),
        lambda: classic(404, retired(_MODEL)),
    ],
    "task_not_found": [lambda: problem(404, "not_found", "Interaction not found.")],
    "quota_exceeded": [
        lambda: problem(429, "quota_exceeded", "You exceeded your daily quota."),
        lambda: problem(402, "payment_required", "Your prepayment credits are depleted."),
        lambda: over_quota("GenerateRequestsPerDayPerProjectPerModel", "100", 20.04),
        lambda: over_quota("GenerateRequestsPerDayPerProjectPerModel-FreeTier", None, 20.04),
    ],
    "rate_limit": [
        lambda: problem(429, "rate_limit_exceeded", _SLOW_DOWN),
        lambda: over_quota("GenerateRequestsPerMinutePerProjectPerModel", "10", 2.5),
        lambda: classic(429, "Resource has been exhausted (e.g. check quota)."),
    ],
    "server_error": [
        lambda: problem(500, "api_error", "An internal error has occurred."),
        lambda: problem(503, "service_unavailable", "The service is currently unavailable."),
        lambda: classic(503, "The model is overloaded. Please try again later."),
        bad_gateway,
    ],
    "download_expired": [
        lambda: missing("ab12cd"),
        lambda: classic(404, "Requested entity was not found."),
    ],
}

_TURNS: dict[str, Turn] = {
    "content_policy": Turn(fate=interactions.REFUSED),
    "content_policy_2": Turn(fate=interactions.REFUSED_AFTER_TOKENS),
    "empty_result": Turn(fate=interactions.EMPTY),
    "task_failed": Turn(fate=interactions.FAILED),
    "task_failed_2": Turn(fate=interactions.FAILED_STEP),
    "budget_exceeded": Turn(fate="budget_exceeded"),
    "incomplete": Turn(fate="incomplete"),
    "requires_action": Turn(fate="requires_action"),
    "requires_continuation": Turn(fate="requires_continuation"),
    "task_cancelled": Turn(fate=interactions.CANCELLED),
    "processing_timeout": Turn(fate=STUCK),
    "result_download_uri": Turn(form=interactions.DOWNLOAD_URI),
    "result_output_video": Turn(form=interactions.OUTPUT_VIDEO),
    "shows_queue": Turn(shows_queue=True),
}
"""Ends and forms of interactions: armed on a create they await the new one, on a poll they befall the polled one."""


def faults(befall: Callable[[Call, Turn], Awaitable[Answer]]) -> Mapping[str, Fault]:
    """All faults by name; ``befall`` does what a call asks for and settles how its interaction will go on."""
    named: dict[str, Fault] = {}
    for name, answers in _ANSWERS.items():
        for number, answer in enumerate(answers, start=1):
            named[name if number == 1 else f"{name}_{number}"] = _answering(answer)
    for name, turn in _TURNS.items():
        named[name] = _turning(befall, turn)
    return named


def _answering(answer: Callable[[], Answer]) -> Fault:
    return lambda _call: answer()


def _turning(befall: Callable[[Call, Turn], Awaitable[Answer]], turn: Turn) -> Fault:
    return lambda call: befall(call, turn)
