"""The storage host of the Seedance simulator: pre-signed addresses that live for 24 hours."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from vidpipe.sandbox.call import Answer, Call, json_answer

HOST = "seedance-storage"
LIFETIME = 24 * 3600
_FORM = "%Y%m%dT%H%M%SZ"
_SECRET = b"sandbox storage"


def signed_url(call: Call, name: str, issued: datetime) -> str:
    """The address of a file, good for 24 hours from ``issued``, in the shape of Volcengine's TOS."""
    date = f"{issued:{_FORM}}"
    query = {
        "X-Tos-Algorithm": "TOS4-HMAC-SHA256",
        "X-Tos-Credential": f"AKLTsandbox/{issued:%Y%m%d}/cn-beijing/tos/request",
        "X-Tos-Date": date,
        "X-Tos-Expires": str(LIFETIME),
        "X-Tos-Signature": _signature(name, date),
        "X-Tos-SignedHeaders": "host",
    }
    return f"{call.base_url}/{HOST}/{name}?{urlencode(query)}"


def refuse_url(call: Call, name: str) -> Answer | None:
    """Refuse a fetch with our API key, a wrong signature or after the time; None lets it pass."""
    if call.headers.get("authorization"):
        return storage_error(call, 400, "InvalidArgument", "Only one auth mechanism allowed.")
    date = call.query.get("X-Tos-Date", "")
    if not hmac.compare_digest(call.query.get("X-Tos-Signature", ""), _signature(name, date)):
        return storage_error(call, 403, "SignatureDoesNotMatch", "The signature does not match.")
    issued = datetime.strptime(date, _FORM).replace(tzinfo=UTC)
    if call.world.now() > issued + timedelta(seconds=LIFETIME):
        return url_expired(call)
    return None


def url_expired(call: Call) -> Answer:
    """Answer as the storage host does after 24 hours."""
    return storage_error(call, 403, "AccessDenied", "Request has expired")


def storage_error(call: Call, status: int, code: str, message: str) -> Answer:
    """Answer with an error of the storage host."""
    request_id = call.world.token(32, "0123456789abcdef")
    body = {"Code": code, "RequestId": request_id, "HostId": "sandbox", "Message": message}
    return json_answer(status, body, headers={"X-Tos-Request-Id": request_id}, outcome=code)


def _signature(name: str, date: str) -> str:
    return hmac.new(_SECRET, f"{name}\n{date}\n{LIFETIME}".encode(), hashlib.sha256).hexdigest()
