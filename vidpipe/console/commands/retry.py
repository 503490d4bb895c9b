"""`vidpipe retry`: go on with a task, as it is or as a person decides."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vidpipe.console.commands.ending import screen
from vidpipe.console.commands.making import Out, Url, print_path
from vidpipe.models import PresenterKind

Numbers = list[int] | None
Pairs = list[str] | None


def retry(
    task_id: Annotated[str, typer.Argument(help="The task's id")],
    from_stage: Annotated[str | None, typer.Option("--from", help="Go back to this stage, e.g. scene_images")] = None,
    drop: Annotated[Numbers, typer.Option(help="Leave this scene out")] = None,
    placeholder: Annotated[Numbers, typer.Option(help="A card painted here for this scene's picture")] = None,
    redo: Annotated[Numbers, typer.Option(help="Another take of this scene's picture")] = None,
    replace: Annotated[Pairs, typer.Option(help="SCENE=FILE: your own picture")] = None,
    picture: Annotated[Pairs, typer.Option(help="SCENE=TEXT: what the picture shows")] = None,
    narration: Annotated[Pairs, typer.Option(help="SCENE=TEXT: the words that are spoken")] = None,
    heading: Annotated[Pairs, typer.Option(help="SCENE=TEXT: words for the picture")] = None,
    restore: Annotated[Numbers, typer.Option(help="Undo what was decided for this scene")] = None,
    portrait: Annotated[Path | None, typer.Option(help="Another picture of the presenter")] = None,
    place: Annotated[PresenterKind | None, typer.Option(help="Where the presenter stands")] = None,
    without_avatar: Annotated[bool, typer.Option("--without-avatar", help="Go on without a presenter")] = False,
    restore_avatar: Annotated[bool, typer.Option("--restore-avatar", help="The presenter as asked for")] = False,
    thumbnail: Annotated[str | None, typer.Option(help="1, 2, 3, a picture's path, or brief")] = None,
    by: Annotated[str, typer.Option(envvar="USER", help="Who decides")] = "cli",
    out: Out = None,
    url: Url = None,
) -> None:
    """Go on with a task: what is made and unchanged is kept. The video's path is the last line printed."""
    from vidpipe.console.retry import Wishes, retry_video

    wishes = Wishes(
        by=by or "cli",
        from_stage=from_stage,
        edits={"narration": narration or (), "picture": picture or (), "heading": heading or ()},
        replace=replace or (),
        redo=redo or (),
        placeholder=placeholder or (),
        drop=drop or (),
        restore=restore or (),
        portrait=portrait,
        place=place,
        without_avatar=without_avatar,
        restore_avatar=restore_avatar,
        thumbnail=thumbnail,
    )
    print_path(lambda settings: retry_video(task_id, wishes, settings, screen, out=out, url=url), service="retry")
