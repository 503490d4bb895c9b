"""In which formats a video is made: the main one, and further ones that share its words, voice and pictures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Self

from pydantic import Field, model_validator

from vidpipe.models.base import DomainModel
from vidpipe.models.frame import Aspect, Codec, Fps, Resolution, frame_size
from vidpipe.models.platforms import PLATFORMS, Platform, SafeArea


class FormatBrief(DomainModel):
    """A further format that a person asks for. What it leaves open is as its target has it, else as the main one."""

    target: Platform | None = Field(None, description="Where it is shown, which sets what is not named here")
    aspect: Aspect | None = None
    resolution: Resolution | None = None
    fps: Fps | None = None
    codec: Codec | None = None

    @model_validator(mode="after")
    def _suits_target(self) -> Self:
        refuse_contradiction(self.target, self.model_dump(exclude={"target"}))
        return self


class Format(DomainModel):
    """A format in which the video is made: everything said."""

    name: str = Field("", description="What tells its files from the others'; empty for the main one")
    target: Platform | None = None
    aspect: Aspect
    resolution: Resolution
    fps: Fps
    codec: Codec

    @property
    def frame_size(self) -> tuple[int, int]:
        """Width and height of the picture in pixels."""
        return frame_size(self.aspect, self.resolution)

    @property
    def safe(self) -> SafeArea:
        """What its platform covers of the frame."""
        return SafeArea() if self.target is None else PLATFORMS[self.target].safe.get(self.aspect, SafeArea())

    @property
    def longest(self) -> float | None:
        """Seconds that its platform takes; None for any number."""
        return None if self.target is None else PLATFORMS[self.target].longest

    def file(self, name: str) -> str:
        """Return the name of one of its files: ``video.mp4`` is ``video-shorts.mp4`` in the format shorts."""
        stem, dot, suffix = name.rpartition(".")
        return f"{stem}-{self.name}{dot}{suffix}" if self.name else name


def refuse_contradiction(target: Platform | None, named: Mapping[str, Any]) -> None:
    """Refuse what a target does not take. Raises ValueError with problem and fix, parted by a colon.

    ``named`` holds some of aspect, resolution, fps, codec and duration (seconds); None is as good as missing.
    """
    if target is None:
        return
    facts = PLATFORMS[target]
    taken: dict[str, tuple[Any, ...]] = {
        "aspect": facts.aspects,
        "resolution": facts.resolutions,
        "fps": facts.rates,
        "codec": facts.codecs,
    }
    for field, values in taken.items():
        value = named.get(field)
        if value is not None and value not in values:
            told = ", ".join(str(one) for one in values)
            raise ValueError(
                f"{target.value!r} takes no {field} {value}: leave `{field}` out, choose one of {told}, "
                "or name another target"
            )
    if (named.get("duration") or 0) > facts.longest:
        raise ValueError(
            f"{facts.title} takes films of up to {facts.longest:g} seconds, and `duration` asks for "
            f"{named['duration']:g}: ask for a shorter one, or name another target"
        )


def fill_from_target(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return a brief's fields with what its target sets and the brief does not name."""
    try:
        facts = PLATFORMS[Platform(fields["target"])]
    except (KeyError, ValueError):
        # No target, or none there is; the field's own type says so.
        return dict(fields)
    default = {
        "aspect": facts.aspects[0],
        "resolution": facts.resolutions[0],
        "fps": facts.rates[0],
        "codec": facts.codecs[0],
    }
    return default | dict(fields)


def complete(wished: FormatBrief, main: Format) -> Format:
    """Say everything about a format: its own words first, then its target's shape, then what the main one has.

    Of the main one is taken what the target takes as well, so that as much as possible is shared.
    """
    facts = None if wished.target is None else PLATFORMS[wished.target]

    def shared(field: str, taken: tuple[Any, ...] | None) -> Any:
        own, mains = getattr(wished, field), getattr(main, field)
        if own is not None:
            return own
        return mains if taken is None or mains in taken else taken[0]

    done = Format(
        target=wished.target,
        aspect=wished.aspect or (facts.aspects[0] if facts else main.aspect),
        resolution=shared("resolution", facts.resolutions if facts else None),
        fps=shared("fps", facts.rates if facts else None),
        codec=shared("codec", facts.codecs if facts else None),
    )
    return done.model_copy(update={"name": _name(done, main)})


def _name(made: Format, main: Format) -> str:
    """Name a format by its target and by what tells it from the main one."""
    usual = PLATFORMS[made.target].aspects[0] if made.target else main.aspect
    parts = [made.target.value if made.target else ""]
    parts += [made.aspect.replace(":", "x") if made.aspect != usual else ""]
    parts += [made.resolution.value if made.resolution != main.resolution else ""]
    parts += [f"{made.fps}fps" if made.fps != main.fps else ""]
    parts += [made.codec.value if made.codec != main.codec else ""]
    return "-".join(part for part in parts if part)


def complete_all(wished: Iterable[FormatBrief], main: Format) -> list[Format]:
    """Return the main format and the further ones. Raises ValueError with problem and fix for one asked for twice."""
    made = [main]
    for number, one in enumerate(wished, 1):
        format_ = complete(one, main)
        twin = next((index for index, other in enumerate(made) if _alike(format_, other)), None)
        if twin is not None:
            told = f"format {twin}" if twin else "the video itself"
            raise ValueError(f"format {number} is the same as {told}: take it out, or change one of its fields")
        made.append(format_)
    return made


def _alike(one: Format, other: Format) -> bool:
    return one.model_copy(update={"name": ""}) == other.model_copy(update={"name": ""})
