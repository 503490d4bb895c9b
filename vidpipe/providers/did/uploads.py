"""Portraits and narrations on D-ID's servers, where they stay for a day or two."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from vidpipe.errors import MediaError, ProviderError
from vidpipe.media import shrink_speech
from vidpipe.providers.did.orders import Order, Portrait
from vidpipe.providers.service import Reply, Service
from vidpipe.providers.session import Session

LARGEST_AUDIO = 6_000_000
"""Bytes; D-ID's limit for uploads is 6 MB."""
_TYPES = {".wav": "audio/wav", ".mp3": "audio/mpeg"}


class Uploads:
    """What was uploaded during one try of the stage, each thing once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[str, str] = {}

    async def portrait(self, service: Service, portrait: Portrait) -> str:
        """Return the portrait's address at D-ID. Raises ProviderError, DID_INVALID_IMAGE when it shows no face."""
        if portrait.digest not in self._known:
            content = await asyncio.to_thread(portrait.load)
            # D-ID takes names of up to 50 plain characters.
            name = f"portrait-{portrait.digest[:32]}.jpg"
            facts = {"bytes": len(content)}
            async with self._session.call(service, operation="images.create", request=facts) as call:
                files = {"image": (name, content, "image/jpeg")}
                reply = await call.send("POST", "/images", files=files, data={"detect_faces": "true"})
                faces = reply.object().get("faces")
                call.note(url=bare(_address(service, reply)), faces=len(faces) if isinstance(faces, list) else None)
                if faces == []:
                    raise ProviderError(
                        "D-ID finds no face in the portrait. Give one as for a passport: one person, looking into the "
                        "camera, nothing in front of the face.",
                        code="DID_INVALID_IMAGE",
                    )
            self._known[portrait.digest] = _address(service, reply)
        return self._known[portrait.digest]

    async def narration(self, service: Service, order: Order, folder: Path) -> str:
        """Return the narration's address at D-ID, reduced before to what D-ID takes. Raises ProviderError."""
        if order.audio_digest not in self._known:
            try:
                sound = await shrink_speech(order.audio, folder, largest=LARGEST_AUDIO)
            except MediaError as error:
                if error.code != "MEDIA_INVALID":
                    raise
                raise ProviderError(error.message, code="DID_INVALID_AUDIO", details=error.details) from error
            content = await asyncio.to_thread(sound.read_bytes)
            # What is sent unchanged is a WAV, whatever the file is called: stored files have no ending.
            suffix = ".mp3" if sound.suffix == ".mp3" else ".wav"
            name = f"speech-{order.audio_digest[:32]}{suffix}"
            facts: dict[str, Any] = {"bytes": len(content), "seconds": round(order.seconds, 3)}
            async with self._session.call(service, operation="audios.create", request=facts) as call:
                files = {"audio": (name, content, _TYPES[suffix])}
                reply = await call.send("POST", "/audios", files=files)
                call.note(url=bare(_address(service, reply)), duration=reply.object().get("duration"))
            self._known[order.audio_digest] = _address(service, reply)
        return self._known[order.audio_digest]


def _address(service: Service, reply: Reply) -> str:
    url = reply.object().get("url")
    if not isinstance(url, str) or not url:
        raise service.invalid(reply, "an upload without an address")
    return url


def bare(url: str) -> str:
    """Return an address without its query, which may hold a signature."""
    return url.partition("?")[0]
