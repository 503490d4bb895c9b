"""How OpenAI refuses: one error body, a request id in a header."""

from __future__ import annotations

from collections.abc import Mapping

from vidpipe.sandbox.call import Answer, Call, json_answer
from vidpipe.sandbox.keys import is_sandbox_key


class Refused(Exception):
    """The request is answered with an error instead."""

    def __init__(
        self,
        status: int,
        code: str | None,
        message: str,
        param: str | None = None,
        *,
        kind: str = "invalid_request_error",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, code, message)
        self.status, self.code, self.message, self.param = status, code, message, param
        self.kind, self.headers = kind, dict(headers or {})

    def answer(self, call: Call) -> Answer:
        """Put the refusal into OpenAI's words."""
        error = {"message": self.message, "type": self.kind, "param": self.param, "code": self.code}
        headers = {"x-request-id": request_id(call)} | self.headers
        return json_answer(self.status, {"error": error}, headers=headers, outcome=self.code or self.kind)


def invalid(message: str, param: str, code: str = "invalid_value") -> Refused:
    """A field is not as documented."""
    return Refused(400, code, message, param)


def check_key(call: Call) -> None:
    """Set the call's key. Raises Refused (401) when there is none or a wrong one."""
    scheme, _, key = call.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not is_sandbox_key(key):
        raise Refused(401, "invalid_api_key", "Incorrect API key provided.")
    call.key = key.strip()


def request_id(call: Call) -> str:
    """A request id in the shape of OpenAI's."""
    return "req_" + call.world.token(32, "0123456789abcdef")
