"""Commands in the steps of a page are set as code, and what anybody writes stays text."""

from __future__ import annotations

import pytest

from vidpipe.web.marking import marked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Do it.", "Do it."),
        (
            "Run `vidpipe retry 12 --place corner`.",
            'Run <code>vidpipe retry 12 <span class="option">--place</span> corner</code>.',
        ),
        ("`a <b>` & `c`", "<code>a &lt;b&gt;</code> &amp; <code>c</code>"),
        ("A lone ` and <script>", "A lone ` and &lt;script&gt;"),
        ("茶 `مرحبا` 🍵", "茶 <code>مرحبا</code> 🍵"),
    ],
)
def test_what_stands_in_backticks_is_code(text: str, shown: str) -> None:
    assert marked(text) == shown
