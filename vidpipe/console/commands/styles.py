"""`vidpipe styles`: which looks there are, what one holds, and real frames of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
import yaml
from rich.console import Console
from rich.table import Table
from rich.text import Text

from vidpipe.console.commands.ending import failures, print_json, settings_of
from vidpipe.models import Aspect

if TYPE_CHECKING:
    from vidpipe.models import Style
    from vidpipe.styles import Listed, Looks

styles = typer.Typer(help="How videos look, move and sound.", invoke_without_command=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON")]
Named = Annotated[str, typer.Argument(help="A style's name")]
Of = Annotated[str | None, typer.Option(help="Lay the colours, font and logo of this brand kit over it")]


@styles.callback()
def list_styles(context: typer.Context, as_json: AsJson = False) -> None:
    """List the styles there are: vidpipe's, and your own."""
    if context.invoked_subcommand is not None:
        return
    with failures():
        listed = _looks().styles.listed()
    if as_json:
        print_json([_wire(one) for one in listed])
        return
    Console(highlight=False).print(_table(listed))


@styles.command()
def show(name: Named, as_json: AsJson = False) -> None:
    """Print a style whole, as the file of a style of your own may hold it."""
    with failures():
        style = _looks().styles.named(name)
    fields = style.model_dump(mode="json", exclude={"name"})
    del fields["palette" if style.palettes else "palettes"]
    if as_json:
        print_json(fields)
    else:
        print(yaml.safe_dump(fields, allow_unicode=True, sort_keys=False, width=110), end="")  # noqa: T201


@styles.command()
def preview(
    name: Named,
    aspect: Annotated[
        list[Aspect] | None, typer.Option(help="The picture's proportions; default: 16:9 and 9:16")
    ] = None,
    brand: Of = None,
    out: Annotated[Path, typer.Option(help="Folder for the pictures")] = Path("previews"),
    seed: Annotated[int, typer.Option(min=0, max=2**32 - 1, help="Chooses among the style's palettes")] = 0,
) -> None:
    """Paint real frames of a style, and a sheet of them; the sheet's path is the last line printed."""
    from vidpipe.console.style_preview import Wish, write_preview

    with failures():
        looks = _looks()
        wish = Wish(style=looks.styles.named(name).name, brand=brand, seed=seed)
        for path in write_preview(wish, aspect or [Aspect.LANDSCAPE, Aspect.PORTRAIT], out, looks):
            print(path, flush=True)  # noqa: T201


def _table(listed: list[Listed]) -> Table:
    table = Table.grid(padding=(0, 2))
    for one in listed:
        if one.style is None:
            table.add_row(Text(one.name), Text(f"✗ {one.problem}", "red"))
        else:
            own = "" if one.file is None else f"\n{one.file}"
            told = Text(one.style.summary or one.style.title)
            table.add_row(Text(one.name, "bold"), told.append(f"\n{_kinds(one.style)}{own}", "dim"))
    return table


def _kinds(style: Style) -> str:
    return (
        f"{style.captions.kind} captions · {style.motion.kind} motion · {style.transition.kind} · "
        f"presenter: {style.presenter.kind} · music: {style.music.mood}"
    )


def _wire(listed: Listed) -> dict[str, object]:
    style = None if listed.style is None else listed.style.model_dump(mode="json")
    file = None if listed.file is None else str(listed.file)
    return {"name": listed.name, "file": file, "problem": listed.problem, "style": style}


def _looks() -> Looks:
    from vidpipe.styles import Looks

    return Looks.of(*settings_of().look_folders())
