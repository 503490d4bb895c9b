"""From a brief to the style of its video: the style it names, the brand's colours, and what the brief itself asks."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from vidpipe.models import (
    Brand,
    Brief,
    CaptionKind,
    CardsLook,
    Mood,
    MusicLook,
    Style,
    TransitionKind,
    TransitionLook,
)
from vidpipe.styles.brands import PLACE, BrandKit, Brands
from vidpipe.styles.library import Styles, built_in
from vidpipe.styles.palettes import branded, chosen_palette
from vidpipe.styles.reading import unknown

DEFAULT = "explainer"
CARD_SECONDS = 2.5
"""How long a title card stays that a brand has words for and the style does not ask for."""


@dataclass(frozen=True, kw_only=True)
class Looks:
    """The styles and brands of one installation."""

    styles: Styles = field(default_factory=Styles)
    brands: Brands = field(default_factory=Brands)

    @classmethod
    def of(cls, style_dir: Path, brand_dir: Path) -> Self:
        """Return those that come with vidpipe, and those in the two folders."""
        return cls(styles=Styles(style_dir), brands=Brands(brand_dir))

    def style(self, brief: Brief) -> Style:
        """Return the style of a brief's video; raises what :func:`look_for` raises."""
        return look_for(brief, self.styles, self.brands)

    def brand(self, brief: Brief) -> BrandKit | None:
        """Return the brand of a brief's video, if it has one. Raises InvalidInput and StorageError."""
        return None if brief.brand is None else self.brands.named(brief.brand)


def look_for(brief: Brief, styles: Mapping[str, Style], brands: Mapping[str, BrandKit]) -> Style:
    """Return the whole style of a brief's video: the style, the brand's colours over it, then the brief's own wishes.

    Words that are no style's name are the pictures' look, in the style explainer. Raises InvalidInput for a name that
    was probably mistyped, an unknown brand, and colours of a brand that cannot be read on each other.
    """
    style = _named(brief.style, styles)
    palette = chosen_palette(brief, style)
    brand: Brand | None = None
    if brief.brand is not None:
        if brief.brand not in brands:
            raise unknown("brand", "brand", brief.brand, brands, PLACE)
        brand = brands[brief.brand].brand
        palette = branded(palette, brand)
    wishes: dict[str, Any] = {"palette": palette, "palettes": (), "cards": _cards(style, brand)}
    return style.model_copy(update=wishes | _wishes(brief, style))


def picture_words(style: Style) -> str:
    """Return how a maker of pictures is told a style: the name of one it may know, else words for the look."""
    known = built_in()[style.design].look
    return style.look if style.look and style.look != known else style.design


def _named(wish: str, styles: Mapping[str, Style]) -> Style:
    words = wish.strip()
    name = words.casefold()
    if name in styles:
        return styles[name]
    if " " not in name and difflib.get_close_matches(name, list(styles), n=1, cutoff=0.75):
        raise unknown("style", "style", words, styles)
    return styles[DEFAULT].model_copy(update={"look": words})


def _cards(style: Style, brand: Brand | None) -> CardsLook:
    """Return the title cards: a closing one needs a brand to show, and a brand's words are always shown."""
    intro, outro = style.cards.intro, style.cards.outro
    if brand is None:
        return CardsLook(intro=intro, outro=0)
    if brand.intro:
        intro = intro or CARD_SECONDS
    if brand.outro:
        outro = outro or CARD_SECONDS
    return CardsLook(intro=intro, outro=outro if brand.outro or brand.logo else 0)


def _wishes(brief: Brief, style: Style) -> dict[str, Any]:
    """Return the parts of a style that the brief itself wants otherwise."""
    captions = brief.captions.kind if brief.captions.burned else CaptionKind.NONE
    changes = {
        "captions": {} if captions is None else {"kind": captions},
        "motion": {} if brief.motion is None else {"kind": brief.motion},
        "presenter": {} if brief.avatar.place is None else {"kind": brief.avatar.place},
    }
    changed = {name: getattr(style, name).model_copy(update=update) for name, update in changes.items()}
    return changed | {"transition": _transition(brief, style.transition), "music": _music(brief, style.music)}


def _transition(brief: Brief, look: TransitionLook) -> TransitionLook:
    if brief.transition is None:
        return look
    seconds = look.seconds
    if brief.transition is not TransitionKind.CUT and not seconds:
        seconds = TransitionLook().seconds
    return TransitionLook(kind=brief.transition, seconds=seconds)


def _music(brief: Brief, look: MusicLook) -> MusicLook:
    """Return the music: wanted without a mood where the style has none, it is calm."""
    wish = brief.music
    level = look.level if wish.level is None else wish.level
    if wish.enabled is False:
        return MusicLook(mood=Mood.NONE, level=level)
    mood = look.mood if wish.mood is None else wish.mood
    if wish.enabled and wish.mood is None and mood is Mood.NONE:
        mood = Mood.CALM
    return MusicLook(mood=mood, level=level)
