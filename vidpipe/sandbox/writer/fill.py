"""Filling any JSON Schema with a script: names of properties say what belongs where, the schema how it must look."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import Any

from vidpipe.sandbox.writer.schema import CannotFill, Schema, resolve
from vidpipe.sandbox.writer.script import Written, WrittenScene

_ROLES = (
    ("scenes", r"scenes?|segments?|slides?|shots?|sections?|chapters?|storyboard|scene_?list"),
    ("picture", r".*(?:image|picture|visual|illustration|photo|shot|background|video).*(?:prompt|description|text|s)?"),
    ("look", r"look|(?:art_?)?style|mood"),
    ("heading", r"heading|headline|caption|subtitle|on_?screen_?text|overlay(?:_?text)?|label|name|scene_?title"),
    ("points", r".*(?:points?|bullets?|facts|items|highlights|takeaways|steps|features|benefits|strengths|weaknesses)"),
    ("tags", r".*(?:tags|keywords|hashtags|topics|categories)"),
    ("narration", r"narrations?|voice_?overs?|script|speech|spoken(?:_text)?|text|words|content|dialogue|lines?|body"),
    ("title", r"(?:video_?|script_?)?title"),
    ("description", r".*(?:description|summary|synopsis|abstract|overview|introduction)"),
    ("language", r"(?:language|lang|locale)(?:_?code)?"),
    ("topic", r"topic|subject|theme|idea"),
    ("hook", r"hook|opening|intro"),
    ("closing", r"outro|closing|conclusion|call_?to_?action|cta"),
)
_COMPILED = [(role, re.compile(pattern, re.I)) for role, pattern in _ROLES]
_NUMBERED = re.compile(r"(?:scene_?)?(?:number|index|id|no|order|position)", re.I)
_SECONDS = re.compile(r".*(?:duration|seconds|length|time).*", re.I)
_ADDRESS = re.compile(r".*(?:url|uri|link|website)", re.I)
_FORMATS = {
    "date-time": "2026-01-01T12:00:00Z",
    "date": "2026-01-01",
    "time": "12:00:00Z",
    "email": "studio@example.com",
    "uri": "https://example.com/",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "duration": "PT10S",
}
_PATTERN_TRIES = (
    "{text}", "{slug}", "scene-{number}", "{number}", "00:00", "00:00:10", "#3366cc", "2026-01-01", "en", "en-US", "a",
    "A", "10s", "1.0", "16:9", "abc", "ABC", "a1",
)  # fmt: skip


@dataclass(frozen=True)
class _Place:
    """Where in the answer a value stands: the name of its property, its scene, and its number in a list."""

    name: str
    scene: WrittenScene | None = None
    number: int = 1
    depth: int = 0


def scene_bounds(schema: Schema) -> tuple[int, int | None]:
    """Return the fewest and most scenes that a schema allows."""
    return _bounds(schema, schema, "", 0) or (1, None)


def _bounds(schema: Any, root: Schema, name: str, depth: int) -> tuple[int, int | None] | None:
    if depth > 6:
        return None
    found = resolve(schema, root)
    if found["type"] == "array" and (role_of(name) in ("scenes", "narration") or depth == 0):
        return int(found.get("minItems", 1)), found.get("maxItems")
    inner = [(name, value) for name, value in found.get("properties", {}).items()]
    return next((bounds for key, value in inner if (bounds := _bounds(value, root, key, depth + 1))), None)


def role_of(name: str) -> str | None:
    """Say what a property is for, by its name; None when the name says nothing known."""
    plain = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).replace("-", "_")
    return next((role for role, pattern in _COMPILED if pattern.fullmatch(plain)), None)


class Filler:
    """Fills one schema with one script."""

    def __init__(self, schema: Schema, written: Written) -> None:
        self._root = schema
        self._written = written

    def value(self) -> Any:
        """Return the JSON value. Raises :class:`~vidpipe.sandbox.writer.schema.CannotFill`."""
        return self._fill(self._root, _Place(""))

    def _fill(self, schema: Any, place: _Place) -> Any:
        if place.depth > 40:
            raise CannotFill("the schema is nested without end")
        found = resolve(schema, self._root)
        if "const" in found:
            return found["const"]
        if found.get("enum"):
            return self._choose(found["enum"], place)
        kind = found["type"]
        if kind == "object":
            return self._object(found, place)
        if kind == "array":
            return self._array(found, place)
        if kind in ("integer", "number"):
            return self._number(found, place, whole=kind == "integer")
        if kind == "boolean":
            return True
        return None if kind == "null" else self._string(found, place)

    def _object(self, schema: Schema, place: _Place) -> dict[str, Any]:
        properties = schema.get("properties", {})
        deeper = place.depth + 1
        # Optional parts of a schema that contains itself must end somewhere.
        wanted = (
            properties if deeper < 12 else {n: properties[n] for n in schema.get("required", []) if n in properties}
        )
        made = {name: self._fill(inner, replace(place, name=name, depth=deeper)) for name, inner in wanted.items()}
        for name in schema.get("required", []):
            made.setdefault(name, self._text(replace(place, name=name)))
        return made

    def _array(self, schema: Schema, place: _Place) -> list[Any]:
        if prefix := schema.get("prefixItems"):
            return [self._fill(inner, replace(place, number=n)) for n, inner in enumerate(prefix, 1)]
        items = schema.get("items", {})
        inner = resolve(items, self._root)
        places = self._places(place, of_objects=inner["type"] == "object", limits=_limits(schema))
        values: list[Any] = []
        for each in places:
            value = self._fill(items, each)
            if not schema.get("uniqueItems") or value not in values:
                values.append(value)
        return values

    def _places(self, place: _Place, *, of_objects: bool, limits: tuple[int, int | None]) -> list[_Place]:
        """Decide how many entries a list gets and what each is about."""
        fewest, most = limits
        scenes = self._written.scenes
        deeper = replace(place, depth=place.depth + 1)
        role = role_of(place.name)
        if place.scene is None and (role in ("scenes", "narration", "picture") or (of_objects and role is None)):
            places = [replace(deeper, scene=scene, number=scene.number) for scene in scenes]
        else:
            count = {"tags": len(self._written.tags), "points": 3}.get(role or "", 3)
            places = [replace(deeper, number=number) for number in range(1, count + 1)]
        while len(places) < fewest:
            places.append(
                replace(places[len(places) % max(1, len(scenes))] if places else deeper, number=len(places) + 1)
            )
        return places if most is None else places[:most]

    def _choose(self, options: list[Any], place: _Place) -> Any:
        """Take the language that is asked for where it is offered, else go through the offers by turns."""
        tag = self._written.tag
        fitting = [o for o in options if isinstance(o, str) and o.lower() in (tag.lower(), tag.partition("-")[0])]
        known = [option for option in options if option is not None]
        return fitting[0] if fitting else (known or options)[(place.number - 1) % len(known or options)]

    def _number(self, schema: Schema, place: _Place, *, whole: bool) -> float | int:
        low, high = _range(schema)
        if place.scene and _SECONDS.fullmatch(place.name):
            value = place.scene.seconds
        elif _NUMBERED.fullmatch(place.name):
            value = float(place.number)
        elif _SECONDS.fullmatch(place.name):
            value = sum(scene.seconds for scene in self._written.scenes)
        elif re.search("scene", place.name, re.I):
            value = float(len(self._written.scenes))
        elif re.search("word", place.name, re.I):
            value = float(sum(len(scene.narration.split()) for scene in self._written.scenes))
        else:
            value = low + 0.7 * ((10 if math.isinf(high) else high) - low)
        return _fitted(value, schema, low, high, whole=whole)

    def _string(self, schema: Schema, place: _Place) -> str:
        text = self._text(place)
        stated = "uri" if _ADDRESS.fullmatch(place.name) else str(schema.get("format", ""))
        if form := _FORMATS.get(stated):
            return form
        if pattern := schema.get("pattern"):
            return self._matching(str(pattern), text, place)
        return _sized(text, int(schema.get("minLength", 0)), schema.get("maxLength"))

    def _matching(self, pattern: str, text: str, place: _Place) -> str:
        slug = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "text"
        tries = [form.format(text=text, slug=slug, number=place.number) for form in _PATTERN_TRIES]
        try:
            found = next((one for one in tries if re.search(pattern, one)), None)
        except re.error as error:
            raise CannotFill(f"the pattern {pattern!r} is no regular expression: {error}") from error
        if found is None:
            raise CannotFill(f"nothing known matches the pattern {pattern!r}")
        return found

    def _text(self, place: _Place) -> str:
        written, scene = self._written, place.scene
        role = role_of(place.name)
        first, last = (written.scenes[0], written.scenes[-1]) if written.scenes else (None, None)
        if role == "tags":
            return written.tags[(place.number - 1) % len(written.tags)]
        if role == "language":
            return written.tag
        if role == "look":
            return "Clean editorial illustration, soft light"
        if role == "topic":
            return written.topic
        if role == "hook" and first:
            return first.narration
        if role == "closing" and last:
            return last.narration
        if scene:
            return self._scene_text(scene, role, place.number)
        if role == "title" or role == "heading":
            return written.title
        if role == "picture":
            return first.picture if first else written.topic
        if role in ("narration", "scenes"):
            return "\n\n".join(scene.narration for scene in written.scenes) or written.title
        if role == "points" or role is None:
            told = [sentence for scene in written.scenes for sentence in scene.points] or [written.topic]
            return told[(place.number - 1) % len(told)]
        return written.description

    def _scene_text(self, scene: WrittenScene, role: str | None, number: int) -> str:
        if role in ("narration", "scenes"):
            return scene.narration
        if role in ("picture", "description"):
            return scene.picture
        if role == "points":
            return scene.points[(number - 1) % len(scene.points)] if scene.points else scene.heading
        return scene.heading if role in ("heading", "title") else scene.narration


def _limits(schema: Schema) -> tuple[int, int | None]:
    most = schema.get("maxItems")
    return int(schema.get("minItems", 0)), None if most is None else int(most)


def _range(schema: Schema) -> tuple[float, float]:
    step = float(schema.get("multipleOf", 1 if str(schema.get("type")) == "integer" else 0.1))
    low = float(schema.get("minimum", schema.get("exclusiveMinimum", -math.inf)))
    high = float(schema.get("maximum", schema.get("exclusiveMaximum", math.inf)))
    low += step if "exclusiveMinimum" in schema and "minimum" not in schema else 0
    high -= step if "exclusiveMaximum" in schema and "maximum" not in schema else 0
    if low == -math.inf:
        low = min(1.0, high)
    return low, high


def _fitted(value: float, schema: Schema, low: float, high: float, *, whole: bool) -> float | int:
    value = min(max(value, low), high)
    step = float(schema.get("multipleOf", 0))
    if step:
        value = math.floor(value / step) * step
        value += step if value < low else 0
    if whole:
        rounded = math.floor(value)
        return rounded if rounded >= low else rounded + 1
    return round(value, 6)


def _sized(text: str, fewest: int, most: int | None) -> str:
    """Cut a text at a word, or say it again, until it is as long as it must be."""
    while len(text) < fewest:
        text = f"{text} {text}"
    if most is None or len(text) <= most:
        return text
    cut = text[: max(most, 0)]
    whole = cut.rpartition(" ")[0].rstrip(",;: ")
    return whole if len(whole) >= max(fewest, 1) else cut
