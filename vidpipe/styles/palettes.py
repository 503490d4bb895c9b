"""Which palette a video gets: one of its style's, with the brand's colours over it."""

from __future__ import annotations

import hashlib

from vidpipe.errors import InvalidInput
from vidpipe.models import Brand, Brief, Palette, Style
from vidpipe.styles.colours import READABLE, contrast, mix, parse, readable, written
from vidpipe.styles.library import illegible
from vidpipe.text.brief_problems import refusal

_WHITE, _BLACK = "#ffffff", "#0b0c10"


def chosen_palette(brief: Brief, style: Style) -> Palette:
    """Choose a video's colours: the same for all that is in it, others for another title or seed."""
    if not style.palettes:
        return style.palette
    first = brief.script.scenes[0].narration if brief.script else brief.prompt or brief.article or ""
    about = brief.title or first[:200]
    digest = hashlib.sha256(f"{style.name}\n{about}\n{brief.seed}".encode("utf-8", "replace")).digest()
    return style.palettes[int.from_bytes(digest[:4]) % len(style.palettes)]


def branded(palette: Palette, brand: Brand) -> Palette:
    """Lay a brand's colours over a palette.

    What the brand leaves out stays as far as it can be read with the brand's colours, and is derived from them where
    it cannot. Raises InvalidInput when two colours that the brand gives cannot be read on each other.
    """
    given = brand.palette
    if given.background is None and given.surface is None and given.ink is None:
        return palette.model_copy(update={"accent": given.accent or palette.accent})
    ink = given.ink or _ink(palette.ink, [one for one in (given.background, given.surface) if one is not None])
    background = given.background or _ground(palette.background, ink)
    surface = given.surface or _surface(palette, background, ink, moved=given.background is not None)
    result = Palette(background=background, surface=surface, ink=ink, accent=given.accent or palette.accent)
    if problems := list(illegible("palette", result)):
        raise _refused(brand, refusal(problems, f"brand {brand.name}"))
    return result


def _refused(brand: Brand, error: InvalidInput) -> InvalidInput:
    error.details["brand"] = brand.name
    return error


def _ground(background: str, ink: str) -> str:
    """Return a ground that the ink can be read on: the style's, else it moved as far as it must be."""
    away = max((_BLACK, _WHITE), key=lambda end: contrast(parse(ink), parse(end)))
    if contrast(parse(ink), parse(away)) < READABLE:
        # There are inks in between that can be read on full black alone.
        away = "#000000"
    return written(readable(parse(background), (parse(ink),), parse(away)))


def _ink(ink: str, grounds: list[str]) -> str:
    def least(candidate: str) -> float:
        return min(contrast(parse(candidate), parse(ground)) for ground in grounds)

    # The style's own ink is kept where it reads as well as text should, seven to one.
    return ink if least(ink) >= 7 else max((_WHITE, _BLACK, "#000000"), key=least)


def _surface(palette: Palette, background: str, ink: str, *, moved: bool) -> str:
    """Return a panel's colour: the style's where the ground is its own too, else the ground a little nearer to ink."""
    if not moved and contrast(parse(palette.surface), parse(ink)) >= READABLE:
        return palette.surface
    is_dark = contrast(parse(background), parse(_WHITE)) > contrast(parse(background), parse("#000000"))
    raised = mix(parse(background), parse(_WHITE), 0.08 if is_dark else 0.7)
    away = parse("#000000") if contrast(parse(ink), parse("#000000")) > READABLE else parse(_WHITE)
    return written(readable(raised, (parse(ink),), away))
