"""How Seedance refuses: one error body with a string code, a request id in its message and in a header."""

from __future__ import annotations

import string

from vidpipe.sandbox.call import Answer, Call, json_answer

_TYPES = {
    400: "BadRequest",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    429: "TooManyRequests",
}


class Refused(Exception):
    """The request is answered with an error instead; ``args`` are those of :func:`refusal` behind the call."""

    def __init__(self, status: int, code: str, message: str, param: str = "") -> None:
        super().__init__(status, code, message, param)
        self.status, self.code, self.message, self.param = status, code, message, param

    def answer(self, call: Call) -> Answer:
        """Put the refusal into the provider's words."""
        return refusal(call, self.status, self.code, self.message, self.param)


def invalid(message: str, param: str, code: str = "InvalidParameter") -> Refused:
    """A field of the request is not as documented."""
    return Refused(400, code, f"The parameter `{param}` specified in the request is not valid: {message}.", param)


def request_id(call: Call) -> str:
    """A request id in the shape of Ark's; new for every call."""
    return "0217" + call.world.token(40, string.hexdigits[:16])


def reply(call: Call, body: object, *, charge_usd: float = 0.0, outcome: str = "ok") -> Answer:
    """Answer 200 with the body and the request id."""
    headers = {"X-Request-Id": request_id(call)}
    return json_answer(200, body, headers=headers, outcome=outcome, charge_usd=charge_usd)


def refusal(
    call: Call, status: int, code: str, message: str, param: str = "", headers: dict[str, str] | None = None
) -> Answer:
    """Answer with an error as Ark words it."""
    identity = request_id(call)
    body = {
        "error": {
            "code": code,
            "message": f"{message} Request id: {identity}",
            "param": param,
            "type": _TYPES.get(status, "InternalServerError"),
        }
    }
    return json_answer(status, body, headers={"X-Request-Id": identity} | (headers or {}), outcome=code)
