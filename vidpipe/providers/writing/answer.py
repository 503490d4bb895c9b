"""Reading what a language model answered: the script in it, or what keeps it from being filmed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from vidpipe.errors import ProviderError
from vidpipe.models import Scene, Script
from vidpipe.providers.writing.assignment import Assignment
from vidpipe.providers.writing.checks import foreign_numbers, stage_direction, wrong_language
from vidpipe.providers.writing.languages import seconds_of

Unusable = Callable[[str], ProviderError]
"""Makes the error of an answer that cannot be used, from what is wrong with it."""


def _one_line(value: object) -> object:
    return " ".join(value.split()) if isinstance(value, str) else value


def _some(value: object) -> object:
    """Return a list without its blank entries; no list at all is an empty one."""
    if isinstance(value, list):
        return [entry for entry in value if entry is not None and str(entry).strip()]
    return [] if value is None else value


Line = Annotated[str, BeforeValidator(_one_line), StringConstraints(min_length=1)]
Lines = Annotated[list[Line], BeforeValidator(_some)]


USABLE_FACTOR = 4.0
"""A script this many times too long or too short is none for the film that was asked for."""
LEEWAY = 20.0
"""Seconds by which any script may be off, however short the film."""


class _DraftScene(BaseModel):
    model_config = ConfigDict(extra="ignore")

    narration: Line = Field(max_length=5_000)
    heading: Line = Field(max_length=120)
    picture: Line = Field(max_length=2_000)
    points: Lines = Field(default_factory=list, max_length=6)


class _Draft(BaseModel):
    """The answer's shape; the lengths are those that a brief's own script may have."""

    model_config = ConfigDict(extra="ignore")

    title: Line = Field(max_length=200)
    description: Annotated[str, BeforeValidator(lambda value: _one_line(value or ""))] = Field("", max_length=5_000)
    tags: Lines = Field(default_factory=list, max_length=50)
    look: Line = Field(max_length=800)
    scenes: list[_DraftScene] = Field(min_length=1, max_length=200)


def read_answer(text: str, assignment: Assignment, unusable: Unusable) -> Script:
    """Return the script in a model's answer, every picture of it with the look they share.

    Raises what ``unusable`` makes when the answer is no JSON of the asked shape, far too short or too long, in another
    language, or holds stage directions. A script that misses the wished length or number of scenes, or has numbers of
    three digits and more that its article does not have, is paid for and can be filmed: that becomes a warning.
    """
    draft = _draft(text, unusable)
    problem = _far_too_long_or_short(draft, assignment) or _wrong_words(draft, assignment.brief.language)
    if problem:
        raise unusable(problem)
    differences = (
        _wrong_length(draft, assignment),
        _wrong_count(draft, assignment),
        _invented(draft, assignment.source),
    )
    brief = assignment.brief
    return Script(
        title=brief.title or draft.title,
        description=brief.publish.description or draft.description,
        tags=list(brief.publish.tags) or draft.tags,
        language=brief.language,
        scenes=[
            Scene(
                number=number,
                narration=scene.narration,
                picture=f"{scene.picture.rstrip('.')}. {draft.look}",
                heading=scene.heading,
                points=scene.points,
            )
            for number, scene in enumerate(draft.scenes, 1)
        ],
        warnings=[difference for difference in differences if difference],
    )


def _draft(text: str, unusable: Unusable) -> _Draft:
    value = _json_in(text)
    if value is None:
        raise unusable("no JSON object" if text.strip() else "no text")
    try:
        return _Draft.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise unusable(f"{place or 'the object'}: {first['msg']}") from error


def _json_in(text: str) -> dict[str, Any] | None:
    """Find the object in an answer: models put fences, thoughts or a greeting around it although told not to."""
    text = re.sub(r"<think>.*?</think>", "", text, flags=re.DOTALL)
    start = text.find("{")
    if start < 0:
        return None
    try:
        value, _ = json.JSONDecoder(strict=False).raw_decode(text, start)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _spoken(draft: _Draft, language: str) -> float:
    return sum(seconds_of(scene.narration, language) for scene in draft.scenes)


def _far_too_long_or_short(draft: _Draft, assignment: Assignment) -> str:
    wished, seconds = assignment.length.seconds, _spoken(draft, assignment.brief.language)
    if wished / USABLE_FACTOR - LEEWAY <= seconds <= wished * USABLE_FACTOR + LEEWAY:
        return ""
    return f"the narration takes about {seconds:.0f} seconds to speak, {wished:.0f} were asked for"


def _wrong_length(draft: _Draft, assignment: Assignment) -> str:
    length, seconds = assignment.length, _spoken(draft, assignment.brief.language)
    if length.shortest <= seconds <= length.longest:
        return ""
    return f"the narration takes about {seconds:.0f} seconds to speak, {length.seconds:.0f} were asked for"


def _wrong_count(draft: _Draft, assignment: Assignment) -> str:
    length, count = assignment.length, len(draft.scenes)
    if length.fewest_scenes <= count <= length.most_scenes:
        return ""
    return f"{count} scenes, {length.scenes} were asked for"


def _wrong_words(draft: _Draft, language: str) -> str:
    narration = "\n".join(scene.narration for scene in draft.scenes)
    if found := wrong_language(narration, language):
        return f"the narration is written in {found}, not in {language}"
    for number, scene in enumerate(draft.scenes, 1):
        if not any(map(str.isalnum, scene.narration)):
            return f"scene {number}: nothing to speak in {scene.narration[:60]!r}"
        if found := stage_direction(scene.narration):
            return f"scene {number}: {found!r} in the narration is nothing to speak"
    return ""


def _invented(draft: _Draft, source: str) -> str:
    if not source:
        return ""
    narration = " ".join(scene.narration for scene in draft.scenes)
    numbers = foreign_numbers(narration, source)
    return f"numbers that the article does not have: {', '.join(numbers[:5])}" if numbers else ""
