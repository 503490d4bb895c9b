"""A presenter's film that somebody has, made fit for the place where the style puts the presenter."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from vidpipe.errors import InvalidInput, MediaError, file_errors
from vidpipe.media import (
    Look,
    Material,
    Progress,
    can_be_cut_out,
    conform_presenter,
    face_in_film,
    film_sizes,
    head_part,
    layout_for,
    require_length,
    speech_delay,
)
from vidpipe.models import FilmedFace, PresenterKind


@dataclass(frozen=True, kw_only=True)
class PresenterFilms:
    """The presenter's film at the size of its place, and its beginning as large as the frame; none without one."""

    whole: Material | None = None
    opening: Material | None = None
    offset: float = 0.0
    """Seconds after the film's first picture at which the narration begins."""

    def shown_in(self, look: Look) -> Look:
        """Return the look with this presenter."""
        return replace(look, presenter=self.whole, opening=self.opening, presenter_offset=self.offset)


async def make_presenter_films(
    film: Path, audio: Path, look: Look, seconds: float, folder: Path, on_progress: Progress
) -> PresenterFilms:
    """Cut a presenter's film to the part around the head, at the film's rate, in step with ``audio``.

    One that is cut out is shown as it is, since encoding it anew would lose its alpha. A film without sound is taken to
    start with it. Raises InvalidInput for one that cannot be cut out where the style wants that, MediaError
    (MEDIA_INVALID) for one that is too short or no film.
    """
    try:
        return await _made(film, audio, look, seconds, folder, on_progress)
    except MediaError as error:
        if error.code != "MEDIA_INVALID":
            raise
        raise MediaError(
            f"{error.message} Give a film in which they are seen for the whole narration, or leave --presenter out.",
            code=error.code,
            details={**error.details, "path": str(film)},
        ) from error


async def _made(
    film: Path, audio: Path, look: Look, seconds: float, folder: Path, on_progress: Progress
) -> PresenterFilms:
    kind = look.style.presenter.kind
    if kind is PresenterKind.CUTOUT:
        await asyncio.to_thread(_require_cut_out, film)
    delay = await asyncio.to_thread(speech_delay, film, audio) or 0.0
    if kind is PresenterKind.CUTOUT:
        pictures = await asyncio.to_thread(require_length, film, seconds, delay)
        face = await asyncio.to_thread(face_in_film, film)
        return PresenterFilms(whole=await asyncio.to_thread(_material, film, face), offset=delay - pictures.begin)
    return await _conformed(film, look, seconds, delay, folder, on_progress)


async def _conformed(
    film: Path, look: Look, seconds: float, delay: float, folder: Path, on_progress: Progress
) -> PresenterFilms:
    layout = layout_for(look.width, look.height, presenter=True, style=look.style, safe=look.safe)
    sizes = film_sizes(layout, look.style.presenter.kind)

    async def conformed(name: str, size: tuple[int, int], kept: float | None) -> Material:
        out = folder / name
        # Of the beginning, which fills the frame, as much is kept as that shows.
        part = await asyncio.to_thread(head_part, film, *size, near=kept is None)
        await conform_presenter(
            film,
            out,
            crop=part.box,
            width=part.width,
            height=part.height,
            fps=look.fps,
            seconds=seconds,
            delay=delay,
            kept=kept,
            on_progress=on_progress if kept is None else None,
        )
        return await asyncio.to_thread(_material, out, part.face)

    opening = None
    if sizes.opening is not None:
        opening = await conformed("opening.mp4", sizes.opening, sizes.opening_seconds)
    return PresenterFilms(whole=await conformed("presenter.mp4", sizes.whole, None), opening=opening)


def _require_cut_out(film: Path) -> None:
    if not can_be_cut_out(film):
        raise InvalidInput(
            f"{film}: the presenter is to be cut out (place: cutout), and cannot be: the film has neither transparency "
            "nor one strong colour behind them. Film them before a green screen, or put them elsewhere with --place "
            "corner, panel or intro.",
            details={"path": str(film)},
        )


def _material(path: Path, face: FilmedFace | None) -> Material:
    with file_errors("read the presenter's film", path), path.open("rb") as file:
        return Material(path=path.absolute(), sha256=hashlib.file_digest(file, "sha256").hexdigest(), face=face)
