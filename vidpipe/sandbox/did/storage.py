"""The storage host of D-ID's results (S3): signed addresses that expire, and no second way to identify oneself."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from vidpipe.sandbox.call import Answer, Call
from vidpipe.sandbox.did.errors import s3_error
from vidpipe.sandbox.did.presenters import portrait_of
from vidpipe.sandbox.did.state import DidState, Job
from vidpipe.sandbox.ranges import file_answer

HOST = "did-storage"
_KEY_ID = "ASIASANDBOX000000000"
_TYPES = {"mp4": "video/mp4", "mov": "video/quicktime", "webm": "video/webm"}
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
    tag = hashlib.md5(data, usedforsecurity=False).hexdigest()
    return file_answer(call, data, media_type, {"ETag": f'"{tag}"'})
