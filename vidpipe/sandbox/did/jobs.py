"""Talks and clips: checked and paid for at their creation, filmed behind the scenes, looked at by polls."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from vidpipe.errors import VidpipeError
from vidpipe.sandbox.call import Answer, Call, json_answer
from vidpipe.sandbox.did.checks import check_clip, check_talk
from vidpipe.sandbox.did.errors import refusal
from vidpipe.sandbox.did.films import CROP, FilmOrder, make_film
from vidpipe.sandbox.did.presenters import PRESENTERS, portrait_of
from vidpipe.sandbox.did.state import STUCK, DidState, Fate, Job, JobKind, Upload, iso
from vidpipe.sandbox.did.storage import signed_url
from vidpipe.sandbox.did.uploads import MODERATION, SOUND_RATE
from vidpipe.sandbox.magic import magic_word
from vidpipe.sandbox.sound_formats import wav_file
from vidpipe.sandbox.world import World

LARGEST_PICTURE = 10 * 1024 * 1024
"""Pixels. Larger ones can be uploaded, and are refused here."""
SECONDS_PER_CREDIT = 15
USD_PER_CREDIT = 5.90 / 40
"""By the Lite plan: ten minutes a month for $5.90."""
LONGEST: Mapping[str, int] = {"talk": 600, "clip": 300}
"""Seconds of sound."""
FATES: Mapping[str, Fate] = {
    "face_error": ("error", "FaceError", "face not detected"),
    "source_error": ("error", "SourceError", "source could not be read"),
    "driver_error": ("error", "DriverError", "driver failed"),
    "logo_error": ("error", "LogoError", "logo could not be read"),
    "enhance_error": ("error", "VideoEnhanceError", "video could not be enhanced"),
    "unknown_error": ("error", "UnknownError", "unknown error"),
    "rejected": ("rejected", "AudioModerationError", "content might be inappropriate"),
    "stuck": STUCK,
}
"""How jobs end badly, by the magic word that asks for it in user_data, name or text: ``sandbox:rejected``."""
_HANDLING, _SLOWNESS, _WAITING = 4.0, 1.5, 0.2
"""A job takes so many seconds, and so many more for each of its film; for this share of it, it is not yet started."""
_GUESS = 15.0
"""Characters of text that are spoken in a second, to know a text's price before it is spoken."""


def create(call: Call, owner: str, kind: JobKind, fate: Fate | None = None) -> Answer:
    """POST /talks or /clips. Without an await: the job is there before anything can go wrong with the answer."""
    body = (check_talk if kind == "talk" else check_clip)(call.json())
    words = _moderate(body)
    portrait, fate = _portrait(call, owner, kind, body, fate or (FATES[words] if words else None))
    sound = _sound(call, owner, kind, body["script"])
    seconds = sound.seconds if sound else len(body["script"]["input"]) / _GUESS
    seconds += float(body.get("config", {}).get("pad_audio", 0))
    price = max(1, math.ceil(seconds / SECONDS_PER_CREDIT))
    _pay(call.account, price)
    world, now = call.world, call.world.now()
    takes = timedelta(seconds=world.duration(_HANDLING + _SLOWNESS * seconds))
    job = Job(
        id=("tlk_" if kind == "talk" else "clp_") + world.token(20),
        kind=kind,
        owner=owner,
        body=body,
        audio_url=body["script"].get("audio_url", ""),
        seconds=seconds,
        credits=price,
        created=now,
        starting=now + _WAITING * takes,
        ending=now + takes,
        fate=fate,
    )
    DidState.of(world).jobs[job.id] = job
    job.work = asyncio.create_task(_film(world, job, sound, portrait, call.account), name=f"film {job.id}")
    shown = {"id": job.id, "object": kind, "created_by": owner, "created_at": iso(now), "status": "created"}
    return json_answer(201, shown, charge_usd=price * USD_PER_CREDIT)


def _moderate(body: Mapping[str, Any]) -> str | None:
    """Refuse what a magic word says is to be refused; return the word for what goes wrong later."""
    said = " ".join(
        str(text) for text in (body.get("user_data"), body.get("name"), body["script"].get("input")) if text
    )
    word = magic_word(said, [*MODERATION, *FATES])
    if word in MODERATION:
        raise refusal(451, *MODERATION[word])
    return word


def _portrait(
    call: Call, owner: str, kind: JobKind, body: Mapping[str, Any], fate: Fate | None
) -> tuple[bytes | None, Fate | None]:
    """Return the picture that is to speak (None: D-ID's own), and how the job will end."""
    if kind == "clip":
        if body["presenter_id"] not in PRESENTERS:
            raise refusal(404, "NotFoundError", "presenter not found")
        return None, fate
    if body.get("config", {}).get("stitch") and not call.account["stitchAllowed"]:
        raise refusal(403, "PermissionError", "user has no permission for stitch")
    url = body.get("source_url")
    if url is None:
        return None, fate
    upload = DidState.of(call.world).upload(url, owner, call.world.now())
    if upload is None and url.startswith("s3://"):
        raise refusal(400, "BadRequestError", "invalid actor url")
    if upload is None:
        # No page of the internet is read from here: as if it did not answer.
        return None, fate or FATES["source_error"]
    if upload.width * upload.height > LARGEST_PICTURE:
        raise refusal(400, "InvalidFileSizeError", "file size exceeds the limit of 10 MB")
    return upload.data, fate


def _sound(call: Call, owner: str, kind: JobKind, script: Mapping[str, Any]) -> Upload | None:
    """Return the uploaded narration; None for a text, which is spoken later."""
    if script["type"] == "text":
        return None
    upload = DidState.of(call.world).upload(script["audio_url"], owner, call.world.now())
    if upload is None or not upload.seconds:
        raise refusal(400, "BadRequestError", "invalid audio")
    if upload.seconds > LONGEST[kind]:
        details = {"duration": upload.seconds, "max": LONGEST[kind]}
        raise refusal(400, "InvalidAudioDurationError", "audio duration is too long", details)
    return upload


def _pay(account: dict[str, Any], price: int) -> None:
    if (account["credits"] or 0) < price:
        raise refusal(402, "InsufficientCreditsError", "not enough credits")
    if account["chargesAt"] == "create":
        account["credits"] -= price


async def _film(world: World, job: Job, sound: Upload | None, portrait: bytes | None, account: dict[str, Any]) -> None:
    """Make the job's film, unless it is to fail; then settle its price."""
    if job.fate is None:
        try:
            job.film = await asyncio.to_thread(_filmed, world, job, sound.data if sound else None, portrait)
        except VidpipeError as error:
            job.fate = FATES["face_error" if error.code == "PORTRAIT_INVALID" else "unknown_error"]
    if account["credits"] is None:
        return
    if job.film is not None and account["chargesAt"] == "done":
        account["credits"] -= job.credits
    elif job.film is None and job.fate != STUCK and account["chargesAt"] == "create" and account["refundsFailures"]:
        account["credits"] += job.credits


def _filmed(world: World, job: Job, sound: bytes | None, portrait: bytes | None) -> bytes:
    config, script = job.body.get("config", {}), job.body["script"]
    if sound is None:
        voice = script.get("provider", {}).get("voice_id", "")
        spoken = world.media.speak(script["input"], voice=voice, rate=SOUND_RATE)
        job.seconds, sound = spoken.duration + config.get("pad_audio", 0), wav_file(spoken.pcm, spoken.rate)
    if job.kind == "clip":
        portrait = portrait_of(job.body["presenter_id"])
    order = FilmOrder(
        sound=sound,
        portrait=portrait,
        side=round(config.get("output_resolution", CROP) / 2) * 2,
        whole=bool(config.get("stitch")),
        padding=config.get("pad_audio", 0),
        extension=job.extension,
    )
    return make_film(world.media, order)


def view(call: Call, job: Job, *, listed: bool = False) -> dict[str, Any]:
    """A job as GET shows it."""
    now = call.world.now()
    status = job.status(now)
    shown: dict[str, Any] = {
        "id": job.id,
        "user_id" if job.kind == "talk" else "owner_id": job.owner,
        "created_by": job.owner,
        "created_at": iso(job.created),
        "modified_at": iso(max(job.created, min(now, job.ending))),
        "status": status,
    }
    wanted = ("source_url", "presenter_id", "driver_id", "config", "name", "user_data", "webhook")
    shown |= {name: job.body[name] for name in wanted if name in job.body}
    if listed and not call.account["listsUserData"]:
        shown.pop("user_data", None)
    if job.audio_url:
        shown["audio_url"] = job.audio_url
    if status != "created":
        shown["started_at"] = iso(job.starting)
    if status in ("created", "started"):
        shown["pending_url"] = f"s3://{job.film_path}"
    if status == "done":
        shown |= {"duration": round(job.seconds, 3), "result_url": signed_url(call, job)}
        shown["metadata"] = {"num_frames": round(job.seconds * 25)}
        shown |= {"completed_at": iso(job.ending)} if job.kind == "clip" else {"driver_url": "bank://lively"}
    if status in ("error", "rejected") and job.fate is not None:
        shown["error"] = {"kind": job.fate[1], "description": job.fate[2]}
    return shown
