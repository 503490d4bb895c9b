"""What is said about a video: from script, brief and settings, held to YouTube's rules before anything is sent.

What a person wrote and YouTube would not take is refused, with every problem at once; what the program wrote is
shortened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from vidpipe.errors import InvalidInput
from vidpipe.media.packaging.chapters import chapter_lines, fewer_chapters
from vidpipe.models import Brief, Chapter, PublishBrief, Script
from vidpipe.models.limits import TEXT_LIMITS, TextLimits
from vidpipe.models.platforms import Platform
from vidpipe.providers.youtube.config import Config
from vidpipe.text.brief_problems import Problem
from vidpipe.text.limits import (
    Words,
    brief_problems_at,
    description_size,
    fields_of_a_person,
    fitted,
    neutral,
    word_problems,
    words_of,
)

_DECLARATIONS = {
    "made_for_kids": ("whether the video is made for children", "VIDPIPE_YOUTUBE_MADE_FOR_KIDS"),
    "synthetic_media": (
        "whether it shows realistic altered or synthetic content, as AI pictures, voices and presenters do",
        "VIDPIPE_YOUTUBE_SYNTHETIC_MEDIA",
    ),
}


def check_brief(brief: Brief, config: Config) -> None:
    """Refuse what the brief alone shows to be impossible, before anything is made.

    Raises InvalidInput: YOUTUBE_INVALID_METADATA, YOUTUBE_DECLARATION_MISSING.
    """
    publish = brief.publish
    _require_declarations(publish, config)
    _refuse(brief_problems_at(brief, limits_for(brief)))
    require_future(publish, datetime.now(UTC))


def limits_for(brief: Brief) -> TextLimits:
    """Return what YouTube takes for a brief: Shorts have no chapters."""
    return TEXT_LIMITS[Platform.SHORTS if brief.target is Platform.SHORTS else Platform.YOUTUBE]


def said_of(script: Script, brief: Brief, chapters: Sequence[Chapter] = ()) -> tuple[Words, list[str]]:
    """Return title, description with chapters, and tags as YouTube takes them, and what had to be changed for it.

    Raises InvalidInput (YOUTUBE_INVALID_METADATA) for what a person wrote.
    """
    limits = limits_for(brief)
    words, warnings = fitted(words_of(script, brief), limits, own=fields_of_a_person(script, brief))
    _refuse(word_problems(words, limits))
    described, warning = _with_chapters(words.description, chapters if limits.chapters else (), limits)
    return replace(words, description=described), [*warnings, *warning]


def _with_chapters(description: str, chapters: Sequence[Chapter], limits: TextLimits) -> tuple[str, list[str]]:
    """Return a description with the chapters after it; with fewer, or none, where there is no room for them."""
    left = list(chapters)
    while left:
        lines = neutral(chapter_lines(left), limits)
        whole = f"{description.rstrip()}\n\n{lines}" if description.strip() else lines
        if description_size(whole, limits) <= limits.description_length:
            return whole, []
        left = fewer_chapters(left)
    told = "The description leaves no room for the chapters: YouTube shows none. Shorten it to have them."
    return description, [told] if chapters else []


def resource_of(words: Words, script: Script, brief: Brief, config: Config) -> dict[str, Any]:
    """Return the video resource to upload with, parts snippet and status.

    Raises InvalidInput (YOUTUBE_DECLARATION_MISSING).
    """
    publish = brief.publish
    kids, synthetic = _require_declarations(publish, config)
    snippet: dict[str, Any] = {
        "title": words.title,
        "description": words.description,
        "tags": list(words.tags),
        "categoryId": publish.category or config.category,
        "defaultLanguage": script.language,
        "defaultAudioLanguage": script.language,
    }
    status: dict[str, Any] = {
        "privacyStatus": wanted_visibility(publish, config),
        "selfDeclaredMadeForKids": kids,
        "containsSyntheticMedia": synthetic,
        "license": config.license,
        "embeddable": config.embeddable,
    }
    if publish.publish_at is not None:
        status["publishAt"] = publish.publish_at.isoformat()
    return {"snippet": snippet, "status": status}


def wanted_visibility(publish: PublishBrief, config: Config) -> str:
    """Return who shall see the video once it is uploaded; one that becomes public later is private till then."""
    return "private" if publish.publish_at is not None else publish.visibility or config.visibility


def require_future(publish: PublishBrief, now: datetime) -> None:
    """Refuse a time of publication that has passed, as YouTube does. Raises InvalidInput (YOUTUBE_INVALID_METADATA)."""
    if publish.publish_at is not None and publish.publish_at <= now:
        fix = "ask for a later time, or leave it out"
        _refuse([{"field": "publish: publish_at", "problem": f"{publish.publish_at} has passed", "fix": fix}])


def _require_declarations(publish: PublishBrief, config: Config) -> tuple[bool, bool]:
    """Return what is declared. Nobody but the publisher may do so: there is no default."""
    found = {
        name: getattr(config, name) if getattr(publish, name) is None else getattr(publish, name)
        for name in _DECLARATIONS
    }
    missing = [name for name, value in found.items() if value is None]
    if missing:
        wanted = "; and ".join(
            f"{_DECLARATIONS[name][0]}: write publish: {name}: true or false in the brief, or set "
            f"{_DECLARATIONS[name][1]}"
            for name in missing
        )
        raise InvalidInput(
            f"YouTube wants a declaration that only you can make. Say {wanted}.",
            code="YOUTUBE_DECLARATION_MISSING",
            details={"missing": missing, "settings": [_DECLARATIONS[name][1] for name in missing]},
        )
    return bool(found["made_for_kids"]), bool(found["synthetic_media"])


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        said = "; ".join(f"{one['field']} {one['problem']}: {one['fix']}" for one in problems)
        raise InvalidInput(
            f"YouTube would not take this video: {said}.",
            code="YOUTUBE_INVALID_METADATA",
            details={"problems": list(problems)},
        )
