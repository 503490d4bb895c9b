"""`vidpipe doctor`: what works here, and for everything that does not, what to do about it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from vidpipe.console.settings import unknown_settings
from vidpipe.errors import VidpipeError, steps_at_command
from vidpipe.providers.readiness import end_warning
from vidpipe.providers.services import service_of
from vidpipe.settings import Settings

LEAST_FREE = 2 * 1024**3
"""Bytes that must be free: about what fifty one-minute videos with all their parts need."""


@dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """The outcome of one check; ``fix`` says what to do when it is not ok, or is only worth a warning."""

    check: str
    ok: bool
    seen: str
    fix: str = ""
    warning: bool = False


def examine(settings: Settings) -> Iterator[Diagnosis]:
    """Run every check, one after another."""
    checks: dict[str, Callable[[Settings], Iterator[Diagnosis]]] = {
        "Python": _python,
        "settings": _settings,
        "data folder": _data_folder,
        "FFmpeg": _ffmpeg,
        "encoders": _encoders,
        "fonts": _fonts,
        "database": _database,
        "port": _port,
        "providers": _providers,
    }
    for name, check in checks.items():
        try:
            yield from check(settings)
        except VidpipeError as error:
            yield Diagnosis(
                check=name, ok=False, seen=f"{error.code}: {error.message}", fix=" ".join(steps_at_command(error.entry))
            )
        except OSError as error:
            fix = "Make it usable, or name another folder with VIDPIPE_DATA_DIR."
            yield Diagnosis(check=name, ok=False, seen=f"{error.filename}: {error.strerror}", fix=fix)


def _python(_: Settings) -> Iterator[Diagnosis]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Diagnosis(check="Python", ok=sys.version_info >= (3, 11), seen=version, fix="Install Python 3.11 or newer.")


def _data_folder(settings: Settings) -> Iterator[Diagnosis]:
    folder = settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".doctor"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        yield Diagnosis(
            check="data folder",
            ok=False,
            seen=f"{folder}: {error.strerror}",
            fix="Make it writable, or name another with VIDPIPE_DATA_DIR.",
        )
        return
    yield Diagnosis(check="data folder", ok=True, seen=str(folder))
    free = shutil.disk_usage(folder).free
    yield Diagnosis(
        check="disk space",
        ok=free >= LEAST_FREE,
        seen=f"{free / 1024**3:.1f} GiB free",
        fix="Free some space, or name a folder on another disk with VIDPIPE_DATA_DIR.",
    )


def _ffmpeg(_: Settings) -> Iterator[Diagnosis]:
    from vidpipe.media import ffmpeg_path, ffmpeg_version, missing_features

    path = ffmpeg_path()
    yield Diagnosis(check="FFmpeg", ok=True, seen=f"{ffmpeg_version(path)} at {path}")
    missing = missing_features(path)
    yield Diagnosis(
        check="FFmpeg filters",
        ok=not missing,
        seen=f"lacks {', '.join(missing)}" if missing else "all there",
        fix="Remove this FFmpeg from PATH: the one that comes with vidpipe has everything.",
    )


def _encoders(settings: Settings) -> Iterator[Diagnosis]:
    from vidpipe.media import available_encoders, choose_encoding

    for codec, works in available_encoders().items():
        told = ", ".join(works) or "none"
        try:
            chosen = choose_encoding(codec, settings.encoder).encoder
        except VidpipeError as error:
            # Films are h264 unless a brief says otherwise: only without that nothing can be made.
            yield Diagnosis(
                check=f"encoder {codec.value}",
                ok=codec.value != "h264",
                warning=codec.value != "h264",
                seen=f"{error.message} Works here: {told}",
                fix=" ".join(steps_at_command(error.entry)),
            )
        else:
            yield Diagnosis(check=f"encoder {codec.value}", ok=True, seen=f"{chosen}; works here: {told}")


def _fonts(_: Settings) -> Iterator[Diagnosis]:
    from vidpipe.text.fonts import faces, runs

    sample = "Aж中あ한عहไ🎉"
    lacking = [piece for piece, face in runs(sample) if not all(face.covers(letter) for letter in piece)]
    yield Diagnosis(
        check="fonts",
        ok=not lacking,
        seen=f"no letters for {' '.join(lacking)}" if lacking else f"{len(faces())} faces, every tested script",
        fix="Install vidpipe again: pip install --force-reinstall manimgx-fonts manimgx-fonts-cjk",
    )


def _database(settings: Settings) -> Iterator[Diagnosis]:
    from vidpipe.supervisor import running_stack
    from vidpipe.tasks.migrations import pending_revisions

    if settings.database_url is not None:
        missing = pending_revisions(settings.database_url)
        yield Diagnosis(check="database", ok=True, seen="your server answers")
        yield Diagnosis(
            check="migrations",
            ok=not missing,
            seen=f"lacks {', '.join(missing)}" if missing else "up to date",
            fix="Start `vidpipe up` once: it migrates the database.",
        )
        return
    if running_stack(settings) is not None:
        yield Diagnosis(check="database", ok=True, seen="embedded, in use by the running vidpipe")
        return
    from vidpipe.embedded_postgres import embedded_postgres

    with embedded_postgres(settings.data_dir) as server:
        missing = pending_revisions(server.url)
    seen = "embedded, starts here; " + ("`vidpipe up` will set it up" if missing else "migrations up to date")
    yield Diagnosis(check="database", ok=True, seen=seen)


def _port(settings: Settings) -> Iterator[Diagnosis]:
    from vidpipe.supervisor import check_port, running_stack

    running = running_stack(settings)
    if running is not None:
        yield Diagnosis(check="port", ok=True, seen=f"vidpipe runs at {running.url}")
        return
    check_port(settings)
    yield Diagnosis(check="port", ok=True, seen=f"{settings.host}:{settings.port} is free")


def _settings(_: Settings) -> Iterator[Diagnosis]:
    unknown = unknown_settings(os.environ)
    for one in unknown:
        yield Diagnosis(check="settings", ok=True, warning=True, seen=one, fix="Correct its name, or take it out.")
    if not unknown:
        yield Diagnosis(check="settings", ok=True, seen="every VIDPIPE_ variable has a known name")


def _providers(settings: Settings) -> Iterator[Diagnosis]:
    from vidpipe.providers.registry import Providers, Tools

    names = settings.provider_names()
    services: set[str] = set()
    for kind, provider in Providers(names, Tools.of(settings.folders())).items():
        problems = provider.problems()
        yield Diagnosis(
            check=f"{kind} provider",
            ok=not problems,
            seen=provider.name if not problems else f"{provider.name} is not ready",
            fix=" ".join(problems),
        )
        warning = end_warning(kind, names[kind])
        if warning and warning not in problems:
            fix = "Name another model in the settings."
            yield Diagnosis(check=f"{kind} provider", ok=True, warning=True, seen=warning, fix=fix)
        if not problems and (service := service_of(names[kind])):
            services.add(service)
    if services:
        told = f"keys are set for {', '.join(sorted(services))}; whether they are accepted: `vidpipe providers test`"
        yield Diagnosis(check="keys", ok=True, seen=told)
