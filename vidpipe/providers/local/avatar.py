"""The embedded avatar provider: a presenter, drawn or from a portrait, who speaks the narration; no service, no key."""

from __future__ import annotations

import asyncio
import errno
import threading
from pathlib import Path

import av
import cv2

from vidpipe.errors import ProviderError, StorageError
from vidpipe.models import Brief
from vidpipe.providers.base import AvatarRequest, Progress
from vidpipe.providers.local.presenter import film
from vidpipe.providers.local.presenter.character import cast
from vidpipe.providers.local.presenter.drawn import DrawnPresenter
from vidpipe.providers.local.presenter.motion import poses
from vidpipe.providers.local.presenter.mouth import analyse
from vidpipe.providers.local.presenter.portrait import PortraitPresenter
from vidpipe.providers.local.presenter.portrait_file import read_portrait
from vidpipe.providers.local.presenter.screen import screen_behind
from vidpipe.providers.local.presenter.speech_audio import read_speech

DRAWING_VERSION = 2
"""Rises with every change that makes other pictures of the same request."""
SMALLEST, LARGEST = 64, 3_840


class LocalAvatarProvider:
    """Films a presenter whose mouth follows the narration; a request's seed chooses the character."""

    name = "drawn"

    def fingerprint(self) -> dict[str, object]:
        """Name the drawing and the libraries that paint and encode it, which together decide every byte."""
        return {
            "provider": self.name,
            "version": DRAWING_VERSION,
            "encoder": film.ENCODER,
            "av": av.__version__,
            "opencv": cv2.__version__,
        }

    def problems(self) -> list[str]:
        """Say whether the encoder is there."""
        if film.ENCODER not in av.codecs_available:
            return [f"This build of PyAV has no {film.ENCODER} encoder. Install PyAV from its wheel: pip install av"]
        return []

    def accepts(self, brief: Brief) -> None:
        """Refuse nothing: every narration can be spoken by the drawn presenter."""

    def portrait_of(self, request: AvatarRequest) -> Path | None:
        """Return the brief's portrait; a presenter who is drawn here and to be cut out has a screen behind."""
        return request.portrait

    async def animate(self, request: AvatarRequest, out: Path, progress: Progress) -> None:
        """Write the presenter's film to ``out``; ``progress`` is called in the event loop's thread.

        Raises :class:`~vidpipe.errors.ProviderError`: ``MEDIA_INVALID`` for the audio, ``PORTRAIT_INVALID`` for the
        portrait, ``AVATAR_FAILED`` for the rest; :class:`~vidpipe.errors.StorageError` when the film cannot be stored.
        """
        _check(request)
        loop = asyncio.get_running_loop()
        stop = threading.Event()

        def report(share: float) -> None:
            loop.call_soon_threadsafe(progress, share)

        work = asyncio.ensure_future(asyncio.to_thread(_film, request, out, report, stop))
        try:
            await asyncio.shield(work)
        except asyncio.CancelledError:
            stop.set()
            await asyncio.wait([work])
            # Read, so that asyncio does not complain of an error nobody looked at.
            work.exception()
            raise


def _check(request: AvatarRequest) -> None:
    for side in (request.width, request.height):
        if side % 2 or not SMALLEST <= side <= LARGEST:
            raise ProviderError(
                f"The presenter's film cannot measure {request.width} × {request.height} pixels: "
                f"give even numbers from {SMALLEST} to {LARGEST}.",
                code="AVATAR_FAILED",
                details={"width": request.width, "height": request.height},
            )
    if not 1 <= request.fps <= 120:
        raise ProviderError(
            f"The presenter cannot move at {request.fps} frames per second: give 1 to 120.",
            code="AVATAR_FAILED",
            details={"fps": request.fps},
        )


def _presenter(request: AvatarRequest) -> DrawnPresenter | PortraitPresenter:
    if request.portrait is None:
        who = cast(request.seed)
        ground = screen_behind(who) if request.cutout else None
        return DrawnPresenter(who, request.width, request.height, ground=ground)
    return PortraitPresenter(read_portrait(request.portrait), request.width, request.height)


def _film(request: AvatarRequest, out: Path, progress: Progress, stop: threading.Event) -> None:
    audio = read_speech(request.audio)
    presenter = _presenter(request)
    directions = poses(analyse(audio, request.fps), request.fps, request.seed)
    if request.seconds is not None:
        directions = directions[: max(1, round(request.seconds * request.fps))]
    pictures = (presenter.frame(pose) for pose in directions)
    size = presenter.width, presenter.height
    try:
        film.write_film(pictures, len(directions), size=size, fps=request.fps, out=out, progress=progress, stop=stop)
    except OSError as error:
        full = error.errno == errno.ENOSPC
        raise StorageError(
            f"The presenter's film could not be stored: {error.strerror or error}.",
            code="DISK_SPACE_INSUFFICIENT" if full else "FILE_SYSTEM_ERROR",
        ) from error
    except av.error.FFmpegError as error:
        raise ProviderError(f"The presenter's film could not be encoded: {error}.", code="AVATAR_FAILED") from error
