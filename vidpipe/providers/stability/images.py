"""Pictures by Stability AI: one call for each scene, answered with the picture itself."""

from __future__ import annotations

import asyncio
import base64
import binascii
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vidpipe.errors import ProviderError
from vidpipe.media.frames.reading import BadPicture
from vidpipe.models import Brief
from vidpipe.providers.base import ImageRequest
from vidpipe.providers.call import Call
from vidpipe.providers.frames import frame_from_bytes, write_png
from vidpipe.providers.model_end import ended
from vidpipe.providers.pricing import model_facts
from vidpipe.providers.service import Reply, Service, wish_of
from vidpipe.providers.session import Session
from vidpipe.providers.stability.config import Config
from vidpipe.providers.stability.prompt import VERSION, fields_for

_FORMATS = ("PNG", "JPEG", "WEBP")


@dataclass(frozen=True, kw_only=True)
class _Answer:
    """A picture as the service sent it; ``verdict`` is what became of it, "" when it does not tell."""

    picture: bytes
    verdict: str
    seed: str


class StabilityImageProvider:
    """Has every scene's picture drawn; implements :class:`~vidpipe.providers.base.ImageProvider`.

    All pictures of a video end with the same words for their look, and each has a seed of its own that follows from
    the video's: asked again, the service draws a like picture.
    """

    name = "stability"
    draws_each_format = False

    def __init__(self, session: Session, config: Config | None = None) -> None:
        self._session = session
        self._config = config or Config()
        self.at_once = self._config.concurrent or 8

    def fingerprint(self, request: ImageRequest | None = None) -> dict[str, object]:  # noqa: ARG002 - the same for all
        """Name the model, its settings and the version of how it is asked."""
        return {
            "provider": self.name,
            "asking": VERSION,
            **self._config.model_dump(include={"model", "look", "negative_prompt", "cfg_scale"}),
        }

    def problems(self) -> list[str]:
        """Say that the key is missing, or that the model has ended."""
        found = (self._config.problem(), ended(self.name, self._config.model))
        return [problem for problem in found if problem]

    def accepts(self, brief: Brief) -> None:  # noqa: ARG002 - the same for every brief
        """Refuse everything while the key is missing (PROVIDER_NOT_CONFIGURED)."""
        self._config.require()

    async def make_image(self, request: ImageRequest, out: Path) -> None:
        """Write the picture of one scene to ``out`` as PNG of exactly the asked size.

        Raises ProviderError with a code of Stability's: STABILITY_CONTENT_POLICY also for a picture that its filter
        has blurred, which it sends as success; STABILITY_INVALID_RESPONSE for what is no picture, or a blank one.
        """
        service, config = self._config.service(), self._config
        fields = fields_for(request, config)
        facts = model_facts(self.name, config.model)
        asked: dict[str, Any] = {name: value for name, value in fields.items() if not name.endswith("prompt")}
        async with self._session.call(
            service,
            operation="generate",
            wish=wish_of(config.model, fields),
            subject=f"scene {request.scene.number}",
            model=config.model,
            request=asked | {"prompt_characters": len(fields["prompt"])},
            estimated_usd=facts.price("picture"),
            units=facts.price("credits"),
        ) as call:
            reply = await call.send(
                "POST",
                f"/v2beta/stable-image/generate/{'sd3' if config.model.startswith('sd3') else config.model}",
                # As JSON the filter's verdict is part of the body, where no gateway can lose it.
                headers={"Accept": "application/json"},
                # The endpoint takes multipart forms only, also without a file.
                files={name: (None, value) for name, value in fields.items()},
            )
            answer = _read(service, reply)
            call.note(bytes=len(answer.picture), finish_reason=answer.verdict, seed=answer.seed)
            await self._keep(call, service, reply, answer, request, out)

    async def _keep(
        self, call: Call, service: Service, reply: Reply, answer: _Answer, request: ImageRequest, out: Path
    ) -> None:
        """Write the picture as the frame, unless it is none."""
        if answer.verdict == "CONTENT_FILTERED":
            raise self._filtered(call, reply)
        if answer.verdict not in ("SUCCESS", ""):
            raise service.invalid(reply, f"a picture with the verdict {answer.verdict[:60]!r}")
        try:
            picture, traits = await asyncio.to_thread(
                frame_from_bytes, answer.picture, request.width, request.height, formats=_FORMATS
            )
        except BadPicture as bad:
            raise service.invalid(reply, str(bad)) from bad
        call.note(width=traits.width, height=traits.height)
        if traits.blank:
            raise service.invalid(reply, "a blank picture")
        if not answer.verdict and traits.blurred:
            raise self._filtered(call, reply)
        await asyncio.to_thread(write_png, picture, out)

    def _filtered(self, call: Call, reply: Reply) -> ProviderError:
        # Stability does not say whether these are free; counted as charged, the ledger never tells too little.
        call.charge(model_facts(self.name, self._config.model).price("picture"))
        return ProviderError(
            "Stability AI drew the picture, but its content filter blurred it. Change the picture's description.",
            code="STABILITY_CONTENT_POLICY",
            details={"httpStatus": reply.status, "requestId": reply.request_id, "finishReason": "CONTENT_FILTERED"},
        )


def _read(service: Service, reply: Reply) -> _Answer:
    """Take the picture out of an answer: JSON as asked for, or bare bytes with the verdict in headers."""
    kind = reply.headers.get("content-type", "").lower()
    if not kind.startswith("application/json"):
        headers = reply.headers
        return _Answer(
            picture=reply.body, verdict=headers.get("finish-reason", "").strip().upper(), seed=headers.get("seed", "")
        )
    body = reply.object()
    try:
        picture = base64.b64decode(str(body.get("image") or ""), validate=True)
    except (binascii.Error, ValueError) as error:
        raise service.invalid(reply, "a picture that is not base64") from error
    verdict = str(body.get("finish_reason") or "").strip().upper()
    return _Answer(picture=picture, verdict=verdict, seed=str(body.get("seed") or ""))
