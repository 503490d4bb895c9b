"""The YouTube publisher: film, words, thumbnail, captions and playlists, until the video can be played."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime
from typing import Any

import structlog

from vidpipe.errors import ProviderError, StorageError, file_errors
from vidpipe.models import Brief
from vidpipe.providers.base import Progress, Published, PublishRequest
from vidpipe.providers.service import wish_of
from vidpipe.providers.session import Session
from vidpipe.providers.youtube.api import DATA, Api
from vidpipe.providers.youtube.config import Config
from vidpipe.providers.youtube.extras import Extras
from vidpipe.providers.youtube.job import Uploaded, Wanted, upload_once
from vidpipe.providers.youtube.metadata import check_brief, require_future, resource_of, said_of, wanted_visibility
from vidpipe.providers.youtube.processing import wait_until_playable
from vidpipe.providers.youtube.transfer import Film

log = structlog.get_logger(__name__)

_SENT, _DRESSED = 0.85, 0.9
"""Shares of the work: the film is there; thumbnail, captions and playlists are."""
_CAPTIONS = re.compile(r"captions(?:\.(?P<language>[A-Za-z0-9-]+))?\.srt")


class YouTubeUploadProvider:
    """Publishes on the connected channel. A task has one video there, however often it is published."""

    name = "youtube"

    def __init__(self, session: Session, config: Config | None = None) -> None:
        self._session = session
        self._config = config or Config()

    def fingerprint(self) -> dict[str, object]:
        """Name the settings that change how a video appears."""
        names = {"visibility", "made_for_kids", "synthetic_media", "category", "playlists", "license", "embeddable"}
        return {"provider": self.name, **self._config.model_dump(mode="json", include=names)}

    def problems(self) -> list[str]:
        """Say whether an OAuth client or a connected channel is missing."""
        problem = self._config.problem()
        return [problem] if problem else []

    def accepts(self, brief: Brief) -> None:
        """Refuse at once a brief that YouTube would not take in the end.

        Raises InvalidInput: YOUTUBE_DECLARATION_MISSING, YOUTUBE_INVALID_METADATA; and ProviderError
        (PROVIDER_NOT_CONFIGURED) while no channel is connected.
        """
        if brief.publish.enabled:
            self._config.require()
            check_brief(brief, self._config)

    async def publish(self, request: PublishRequest, progress: Progress) -> Published:
        """Publish the video and wait until it can be played.

        Publishing a task again goes on where it was interrupted, and finds the video that is there. Raises
        InvalidInput (YOUTUBE_INVALID_METADATA, YOUTUBE_DECLARATION_MISSING), ProviderError with a YouTube code, and
        StorageError.
        """
        config, rising = self._config, _rising(progress)
        words, shortened = said_of(request.script, request.brief, request.composite.chapters)
        resource = resource_of(words, request.script, request.brief, config)
        film = await asyncio.to_thread(_film_of, request, config)
        api = Api(self._session, config)
        publish = request.brief.publish
        wanted = Wanted(
            task_id=request.task_id,
            film=film,
            sha256=request.composite.video.sha256,
            resource=resource,
            notify=config.notify if publish.notify is None else publish.notify,
            may_begin=lambda: require_future(publish, datetime.now(UTC)),
        )
        uploaded = await upload_once(api, wanted, lambda share: rising(share * _SENT))
        rising(_SENT)
        warnings = shortened + await self._dress(api, uploaded.video_id, request)
        rising(_DRESSED)
        item = await wait_until_playable(
            api, uploaded.video_id, uploaded.call_id, lambda share: rising(_DRESSED + share * (1 - _DRESSED))
        )
        warnings += _differences(uploaded, wanted, item, wanted_visibility(publish, config))
        if uploaded.replaces is not None:
            await self._remove(api, uploaded.replaces)
        for warning in warnings:
            log.warning("published with a difference", video_id=uploaded.video_id, problem=warning)
        url = f"{config.site_url.rstrip('/')}/watch?v={uploaded.video_id}"
        return Published(url=url, reference=uploaded.video_id, warnings=tuple(warnings))

    async def _dress(self, api: Api, video_id: str, request: PublishRequest) -> list[str]:
        """Add thumbnail, captions and playlists; return what YouTube would not take."""
        config, publish, extras = self._config, request.brief.publish, Extras(api, video_id)
        if config.thumbnail and "thumbnail.jpg" in request.files:
            await extras.thumbnail(request.files["thumbnail.jpg"])
        if config.captions:
            for name, path in sorted(request.files.items()):
                if match := _CAPTIONS.fullmatch(name):
                    await extras.captions(path, match["language"] or request.script.language)
        for playlist in config.playlists if publish.playlists is None else publish.playlists:
            await extras.playlist(playlist)
        return extras.warnings

    async def _remove(self, api: Api, video_id: str) -> None:
        """Delete the task's earlier video, as the settings say."""
        async with self._session.call(
            api.service,
            operation="videos.delete",
            wish=wish_of(video_id),
            subject="the task's earlier video",
            units=self._config.cost_of_change,
        ) as call:
            try:
                await api.send(call, "DELETE", f"{DATA}/videos", params={"id": video_id})
            except ProviderError as error:
                if error.code != "YOUTUBE_VIDEO_NOT_FOUND":
                    raise


def _film_of(request: PublishRequest, config: Config) -> Film:
    """Return the film after a look at its size. Raises ProviderError (YOUTUBE_VIDEO_TOO_LARGE) and StorageError."""
    path, made = request.files["video.mp4"], request.composite.video
    with file_errors("read the film", path):
        size = path.stat().st_size
    if size != made.size or size == 0:
        raise StorageError(
            f"The film has {size:,} bytes where {made.size:,} were made: it is damaged. Run the task again from the "
            "composite on.",
            code="ARTIFACT_CORRUPT",
            details={"sha256": made.sha256, "size": size, "expected": made.size},
        )
    seconds = request.composite.duration
    if size > config.largest_film or seconds > config.longest_film:
        raise ProviderError(
            f"The film has {size:,} bytes and {seconds:.0f} seconds; at most {config.largest_film:,} bytes and "
            f"{config.longest_film:g} seconds are possible.",
            code="YOUTUBE_VIDEO_TOO_LARGE",
            details={"size": size, "seconds": seconds},
        )
    return Film(path=path, size=size, media_type=made.media_type)


def _differences(uploaded: Uploaded, wanted: Wanted, item: dict[str, Any], visibility: str) -> list[str]:
    """Say what is otherwise than asked for, although YouTube answered with success."""
    found = []
    status = item.get("status")
    seen = status.get("privacyStatus") if isinstance(status, dict) else None
    if seen == "private" and visibility != "private":
        found.append(
            f"YouTube keeps the video private, although {visibility} was asked for: it does so with all videos of "
            "Google Cloud projects that have not passed its audit. Ask for the audit, or change the visibility in "
            "YouTube Studio if it lets you."
        )
    if uploaded.words != wanted.words:
        found.append(
            "The video was published before, with other words or settings, and was left as it is; change it in "
            "YouTube Studio."
        )
    return found


def _rising(progress: Progress) -> Progress:
    """Return a progress that never falls: bytes that did not arrive are sent again."""
    highest = 0.0

    def report(share: float) -> None:
        nonlocal highest
        highest = max(highest, min(share, 1.0))
        progress(highest)

    return report
