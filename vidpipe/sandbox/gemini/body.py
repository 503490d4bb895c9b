"""The body of generateContent: which fields there are and what each may say.

Google's JSON takes names in camelCase and in snake_case, and refuses names it does not know.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AliasGenerator, BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from vidpipe.sandbox.gemini.errors import invalid
from vidpipe.sandbox.writer import tokens

_Int = Annotated[int, Field(strict=False)]


class _Message(BaseModel):
    model_config = ConfigDict(
        extra="forbid", populate_by_name=True, alias_generator=AliasGenerator(validation_alias=to_camel), frozen=True
    )


class SpeechMetadata(_Message):
    """How a part is to be spoken."""

    speaker: str | None = None
    style: str | None = None


class Part(_Message):
    """A piece of a message."""

    text: str | None = None
    thought: bool | None = None
    thought_signature: str | None = None
    inline_data: dict[str, Any] | None = None
    file_data: dict[str, Any] | None = None
    speech_metadata: SpeechMetadata | None = None


class Content(_Message):
    """A message."""

    role: str | None = None
    parts: list[Part] = []

    def text(self) -> str:
        """Return all its text."""
        return "\n".join(part.text for part in self.parts if part.text)


class Thinking(_Message):
    """How much the model thinks."""

    thinking_level: Literal["MINIMAL", "LOW", "MEDIUM", "HIGH", "XHIGH"] | None = None
    thinking_budget: _Int | None = None
    include_thoughts: bool | None = None


class PrebuiltVoice(_Message):
    """One of Google's voices."""

    voice_name: str


class Voice(_Message):
    """Who speaks."""

    prebuilt_voice_config: PrebuiltVoice | None = None
    voice: str | None = None


class SpeakerVoice(_Message):
    """Who speaks for a named speaker."""

    speaker: str
    voice_config: Voice


class MultiSpeaker(_Message):
    """Two speakers."""

    speaker_voice_configs: list[SpeakerVoice]


class Speech(_Message):
    """How it is spoken."""

    language_code: str | None = None
    voice_config: Voice | None = None
    multi_speaker_voice_config: MultiSpeaker | None = None


class Generation(_Message):
    """How the answer is made."""

    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    top_p: Annotated[float, Field(ge=0, le=1)] | None = None
    top_k: Annotated[float, Field(ge=1)] | None = None
    max_output_tokens: Annotated[_Int, Field(ge=1)] | None = None
    stop_sequences: list[str] = []
    seed: Annotated[_Int, Field(ge=-(2**31), lt=2**31)] | None = None
    candidate_count: Annotated[_Int, Field(ge=1, le=8)] | None = None
    response_mime_type: Literal["text/plain", "application/json", "text/x.enum"] | None = None
    response_schema: dict[str, Any] | None = None
    response_json_schema: Any = None
    thinking_config: Thinking | None = None
    response_modalities: list[Literal["TEXT", "AUDIO", "IMAGE"]] | None = None
    speech_config: Speech | None = None
    response_format: Any = None


_Category = Literal[
    "HARM_CATEGORY_HARASSMENT",
    "HARM_CATEGORY_HATE_SPEECH",
    "HARM_CATEGORY_SEXUALLY_EXPLICIT",
    "HARM_CATEGORY_DANGEROUS_CONTENT",
    "HARM_CATEGORY_CIVIC_INTEGRITY",
]
_Threshold = Literal["BLOCK_LOW_AND_ABOVE", "BLOCK_MEDIUM_AND_ABOVE", "BLOCK_ONLY_HIGH", "BLOCK_NONE", "OFF"]


class Safety(_Message):
    """How strictly a kind of harm is filtered."""

    category: _Category
    threshold: _Threshold


class GenerateBody(_Message):
    """The whole body."""

    model: str | None = None
    contents: list[Content]
    system_instruction: Content | None = None
    generation_config: Generation = Generation()
    safety_settings: list[Safety] = []
    service_tier: Literal["standard", "flex", "priority"] | None = None
    store: bool | None = None
    cached_content: str | None = None
    tools: list[dict[str, Any]] = []
    tool_config: dict[str, Any] | None = None

    @property
    def user_text(self) -> str:
        """What the user says, all messages together."""
        return "\n\n".join(content.text() for content in self.contents if content.role != "model")

    @property
    def system_text(self) -> str:
        """What the system instruction says."""
        return self.system_instruction.text() if self.system_instruction else ""


class CountBody(_Message):
    """The body of countTokens: messages, or a whole request."""

    contents: list[Content] = []
    generate_content_request: dict[str, Any] | None = None


def read_body(body: Any) -> GenerateBody:
    """Check a body. Raises Refused (400 INVALID_ARGUMENT) that names the field, in Google's words."""
    if not isinstance(body, dict):
        raise invalid("Invalid JSON payload received. Root must be an object.")
    try:
        read = GenerateBody.model_validate(body)
    except ValidationError as error:
        raise _refused(error) from error
    if not read.contents:
        raise invalid("* GenerateContentRequest.contents: contents is not specified", "contents")
    for number, content in enumerate(read.contents):
        if not content.parts:
            at = f"contents[{number}].parts"
            raise invalid(f"* GenerateContentRequest.{at}: contents.parts must not be empty.", at)
        if content.role not in (None, "user", "model"):
            raise invalid("Please use a valid role: user, model.")
    return read


def read_count(body: Any) -> int:
    """Check the body of countTokens and return how many characters it holds. Raises Refused."""
    try:
        read = CountBody.model_validate(body)
    except ValidationError as error:
        raise _refused(error) from error
    whole = read_body(read.generate_content_request) if read.generate_content_request else None
    contents = [*read.contents, *(whole.contents if whole else [])]
    if not contents:
        raise invalid("* CountTokensRequest.contents: contents is not specified", "contents")
    return tokens("\n".join(content.text() for content in contents) + (whole.system_text if whole else ""))


def _refused(error: ValidationError) -> Exception:
    first = error.errors()[0]
    steps = [f"[{step}]" if isinstance(step, int) else str(step) for step in first["loc"]]
    at = ".".join(steps).replace(".[", "[")
    if first["type"] == "extra_forbidden":
        parent, _, name = at.rpartition(".")
        where = f" at '{parent}'" if parent else ""
        return invalid(f'Invalid JSON payload received. Unknown name "{name or at}"{where}: Cannot find field.', parent)
    if first["type"] == "missing":
        return invalid(f"* GenerateContentRequest.{at}: {at} is not specified", at)
    return invalid(f"Invalid value at '{at}' ({first['msg']}), {first['input']!r}"[:500], at)
