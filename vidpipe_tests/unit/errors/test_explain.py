"""Codes are explained to people: on the command line and in docs/errors.md."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from vidpipe.errors import CATALOGUE, LANGUAGES, InvalidInput, Language, NotFound, docs, explain

PAGE = Path(__file__).parents[3] / "docs" / "errors.md"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CATALOGUE)
def test_every_code_is_explained_in_every_language(code: str, language: Language) -> None:
    text = explain(code, language)
    assert CATALOGUE[code].meaning[language] in text
    assert all(step in text for step in CATALOGUE[code].recovery[language])
    assert "{" not in text


def test_an_explanation_reads_well() -> None:
    assert explain("did-server-error").splitlines() == [
        "DID_SERVER_ERROR: D-ID has a fault of its own.",
        "HTTP 500 · retried: yes · alert P2",
        "",
        "What happens by itself:",
        "  vidpipe tries up to 2 times more, the first time after 30 s, then after ever longer waits of at most 120 s, "
        "or later where the provider asks for it. Whether the failed attempt is charged is not known.",
        "",
        "What to do:",
        "  1. If it goes on for long, look at the status page of D-ID, and run the task again later.",
    ]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("GEMINI_TIMEOUTT", "GEMINI_TIMEOUT"),
        ("FFMPEG_MISSING", "FFMPEG_NOT_FOUND"),
        ("rate_limit", "GEMINI_RATE_LIMIT"),
        ("YOUTUBE_QUOTA", "YOUTUBE_QUOTA_EXCEEDED"),
    ],
)
def test_a_misspelt_code_gets_the_nearest_ones(typed: str, meant: str) -> None:
    with pytest.raises(NotFound, match=meant) as caught:
        explain(typed)
    assert caught.value.code == "NOT_FOUND"
    assert meant in caught.value.details["nearest"]


@pytest.mark.parametrize("typed", ["", "qqq", "何か"])
def test_a_code_like_no_other_is_refused_without_guesses(typed: str) -> None:
    with pytest.raises(NotFound, match=r"docs/errors\.md lists them all"):
        explain(typed)


def test_a_language_the_catalogue_lacks_is_refused() -> None:
    with pytest.raises(InvalidInput, match="zh-TW"):
        explain("INTERNAL_ERROR", "fr")  # type: ignore[arg-type]


def test_the_page_in_docs_is_what_the_catalogue_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == docs.render(), "run: python -m vidpipe.errors.docs > docs/errors.md"


def test_the_command_writes_the_page() -> None:
    run = subprocess.run([sys.executable, "-m", "vidpipe.errors.docs"], capture_output=True, check=True)
    assert run.stdout.decode() == docs.render()
