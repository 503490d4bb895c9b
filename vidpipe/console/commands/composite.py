"""`vidpipe composite`: a film of ready material."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vidpipe.console.commands.ending import failures, print_json, screen, settings_of, stop_on_signals, tell
from vidpipe.models import Aspect, Codec, Platform, PresenterKind, Resolution

Encoding = Annotated[str | None, typer.Option(help="Such as latin-1; default: the byte order mark's, or UTF-8")]
Timing = Annotated[
    Path | None, typer.Option(help="When each picture starts: CSV (picture,start) or YAML; default: all as long")
]


def composite(
    images: Annotated[Path, typer.Option(help="A folder of pictures, shown in the order of their names")],
    audio: Annotated[Path, typer.Option(help="The narration")],
    out: Annotated[Path, typer.Option(help="Write the film here: .mp4")],
    captions: Annotated[Path | None, typer.Option(help="Captions: .srt, .vtt or .ass")] = None,
    captions_encoding: Encoding = None,
    timing: Timing = None,
    music: Annotated[str | None, typer.Option(help="A file, a mood, on or off; default: what the style has")] = None,
    presenter: Annotated[Path | None, typer.Option(help="A film of the presenter, as long as the narration")] = None,
    place: Annotated[PresenterKind | None, typer.Option(help="Of the presenter; default: the style's")] = None,
    style: Annotated[str, typer.Option(help="A style's name; `vidpipe styles` lists them")] = "explainer",
    brand: Annotated[str | None, typer.Option(help="Lay the colours, font and logo of this brand kit over it")] = None,
    target: Annotated[Platform | None, typer.Option(help="Where it is shown: sets what follows")] = None,
    aspect: Annotated[Aspect | None, typer.Option(help="Default: 16:9")] = None,
    resolution: Annotated[Resolution | None, typer.Option(help="Default: 1080p")] = None,
    fps: Annotated[int | None, typer.Option(help="24, 25, 30 or 60; default: 30")] = None,
    codec: Annotated[Codec | None, typer.Option(help="Default: h264")] = None,
    language: Annotated[str, typer.Option(help="Of the captions, such as en or zh-TW")] = "en",
    seed: Annotated[int, typer.Option(min=0, max=2**32 - 1, help="Chooses palette, camera and music")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was made as JSON")] = False,
) -> None:
    """Make a film of your own pictures, sound and captions; its path is the last line printed."""
    from vidpipe.console.composite import Wish, compose_material, tell_checks
    from vidpipe.console.composite_progress import progress_bar

    frame = {"target": target, "aspect": aspect, "resolution": resolution, "fps": fps, "codec": codec}
    wish = Wish(
        images=images,
        audio=audio,
        out=out,
        captions=captions,
        captions_encoding=captions_encoding,
        timing=timing,
        music=music,
        presenter=presenter,
        place=place,
        style=style,
        brand=brand,
        language=language,
        seed=seed,
        frame=frame,
    )
    settings = settings_of()
    stop_on_signals()
    with failures("Stopped; nothing is written."), progress_bar(screen, out.name) as on_progress:
        made = compose_material(wish, settings, on_progress)
    tell_checks(made, tell)
    if as_json:
        print_json(made.wire())
    else:
        print(made.path, flush=True)  # noqa: T201
