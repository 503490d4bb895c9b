"""Error bodies of OpenAI-compatible servers: Ollama's and vLLM's differ, and vLLM's old and new ones do."""

from __future__ import annotations

from vidpipe.sandbox.call import Answer, Call, json_answer


class Refused(Exception):
    """The request is answered with an error."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        super().__init__(answer.outcome)


def refusal(
    call: Call, status: int, message: str, kind: str, outcome: str, *, code: object = None, param: str | None = None
) -> Answer:
    """Answer with an error as the simulated server writes it.

    Ollama and vLLM from 0.10 on nest it under ``error``; older vLLM puts it at the top, with the status as code.
    """
    if call.account["server"] == "vllm-old":
        flat = {"object": "error", "message": message, "type": kind, "param": param, "code": status}
        return json_answer(status, flat, outcome=outcome)
    error = {"message": message, "type": kind, "param": param, "code": status if is_vllm(call) else code}
    return json_answer(status, {"error": error}, outcome=outcome)


def is_vllm(call: Call) -> bool:
    """Whether vLLM is simulated rather than Ollama."""
    return str(call.account["server"]).startswith("vllm")


def bad_request(call: Call, message: str, param: str | None = None) -> Answer:
    """Answer a body that it does not take."""
    kind = "BadRequestError" if is_vllm(call) else "invalid_request_error"
    return refusal(call, 400, message, kind, "invalid_request", param=param)


def no_model(call: Call, name: str) -> Answer:
    """Answer for a model that is not there."""
    if is_vllm(call):
        message = f"The model `{name}` does not exist."
        return refusal(call, 404, message, "NotFoundError", "model_unavailable", param="model")
    message = f'model "{name}" not found, try pulling it first'
    return refusal(call, 404, message, "not_found_error", "model_unavailable", code="model_not_found", param="model")


def bad_key(call: Call) -> Answer:
    """Answer a wrong key, or none where one is needed: vLLM's middleware says one word, gateways speak like OpenAI."""
    if is_vllm(call):
        return json_answer(401, {"error": "Unauthorized"}, outcome="invalid_api_key")
    message = "Incorrect API key provided."
    return refusal(call, 401, message, "invalid_request_error", "invalid_api_key", code="invalid_api_key")


def too_long(call: Call, limit: int, asked: int) -> Answer:
    """Answer a request that does not fit into the model's context."""
    message = (
        f"This model's maximum context length is {limit} tokens. However, you requested {asked} tokens. "
        "Please reduce the length of the messages or completion."
    )
    kind = "BadRequestError" if is_vllm(call) else "invalid_request_error"
    return refusal(call, 400, message, kind, "invalid_request", code="context_length_exceeded", param="messages")
