"""A person's own sound and films, looked at before anything is made of them."""

from __future__ import annotations

from pathlib import Path

from vidpipe.errors import InvalidInput, MediaError, file_errors, require_file
from vidpipe.media import MediaInfo, probe
from vidpipe.media.extent import extent_of
from vidpipe.models import Format

SHORTEST = 0.5
"""Seconds: loudness is measured over stretches of 0.4 (ITU-R BS.1770)."""
LONGEST = 6 * 3600
EXACT = 0.05
"""Seconds by which a sound may be longer than its file says: codecs fill their last packet."""


def _read_media(path: Path, what: str, fix: str) -> MediaInfo:
    """Return what a person's file holds; ``what`` names its part in the film, and ``fix`` says what to give instead.

    Raises NotFound (FILE_NOT_FOUND), InvalidInput for a folder, MediaError (MEDIA_INVALID) for what is no readable
    sound or film, StorageError.
    """
    details = {"path": str(path)}
    with file_errors(f"read {what}", path):
        require_file(path, what)
        with path.open("rb") as file:
            is_empty = not file.read(1)
    if is_empty:
        raise MediaError(f"{path} is empty ({what}): {fix}.", code="MEDIA_INVALID", details=details)
    try:
        return probe(path)
    except MediaError as error:
        raise MediaError(
            f"{path} cannot be read ({what}): it is damaged, or neither sound nor film. Play it to see, and {fix}.",
            code=error.code,
            details={**error.details, **details, "cause": error.message},
        ) from error


def require_sound(path: Path, what: str, fix: str) -> MediaInfo:
    """Return what a file with sound holds; raises what :func:`_read_media` raises, and the same when none is in it."""
    info = _read_media(path, what, fix)
    if not info.audio:
        raise MediaError(f"{path} holds no sound ({what}): {fix}.", code="MEDIA_INVALID", details={"path": str(path)})
    return info


def require_film(path: Path) -> None:
    """Make sure that a presenter's film holds moving pictures. Raises as :func:`require_sound`."""
    what, fix = "the presenter", "give a film of the presenter, such as an MP4"
    info = _read_media(path, what, fix)
    # A picture is read as a film that lasts no time.
    if not info.video or info.duration <= 0:
        raise MediaError(
            f"{path} holds no moving picture ({what}): {fix}.", code="MEDIA_INVALID", details={"path": str(path)}
        )


def sound_seconds(audio: Path, made_in: Format) -> float:
    """Return how long a narration lasts, in seconds.

    Raises InvalidInput when a film of it would be too short or too long, and what :func:`require_sound` raises.
    """
    told = require_sound(audio, "the sound", "give a recording, such as a WAV or MP3").duration
    measured = extent_of(audio, "audio").seconds
    seconds = told if abs(told - measured) <= EXACT else measured
    if seconds < SHORTEST:
        raise InvalidInput(f"{audio} lasts {seconds:.2f} s; a film takes {SHORTEST:g} s or more: give a longer sound.")
    limit = min(made_in.longest or LONGEST, LONGEST)
    if seconds > limit:
        where = made_in.target.value if made_in.target and made_in.longest == limit else "this command"
        raise InvalidInput(f"{audio} lasts {seconds:.0f} s; {where} takes up to {limit:g} s: give a shorter one.")
    return seconds
