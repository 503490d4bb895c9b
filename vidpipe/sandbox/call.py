"""One request to a simulator, and what the simulator answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from python_multipart.multipart import parse_options_header
from starlette.datastructures import Headers, QueryParams, UploadFile
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.responses import Response

if TYPE_CHECKING:
    from vidpipe.sandbox.journal import Entry
    from vidpipe.sandbox.world import World

LARGEST_FIELD = 64 << 20


class BadBody(Exception):
    """The body is not what its content type says; the handler turns this into its service's own refusal."""


@dataclass(frozen=True, slots=True)
class FormFile:
    """One file of a multipart form."""

    filename: str
    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """A form's fields and files by name; of a name given twice, the last counts."""

    fields: Mapping[str, str]
    files: Mapping[str, FormFile]


@dataclass(eq=False)
class Call:
    """One request. ``key`` is set by the service's check of it; ``body`` is empty where the endpoint streams."""

    request: Request
    world: World
    provider: str
    entry: Entry
    body: bytes = b""
    key: str | None = None
    _form: Form | None = field(default=None, repr=False)

    @property
    def headers(self) -> Headers:
        """The request's headers."""
        return self.request.headers

    @property
    def query(self) -> QueryParams:
        """The values behind the question mark."""
        return self.request.query_params

    @property
    def path(self) -> str:
        """The path below the provider's prefix, which is the path on the real host."""
        return "/" + self.request.url.path.lstrip("/").partition("/")[2]

    @property
    def params(self) -> Mapping[str, str]:
        """What stood for the names in the endpoint's path."""
        return self.request.path_params

    @property
    def base_url(self) -> str:
        """The address by which the caller reached the sandbox, without a slash at its end."""
        return str(self.request.base_url).rstrip("/")

    @property
    def account(self) -> dict[str, Any]:
        """The balances of the key, which the service reads and draws down; see :attr:`Service.account`."""
        return self.world.accounts.of(self.provider, self.key)

    @property
    def running(self) -> int:
        """How many calls of this provider with this key are under way, this one included."""
        return self.world.journal.running(self.provider, self.entry.key_hash)

    def json(self) -> Any:
        """Return the body as JSON. Raises :class:`BadBody` when it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise BadBody(str(error)) from error

    async def form(self) -> Form:
        """Return a multipart or urlencoded form. Raises :class:`BadBody` when the body is neither."""
        if self._form is None:
            self._form = await read_form(self.headers, self.body)
        return self._form

    async def chunks(self) -> AsyncIterator[bytes]:
        """Yield the body as it arrives, for endpoints that stream.

        Raises starlette's ClientDisconnect when the client goes away before its end: what came until then counts.
        """
        async for chunk in self.request.stream():
            self.entry.note(chunk)
            yield chunk


@dataclass(frozen=True)
class Answer:
    """A response, and what the journal notes of it: how it ended, and the price in US dollars."""

    response: Response
    outcome: str = "ok"
    charge_usd: float = 0.0


def json_answer(
    status: int,
    body: object,
    *,
    headers: Mapping[str, str] | None = None,
    outcome: str = "ok",
    charge_usd: float = 0.0,
) -> Answer:
    """Answer with JSON, letters beyond ASCII as they are."""
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    response = Response(content, status, headers, media_type="application/json; charset=utf-8")
    return Answer(response, outcome, charge_usd)


async def read_form(headers: Headers, body: bytes) -> Form:
    """Read a multipart or urlencoded body. Raises :class:`BadBody` when it is neither or broken."""
    kind, options = parse_options_header(headers.get("content-type"))
    if kind == b"multipart/form-data" and b"boundary" in options:
        reader: MultiPartParser | FormParser = MultiPartParser(headers, _once(body), max_part_size=LARGEST_FIELD)
    elif kind == b"application/x-www-form-urlencoded":
        reader = FormParser(headers, _once(body), max_part_size=LARGEST_FIELD)
    else:
        raise BadBody(f"the content type {headers.get('content-type')!r} is no form")
    try:
        parsed = await reader.parse()
    except MultiPartException as error:
        raise BadBody(error.message) from error
    fields: dict[str, str] = {}
    files: dict[str, FormFile] = {}
    for name, value in parsed.multi_items():
        if isinstance(value, UploadFile):
            files[name] = FormFile(value.filename or "", value.content_type or "", await value.read())
            await value.close()
        else:
            fields[name] = value
    return Form(fields, files)


async def _once(body: bytes) -> AsyncGenerator[bytes, None]:
    yield body
    # Starlette's parsers end a form by an empty chunk, as a request's own stream does.
    yield b""


async def content_hash(headers: Headers, body: bytes) -> str:
    """SHA-256 of a body; of a multipart form, of its names and contents, so that boundaries do not matter."""
    if not headers.get("content-type", "").lower().startswith("multipart/form-data"):
        return hashlib.sha256(body).hexdigest()
    try:
        form = await read_form(headers, body)
    except BadBody:
        return hashlib.sha256(body).hexdigest()
    parts = [(name, value.encode("utf-8", "surrogatepass")) for name, value in form.fields.items()]
    parts += [(name, file.data) for name, file in form.files.items()]
    lines = sorted(f"{name}\0{hashlib.sha256(content).hexdigest()}" for name, content in parts)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


__all__ = [
    "Answer",
    "BadBody",
    "Call",
    "Form",
    "FormFile",
    "content_hash",
    "json_answer",
    "read_form",
]
