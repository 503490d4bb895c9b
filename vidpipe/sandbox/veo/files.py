"""The Files API: uploads too large for a request, and the download of finished films; all with the key."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from starlette.responses import Response

from vidpipe.sandbox.call import Answer, BadBody, Call, json_answer
from vidpipe.sandbox.film_jobs import SUCCEEDS
from vidpipe.sandbox.ranges import file_answer
from vidpipe.sandbox.veo.errors import Refused, check_key_classically, classic, problem
from vidpipe.sandbox.veo.interactions import FILE_KEPT, kept

_LARGEST = 2 << 30
_PROCESSING_SECONDS = 4.0
_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(kw_only=True)
class Upload:
    """A file on its way in, or there."""

    id: str
    key: str
    mime_type: str
    length: int
    display_name: str
    created: datetime
    wait: float
    data: bytearray
    finished: bool = False
    failed: bool = False

    def state(self, now: datetime) -> str:
        """The state as the Files API names it."""
        if (now - self.created).total_seconds() < self.wait:
            return "PROCESSING"
        return "FAILED" if self.failed else "ACTIVE"


class CallersUploads:
    """The uploads that one caller may use as inputs."""

    def __init__(self, call: Call) -> None:
        self.call = call

    def content(self, uri: str) -> bytes:
        """Return the bytes behind a file's uri. Raises Refused when it is not there or not ready."""
        file_id = urlsplit(uri).path.rpartition("/files/")[2]
        upload = uploads(self.call).get(file_id)
        if upload is None or upload.key != self.call.key or not upload.finished:
            raise Refused(problem(400, "invalid_request", f"The file {uri} cannot be read."))
        if upload.state(self.call.world.now()) != "ACTIVE":
            raise Refused(
                problem(
                    400,
                    "failed_precondition",
                    f"The File {file_id} is not in an ACTIVE state and usage is not allowed.",
                )
            )
        return bytes(upload.data)


def uploads(call: Call) -> dict[str, Upload]:
    """All uploads of the world by the file's id."""
    found: dict[str, Upload] = call.world.store["veo"].setdefault("uploads", {})
    return found


async def upload(call: Call) -> Answer:
    """Begin a resumable upload, or take its bytes, as the command in the header says."""
    commands = {word.strip() for word in call.headers.get("x-goog-upload-command", "").split(",")}
    try:
        if commands == {"start"}:
            return _start(call)
        return _continue(call, commands)
    except Refused as refused:
        return refused.answer


def _start(call: Call) -> Answer:
    call.key = check_key_classically(call.headers.get("x-goog-api-key") or call.query.get("key"))
    length = call.headers.get("x-goog-upload-header-content-length", "")
    mime_type = call.headers.get("x-goog-upload-header-content-type", "")
    if call.headers.get("x-goog-upload-protocol") != "resumable":
        raise _invalid("X-Goog-Upload-Protocol must be resumable.")
    if not length.isdecimal() or not 0 < int(length) <= _LARGEST or "/" not in mime_type:
        raise _invalid("X-Goog-Upload-Header-Content-Length and -Content-Type must say what comes, at most 2 GB.")
    try:
        body = call.json() if call.body else {}
    except BadBody as error:
        raise _invalid("Invalid JSON payload received.") from error
    about = body.get("file", {}) if isinstance(body, dict) else None
    name = about.get("display_name", about.get("displayName", "")) if isinstance(about, dict) else None
    if not isinstance(name, str):
        raise _invalid("Invalid value at 'file'.")
    begun = Upload(
        id=call.world.token(12, _LETTERS),
        key=call.key,
        mime_type=mime_type,
        length=int(length),
        display_name=name,
        created=call.world.now(),
        wait=call.world.duration(_PROCESSING_SECONDS),
        data=bytearray(),
    )
    uploads(call)[begun.id] = begun
    url = f"{call.base_url}/gemini/upload/v1beta/files?upload_id={begun.id}&upload_protocol=resumable"
    headers = {"X-Goog-Upload-URL": url, "X-Goog-Upload-Status": "active", "X-Goog-Upload-Control-URL": url}
    return Answer(Response(b"", 200, headers))


def _continue(call: Call, commands: set[str]) -> Answer:
    begun = uploads(call).get(call.query.get("upload_id", ""))
    if begun is None:
        raise Refused(classic(404, "Requested entity was not found."))
    if commands == {"query"}:
        return Answer(Response(b"", 200, _progress(begun)))
    if not commands or not commands <= {"upload", "finalize"}:
        raise _invalid("X-Goog-Upload-Command must be start, upload, query or finalize.")
    if begun.finished or call.headers.get("x-goog-upload-offset", "0") != str(len(begun.data)):
        raise _invalid("X-Goog-Upload-Offset is not where the upload has come to.")
    begun.data += call.body
    if len(begun.data) > begun.length or ("finalize" in commands and len(begun.data) < begun.length):
        raise _invalid("The size of the upload is not as announced.")
    if "finalize" not in commands:
        return Answer(Response(b"", 200, _progress(begun)))
    begun.finished, begun.created = True, call.world.now()
    return json_answer(200, {"file": _about(call, begun)}, headers={"X-Goog-Upload-Status": "final"})


def _progress(begun: Upload) -> dict[str, str]:
    status = "final" if begun.finished else "active"
    return {"X-Goog-Upload-Status": status, "X-Goog-Upload-Size-Received": str(len(begun.data))}


async def get_file(call: Call) -> Answer:
    """Tell about an uploaded file; with ``alt=media`` hand out a generated one."""
    if call.query.get("alt") == "media":
        return await download(call)
    try:
        found = _own_upload(call)
    except Refused as refused:
        return refused.answer
    return json_answer(200, _about(call, found))


async def delete_file(call: Call) -> Answer:
    """Delete an uploaded file."""
    try:
        del uploads(call)[_own_upload(call).id]
    except Refused as refused:
        return refused.answer
    return json_answer(200, {})


async def download(call: Call) -> Answer:
    """Hand out a generated film for 48 hours, to the key that made it."""
    try:
        call.key = check_key_classically(call.headers.get("x-goog-api-key") or call.query.get("key"))
        if call.query.get("alt") != "media":
            raise _invalid("Files are downloaded with alt=media.")
    except Refused as refused:
        return refused.answer
    file_id = call.params["file"]
    made = next((one for one in kept(call).values() if one.file_id == file_id and one.key == call.key), None)
    gone = made is None or made.fate != SUCCEEDS or call.world.now() > made.finished_at + FILE_KEPT
    if made is None or made.film is None or gone:
        return missing(file_id)
    return file_answer(call, await made.film, "video/mp4")


def missing(file_id: str) -> Answer:
    """Answer for a file that there is not, or no longer: Google does not let the two be told apart."""
    return classic(403, f"You do not have permission to access the File {file_id} or it may not exist.")


def _own_upload(call: Call) -> Upload:
    call.key = check_key_classically(call.headers.get("x-goog-api-key") or call.query.get("key"))
    found = uploads(call).get(call.params["file"])
    if found is None or not found.finished or found.key != call.key:
        raise Refused(missing(call.params["file"]))
    if call.world.now() > found.created + FILE_KEPT:
        raise Refused(missing(found.id))
    return found


def _about(call: Call, file: Upload) -> dict[str, Any]:
    form = "%Y-%m-%dT%H:%M:%S.%fZ"
    return {
        "name": f"files/{file.id}",
        "displayName": file.display_name,
        "mimeType": file.mime_type,
        "sizeBytes": str(file.length),
        "createTime": file.created.strftime(form),
        "updateTime": (file.created + timedelta(seconds=file.wait)).strftime(form),
        "expirationTime": (file.created + FILE_KEPT).strftime(form),
        "sha256Hash": base64.b64encode(hashlib.sha256(file.data).hexdigest().encode()).decode(),
        "uri": f"{call.base_url}/gemini/v1beta/files/{file.id}",
        "state": file.state(call.world.now()),
        "source": "UPLOADED",
    }


def _invalid(message: str) -> Refused:
    return Refused(classic(400, message))
