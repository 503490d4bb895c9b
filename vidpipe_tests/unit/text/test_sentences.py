from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidpipe.text.sentences import split_sentences

CASES = [
    ("en", "One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
    ("en", "Dr. Smith met Mr. Jones at 3.5 p.m. yesterday. He left.", 2),
    ("en", "I live in the U.S. It is big. The U.S. Army is too.", 3),
    ("en", "Wait... What? Really!?", ["Wait...", "What?", "Really!?"]),
    ("en", "He said wait… and left. Then… Nothing.", ["He said wait… and left.", "Then…", "Nothing."]),
    ("en", "“Yes.” she said. “No.” He left.", ["“Yes.” she said.", "“No.”", "He left."]),
    ("en", 'He asked, "Why?" and left.', 1),
    ("en", "Fruit, e.g. apples, i.e. Malus. Good.", 2),
    ("en", "Fig. 3 shows it. See no. 5 now. The answer is no. Then he left.", 4),
    ("en", "Modern art. It is fine. Gen. Lee came.", 3),
    ("en", "J. R. R. Tolkien wrote. Plan B. Then C.", ["J. R. R. Tolkien wrote.", "Plan B.", "Then C."]),
    ("en", "1. First thing. 2. Second thing.", ["1. First thing.", "2. Second thing."]),
    ("en", "It costs $3.50. Node.js is free.", 2),
    ("en", "Great! 😀 Next one.", ["Great!", "😀 Next one."]),
    ("en", "Apples, pears, etc. are fruit. Apples etc. The rest is not.", 3),
    ("en", "one\n\ntwo\nthree", ["one", "two three"]),
    ("de", "Am 3. Oktober war es z. B. kalt. Dann nicht.", 2),
    ("zh", "你好。今天天气很好！他说：“走吧。”然后走了？", 4),
    ("ja", "これは本です。「はい。」そうです！", 3),
    ("ar", "مرحبا بالعالم؟ نعم. لا.", 3),
    ("hi", "नमस्ते दुनिया। यह अच्छा है।", 2),
    ("am", "ሰላም።ደህና ነህ፧", 2),
    ("th", "ภาษาไทย " * 12, [" ".join(["ภาษาไทย"] * 7), " ".join(["ภาษาไทย"] * 5)]),
    ("en", "…", ["…"]),
    ("en", "  \n ", []),
]


@pytest.mark.parametrize(("language", "text", "expected"), CASES)
def test_a_text_is_cut_where_a_sentence_ends(language: str, text: str, expected: list[str] | int) -> None:
    found = split_sentences(text, language)
    assert (found if isinstance(expected, list) else len(found)) == expected, found


@given(st.text(alphabet=st.sampled_from("Aab1 .!?…\"'”。。！\n(),Dr"), max_size=60))
def test_nothing_of_the_text_is_lost(text: str) -> None:
    assert "".join("".join(split_sentences(text)).split()) == "".join(text.split())
