"""What a brief's video looks like: its style, the brand's colours over it, and what the brief itself asks for."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vidpipe.errors import InvalidInput
from vidpipe.models import Brand, BrandColours, Brief, CaptionKind, Mood, Palette, PresenterKind, Style
from vidpipe.styles import BrandKit, Styles, built_in, look_for, picture_words
from vidpipe.styles.colours import READABLE, contrast, parse
from vidpipe.styles.palettes import branded

STYLES = Styles()
COLOURS = st.none() | st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def brief(**fields: Any) -> Brief:
    return Brief.model_validate({"prompt": "Tides", "title": "Tides"} | fields)


def kits(**fields: Any) -> dict[str, BrandKit]:
    return {"acme": BrandKit(brand=Brand.model_validate({"name": "acme"} | fields))}


def look(**fields: Any) -> Style:
    return look_for(brief(**fields), STYLES, {})


def test_a_style_is_named_in_any_case_and_one_of_its_palettes_is_chosen() -> None:
    style = look(style=" News ")
    assert style.name == "news"
    assert style.palette in built_in()["news"].palettes
    assert style.palettes == ()


def test_a_video_keeps_its_colours_and_another_seed_or_title_may_change_them() -> None:
    assert look(seed=3) == look(seed=3)
    assert len({look(seed=seed).palette for seed in range(40)}) == len(built_in()["explainer"].palettes)
    assert len({look(title=f"T{number}").palette for number in range(40)}) > 1


def test_own_words_are_the_look_of_the_pictures_in_the_style_explainer() -> None:
    style = look(style="Aquarell auf grobem Papier")
    assert (style.name, style.look) == ("explainer", "Aquarell auf grobem Papier")
    assert picture_words(style) == "Aquarell auf grobem Papier"


@pytest.mark.parametrize("words", ["anime", "水墨画", "ink", "art deco"])
def test_a_single_word_may_be_a_look_too(words: str) -> None:
    assert picture_words(look(style=words)) == words


def test_a_name_that_was_mistyped_is_refused() -> None:
    with pytest.raises(InvalidInput, match="there is no style 'explaner' here; did you mean 'explainer'") as caught:
        look(style="explaner")
    assert "social" in caught.value.details["known"]


def test_makers_of_pictures_hear_the_name_of_a_style_they_know_and_else_its_words() -> None:
    assert picture_words(look(style="quiz")) == "quiz"
    own = Style(name="own", design="news", look="paper cut")
    assert picture_words(own) == "paper cut"
    assert picture_words(own.model_copy(update={"look": ""})) == "news"


def test_what_the_brief_asks_for_goes_before_the_style() -> None:
    style = look(
        style="social",
        motion="none",
        transition="wipe",
        captions={"kind": "karaoke"},
        avatar={"place": "cutout"},
        music={"mood": "calm", "level": -30},
    )
    social = built_in()["social"]
    assert (style.motion.kind, style.transition.kind) == ("none", "wipe")
    assert style.transition.seconds == social.transition.seconds > 0
    assert style.captions == social.captions.model_copy(update={"kind": CaptionKind.KARAOKE})
    assert style.presenter == social.presenter.model_copy(update={"kind": PresenterKind.CUTOUT})
    assert (style.music.mood, style.music.level) == (Mood.CALM, -30)


def test_captions_that_are_not_burned_are_none_of_the_look() -> None:
    assert look(captions="off").captions.kind is CaptionKind.NONE
    assert look(captions={"burned": False, "kind": "social"}).captions.kind is CaptionKind.NONE


@pytest.mark.parametrize(
    ("style", "music", "mood"),
    [
        ("explainer", None, Mood.NONE),
        ("explainer", "on", Mood.CALM),
        ("explainer", {"mood": "news"}, Mood.NEWS),
        ("quiz", None, Mood.PLAYFUL),
        ("quiz", "on", Mood.PLAYFUL),
        ("quiz", "off", Mood.NONE),
        ("quiz", {"enabled": False, "mood": "calm"}, Mood.NONE),
    ],
)
def test_music_is_as_the_style_says_unless_the_brief_says_otherwise(style: str, music: Any, mood: Mood) -> None:
    assert look(style=style, **({} if music is None else {"music": music})).music.mood is mood


def test_an_unknown_brand_is_refused() -> None:
    with pytest.raises(InvalidInput, match="there is no brand 'acne' here; did you mean 'acme'"):
        look_for(brief(brand="acne"), STYLES, kits())


def test_the_brands_colours_lie_over_the_styles() -> None:
    plain = look(style="news")
    style = look_for(brief(style="news", brand="acme"), STYLES, kits(palette={"accent": "#00aa55"}))
    assert style.palette == plain.palette.model_copy(update={"accent": "#00aa55"})


def test_title_cards_are_for_brands_with_something_to_show() -> None:
    def cards(kit: dict[str, Any], style: str = "explainer") -> tuple[float, float]:
        cards = look_for(brief(style=style, brand="acme"), STYLES, kits(**kit)).cards
        return cards.intro, cards.outro

    assert cards({}) == (0, 0)
    assert cards({"intro": "Hello", "outro": "Bye"}) == (2.5, 2.5)
    assert cards({"logo": "logo.png"}, "product") == (0, built_in()["product"].cards.outro)
    assert look(style="product").cards.outro == 0


@given(background=COLOURS, surface=COLOURS, ink=COLOURS, accent=COLOURS, name=st.sampled_from(list(STYLES)))
@example(background=None, surface=None, ink="#4f7e88", accent=None, name="news")
def test_a_brands_colours_give_a_legible_palette_or_are_refused(
    background: str | None, surface: str | None, ink: str | None, accent: str | None, name: str
) -> None:
    given = BrandColours(background=background, surface=surface, ink=ink, accent=accent)
    brand = Brand(name="acme", palette=given)
    try:
        palette = branded(built_in()[name].palettes[0], brand)
    except InvalidInput:
        # Only two colours of the brand's own can stand against each other.
        assert len([one for one in (background, surface, ink) if one is not None]) >= 2
        return
    for ground in (palette.background, palette.surface):
        assert contrast(parse(palette.ink), parse(ground)) >= READABLE
    for field, colour in given.model_dump().items():
        assert colour in (None, getattr(palette, field))


def test_two_colours_of_a_brand_that_cannot_be_read_on_each_other_are_refused() -> None:
    brand = Brand(name="acme", palette=BrandColours(background="#333333", ink="#444444"))
    with pytest.raises(InvalidInput, match="brand acme: palette: ink: #444444 cannot be read on the background"):
        branded(Palette(), brand)
