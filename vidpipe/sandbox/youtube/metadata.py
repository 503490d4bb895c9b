"""What YouTube demands of a video's metadata before it takes any bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from vidpipe.sandbox.youtube.errors import Refused, refusal

TITLE_CHARACTERS = 100
DESCRIPTION_BYTES = 5_000
TAGS_CHARACTERS = 500
PRIVACIES = ("public", "unlisted", "private")
LICENSES = ("youtube", "creativeCommon")
CATEGORIES = ("1", "2", "10", "15", "17", "19", "20", "22", "23", "24", "25", "26", "27", "28", "29")
"""Those a video may be given; the rest of the list (movies, shows …) is not assignable."""
USUAL_CATEGORY = "22"
VIDEO_PARTS = frozenset(
    {
        "contentDetails",
        "fileDetails",
        "id",
        "liveStreamingDetails",
        "localizations",
        "paidProductPlacementDetails",
        "player",
        "processingDetails",
        "recordingDetails",
        "snippet",
        "statistics",
        "status",
        "suggestions",
        "topicDetails",
    }
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_BOOLEANS = ("embeddable", "publicStatsViewable", "selfDeclaredMadeForKids", "containsSyntheticMedia")


def parts_of(text: str | None, known: frozenset[str]) -> frozenset[str]:
    """Read the parameter ``part``. Raises :class:`Refused` when it is missing or names what there is not."""
    parts = frozenset(part.strip() for part in (text or "").split(",") if part.strip())
    if not parts:
        raise refusal(400, "missingRequiredParameter", "No filter selected. Expected: part", location="part")
    if unknown := parts - known:
        raise refusal(400, "unknownPart", f"'{min(unknown)}'", domain="youtube.part", location="part")
    return parts


def check_metadata(body: object, parts: frozenset[str], now: datetime) -> Mapping[str, Any]:
    """Return the parts of a video resource that were asked for, with YouTube's own defaults.

    Raises :class:`Refused`: 400 with the documented reason and the field.
    """
    if not isinstance(body, dict):
        raise _invalid("invalidVideoMetadata", "body")
    snippet = _part(body, "snippet") if "snippet" in parts else {}
    status = _part(body, "status") if "status" in parts else {}
    _check_title(snippet.get("title"))
    _check_description(snippet.get("description", ""))
    _check_tags(snippet.get("tags", []))
    if snippet.get("categoryId", USUAL_CATEGORY) not in CATEGORIES:
        raise _invalid("invalidCategoryId", "body.snippet.categoryId")
    for name in ("defaultLanguage", "defaultAudioLanguage"):
        if name in snippet and not (isinstance(snippet[name], str) and _LANGUAGE.fullmatch(snippet[name])):
            raise _invalid("invalidVideoMetadata", f"body.snippet.{name}")
    _check_status(status, now)
    if "localizations" in parts and body.get("localizations") and "defaultLanguage" not in snippet:
        raise _invalid("defaultLanguageNotSet", "body.snippet.defaultLanguage")
    return {
        "snippet": {"categoryId": USUAL_CATEGORY, "description": "", **snippet},
        "status": {"privacyStatus": "public", "license": "youtube", "embeddable": True,
                   "publicStatsViewable": True, **status},
    }  # fmt: skip


def _part(body: Mapping[str, Any], name: str) -> dict[str, Any]:
    part = body.get(name, {})
    if not isinstance(part, dict):
        raise _invalid("invalidVideoMetadata", f"body.{name}")
    return {key: value for key, value in part.items() if value is not None}


def _check_title(title: object) -> None:
    good = isinstance(title, str) and title.strip() and len(title) <= TITLE_CHARACTERS and not _has_brackets(title)
    if not good:
        raise _invalid("invalidTitle", "body.snippet.title")


def _check_description(text: object) -> None:
    if not isinstance(text, str) or len(_utf8(text)) > DESCRIPTION_BYTES or _has_brackets(text):
        raise _invalid("invalidDescription", "body.snippet.description")


def _check_tags(tags: object) -> None:
    good = isinstance(tags, list) and all(isinstance(tag, str) and tag and not _has_brackets(tag) for tag in tags)
    if not good or tags_length(tags) > TAGS_CHARACTERS:
        raise _invalid("invalidTags", "body.snippet.tags")


def tags_length(tags: object) -> int:
    """Characters of a list of tags as YouTube counts them: commas between, quotes around a tag with a space."""
    each = [len(tag) + 2 * (" " in tag) for tag in tags] if isinstance(tags, list) else []
    return sum(each) + max(0, len(each) - 1)


def _check_status(status: Mapping[str, Any], now: datetime) -> None:
    if status.get("privacyStatus", "public") not in PRIVACIES:
        raise _invalid("invalidVideoMetadata", "body.status.privacyStatus")
    if status.get("license", "youtube") not in LICENSES:
        raise _invalid("invalidVideoMetadata", "body.status.license")
    for name in _BOOLEANS:
        if not isinstance(status.get(name, False), bool):
            raise _invalid("invalidVideoMetadata", f"body.status.{name}")
    if "publishAt" in status:
        moment = _moment(status["publishAt"])
        if moment is None or moment <= now or status.get("privacyStatus") != "private":
            raise _invalid("invalidPublishAt", "body.status.publishAt")


def _moment(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def _has_brackets(text: str) -> bool:
    return "<" in text or ">" in text


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _invalid(reason: str, location: str) -> Refused:
    return refusal(400, reason, location=location)
