"""One module per external service, and the embedded ones in ``local/``. Chosen by settings, never fallen back to."""

from vidpipe.providers.base import (
    AvatarProvider,
    AvatarRequest,
    ClipProvider,
    ClipRequest,
    ImageProvider,
    ImageRequest,
    Progress,
    Provider,
    Published,
    PublishRequest,
    ScriptProvider,
    SpeechProvider,
    SpeechRequest,
    UploadProvider,
)

__all__ = [
    "AvatarProvider",
    "AvatarRequest",
    "ClipProvider",
    "ClipRequest",
    "ImageProvider",
    "ImageRequest",
    "Progress",
    "Provider",
    "PublishRequest",
    "Published",
    "ScriptProvider",
    "SpeechProvider",
    "SpeechRequest",
    "UploadProvider",
]
