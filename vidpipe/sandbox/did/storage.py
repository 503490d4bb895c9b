"""The storage host of D-ID's results (S3): signed addresses that expire, and no second way to identify oneself."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from starlette.responses import Response

from vidpipe.sandbox.call import Answer, Call
from vidpipe.sandbox.did.errors import s3_error
from vidpipe.sandbox.did.presenters import portrait_of
from vidpipe.sandbox.did.state import DidState, Job

HOST = "did-storage"
_KEY_ID = "ASIASANDBOX000000000"
_TYPES = {"mp4": "video/mp4", "mov": "video/quicktime", "webm": "video/webm"}
_RANGE = re.compile(r"bytes=(\d+)-(\d*)")
_TWO_WAYS = (
    "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or "
    "the Authorization header should be specified"
)


def signed_url(call: Call, job: Job) -> str:
    """Sign the address of a job's film: anew at every look at it, unless the account has that switched off."""
    if job.url_expires is None or call.account["signsAnew"]:
        job.url_expires = call.world.now() + timedelta(seconds=call.account["resultUrlSeconds"])
    expires = int(job.url_expires.timestamp())
    query = {"AWSAccessKeyId": _KEY_ID, "Expires": expires, "Signature": _signature(job.film_path, str(expires))}
    return f"{call.base_url}/{HOST}/{job.film_path}?{urlencode(query)}"


def _signature(path: str, expires: str) -> str:
    return base64.b64encode(hashlib.sha1(f"{path} {expires}".encode(), usedforsecurity=False).digest()).decode()


async def download(call: Call) -> Answer:
    """GET an object: a film by its signed address, whole or a range."""
    if "authorization" in call.headers:
        return s3_error(400, "InvalidArgument", _TWO_WAYS)
    path, expires, now = call.params["path"], call.query.get("Expires", ""), call.world.now()
    if call.query.get("AWSAccessKeyId") is None or not expires.isdecimal():
        return s3_error(403, "AccessDenied", "Access Denied")
    if call.query.get("Signature") != _signature(path, expires):
        message = "The request signature we calculated does not match the signature you provided."
        return s3_error(403, "SignatureDoesNotMatch", message)
    if (ended := datetime.fromtimestamp(int(expires), UTC)) <= now:
        return s3_error(403, "AccessDenied", "Request has expired", expired=(ended, now))
    jobs = DidState.of(call.world).jobs.values()
    job = next((job for job in jobs if job.film_path == path), None)
    if job is None or job.film is None:
        return s3_error(404, "NoSuchKey", "The specified key does not exist.")
    return _object(call, job.film, _TYPES[job.extension])


async def presenter_picture(call: Call) -> Answer:
    """GET a presenter's preview, which is public."""
    picture = portrait_of(call.params["id"])
    if picture is None:
        return s3_error(403, "AccessDenied", "Access Denied")
    return _object(call, picture, "image/png")


def _object(call: Call, data: bytes, media_type: str) -> Answer:
    headers = {"Accept-Ranges": "bytes", "ETag": f'"{hashlib.md5(data, usedforsecurity=False).hexdigest()}"'}
    asked = _RANGE.fullmatch(call.headers.get("range", ""))
    if asked is None:
        return Answer(Response(data, 200, headers, media_type=media_type))
    first = int(asked[1])
    part = data[first : int(asked[2]) + 1] if asked[2] else data[first:]
    if not part:
        return s3_error(416, "InvalidRange", "The requested range is not satisfiable")
    headers["Content-Range"] = f"bytes {first}-{first + len(part) - 1}/{len(data)}"
    return Answer(Response(part, 206, headers, media_type=media_type))
