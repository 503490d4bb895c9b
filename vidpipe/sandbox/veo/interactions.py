"""The interactions that the Omni simulator keeps: how each will end, and how that looks on the wire."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from vidpipe.sandbox.call import Call
from vidpipe.sandbox.film_jobs import SUCCEEDS, FilmJob
from vidpipe.sandbox.footage import FilmOrder, seed_of
from vidpipe.sandbox.veo.errors import Refused, problem
from vidpipe.sandbox.veo.request import Ask

FPS = 24
KEPT = timedelta(days=55)
FILE_KEPT = timedelta(hours=48)
_SECONDS_PER_FILM = 75.0
# What the documented example says of 6 s at 720p; the figures of other resolutions are not published.
_TOKENS_PER_SECOND = 5_800
_TOKENS_PER_IMAGE = 258
_USD_PER_INPUT, _USD_PER_VIDEO = 1.5e-6, 17.5e-6
_POLICY = "I can't generate that video: the request goes against the usage policy."

CANCELLED = "cancelled"
REFUSED = "refused"
REFUSED_AFTER_TOKENS = "refused after tokens"
EMPTY = "empty"
FAILED = "failed"
FAILED_STEP = "failed step"
_STATUSES = {SUCCEEDS: "completed", REFUSED: "completed", REFUSED_AFTER_TOKENS: "completed", EMPTY: "completed"} | {
    FAILED_STEP: "failed"
}
"""Of fates that are no status themselves."""

STEPS, DOWNLOAD_URI, OUTPUT_VIDEO = "steps", "download uri", "output_video"
"""Where a finished film is found: in the steps, there with a ready-made download address, or at the top level."""


@dataclass(kw_only=True, eq=False)
class Interaction(FilmJob):
    """One interaction; its file carries an id of its own."""

    ask: Ask
    file_id: str
    form: str = STEPS
    shows_queue: bool = False

    @property
    def output_tokens(self) -> int:
        """Tokens of the film when it succeeds."""
        return self.ask.seconds * _TOKENS_PER_SECOND

    @property
    def input_tokens(self) -> int:
        """Tokens of the prompt and its pictures."""
        return max(1, len(self.ask.prompt) // 4) + _TOKENS_PER_IMAGE * len(self.ask.images)

    @property
    def price_usd(self) -> float:
        """What a success costs."""
        return round(self.input_tokens * _USD_PER_INPUT + self.output_tokens * _USD_PER_VIDEO, 6)

    def status(self, now: datetime) -> str:
        """The state as Google names it."""
        stage = self.stage(now)
        if self.fate == CANCELLED:
            return CANCELLED
        if stage == "finished":
            return _STATUSES.get(self.fate, self.fate)
        return "queued" if self.shows_queue and stage == "queued" else "in_progress"


def begin(call: Call, ask: Ask, before: Interaction | None, fate: str) -> Interaction:
    """Begin an interaction; after another one it keeps that one's pictures and adds to its words."""
    world = call.world
    prompt, images = ask.prompt, ask.images
    if before is not None:
        prompt, images = f"{before.order.prompt}. {prompt}", images or before.ask.images
    letters = "0123456789abcdefghijklmnopqrstuvwxyz"
    interaction = Interaction(
        id=f"int_{world.token(16, letters)}",
        key=call.key or "",
        order=FilmOrder(
            prompt=prompt,
            width=ask.width,
            height=ask.height,
            seconds=ask.seconds,
            fps=FPS,
            seed=seed_of(prompt),
            sound=True,
            first=images[0] if images else None,
        ),
        created=world.now(),
        wait=world.duration(_SECONDS_PER_FILM),
        fate=fate,
        ask=ask,
        file_id=world.token(12, letters),
    )
    interaction.start(world.media)
    kept(call)[interaction.id] = interaction
    return interaction


def kept(call: Call) -> dict[str, Interaction]:
    """All interactions of the world by id."""
    found: dict[str, Interaction] = call.world.store["veo"].setdefault("interactions", {})
    return found


def find(call: Call, interaction_id: str) -> Interaction:
    """Find a stored interaction of the call's key. Raises Refused (404)."""
    found = kept(call).get(interaction_id)
    if found is None or found.key != call.key or not found.ask.store or call.world.now() - found.created > KEPT:
        raise Refused(problem(404, "not_found", f"Interaction {interaction_id} not found."))
    return found


def view(call: Call, interaction: Interaction, now: datetime | None = None) -> dict[str, Any]:
    """The interaction as Google tells it at a moment, which is the present one when none is given."""
    now = now or call.world.now()
    status = interaction.status(now)
    ended = status not in ("queued", "in_progress")
    updated = interaction.finished_at if ended else now
    body: dict[str, Any] = {
        "id": interaction.id,
        "status": status,
        "created": f"{interaction.created:%Y-%m-%dT%H:%M:%SZ}",
        "updated": f"{max(interaction.created, updated):%Y-%m-%dT%H:%M:%SZ}",
        "model": interaction.ask.model,
    }
    return body | (_ending(call, interaction) if ended and status != CANCELLED else {})


def _ending(call: Call, interaction: Interaction) -> dict[str, Any]:
    internal = {"code": 13, "message": "An internal error has occurred.", "details": []}
    match interaction.fate:
        case "succeeds":
            return _result(call, interaction) | _usage(interaction, interaction.output_tokens)
        case "refused":
            return {"steps": [_output({"type": "text", "text": _POLICY})]} | _usage(interaction, 0)
        case "refused after tokens":
            return {"steps": [_output({"type": "text", "text": _POLICY})]} | _usage(interaction, 24)
        case "failed":
            return {"errors": [{"code": "api_error", "message": internal["message"]}]}
        case "failed step":
            return {"steps": [{"type": "model_output", "content": [], "error": internal}]}
        case _:
            return {"steps": []} | _usage(interaction, 0)


def _result(call: Call, interaction: Interaction) -> dict[str, Any]:
    video: dict[str, Any] = {"mime_type": "video/mp4"}
    if interaction.ask.inline and interaction.film is not None:
        video["data"] = base64.b64encode(interaction.film.result()).decode()
    else:
        tail = ":download?alt=media" if interaction.form == DOWNLOAD_URI else ""
        video["uri"] = f"{call.base_url}/gemini/v1beta/files/{interaction.file_id}{tail}"
    if interaction.form == OUTPUT_VIDEO:
        return {"output_video": video}
    return {"steps": [_output({"type": "video", **video})]}


def _output(part: dict[str, Any]) -> dict[str, Any]:
    return {"type": "model_output", "content": [part]}


def _usage(interaction: Interaction, output: int) -> dict[str, Any]:
    usage: dict[str, Any] = {
        "total_input_tokens": interaction.input_tokens,
        "total_output_tokens": output,
        "total_tokens": interaction.input_tokens + output,
    }
    if interaction.fate == SUCCEEDS:
        usage["output_tokens_by_modality"] = [{"modality": "video", "tokens": output}]
    return {"usage": usage}
