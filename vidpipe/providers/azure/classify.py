"""What Azure Speech's refusals mean. Their bodies are empty or plain text, so here the status decides."""

from __future__ import annotations

from vidpipe.errors import ProviderError, clean
from vidpipe.providers.service import Reply

_BY_STATUS = {
    401: "TTS_INVALID_API_KEY",
    # The free tier's monthly allowance is used up (told by users, not by the documentation).
    403: "TTS_QUOTA_EXCEEDED",
    408: "TTS_SERVER_ERROR",
    429: "TTS_RATE_LIMIT",
}
_ADVICE = {
    401: " The key is wrong, or belongs to another region than VIDPIPE_AZURE_REGION.",
    403: " On the free tier this is how a used-up monthly allowance shows.",
    415: " It did not take the request as SSML.",
}


def classify(reply: Reply) -> ProviderError:
    """Return the error that an answer other than success stands for."""
    said = str(clean(reply.text.strip()))[:500]
    code = "TTS_SERVER_ERROR" if reply.status >= 500 else _BY_STATUS.get(reply.status, "TTS_INVALID_REQUEST")
    return ProviderError(
        f"Azure Speech answered {reply.status}{f': {said}' if said else '.'}{_ADVICE.get(reply.status, '')}",
        code=code,
        details={"httpStatus": reply.status, "requestId": reply.request_id, "providerMessage": said},
        retry_after=reply.retry_after,
    )
