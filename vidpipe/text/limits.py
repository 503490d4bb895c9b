"""What is said about a video, held to the limits of the place where it is shown.

What a person wrote is never changed: what is too long is refused. What the program wrote is shortened, with a warning.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from vidpipe.models import Brief, Script
from vidpipe.models.limits import TextLimits
from vidpipe.text.brief_problems import Problem

_HASHTAG = re.compile(r"(?:(?<=\s)|^)#\w+")
_NEUTRAL = str.maketrans({"<": "‹", ">": "›"})


@dataclass(frozen=True, kw_only=True)
class Words:
    """What is said about a video."""

    title: str
    description: str
    tags: tuple[str, ...]


def words_of(script: Script, brief: Brief) -> Words:
    """Return what is said about a video: what the person wrote in the brief, else what the script says."""
    publish = brief.publish
    return Words(
        title=script.title,
        description=publish.description or script.description,
        tags=tuple(publish.tags or script.tags),
    )


def fields_of_a_person(script: Script, brief: Brief) -> list[str]:
    """Return which of the words a person wrote."""
    publish = brief.publish
    given = {
        "title": bool(brief.title) and brief.title == script.title,
        "description": bool(publish.description),
        "tags": bool(publish.tags),
    }
    return [name for name, is_own in given.items() if is_own]


def brief_problems_at(brief: Brief, limits: TextLimits) -> list[Problem]:
    """Return what of a brief's own words a place would not take, before there is a script."""
    publish = brief.publish
    words = Words(title=brief.title or "-", description=publish.description, tags=tuple(publish.tags))
    return word_problems(words, limits)


def description_size(text: str, limits: TextLimits) -> int:
    """Return the length of a description in the unit in which a place counts it."""
    match limits.description_unit:
        case "bytes":
            return len(text.encode("utf-8", "surrogatepass"))
        case "UTF-16 units":
            return len(text.encode("utf-16-le", "surrogatepass")) // 2
        case _:
            return len(text)


def tags_length(tags: Sequence[str]) -> int:
    """Return the characters of tags as YouTube counts them: commas between, quotes around a tag with a space."""
    return sum(len(tag) + 2 * (" " in tag) for tag in tags) + max(len(tags) - 1, 0)


def word_problems(words: Words, limits: TextLimits) -> list[Problem]:
    """Return everything about the words that a place would not take, with the fix; fields are those of a brief."""
    return [*_text_problems(words, limits), *_tag_problems(words.tags, limits)]


def _text_problems(words: Words, limits: TextLimits) -> Iterator[Problem]:
    if not words.title.strip():
        yield _problem("title", "is empty", "write one")
    if limits.title_length is not None and len(words.title) > limits.title_length:
        yield _problem("title", f"has {len(words.title)} characters", f"shorten it to {limits.title_length}")
    size, most = description_size(words.description, limits), limits.description_length
    if size > most:
        unit = "bytes as UTF-8" if limits.description_unit == "bytes" else limits.description_unit
        yield _problem("publish: description", f"has {size:,} {unit}", f"shorten it to {most:,}")
    for field, text in (("title", words.title), ("publish: description", words.description)):
        if _has_any(text, limits.forbidden):
            yield _problem(field, "holds an angle bracket", "write it without < and >")
    found = len(_HASHTAG.findall(f"{words.title}\n{words.description}"))
    if limits.hashtags is not None and found > limits.hashtags:
        yield _problem("publish: description", f"has {found} hashtags", f"use at most {limits.hashtags}")


def _tag_problems(tags: Sequence[str], limits: TextLimits) -> Iterator[Problem]:
    length = tags_length(tags)
    if limits.tags_length is not None and length > limits.tags_length:
        fix = f"use fewer or shorter ones, {limits.tags_length} characters in all"
        yield _problem("publish: tags", f"have {length} characters with their commas and quotes", fix)
    for tag in tags:
        if _has_any(tag, limits.forbidden):
            yield _problem("publish: tags", f"{tag[:60]!r} holds an angle bracket", "write it without < and >")


def _problem(field: str, problem: str, fix: str) -> Problem:
    return {"field": field, "problem": problem, "fix": fix}


def _has_any(text: str, forbidden: str) -> bool:
    return any(character in text for character in forbidden)


def fitted(words: Words, limits: TextLimits, *, own: Iterable[str] = ()) -> tuple[Words, list[str]]:
    """Return the words as a place takes them, and what was done to them, in sentences for people.

    ``own`` names the fields (title, description, tags) that a person wrote: those are left as they are.
    """
    theirs, warnings = set(own), []
    if "title" not in theirs:
        title = neutral(words.title, limits)
        if limits.title_length is not None and len(title) > limits.title_length:
            title = shortened(title, lambda text: len(text) <= (limits.title_length or 0))
            warnings.append(
                f"The title was shortened to the {limits.title_length} characters that {limits.place} takes."
            )
        words = replace(words, title=title)
    if "description" not in theirs:
        text = _without_hashtags(neutral(words.description, limits), limits)
        if description_size(text, limits) > limits.description_length:
            text = shortened(text, lambda part: description_size(part, limits) <= limits.description_length)
            unit = limits.description_unit
            warnings.append(
                f"The description was shortened to the {limits.description_length:,} {unit} that {limits.place} takes."
            )
        words = replace(words, description=text)
    if "tags" not in theirs:
        tags = _fewer([neutral(tag, limits) for tag in words.tags], limits)
        if len(tags) < len(words.tags):
            warnings.append(f"{len(words.tags) - len(tags)} tags were left out: {limits.place} takes no more.")
        words = replace(words, tags=tags)
    return words, warnings


def shortened(text: str, fits: Callable[[str], bool]) -> str:
    """Return the beginning of a text that fits, cut at a word where it has words, with an ellipsis."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(text[:middle].rstrip() + "…") else (low, middle - 1)
    end = low
    # A mark or a joined emoji belongs to what stands before it.
    while 0 < end < len(text) and _joins(text[end - 1], text[end]):
        end -= 1
    beginning = text[:end]
    if end < len(text) and not text[end].isspace():
        spaced = beginning.rstrip().rfind(" ")
        # A script without spaces is cut between two characters; so is a word as long as half of the room.
        if spaced > end // 2:
            beginning = beginning[:spaced]
    return beginning.rstrip(" \t\n,.;:،、，；：-–—") + "…"


def _joins(last: str, character: str) -> bool:
    return bool(unicodedata.combining(character)) or character in "\u200d\ufe0f" or last == "\u200d"


def neutral(text: str, limits: TextLimits) -> str:
    """Return a text with look-alikes of the characters that a place forbids."""
    return text.translate(_NEUTRAL) if limits.forbidden else text


def _without_hashtags(text: str, limits: TextLimits) -> str:
    """Return a text with the mark taken from every hashtag beyond the limit."""
    if limits.hashtags is None:
        return text
    found = [match.start() for match in _HASHTAG.finditer(text)][limits.hashtags :]
    return "".join(character for at, character in enumerate(text) if at not in set(found))


def _fewer(tags: Sequence[str], limits: TextLimits) -> tuple[str, ...]:
    kept: list[str] = []
    for tag in tags:
        if limits.tags_length is None or tags_length([*kept, tag]) <= limits.tags_length:
            kept.append(tag)
    return tuple(kept)
