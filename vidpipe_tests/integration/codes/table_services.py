"""Pictures by Stability AI, speech by ElevenLabs and OpenAI, scripts by a language model of one's own."""

from __future__ import annotations

from vidpipe.models import Stage
from vidpipe_tests.integration.codes.cases import Case, fault, nothing
from vidpipe_tests.integration.codes.table_gemini import PROMPT


def _picture(code: str, name: str, http_status: int | None, **more: object) -> Case:
    return Case(
        code=code,
        stage=Stage.SCENE_IMAGES,
        provider="stability",
        trouble=fault("stability", name, "generate_core"),
        http_status=http_status,
        **more,  # type: ignore[arg-type]  # fields of the case
    )


PICTURES = [
    _picture("STABILITY_QUOTA_EXCEEDED", "quota_exceeded", 402),
    _picture("STABILITY_INVALID_PROMPT", "invalid_prompt", 400),
    _picture("STABILITY_RATE_LIMIT", "rate_limit_2", 429, retry_after=60.0),
    _picture("STABILITY_CONTENT_POLICY", "content_policy", 403),
    _picture("STABILITY_SERVER_ERROR", "server_error", 500),
    _picture("STABILITY_TIMEOUT", "hang", None, env={"VIDPIPE_STABILITY_READ_TIMEOUT": "0.7"}),
    _picture("STABILITY_INVALID_API_KEY", "invalid_api_key", 401),
    _picture("STABILITY_NETWORK_ERROR", "drop_before", None),
    _picture("STABILITY_INVALID_REQUEST", "invalid_request", 413),
    _picture("STABILITY_INVALID_RESPONSE", "invalid_response", 200),
]


def _speech(code: str, name: str, http_status: int | None, **more: object) -> Case:
    return Case(
        code=code,
        stage=Stage.NARRATION,
        provider="elevenlabs",
        trouble=fault("elevenlabs", name, "speech_timed"),
        http_status=http_status,
        **more,  # type: ignore[arg-type]  # fields of the case
    )


OPENAI = {"VIDPIPE_OPENAI_BASE_URL": "{sandbox}/openai/v1"}

SPEECH = [
    _speech("TTS_QUOTA_EXCEEDED", "quota_exceeded", 401),
    _speech("TTS_INVALID_API_KEY", "invalid_api_key", 401),
    _speech("TTS_PERMISSION_DENIED", "permission_denied", 401),
    _speech("TTS_PLAN_REQUIRED", "plan_required", 402),
    _speech("TTS_RATE_LIMIT", "rate_limit_4", 429, retry_after=2.0),
    _speech("TTS_TEXT_TOO_LONG", "text_too_long", 400),
    _speech("TTS_VOICE_NOT_FOUND", "voice_not_found", 404),
    _speech("TTS_INVALID_REQUEST", "invalid_request", 400),
    _speech("TTS_CONTENT_POLICY", "content_policy", 400),
    _speech("TTS_INVALID_AUDIO", "garbage", 200),
    _speech("TTS_SERVER_ERROR", "server_error", 500),
    _speech("TTS_TIMEOUT", "hang", None, env={"VIDPIPE_ELEVENLABS_READ_TIMEOUT": "0.7"}),
    _speech("TTS_NETWORK_ERROR", "drop_before", None),
    Case(
        code="TTS_MODEL_RETIRED",
        stage=Stage.NARRATION,
        provider="openai",
        env=OPENAI,
        trouble=fault("openai", "model_retired", "speech"),
        http_status=404,
    ),
    Case(
        code="PROVIDER_FAILED",
        stage=Stage.NARRATION,
        provider="openai",
        env=OPENAI,
        # Its header says that the same again will not get better, whatever the status says.
        trouble=fault("openai", "server_error_3", "speech"),
        http_status=500,
    ),
]

OLLAMA = {
    "VIDPIPE_OPENAI_BASE_URL": "{sandbox}/openai-compatible/v1",
    "VIDPIPE_OPENAI_SCRIPT_MODEL": "llama3.1:8b",
}


def _model(code: str, name: str, http_status: int | None, **more: object) -> Case:
    return Case(
        code=code,
        stage=Stage.SCRIPT,
        provider="openai",
        trouble=fault("openai-compatible", name, "chat_completions"),
        http_status=http_status,
        brief=PROMPT,
        env={**OLLAMA, "VIDPIPE_OPENAI_READ_TIMEOUT": "0.7"} if name == "hang" else OLLAMA,
        **more,  # type: ignore[arg-type]  # fields of the case
    )


LANGUAGE_MODELS = [
    _model("LLM_QUOTA_EXCEEDED", "quota_exceeded", 429),
    _model("LLM_INVALID_API_KEY", "invalid_api_key", 401),
    _model("LLM_PERMISSION_DENIED", "permission_denied", 403),
    _model("LLM_RATE_LIMIT", "rate_limit", 429, retry_after=7.0),
    _model("LLM_INVALID_REQUEST", "invalid_request", 400),
    _model("LLM_MODEL_UNAVAILABLE", "model_unavailable", 404),
    _model("LLM_CONTENT_POLICY", "content_policy", 200),
    _model("LLM_SERVER_ERROR", "server_error", 500),
    _model("LLM_TIMEOUT", "hang", None),
    _model("LLM_NETWORK_ERROR", "drop_before", None),
    _model("PROVIDER_RESPONSE_INVALID", "invalid_response_2", 200),
]

MONEY_AND_SETTINGS = [
    Case(
        code="PROVIDER_NOT_CONFIGURED",
        stage=Stage.SCRIPT,
        provider="gemini",
        env={"VIDPIPE_GEMINI_API_KEY": ""},
        brief=PROMPT,
        trouble=nothing,
        calls=0,
    ),
    Case(
        code="COST_LIMIT_REACHED",
        stage=Stage.SCRIPT,
        provider="gemini",
        brief={**PROMPT, "maxCost": 0.000001},
        trouble=nothing,
        calls=0,
    ),
]

CASES = [*PICTURES, *SPEECH, *LANGUAGE_MODELS, *MONEY_AND_SETTINGS]
