"""The D-ID avatar provider: a portrait, or one of D-ID's own presenters, speaks the narration."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import structlog

from vidpipe.errors import MediaError, ProviderError, file_errors
from vidpipe.media import conform_presenter, head_part, speech_delay
from vidpipe.models import Brief, FilmedFace
from vidpipe.providers.base import AvatarRequest, Progress
from vidpipe.providers.did.account import did_service
from vidpipe.providers.did.config import Config
from vidpipe.providers.did.jobs import Job, Jobs
from vidpipe.providers.did.orders import Order, body_of, fingerprint_of, order_of, portrait_of
from vidpipe.providers.did.uploads import Uploads
from vidpipe.providers.service import Service
from vidpipe.providers.session import Session

log = structlog.get_logger(__name__)

FILM_VERSION = 3
"""Rises with every change that makes another film of the same request."""
_ORDERED, _DONE, _FETCHED = 0.08, 0.85, 0.9
"""Shares of the work."""


class DidAvatarProvider:
    """Has D-ID film the presenter: the brief's portrait, else the setting's presenter or portrait, else a drawn one."""

    name = "did"

    def __init__(self, session: Session, config: Config | None = None) -> None:
        self._session = session
        self._config = config or Config()
        self._uploads = Uploads(session)

    def fingerprint(self) -> dict[str, object]:
        """Name the presenter and the settings of the film. Raises ProviderError when the set portrait is missing."""
        return {"provider": self.name, "version": FILM_VERSION, **fingerprint_of(self._config)}

    def problems(self) -> list[str]:
        """Say whether a key is missing, or the portrait of the settings."""
        found = [self._config.problem()]
        portrait = self._config.portrait
        if portrait is not None and not portrait.is_file():
            found.append(f"there is no portrait {portrait}: correct VIDPIPE_DID_PORTRAIT, or leave it out")
        return [problem for problem in found if problem]

    def accepts(self, brief: Brief) -> None:  # noqa: ARG002 - the same for every brief
        """Refuse everything while the key is missing (PROVIDER_NOT_CONFIGURED)."""
        self._config.require()

    def portrait_of(self, request: AvatarRequest) -> Path | None:
        """Return the portrait of the brief or of the settings, which D-ID films as it is; None where there is none."""
        return portrait_of(request, self._config)

    async def animate(self, request: AvatarRequest, out: Path, progress: Progress) -> FilmedFace | None:
        """Write the presenter's film to ``out``: around the head, as long as the audio, no sound.

        It is of other proportions than asked for where D-ID's film does not show enough around the head.

        D-ID's film is brought into step by its own sound, which is the narration: where that is heard later than in
        the audio, so much is cut from the film's start. D-ID's silent padding (``pad_audio``) costs credits and is not
        used; the last picture is held instead. Raises ProviderError with a D-ID code, AVATAR_FAILED for a film that
        is not of this narration, and what FFmpeg and the disk raise.
        """
        service = did_service(self._config)
        order = await asyncio.to_thread(order_of, request, self._config)
        jobs = Jobs(self._session, service, self._config, order)
        with file_errors("make room for the presenter's film", out.parent):
            room = tempfile.TemporaryDirectory(prefix=".did-", dir=out.parent)
        with room as name:
            folder = Path(name)
            job = await jobs.find() or await self._create(service, jobs, order, folder)
            progress(_ORDERED)
            url = await jobs.wait(job, lambda share: progress(_ORDERED + share * (_DONE - _ORDERED)))
            progress(_DONE)
            film = folder / "film.mp4"
            await jobs.fetch(job, url, film)
            progress(_FETCHED)
            try:
                return await _conform(film, request, order.seconds, out, progress)
            except MediaError as error:
                if error.code != "MEDIA_INVALID":
                    raise
                raise await _useless(jobs, job, error) from error

    async def _create(self, service: Service, jobs: Jobs, order: Order, folder: Path) -> Job:
        source_url = ""
        if order.portrait is not None:
            source_url = await self._uploads.portrait(service, order.portrait)
        audio_url = await self._uploads.narration(service, order, folder)
        body = body_of(order, self._config, source_url=source_url, audio_url=audio_url)
        return await jobs.create(body, audio_url)


async def _conform(
    film: Path, request: AvatarRequest, seconds: float, out: Path, progress: Progress
) -> FilmedFace | None:
    # Of the beginning, which fills the frame, as much is kept as that shows.
    near = request.seconds is None
    part = await asyncio.to_thread(head_part, film, request.width, request.height, near=near)
    delay = await asyncio.to_thread(speech_delay, film, request.audio)
    log.info(
        "presenter's film in step",
        delay_ms=None if delay is None else round(delay * 1000),
        part=[part.box.width, part.box.height],
        face=part.face and part.face.model_dump(),
    )
    await conform_presenter(
        film,
        out,
        crop=part.box,
        width=part.width,
        height=part.height,
        fps=request.fps,
        seconds=seconds,
        kept=request.seconds,
        # A film without sound is taken to start with the narration, as D-ID makes it.
        delay=delay or 0.0,
        on_progress=lambda share: progress(_FETCHED + share * (1 - _FETCHED)),
    )
    return part.face


async def _useless(jobs: Jobs, job: Job, error: MediaError) -> ProviderError:
    """Give up a job whose film nobody can use: the next try, which a person asks for, makes and pays a new one."""
    await jobs.discard(job)
    return ProviderError(
        f"D-ID's film cannot be used: {error.message}", code="AVATAR_FAILED", details={"jobId": job.id, **error.details}
    )
