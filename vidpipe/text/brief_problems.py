"""Saying what is wrong with a brief, in words that help the person who wrote it."""

from __future__ import annotations

import difflib
from reprlib import Repr
from typing import Any

from pydantic import BaseModel, ValidationError

from vidpipe.errors import InvalidInput
from vidpipe.models import AvatarBrief, Brief, CaptionsBrief, FormatBrief, PublishBrief, SceneBrief, ScriptBrief

Problem = dict[str, str]
"""``field`` as the person writes it, ``problem`` and ``fix``."""
MOST_SHOWN = 50

_MODELS: dict[str, type[BaseModel]] = {
    "": Brief,
    "script": ScriptBrief,
    "scenes": SceneBrief,
    "avatar": AvatarBrief,
    "captions": CaptionsBrief,
    "publish": PublishBrief,
    "formats": FormatBrief,
}
_MEANT = {
    "": {
        "scenes": "script",
        "text": "article",
        "topic": "prompt",
        "lang": "language",
        "length": "duration",
        "seconds": "duration",
        "aspect_ratio": "aspect",
        "ratio": "aspect",
        "size": "resolution",
        "quality": "resolution",
        "name": "title",
        "subtitles": "captions",
        "presenter": "avatar",
        "upload": "publish",
        "theme": "style",
        "speaker": "voice",
        "frame_rate": "fps",
        "platform": "target",
        "variants": "formats",
        "renditions": "formats",
    },
    "formats": {"platform": "target", "ratio": "aspect", "size": "resolution", "frame_rate": "fps"},
    "scenes": {
        "text": "narration",
        "speech": "narration",
        "voiceover": "narration",
        "image": "picture",
        "visual": "picture",
        "title": "heading",
        "bullets": "points",
        "list": "points",
    },
    "avatar": {"portrait": "image", "picture": "image", "on": "enabled"},
    "captions": {"burn": "burned", "enabled": "burned"},
    "publish": {
        "privacy": "visibility",
        "keywords": "tags",
        "kids": "made_for_kids",
        "synthetic": "synthetic_media",
        "ai": "synthetic_media",
        "schedule": "publish_at",
        "playlist": "playlists",
        "notify_subscribers": "notify",
    },
}
_FIXES = {
    "narration": "write what is said",
    "picture": "say what the picture shows, or leave the field out",
    "heading": "write a few words, or leave the field out",
    "points": "write short facts, or leave the field out",
    "prompt": "say what the video is about",
    "article": "give the text, or the file it is in: article: {file: notes.md}",
    "script": "give a list of scenes, each with its narration",
    "scenes": "give at least one scene with its narration",
    "language": "give a language tag such as en, de or zh-TW",
    "duration": "give a number of seconds from 1 to 3600",
    "avatar": "write on or off, or place and image: {place: panel}",
    "captions": "write on or off, or a kind: {kind: karaoke}",
    "music": "write on or off, or mood, file and level: {mood: calm}",
    "publish": "write on or off, or description, tags and visibility",
    "seed": "give a whole number from 0",
    "tags": "give a list of words",
    "formats": "give a list of further formats, such as - target: shorts",
    "publish_at": "write a time with its zone, such as 2027-01-31T18:00:00+01:00",
    "category": "give the number of one of YouTube's categories, such as 27 for Education",
    "playlists": "give the ids of playlists, as their addresses show behind list=",
}
_NOUNS = {
    str: "text",
    bool: "on or off",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "a mapping of fields",
}
_repr = Repr()
_repr.maxstring = _repr.maxother = 60


def brief_problems(error: ValidationError) -> list[Problem]:
    """Turn what pydantic found into problems a person can act on: field, problem and fix."""
    return [_problem(dict(found)) for found in error.errors(include_url=False)]


def refusal(problems: list[Problem], source: str = "") -> InvalidInput:
    """Return the error that tells all problems, with their fixes; of very many the first fifty, and how many more.

    ``source`` names what was read ("" leaves it out).
    """
    shown, more = problems[:MOST_SHOWN], len(problems) - MOST_SHOWN
    said = [sentence(problem) for problem in shown] + ([f"and {more} more problems"] if more > 0 else [])
    message = " ".join(part if part.endswith("?") else f"{part}." for part in said) if len(said) > 1 else said[0]
    details = {"problems": shown} | ({"moreProblems": more} if more > 0 else {})
    return InvalidInput(f"{source}: {message}" if source else message, details=details)


def sentence(problem: Problem) -> str:
    """Say one problem in a sentence: ``scenes 3: narration is empty; write what is said``."""
    field, text = problem["field"], problem["problem"]
    joint = " " if text.split(" ")[0] in ("is", "are", "has", "must") else ": "
    said = f"{field}{joint}{text}" if field else text
    return f"{said}; {problem['fix']}" if problem["fix"] else said


def _problem(found: dict[str, Any]) -> Problem:
    location = tuple(part for part in found["loc"])
    # pydantic adds "[key]" behind the key it rejects.
    location = location[:-1] if location[-1:] == ("[key]",) else location
    name = next((part for part in reversed(location) if isinstance(part, str)), "")
    if found["type"] == "extra_forbidden":
        return _unknown(location)
    problem, fix = told(found, name)
    return {"field": field_name(location), "problem": problem, "fix": fix or "correct it, or leave the field out"}


def field_name(location: tuple[str | int, ...]) -> str:
    """Name a place in the brief as a person would: ``scenes 3: narration``, ``publish: tags 2``."""
    if location[:1] == ("script",) and len(location) > 1 and isinstance(location[1], int):
        # A script may be written as the list of its scenes.
        location = ("scenes", *location[1:])
    parts: list[str] = []
    for part in location:
        if isinstance(part, int) and parts:
            parts[-1] += f" {part + 1}"
        else:
            parts.append(part if isinstance(part, str) and part.isprintable() else repr(part))
    if parts[:1] == ["script"] and len(parts) > 1:
        del parts[0]
    return ": ".join(parts)


def _unknown(location: tuple[str | int, ...]) -> Problem:
    *parents, last = location
    parent = next((part for part in reversed(parents) if isinstance(part, str)), "")
    known = list(_MODELS[parent].model_fields) if parent in _MODELS else []
    near = _MEANT.get(parent, {}).get(str(last).lower())
    close = [near] if near else difflib.get_close_matches(str(last).lower(), known, n=1, cutoff=0.6)
    fix = f"did you mean {close[0]!r}?" if close else f"the fields are {', '.join(known)}"
    return {"field": field_name(location), "problem": "is no field of a brief", "fix": fix}


def told(found: dict[str, Any], name: str) -> tuple[str, str]:
    """Say what is wrong and what to do, for each of pydantic's error types that a file can raise."""
    context, value, fix = found.get("ctx", {}), found["input"], _FIXES.get(name, "")
    match found["type"]:
        case "missing":
            return "is missing", fix
        case "string_too_short":
            return "is empty", fix or "write something, or leave the field out"
        case "string_too_long":
            return f"is too long ({len(str(value))} characters)", f"at most {context['max_length']} are possible"
        case "too_short":
            return "is empty", fix
        case "too_long":
            return f"has too many entries ({context['actual_length']})", f"at most {context['max_length']} are possible"
        case "enum" | "literal_error":
            choices = _choices(context["expected"])
            return f"{_repr.repr(value)} is not one of {choices}", fix or "choose one of them"
        case "string_pattern_mismatch":
            return f"{_repr.repr(value)} is not {'a language tag' if name == 'language' else 'possible here'}", fix
        case "value_error":
            # Our own validators say the fix behind a colon.
            problem, _, told = str(context["error"]).partition(": ")
            return problem, told or fix
        case "int_parsing_size":
            return f"{_repr.repr(value)} is out of range", fix
        case "greater_than_equal" | "greater_than" | "less_than_equal" | "less_than" | "finite_number":
            return f"{_repr.repr(value)} is out of range", fix or _bound(context)
        case "string_type":
            return f"must be text, not {_noun(value)}", "put it in quotes" if isinstance(value, int | float) else fix
        case "list_type":
            return f"must be a list, not {_noun(value)}", fix
        case "model_type" | "model_attributes_type" | "dict_type":
            return f"must be a mapping of fields, not {_noun(value)}", fix
        case "float_parsing" | "float_type" | "int_parsing" | "int_type" | "int_from_float":
            return f"{_repr.repr(value)} is not a number", fix
        case "bool_type" | "bool_parsing":
            return f"must be on or off, not {_repr.repr(value)}", "write on or off"
        case "invalid_key":
            return "must be text", "put the field's name in quotes"
        case _:
            return f"{_repr.repr(value)} cannot be used: {found['msg']}", fix


def _bound(context: dict[str, Any]) -> str:
    """Say the limit that a number is beyond."""
    words = {
        "ge": "at least {} is possible",
        "le": "at most {} is possible",
        "gt": "more than {}",
        "lt": "less than {}",
    }
    return next((said.format(f"{context[name]:g}") for name, said in words.items() if name in context), "")


def _choices(expected: str) -> str:
    return expected.replace("'", "").replace(" or ", ", ")


def _noun(value: object) -> str:
    return next((noun for kind, noun in _NOUNS.items() if type(value) is kind), "nothing" if value is None else "that")
