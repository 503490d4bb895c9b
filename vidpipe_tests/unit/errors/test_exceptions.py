"""Exceptions carry their facts everywhere, also into other processes and into the stored record."""

from __future__ import annotations

import inspect
import json
import pickle
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidpipe import errors
from vidpipe.errors import CATALOGUE, ProviderError, StorageError, VidpipeError, error_info, register_secret

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
KINDS = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, VidpipeError)]


@pytest.mark.parametrize("kind", KINDS)
def test_an_exception_survives_pickling_whole(kind: type[VidpipeError]) -> None:
    original = kind("太多請求 🙈", code="GEMINI_RATE_LIMIT", details={"status": 429}, retry_after=12.5)
    copy = pickle.loads(pickle.dumps(original))  # noqa: S301 - our own bytes
    assert type(copy) is kind
    assert (copy.message, copy.code, copy.details, copy.retry_after, str(copy), copy.retryable) == (
        "太多請求 🙈",
        "GEMINI_RATE_LIMIT",
        {"status": 429},
        12.5,
        "太多請求 🙈",
        True,
    )


@pytest.mark.parametrize("kind", KINDS)
def test_an_exception_without_words_says_what_its_code_means(kind: type[VidpipeError]) -> None:
    assert str(kind()) == CATALOGUE[kind.default_code].meaning["en"]


def test_a_code_outside_the_catalogue_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="NO_SUCH_CODE is not in the error catalogue"):
        VidpipeError("x", code="NO_SUCH_CODE")


def test_our_error_gives_its_own_facts() -> None:
    error = ProviderError("slow down", code="STABILITY_RATE_LIMIT", details={"scene": 3}, retry_after=60)
    info = error_info(error, stage="scene_images", trace_id="a" * 32, now=NOW)
    assert info.model_dump() == {
        "stage": "scene_images",
        "error_code": "STABILITY_RATE_LIMIT",
        "error_message": "slow down",
        "is_retryable": True,
        "details": {"scene": 3, "retry_after": 60},
        "timestamp": NOW,
        "trace_id": "a" * 32,
    }


def test_a_foreign_error_tells_its_class_and_place_but_not_its_words() -> None:
    words = "correct horse"
    try:
        raise KeyError(f"password {words}")
    except KeyError as error:
        info = error_info(error, stage=None, trace_id="b" * 32, now=NOW)
    assert info.error_code == "INTERNAL_ERROR"
    assert not info.is_retryable
    assert info.details["exception"] == "KeyError"
    assert "test_exceptions.py" in info.details["raised_at"]
    assert words not in info.model_dump_json()


def test_a_secret_in_our_error_does_not_reach_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors.redaction, "_known", errors.redaction._Known())
    register_secret("canary-7f3a91")
    error = ProviderError(
        "https://x.test/v1?key=AIzaSyCanaryCanaryCanaryCanary0123456 refused canary-7f3a91",
        code="PROVIDER_FAILED",
        details={"headers": {"xi-api-key": "s3cr3t", "content-type": "audio/mpeg"}},
    )
    text = error_info(error, stage=None, trace_id="c" * 32, now=NOW).model_dump_json()
    assert not any(secret in text for secret in ("canary-7f3a91", "AIzaSy", "s3cr3t"))
    assert "audio/mpeg" in text


JSON_LIKE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()) | st.binary(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(), max_size=9), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text(st.characters(), max_size=9), JSON_LIKE, max_size=5), st.text(st.characters()))
def test_any_error_becomes_a_record_that_strict_json_and_postgres_accept(
    details: dict[str, object], words: str
) -> None:
    info = error_info(StorageError(words, details=details), stage=None, trace_id="d" * 32, now=NOW)
    text = json.dumps(info.model_dump(mode="json"), ensure_ascii=False, allow_nan=False)
    assert "\\u0000" not in text
    text.encode()
