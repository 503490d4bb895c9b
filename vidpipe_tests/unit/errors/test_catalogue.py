"""The catalogue holds every code the requirements name, complete and as they name it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import vidpipe
from vidpipe.errors import CATALOGUE, LANGUAGES
from vidpipe.errors.catalogue import parse_catalogue

# The user's table: code, HTTP status, retried.
REQUIRED = """
GEMINI_QUOTA_EXCEEDED 429 no
GEMINI_INVALID_API_KEY 401 no
GEMINI_RATE_LIMIT 429 yes
GEMINI_SERVER_ERROR 500 yes
GEMINI_CONTENT_POLICY 400 no
GEMINI_TIMEOUT 504 yes
GEMINI_NETWORK_ERROR 503 yes
STABILITY_QUOTA_EXCEEDED 429 no
STABILITY_INVALID_PROMPT 400 no
STABILITY_RATE_LIMIT 429 yes
STABILITY_CONTENT_POLICY 400 no
STABILITY_SERVER_ERROR 500 yes
STABILITY_TIMEOUT 504 yes
DID_QUOTA_EXCEEDED 429 no
DID_INVALID_API_KEY 401 no
DID_PROCESSING_TIMEOUT 504 yes
DID_INVALID_AUDIO 400 no
DID_SERVER_ERROR 500 yes
YOUTUBE_QUOTA_EXCEEDED 403 no
YOUTUBE_INVALID_TOKEN 401 yes
YOUTUBE_TOKEN_EXPIRED 401 yes
YOUTUBE_UPLOAD_FAILED 500 yes
YOUTUBE_VIDEO_TOO_LARGE 400 no
FFMPEG_EXECUTION_FAILED 500 no
FFMPEG_NOT_FOUND 500 no
REDIS_CONNECTION_FAILED 500 yes
DATABASE_ERROR 500 yes
FILE_SYSTEM_ERROR 500 no
DISK_SPACE_INSUFFICIENT 500 no
FILE_NOT_FOUND 404 no
CELERY_TASK_FAILED 500 yes
VALIDATION_ERROR 400 no
"""
TABLE = [(code, int(http), retried == "yes") for code, http, retried in map(str.split, REQUIRED.strip().splitlines())]

AGREED = """
INTERNAL_ERROR TASK_NOT_FOUND ARTIFACT_NOT_FOUND NOT_FOUND TASK_STATE_CONFLICT TASK_CANCELED TASK_DEADLINE_EXCEEDED
WORKER_LOST DISPATCH_FAILED RUN_INCOMPLETE PROVIDER_FAILED PROVIDER_NOT_CONFIGURED PROVIDER_RESPONSE_INVALID
LANGUAGE_MODEL_REQUIRED ARTICLE_TOO_SHORT LANGUAGE_NOT_SUPPORTED VOICE_NOT_FOUND SPEECH_FAILED SPEECH_EMPTY IMAGE_FAILED
VIDEO_SERVICE_REQUIRED SCENE_IMAGES_INCOMPLETE AVATAR_FAILED PORTRAIT_INVALID PUBLISH_FAILED MEDIA_INVALID
MEDIA_QUALITY_FAILED AVATAR_CANNOT_BE_CUT_OUT
ARTIFACT_CORRUPT FONT_MISSING TOO_MANY_REQUESTS PAYLOAD_TOO_LARGE UNSUPPORTED_TASK_TYPE COST_LIMIT_REACHED SHUTTING_DOWN
"""

# What the providers' wire formats tell apart beyond the user's list.
OF_PROVIDERS = {
    "GEMINI": "PERMISSION_DENIED INVALID_REQUEST MODEL_UNAVAILABLE INVALID_RESPONSE",
    "STABILITY": "INVALID_API_KEY NETWORK_ERROR INVALID_REQUEST INVALID_RESPONSE",
    "DID": "RATE_LIMIT CONTENT_POLICY NETWORK_ERROR INVALID_IMAGE INVALID_REQUEST PERMISSION_DENIED NOT_FOUND "
    "DOWNLOAD_FAILED",
    "YOUTUBE": "NETWORK_ERROR RATE_LIMIT UPLOAD_LIMIT_EXCEEDED SERVER_ERROR FORBIDDEN INVALID_METADATA "
    "VIDEO_NOT_FOUND PROCESSING_FAILED REJECTED",
    "TTS": "QUOTA_EXCEEDED INVALID_API_KEY PERMISSION_DENIED PLAN_REQUIRED RATE_LIMIT TEXT_TOO_LONG VOICE_NOT_FOUND "
    "INVALID_REQUEST CONTENT_POLICY INVALID_AUDIO MODEL_RETIRED SERVER_ERROR TIMEOUT NETWORK_ERROR",
    "SEEDANCE": "QUOTA_EXCEEDED INVALID_API_KEY PERMISSION_DENIED RATE_LIMIT INVALID_REQUEST CONTENT_POLICY "
    "MODEL_UNAVAILABLE TASK_NOT_FOUND TIMEOUT PROCESSING_TIMEOUT SERVER_ERROR NETWORK_ERROR",
    "VEO": "QUOTA_EXCEEDED INVALID_API_KEY PERMISSION_DENIED RATE_LIMIT INVALID_REQUEST CONTENT_POLICY EMPTY_RESULT "
    "MODEL_RETIRED TASK_NOT_FOUND PROCESSING_TIMEOUT DOWNLOAD_EXPIRED SERVER_ERROR NETWORK_ERROR",
    "SORA": "RETIRED QUOTA_EXCEEDED INVALID_API_KEY PERMISSION_DENIED RATE_LIMIT INVALID_REQUEST CONTENT_POLICY "
    "EMPTY_RESULT TASK_NOT_FOUND PROCESSING_TIMEOUT DOWNLOAD_EXPIRED SERVER_ERROR NETWORK_ERROR",
}


@pytest.mark.parametrize(("code", "http", "retried"), TABLE)
def test_a_required_code_has_the_status_and_retry_of_the_users_table(code: str, http: int, retried: bool) -> None:
    assert (CATALOGUE[code].http_status, CATALOGUE[code].retryable) == (http, retried)


def test_the_users_table_is_whole() -> None:
    assert len({code for code, _, _ in TABLE}) == 32


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("GEMINI_RATE_LIMIT", {"delay": 10}),
        ("GEMINI_SERVER_ERROR", {"delay": 5}),
        ("GEMINI_TIMEOUT", {"attempts": 2}),
        ("STABILITY_SERVER_ERROR", {"delay": 5}),
        ("STABILITY_TIMEOUT", {"attempts": 2}),
        ("DID_PROCESSING_TIMEOUT", {"attempts": 2}),
        ("DID_SERVER_ERROR", {"delay": 30}),
        ("YOUTUBE_INVALID_TOKEN", {"attempts": 2}),
        ("YOUTUBE_TOKEN_EXPIRED", {"attempts": 2}),
    ],
)
def test_the_waits_the_user_gave_are_kept(code: str, facts: dict[str, float]) -> None:
    assert {name: getattr(CATALOGUE[code].retry, name) for name in facts} == facts


def test_stabilitys_rate_limit_backs_off_exponentially() -> None:
    policy = CATALOGUE["STABILITY_RATE_LIMIT"].retry
    waits = [policy.wait(failures, retry_after=None, random=lambda: 0.0) for failures in (1, 2, 3)]
    assert waits == [10, 20, 40]


@pytest.mark.parametrize("code", AGREED.split())
def test_an_agreed_code_is_there(code: str) -> None:
    assert code in CATALOGUE


@pytest.mark.parametrize("prefix", OF_PROVIDERS)
def test_every_situation_of_a_provider_has_its_code(prefix: str) -> None:
    assert {f"{prefix}_{rest}" for rest in OF_PROVIDERS[prefix].split()} <= set(CATALOGUE)


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_code_is_complete_in_every_language(code: str) -> None:
    entry = CATALOGUE[code]
    assert re.fullmatch(r"[A-Z][A-Z0-9_]+", code)
    assert set(entry.meaning) == set(entry.recovery) == set(LANGUAGES)
    assert len({len(steps) for steps in entry.recovery.values()}) == 1, "the same steps in every language"
    for language in LANGUAGES:
        assert entry.recovery[language]
        assert entry.meaning[language].endswith("." if language == "en" else "。"), "one sentence"


@pytest.mark.parametrize("code", CATALOGUE)
def test_the_two_chinese_texts_are_written_in_their_own_script(code: str) -> None:
    entry = CATALOGUE[code]
    taiwan = entry.meaning["zh-TW"] + "".join(entry.recovery["zh-TW"])
    mainland = entry.meaning["zh-CN"] + "".join(entry.recovery["zh-CN"])
    # Common characters that only the other script has, and words that only the other side uses.
    assert not re.search("[这请务视频额账户设输档错误码图错权认应执资连网电们给语词]|視頻|網絡|服務器|文件", taiwan), (
        taiwan
    )
    assert not re.search("[這請務視頻額帳戶設輸檔錯誤碼圖權認應執資連網電們給語詞]|影片|伺服|逾時|金鑰", mainland), (
        mainland
    )


PRIORITIES = [
    ("P0", r".*_INVALID_API_KEY|YOUTUBE_INVALID_TOKEN|DATABASE_ERROR|REDIS_CONNECTION_FAILED|FFMPEG_.*"),
    ("P1", r".*_QUOTA_EXCEEDED|FILE_SYSTEM_ERROR|DISK_SPACE_INSUFFICIENT"),
    ("P2", r".*_RATE_LIMIT|.*_NETWORK_ERROR|.*_TIMEOUT|(GEMINI|STABILITY|DID|TTS|SEEDANCE|VEO)_SERVER_ERROR"),
]


@pytest.mark.parametrize("code", CATALOGUE)
def test_alert_priorities_follow_the_users_rules(code: str) -> None:
    wanted = [priority for priority, pattern in PRIORITIES if re.fullmatch(pattern, code)]
    assert not wanted or [CATALOGUE[code].priority] == wanted


ENTRY = """
Group:
  SOME_CODE:
    http: 500
    retry: {attempts: 3, delay: 1}
    priority: P1
    meaning: {en: a, zh-TW: b, zh-CN: c}
    recovery: {en: [a], zh-TW: [b], zh-CN: [c]}
"""


def test_a_small_catalogue_is_read() -> None:
    entry = parse_catalogue(ENTRY)["SOME_CODE"]
    assert (entry.group, entry.charged, entry.retry.attempts, entry.recovery["zh-TW"]) == ("Group", "no", 3, ("b",))


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (("http: 500", "http: 200"), "http"),
        (("http: 500", "https: 500"), "https"),
        (("priority: P1", "priority: P3"), "priority"),
        (("priority: P1", "priority: P1\n    charged: no"), "charged"),
        (("zh-CN: c}", "zh: c}"), "zh-CN"),
        (("recovery: {en: [a]", "recovery: {en: []"), "recovery → en"),
        (("recovery: {en: [a]", "recovery: {en: ['  ']"), "recovery → en"),
        (("attempts: 3", "attempts: 0"), "attempts"),
        (("delay: 1", "delay: 1000"), "longer than the longest"),
        (("delay: 1", "wait: 1"), "wait"),
        (("SOME_CODE", "Some_Code"), "Some_Code"),
        (("Group:\n  SOME_CODE", "Group:\n  SOME_CODE: {}\n  SOME_CODE"), "SOME_CODE given twice"),
        (("Group:", "Other:\n  SOME_CODE: *it\nGroup:"), "undefined alias"),
        (("Group:\n  SOME_CODE:", "SOME_CODE:"), "SOME_CODE"),
    ],
)
def test_a_wrong_catalogue_is_refused_and_the_fault_named(change: tuple[str, str], named: str) -> None:
    with pytest.raises(Exception, match=re.escape(named)) as caught:
        parse_catalogue(ENTRY.replace(*change))
    assert caught.typename in ("ValueError", "ComposerError")


def test_a_code_in_two_groups_is_refused() -> None:
    with pytest.raises(ValueError, match="SOME_CODE stands both under Group and under Other"):
        parse_catalogue(ENTRY + ENTRY.replace("Group", "Other"))


def codes_in_the_source() -> list[tuple[str, str]]:
    """Find every ``code="…"`` and ``default_code = "…"`` of the program; the sandbox speaks the services' own codes."""
    found = []
    package = Path(vidpipe.__file__).parent
    for path in sorted(set(package.rglob("*.py")) - set((package / "sandbox").rglob("*.py"))):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.keyword(arg="code", value=ast.Constant(value=str(code))):
                    found.append((path.name, code))
                case ast.Assign(targets=[ast.Name(id="default_code")], value=ast.Constant(value=str(code))):
                    found.append((path.name, code))
    return found


def test_every_code_the_program_raises_is_in_the_catalogue() -> None:
    raised = codes_in_the_source()
    assert len(raised) > 5
    assert [(name, code) for name, code in raised if code not in CATALOGUE] == []
