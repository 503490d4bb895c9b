"""The body of a chat completion, as Ollama and vLLM read it: unknown fields are passed over, known ones checked."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError


class _Read(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class TextPart(_Read):
    """A piece of a message."""

    type: Literal["text", "image_url"]
    text: str = ""


class Message(_Read):
    """One message."""

    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | list[TextPart] | None = None

    def text(self) -> str:
        """Return its text."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content)
        return self.content or ""


class JsonSchema(_Read):
    """The shape an answer must have."""

    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)
    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
    strict: bool | None = None
    described: dict[str, Any] | None = Field(None, alias="schema")


class ResponseFormat(_Read):
    """Text, any JSON, or JSON of one shape."""

    type: Literal["text", "json_object", "json_schema"]
    json_schema: JsonSchema | None = None


class StreamOptions(_Read):
    """What a stream says beside the text."""

    include_usage: bool = False


class ChatBody(_Read):
    """The whole body."""

    model: Annotated[str, Field(min_length=1)]
    messages: Annotated[list[Message], Field(min_length=1)]
    response_format: ResponseFormat | None = None
    max_tokens: Annotated[int, Field(ge=1)] | None = None
    max_completion_tokens: Annotated[int, Field(ge=1)] | None = None
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    top_p: Annotated[float, Field(gt=0, le=1)] | None = None
    n: Annotated[int, Field(ge=1, le=1)] | None = None
    seed: int | None = None
    stop: str | list[str] | None = None
    stream: bool = False
    stream_options: StreamOptions | None = None
    guided_json: dict[str, Any] | None = None

    @property
    def most(self) -> int | None:
        """The tokens the answer may have."""
        return self.max_completion_tokens or self.max_tokens

    @property
    def system_text(self) -> str:
        """What the system messages say."""
        return "\n".join(m.text() for m in self.messages if m.role in ("system", "developer"))

    @property
    def user_text(self) -> str:
        """What the user says."""
        return "\n\n".join(m.text() for m in self.messages if m.role == "user")

    @property
    def schema_asked(self) -> dict[str, Any] | None:
        """The shape an answer must have; None for any."""
        if self.guided_json is not None:
            return self.guided_json
        asked = self.response_format
        return asked.json_schema.described if asked and asked.json_schema else None


class Unreadable(Exception):
    """The body is not what a chat completion needs; ``param`` names the field."""

    def __init__(self, message: str, param: str | None) -> None:
        self.param = param
        super().__init__(message)


def read_chat(body: Any) -> ChatBody:
    """Check a body. Raises :class:`Unreadable`."""
    try:
        read = ChatBody.model_validate(body)
    except ValidationError as error:
        first = error.errors()[0]
        at = ".".join(str(step) for step in first["loc"])
        raise Unreadable(f"{at}: {first['msg']}", at or None) from error
    asked = read.response_format
    if asked and asked.type == "json_schema" and (asked.json_schema is None or asked.json_schema.described is None):
        raise Unreadable("json_schema with a schema is required for this response format", "response_format")
    return read
