"""How D-ID says no: its own body with a kind, the bare message of the gateway before it, and S3's XML."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from starlette.responses import PlainTextResponse, Response

from vidpipe.sandbox.call import Answer, json_answer

GATEWAY_TIMEOUT = "Endpoint request timed out"


class Refused(Exception):
    """A request that is answered with an error."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.outcome)
        self.answer = answer


def error(status: int, kind: str, description: str, details: object = None) -> Answer:
    """Answer as D-ID's API does."""
    body: dict[str, object] = {"kind": kind, "description": description}
    if details is not None:
        body["details"] = details
    return json_answer(status, body, outcome=kind)


def refusal(status: int, kind: str, description: str, details: object = None) -> Refused:
    """The same, to be raised."""
    return Refused(error(status, kind, description, details))


def invalid(problems: Mapping[str, str]) -> Refused:
    """Refuse fields of the body: what is wrong by the field's path."""
    return refusal(400, "ValidationError", "Validation Error", {path: {"message": p} for path, p in problems.items()})


def unsupported(received: str, supported: list[str]) -> Refused:
    """Refuse a media type."""
    details = {"received": received, "supported": supported}
    return refusal(415, "UnsupportedMimeTypeError", "unsupported mime type", details)


def gateway(status: int, message: str) -> Answer:
    """Answer as the AWS gateway in front of D-ID does: a message and no kind."""
    return json_answer(status, {"message": message}, outcome="gateway")


def plain(status: int, text: str) -> Answer:
    """Answer in plain text."""
    return Answer(PlainTextResponse(text, status), text.lower().replace(" ", "_"))


def s3_error(status: int, code: str, message: str, *, expired: tuple[datetime, datetime] | None = None) -> Answer:
    """Answer as S3 does; ``expired`` is when the URL did, and the time now."""
    more = ""
    if expired is not None:
        ended, now = (moment.strftime("%Y-%m-%dT%H:%M:%SZ") for moment in expired)
        more = f"<Expires>{ended}</Expires><ServerTime>{now}</ServerTime>"
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code><Message>{message}</Message>{more}'
        "<RequestId>SANDBOX0000000000</RequestId><HostId>sandbox</HostId></Error>"
    )
    return Answer(Response(text, status, media_type="application/xml"), code)
