"""Where videos are shown, and what each place asks of them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from pydantic import Field

from vidpipe.models.base import DomainModel
from vidpipe.models.frame import Aspect, Codec, Fps, Resolution

Share = Field(0.0, ge=0, le=0.5)


class SafeArea(DomainModel):
    """How much of a frame's edges a platform covers with its own buttons and texts, as shares of width and height."""

    top: float = Share
    right: float = Share
    bottom: float = Share
    left: float = Share


class Platform(StrEnum):
    """Where a video is meant to be shown."""

    YOUTUBE = "youtube"
    SHORTS = "shorts"
    TIKTOK = "tiktok"
    INSTAGRAM = "instagram"
    LINKEDIN = "linkedin"


class PlatformFacts(DomainModel):
    """What a platform takes. The first of each list is what a brief gets that leaves it open."""

    title: str
    aspects: tuple[Aspect, ...]
    resolutions: tuple[Resolution, ...] = (
        Resolution.P1080,
        Resolution.P480,
        Resolution.P720,
        Resolution.P1440,
        Resolution.P2160,
    )
    rates: tuple[Fps, ...] = (30, 24, 25, 60)
    codecs: tuple[Codec, ...] = (Codec.H264,)
    longest: float = Field(description="Seconds that a film may last")
    safe: Mapping[Aspect, SafeArea] = Field(
        default_factory=dict, description="What the app covers of a frame of an aspect; nothing of those not named"
    )


# Platforms change their rules: every fact names where it was read. What an app covers is published for advertisements,
# whose button needs more room than a plain post: a safe choice. Nothing is said where no source was found.
_FACTS = {
    # 12 hours and 256 GB for verified accounts, 15 minutes for others: getcompress.com/blog/youtube-video-size-limits.
    # The resumable upload takes any video; YouTube encodes it anew (H.264, HEVC and AV1 are all read).
    Platform.YOUTUBE: PlatformFacts(
        title="YouTube",
        aspects=(Aspect.LANDSCAPE, Aspect.SQUARE, Aspect.PORTRAIT, Aspect.TALL),
        codecs=(Codec.H264, Codec.HEVC, Codec.AV1),
        longest=12 * 3600,
    ),
    # Square or taller, up to 3 minutes, since 15 October 2024: YouTube's announcement, as quoted by kapwing.com
    # ("YouTube Shorts is making a huge change"). YouTube publishes no safe area; ours is a choice: Meta's top and left
    # for Reels, TikTok's right and bottom.
    Platform.SHORTS: PlatformFacts(
        title="YouTube Shorts",
        aspects=(Aspect.PORTRAIT, Aspect.TALL, Aspect.SQUARE),
        codecs=(Codec.H264, Codec.HEVC, Codec.AV1),
        longest=180,
        safe={Aspect.PORTRAIT: SafeArea(top=0.14, right=0.14, bottom=0.23, left=0.06)},
    ),
    # Up to 600 s, 23 to 60 frames a second, sides of 360 to 4096 pixels, 9:16 or 16:9; MP4:
    # ayrshare.com/docs/media-guidelines/tiktok. Squares: TikTok's help for advertisers, as quoted by adrate.io.
    # Covered of 1080 by 1920 pixels: the upper 150, the lower 440, the right 150:
    # adfuseai.com/blog/tiktok-ad-sizes-specs-guide. No page that was read names its codecs, so only H.264.
    Platform.TIKTOK: PlatformFacts(
        title="TikTok",
        aspects=(Aspect.PORTRAIT, Aspect.SQUARE, Aspect.LANDSCAPE),
        longest=600,
        safe={Aspect.PORTRAIT: SafeArea(top=0.08, right=0.14, bottom=0.23)},
    ),
    # Reels: 3 s to 15 minutes, 23 to 60 frames a second, HEVC or H.264 with closed groups of pictures and 4:2:0, at
    # most 1920 pixels wide: ayrshare.com/docs/media-guidelines/instagram. Meta asks advertisers to keep 14 % at the
    # top, 35 % at the bottom and 6 % at each side free: imagefactory.co.kr/en/guides/instagram-story-ad-text-safe-zone.
    Platform.INSTAGRAM: PlatformFacts(
        title="Instagram Reels",
        aspects=(Aspect.PORTRAIT, Aspect.TALL, Aspect.SQUARE),
        resolutions=(Resolution.P1080, Resolution.P480, Resolution.P720, Resolution.P1440),
        codecs=(Codec.H264, Codec.HEVC),
        longest=15 * 60,
        safe={Aspect.PORTRAIT: SafeArea(top=0.14, right=0.06, bottom=0.35, left=0.06)},
    ),
    # 3 s to 15 minutes, 1:2.4 to 2.4:1, 256 by 144 to 4096 by 2304 pixels, up to 60 frames a second, H.264:
    # quickads.ai/blog/linkedin-video-specifications. 2160p is too high for that in a tall frame, so it is left out.
    Platform.LINKEDIN: PlatformFacts(
        title="LinkedIn",
        aspects=(Aspect.LANDSCAPE, Aspect.SQUARE, Aspect.TALL, Aspect.PORTRAIT),
        resolutions=(Resolution.P1080, Resolution.P480, Resolution.P720, Resolution.P1440),
        longest=15 * 60,
    ),
}
PLATFORMS: Mapping[Platform, PlatformFacts] = MappingProxyType(_FACTS)
