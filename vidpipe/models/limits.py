"""How much may be said about a video, place by place. Facts of others: each has its source, and they change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from vidpipe.models.base import DomainModel
from vidpipe.models.platforms import Platform

Unit = Literal["characters", "bytes", "UTF-16 units"]


class TextLimits(DomainModel):
    """What a place takes; None where it has no such thing, or no limit is known."""

    place: str
    title_length: int | None = Field(None, description="Characters")
    description_length: int
    description_unit: Unit = "characters"
    tags_length: int | None = Field(None, description="Characters of all tags, with commas and quotes")
    hashtags: int | None = Field(None, description="Hashtags in title and description")
    forbidden: str = Field("", description="Characters that may stand nowhere")
    chapters: bool = Field(default=False, description="Whether lines such as 0:42 Title in a description are chapters")


_YOUTUBE = TextLimits(
    # developers.google.com/youtube/v3/docs/videos: snippet.title, snippet.description, snippet.tags[]
    place="YouTube",
    title_length=100,
    description_length=5_000,
    description_unit="bytes",
    tags_length=500,
    forbidden="<>",
    # support.google.com/youtube/answer/6390658: of a video with more than 60, none counts.
    hashtags=60,
    chapters=True,
)

TEXT_LIMITS: Mapping[Platform, TextLimits] = {
    Platform.YOUTUBE: _YOUTUBE,
    # Shorts are videos of the same API, but their player shows no chapters.
    Platform.SHORTS: _YOUTUBE.model_copy(update={"place": "YouTube Shorts", "chapters": False}),
    # developers.tiktok.com/doc/content-posting-api-reference-direct-post: post_info.title is the caption.
    Platform.TIKTOK: TextLimits(place="TikTok", description_length=2_200, description_unit="UTF-16 units"),
    # developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media: caption. It says 30
    # hashtags; newer accounts of posting services (ayrshare.com/docs/apis/post/social-networks/instagram) say five.
    Platform.INSTAGRAM: TextLimits(place="Instagram", description_length=2_200, hashtags=5),
    # ayrshare.com/docs/apis/post/social-networks/linkedin
    Platform.LINKEDIN: TextLimits(place="LinkedIn", description_length=3_000),
}
