"""Takes secrets out of texts: by the name they stand under, by their shape, and by their exact value.

The last net, not the first: code that builds an error or a log line leaves secrets out to begin with.
"""

from __future__ import annotations

import re
from functools import lru_cache
from threading import Lock
from urllib.parse import quote

REDACTED = "[redacted]"

_SECRET_NAME = re.compile(
    r"(apikey|subscriptionkey|accesskey|accesskeyid|privatekey|secretkey|secret|password|passwd|passphrase|token"
    r"|authorization|cookies?|credentials?|signature|sessionid|uploadid)$|^auth$"
)

# Each pattern with the small-letter signs without which it cannot match: looking for those first costs a tenth.
# Every pattern starts at a literal, never with an open repetition: hostile megabytes must not take quadratic time.
# The group that is kept comes first; what follows it is replaced.
_PATTERNS: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = (
    # Header dumps and JSON: the whole value of these two may hold spaces. "The best cookie: chocolate" is prose.
    (
        ("authorization", "cookie"),
        re.compile(
            r"""((?:authorization|cookie(?=[^\r\n]{1,200}=))"""
            r"""(?:["']?\s{0,3}[:=]\s{0,3}b?["']?|["']\s{0,3},\s{0,3}b?["']))[^\r\n"']+""",
            re.I,
        ),
    ),
    (("bearer",), re.compile(r"(\bbearer\s{1,3})[\w.~+/=:-]{6,}", re.I)),
    # "Basic settings" is prose, "Basic dXNlcjpwYXNz=" is not.
    (("basic",), re.compile(r"""(\bbasic\s{1,3})(?=[^\s"']{0,500}[0-9=:])[\w.~+/=:-]{6,}""", re.I)),
    # api_key=…, "token": "…", ('xi-api-key', '…')
    (
        ("key", "pass", "secret", "token"),
        re.compile(
            r"""((?:api[_-]?key|subscription-key|access[_-]?key|private[_-]?key|password|passwd|secret|token)"""
            r"""(?:\s{0,3}=\s{0,3}b?["']?|["']\s{0,3}[:,=]\s{0,3}b?["']))[^\s"'&,;<>]+""",
            re.I,
        ),
    ),
    # Not after "INVALID_": that is one of our own codes before its message.
    (
        ("key:", "password:", "secret:"),
        re.compile(r"((?:(?<!invalid_)api[_-]?key|password|client[_-]secret):\s{0,3})[^\s\"'&,;<>]+", re.I),
    ),
    # Signed addresses: Google, AWS, Volcengine TOS, CloudFront, YouTube's resumable uploads.
    (
        ("?", "&"),
        re.compile(
            r"([?&](?:x-[a-z]{1,8}-)?(?:key|token|sig|signature|credential|security-token|upload_id|code|policy"
            r"|key-pair-id|awsaccesskeyid)=)[^&\s\"'<>#]+",
            re.I,
        ),
    ),
    (("@",), re.compile(r"(://[^\s:/@?#]{0,200}:)[^\s@/]{1,500}(?=@)")),
    (("@",), re.compile(r"(://)[^\s:/@?#]{8,200}(?=@)")),
    # Keys that show by their shape: OpenAI, ElevenLabs, Google (four kinds), AWS, JSON web tokens.
    (
        ("sk-", "sk_", "aiza", "ya29", "1//", "gocspx", "akia", "asia", "eyj"),
        re.compile(
            r"()\b(?:sk-[\w-]{12,}|sk_[0-9A-Za-z]{16,}|AIza[\w-]{20,}|ya29\.[\w.-]{10,}|1//[\w-]{20,}"
            r"|GOCSPX-[\w-]{10,}|A[KS]IA[0-9A-Z]{16}|eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*)"
        ),
    ),
)


class _Known:
    """The exact secrets this process has been told of, as one pattern."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._forms: set[str] = set()
        self.pattern: re.Pattern[str] | None = None

    def add(self, secret: str) -> None:
        with self._lock:
            self._forms |= {secret, quote(secret, safe="")}
            longest_first = sorted(self._forms, key=len, reverse=True)
            self.pattern = re.compile("|".join(_exactly(form) for form in longest_first))


def _exactly(form: str) -> str:
    # A short secret such as "dev" is taken out only where it stands alone, else it would hit half the words.
    return re.escape(form) if len(form) >= 8 else rf"(?<!\w){re.escape(form)}(?!\w)"


_known = _Known()


def register_secret(value: str) -> None:
    """Make sure that this exact value never appears in an error or a log of this process; blank values are ignored."""
    if value.strip():
        _known.add(value.strip())


def redact(text: str) -> str:
    """Return the text with every secret that can be recognised replaced by ``[redacted]``."""
    if _known.pattern is not None:
        text = _known.pattern.sub(REDACTED, text)
    small = text.lower()
    for signs, pattern in _PATTERNS:
        if any(sign in small for sign in signs):
            text = pattern.sub(rf"\1{REDACTED}", text)
    return text


@lru_cache(maxsize=4_096)
def is_secret_name(name: str) -> bool:
    """Whether what stands under this key, header or field is a secret, such as ``xi-api-key`` or ``refreshToken``."""
    return _SECRET_NAME.search(re.sub(r"[^a-z0-9]", "", name[-100:].lower())) is not None
