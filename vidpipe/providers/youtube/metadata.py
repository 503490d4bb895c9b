"""What is said about a video: from script, brief and settings, held to YouTube's rules before anything is sent.

Nothing is cut: what YouTube would not take is refused with every problem at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from vidpipe.errors import InvalidInput
from vidpipe.models import Brief, PublishBrief, Script
from vidpipe.providers.youtube.config import Config

TITLE_CHARACTERS, DESCRIPTION_BYTES, TAGS_CHARACTERS = 100, 5_000, 500
_DECLARATIONS = {
    "made_for_kids": ("whether the video is made for children", "VIDPIPE_YOUTUBE_MADE_FOR_KIDS"),
    "synthetic_media": (
        "whether it shows realistic altered or synthetic content, as AI pictures, voices and presenters do",
        "VIDPIPE_YOUTUBE_SYNTHETIC_MEDIA",
    ),
}
Problem = dict[str, str]


def check_brief(brief: Brief, config: Config) -> None:
    """Refuse what the brief alone shows to be impossible, before anything is made.

    Raises InvalidInput: YOUTUBE_INVALID_METADATA, YOUTUBE_DECLARATION_MISSING.
    """
    publish = brief.publish
    _require_declarations(publish, config)
    _refuse(_problems(brief.title or "-", publish.description, publish.tags))
    require_future(publish, datetime.now(UTC))


def resource_of(script: Script, brief: Brief, config: Config) -> dict[str, Any]:
    """Return the video resource to upload with, parts snippet and status.

    Raises InvalidInput: YOUTUBE_INVALID_METADATA, YOUTUBE_DECLARATION_MISSING.
    """
    publish = brief.publish
    kids, synthetic = _require_declarations(publish, config)
    description = publish.description or script.description
    tags = publish.tags or script.tags
    _refuse(_problems(script.title, description, tags))
    snippet: dict[str, Any] = {
        "title": script.title,
        "description": description,
        "tags": list(tags),
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
        _refuse([_problem("publish_at", f"{publish.publish_at} has passed", fix)])


def tags_length(tags: Sequence[str]) -> int:
    """Return the characters of tags as YouTube counts them: commas between, quotes around a tag with a space."""
    return sum(len(tag) + 2 * (" " in tag) for tag in tags) + max(len(tags) - 1, 0)


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


def _problems(title: str, description: str, tags: Sequence[str]) -> list[Problem]:
    return [*_text_problems(title, description), *_tag_problems(tags)]


def _text_problems(title: str, description: str) -> Iterator[Problem]:
    if not title.strip():
        yield _problem("title", "is empty", "write one")
    if len(title) > TITLE_CHARACTERS:
        yield _problem("title", f"has {len(title)} characters", f"shorten it to {TITLE_CHARACTERS}")
    size = len(description.encode("utf-8", "surrogatepass"))
    if size > DESCRIPTION_BYTES:
        yield _problem("description", f"has {size:,} bytes as UTF-8", f"shorten it to {DESCRIPTION_BYTES:,}")
    for field, text in (("title", title), ("description", description)):
        if "<" in text or ">" in text:
            yield _problem(field, "holds an angle bracket", "write it without < and >")


def _tag_problems(tags: Sequence[str]) -> Iterator[Problem]:
    length = tags_length(tags)
    if length > TAGS_CHARACTERS:
        fix = f"use fewer or shorter ones, {TAGS_CHARACTERS} characters in all"
        yield _problem("tags", f"have {length} characters with their commas and quotes", fix)
    for tag in tags:
        if "<" in tag or ">" in tag:
            yield _problem("tags", f"{tag[:60]!r} holds an angle bracket", "write it without < and >")


def _problem(field: str, problem: str, fix: str) -> Problem:
    return {"field": field if field == "title" else f"publish: {field}", "problem": problem, "fix": fix}


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        said = "; ".join(f"{one['field']} {one['problem']}: {one['fix']}" for one in problems)
        raise InvalidInput(
            f"YouTube would not take this video: {said}.",
            code="YOUTUBE_INVALID_METADATA",
            details={"problems": list(problems)},
        )
