from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidpipe.text.article import Block, read_article


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("# A *title* #\n\nText.", [("heading", "A title"), ("text", "Text.")]),
        ("A title\n===\nText.\n\nPart\n---\nMore.", ["heading", "text", "heading", "text"]),
        ("One\ntwo.\n\nThree.", [("text", "One two."), ("text", "Three.")]),
        ("- a\n- [x] b\n  more\n1. c\n\nText.", [("item", "a"), ("item", "b more"), ("item", "c"), ("text", "Text.")]),
        ("See [the **docs**](http://x.y/a_(b)) and ![pic](p.png) now.", [("text", "See the docs and now.")]),
        ("Look at https://x.y/z. Or <http://a.b>!", [("text", "Look at. Or!")]),
        ("A fact.[12] More[^1].\n\n[^1]: note\n[ref]: http://x", [("text", "A fact. More.")]),
        ("Before.\n```py\ncode()\n```\nAfter.", [("text", "Before."), ("text", "After.")]),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n\nText.", [("text", "Text.")]),
        ("> Quoted\n> text.\n\n* * *\n\nEnd.", [("text", "Quoted text."), ("text", "End.")]),
        ("snake_case and 2 * 3 * 4 stay.", [("text", "snake_case and 2 * 3 * 4 stay.")]),
        ("\\*not bold\\* and **bold**", [("text", "*not bold* and bold")]),
        ("---\ntitle: x\n---\nText.", [("text", "Text.")]),
        (
            "The bees\n\nBees live in large colonies.",
            [("heading", "The bees"), ("text", "Bees live in large colonies.")],
        ),
        ("3 < 4 and 5 > 2.", [("text", "3 < 4 and 5 > 2.")]),
        (
            "<html><head><title>t</title></head><h2 class='x'>Head</h2><p>One &amp; two<br>three</p>"
            "<ul><li>a<li>b</ul><script>x()</script><!-- no -->",
            [("heading", "Head"), ("text", "One & two"), ("text", "three"), ("item", "a"), ("item", "b")],
        ),
        ("", []),
    ],
)
def test_markup_becomes_plain_blocks(text: str, blocks: list[tuple[str, str]] | list[str]) -> None:
    found = read_article(text)
    if blocks and isinstance(blocks[0], str):
        assert [block.kind for block in found] == blocks
    else:
        assert found == [Block(kind, words) for kind, words in blocks]  # type: ignore[arg-type, misc]


def test_addresses_stay_where_they_are_spoken() -> None:
    assert read_article("See https://x.y/z now.", addresses=True)[0].text == "See https://x.y/z now."


@pytest.mark.parametrize(
    "unit",
    [
        "<script>",
        "<!--",
        "<h1>",
        "![",
        "[^",
        "[a](x(y)",
        "`",
        "*a ",
        "_a",
        "```\n",
        "http://.",
        "| ",
        "# #",
        "<a",
        "- ",
        " ",
    ],
)
def test_a_page_of_unclosed_marks_is_read_in_no_time(unit: str) -> None:
    read_article("x" + unit * (100_000 // len(unit)))
    read_article(unit * (100_000 // len(unit)) + "x")


@given(st.text(alphabet=st.sampled_from("ab .#*_`[](){}<>|-=\n!~\\1h/:p&;"), max_size=80))
def test_no_markup_breaks_the_reader(text: str) -> None:
    assert all(block.text == " ".join(block.text.split()) for block in read_article(text))
