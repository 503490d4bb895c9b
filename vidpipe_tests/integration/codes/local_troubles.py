"""Troubles of this machine: programs, files, folders, the database. The real thing wherever it can be had."""

from __future__ import annotations

import io
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import av
from PIL import Image

from vidpipe.media import binaries
from vidpipe.models import SceneImagesManifest, Speech, Stage
from vidpipe.providers import ImageRequest, SpeechRequest
from vidpipe.providers.courier import SocketCourier
from vidpipe.stages.outputs import Outputs
from vidpipe.text import fonts
from vidpipe_tests.integration.codes.bench import Bench
from vidpipe_tests.integration.codes.cases import Trouble
from vidpipe_tests.integration.codes.line import CAST, StandIn, forget


def plays(kind: str, player: Callable[[], Any]) -> Trouble:
    """Let somebody else do one kind of work."""

    @contextmanager
    def trouble(_bench: Bench, _tries: int) -> Iterator[None]:
        CAST[kind] = lambda _tools: player()
        yield

    return trouble


class LeavesNothing(StandIn):
    """Says that the picture is made, and it is not."""

    async def make_image(self, _request: ImageRequest, _out: Path) -> None:
        pass


class PaintsBlack(StandIn):
    """Paints every picture black."""

    async def make_image(self, request: ImageRequest, out: Path) -> None:
        Image.new("RGB", (request.width, request.height)).save(out, "PNG")


class SpeaksNonsense(StandIn):
    """Writes a recording that is none."""

    async def speak(self, request: SpeechRequest, out: Path) -> Speech:
        speech = await super().speak(request, out)
        out.write_bytes(b"RIFF, but no recording at all")
        return speech


class Stumbles(StandIn):
    """Has a fault that nobody foresaw."""

    async def make_image(self, _request: ImageRequest, _out: Path) -> None:
        raise ZeroDivisionError("password=hunter2")


@contextmanager
def ffmpeg(program: str) -> Iterator[None]:
    """Put a program in FFmpeg's place, for the time of the block."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name, "ffmpeg")
        path.write_text(program, encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        paths = {"PATH": f"{name}:{os.environ['PATH']}", "IMAGEIO_FFMPEG_EXE": str(path)}
        with mock.patch.dict(os.environ, paths):
            binaries.ffmpeg_path.cache_clear()
            try:
                yield
            finally:
                binaries.ffmpeg_path.cache_clear()


@contextmanager
def no_ffmpeg(_bench: Bench, _tries: int) -> Iterator[None]:
    """There is none on the path, and that of the wheel is gone."""
    with tempfile.TemporaryDirectory() as empty:
        nowhere = {"PATH": empty, "IMAGEIO_FFMPEG_EXE": f"{empty}/ffmpeg"}
        with mock.patch.dict(os.environ, nowhere):
            binaries.ffmpeg_path.cache_clear()
            try:
                yield
            finally:
                binaries.ffmpeg_path.cache_clear()


@contextmanager
def broken_ffmpeg(_bench: Bench, _tries: int) -> Iterator[None]:
    """It can tell what it can do, and breaks down at work."""
    real = binaries.ffmpeg_path()
    asked = '-encoders|-filters|-version) exec "$REAL" "$@";;'
    with ffmpeg(f'#!/bin/sh\nREAL={real}\ncase "$2" in {asked} esac\necho "Illegal instruction" >&2\nexit 132\n'):
        yield


@contextmanager
def full_disk(_bench: Bench, _tries: int) -> Iterator[None]:
    """What is encoded and joined goes to the kernel's own full device."""
    opened = av.open

    def full(file: str, mode: str = "r", **options: Any) -> Any:
        if mode == "w":
            Path(file).symlink_to("/dev/full")
        return opened(file, mode, **options)

    with mock.patch.object(av, "open", full):
        yield


@contextmanager
def a_file_for_a_folder(bench: Bench, _tries: int) -> Iterator[None]:
    """Where the store keeps what it remembers stands a file."""
    folder, aside = bench.store.root / "refs" / "script", bench.store.root / "refs-aside"
    if folder.exists():
        folder.rename(aside)
    folder.write_bytes(b"")
    try:
        yield
    finally:
        folder.unlink()
        if aside.exists():
            aside.rename(folder)


@contextmanager
def dying_connections(bench: Bench, tries: int) -> Iterator[None]:
    """The server ends the connection that begins an entry of the ledger, so many times."""
    with bench.database.transaction() as connection:
        connection.execute("CREATE SEQUENCE deaths")
        connection.execute(
            "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            # A sequence counts on, whatever is rolled back.
            f"IF nextval('deaths') <= {tries} THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; "
            "RETURN NEW; END $$"
        )
        connection.execute("CREATE TRIGGER die BEFORE INSERT ON provider_calls FOR EACH ROW EXECUTE FUNCTION die()")
    try:
        yield
    finally:
        with bench.database.transaction() as connection:
            connection.execute("DROP TRIGGER die ON provider_calls")
            connection.execute("DROP FUNCTION die")
            connection.execute("DROP SEQUENCE deaths")


@contextmanager
def damaged_picture(bench: Bench, _tries: int) -> Iterator[None]:
    """The film was made once; then a stored picture lost its end, and the film is to be made anew."""
    assert bench.attempt().task["status"] == "succeeded"
    assert bench.task_id is not None
    picture = Outputs(bench.service.outputs(bench.task_id)).get(SceneImagesManifest).images[0].image
    path = bench.store.path(picture)
    whole = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(whole[:-10])
    bench.service.retry(bench.task_id, from_stage=Stage.COMPOSITE, by="mia")
    forget(bench.store.root, Stage.COMPOSITE)
    try:
        yield
    finally:
        path.write_bytes(whole)


@contextmanager
def no_real_picture(bench: Bench, _tries: int) -> Iterator[None]:
    """One of the person's own pictures is none."""
    folder = bench.folder / "pictures"
    folder.mkdir()
    (folder / "01.png").write_text("This is no picture.", encoding="utf-8")
    try:
        yield
    finally:
        shutil.rmtree(folder)


@contextmanager
def no_fonts(_bench: Bench, _tries: int) -> Iterator[None]:
    """The wheels with the fonts have lost their files."""
    kept = (fonts._cjk, fonts._latin_and_scripts)
    with tempfile.TemporaryDirectory() as empty, mock.patch("vidpipe.text.fonts.files", lambda _: Path(empty)):
        for found in kept:
            found.cache_clear()
        try:
            yield
        finally:
            for found in kept:
                found.cache_clear()


@contextmanager
def mute_voice(_bench: Bench, _tries: int) -> Iterator[None]:
    """The voice's model gives nothing but silence."""
    from vidpipe.providers.local.piper_voice import PiperVoice, Spoken

    real = PiperVoice.speak

    def speak(voice: PiperVoice, phonemes: list[str]) -> Spoken:
        spoken = real(voice, phonemes)
        return Spoken(spoken.samples * 0, spoken.lengths)

    with mock.patch.object(PiperVoice, "speak", speak):
        yield


@contextmanager
def a_text_for_a_portrait(bench: Bench, _tries: int) -> Iterator[None]:
    """What was stored as the portrait is no picture."""
    bench.store.put_bytes(NO_PORTRAIT, "image/png")
    yield


NO_PORTRAIT = b"This is no portrait."


def _a_room() -> bytes:
    """A person before a room of many colours, as PNG."""
    picture = Image.new("RGB", (240, 320), "white")
    for top in range(0, 320, 40):
        picture.paste((top // 2, 120, 255 - top // 2), (0, top, 240, top + 20))
    picture.paste((214, 170, 140), (80, 80, 160, 200))
    data = io.BytesIO()
    picture.save(data, "PNG")
    return data.getvalue()


PORTRAIT_IN_A_ROOM = _a_room()


@contextmanager
def a_portrait_in_a_room(bench: Bench, _tries: int) -> Iterator[None]:
    """What is behind the person of the portrait cannot be told from them."""
    bench.store.put_bytes(PORTRAIT_IN_A_ROOM, "image/png")
    yield


@contextmanager
def nobody_answers(bench: Bench, tries: int) -> Iterator[None]:
    """The courier is away for so many tries; afterwards calls are made without one."""
    away = {"VIDPIPE_COURIER_SOCKET": str(bench.folder / "nowhere.sock")}

    def impatient(socket: Path) -> SocketCourier:
        return SocketCourier(socket, patience=0)

    def look() -> None:
        if len(bench.naps) == tries:
            del os.environ["VIDPIPE_COURIER_SOCKET"]

    bench.on_nap.append(look)
    with mock.patch.dict(os.environ, away), mock.patch("vidpipe.defs.boundary.SocketCourier", impatient):
        yield


@contextmanager
def canceled_meanwhile(bench: Bench, _tries: int) -> Iterator[None]:
    """A person cancels the task while it waits for its next try."""
    bench.ask_sandbox("faults", {"provider": "stability", "fault": "server_error", "endpoint": "generate_core"})

    def cancel() -> None:
        assert bench.http.post(f"/api/tasks/{bench.task_id}/cancel").status_code == 200

    bench.on_nap.append(cancel)
    yield


@contextmanager
def stands_still(bench: Bench, _tries: int) -> Iterator[None]:
    """A service never answers, and the limit for stages that do not get on is short."""
    bench.ask_sandbox("faults", {"provider": "gemini", "fault": "hang", "endpoint": "generate_content"})
    with mock.patch("vidpipe.defs.pulse.STALL_SECONDS", 0.3):
        yield
