"""Reading what a form of a page sends: a few short texts, and at most one picture."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser

from vidpipe.api.bodies import limited_chunks, require_media_type
from vidpipe.errors import InvalidInput
from vidpipe.providers.portraits import LARGEST_FILE

MULTIPART, URLENCODED = "multipart/form-data", "application/x-www-form-urlencoded"
MAX_BODY = LARGEST_FILE + (1 << 20)
"""Bytes: the largest picture, and the texts beside it."""
MAX_PASSED_OVER = 100 << 20
"""Bytes of a too large body that are read and thrown away: many a browser shows no answer before it has sent all."""
MAX_FIELDS = 20


@dataclass(frozen=True, kw_only=True)
class Form:
    """The texts of a form by their names, and its picture; None when no file was chosen."""

    texts: Mapping[str, str] = field(default_factory=dict)
    picture: bytes | None = None

    def required_picture(self) -> bytes:
        """Return the picture. Raises InvalidInput when none was chosen."""
        if self.picture is None:
            raise InvalidInput("No picture was chosen: choose a PNG, JPEG or WebP file first.")
        return self.picture


async def read_form(request: Request) -> Form:
    """Read a form. Raises InvalidInput when it is too large, damaged, or no form at all."""
    if not request.headers.get("content-type"):
        return Form()
    kind = require_media_type(request, MULTIPART, URLENCODED)
    pieces = _pieces(request)
    parser = (
        MultiPartParser(request.headers, pieces, max_files=1, max_fields=MAX_FIELDS)
        if kind == MULTIPART
        else FormParser(request.headers, pieces, max_fields=MAX_FIELDS)
    )
    try:
        sent = await parser.parse()
    except MultiPartException as error:
        raise InvalidInput(f"The form could not be read: {error.message}") from error
    except InvalidInput as error:
        await _pass_over(request)
        limit = f"{LARGEST_FILE >> 20} MB"
        raise InvalidInput(f"The file is too large: {limit} is the limit. Make it smaller.", code=error.code) from error
    try:
        files = [value for value in sent.values() if isinstance(value, UploadFile)]
        content = await files[0].read() if files else b""
    finally:
        await sent.close()
    texts = {name: value for name, value in sent.items() if isinstance(value, str)}
    return Form(texts=texts, picture=content or None)


async def _pieces(request: Request) -> AsyncGenerator[bytes, None]:
    async for chunk in limited_chunks(request, MAX_BODY):
        yield chunk


async def _pass_over(request: Request) -> None:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MAX_PASSED_OVER:
            return
