from __future__ import annotations

import pytest

from vidpipe.providers.writing.checks import foreign_numbers, stage_direction, wrong_language

ENGLISH = "The moon pulls the sea toward itself, and the water rises into a long and gentle swell on every coast."
GERMAN = "Der Mond zieht das Meer zu sich heran, und das Wasser steigt an jeder Küste zu einer langen Welle auf."
SWEDISH = "Månen drar havet till sig, och vattnet stiger till en lång och mjuk våg längs varje kust på hela jorden."
TRADITIONAL = "月亮把海水拉向自己，這個時候海水會慢慢升高。地球在下面轉動，來到這裡的人們會說，潮水來了。"
SIMPLIFIED = "月亮把海水拉向自己，这个时候海水会慢慢升高。地球在下面转动，来到这里的人们会说，潮水来了。"
JAPANESE = (
    "月は海の水を引きよせます。すると水はゆっくりと高くなり、やがて浜辺へ満ちてきます。これが満潮です。とても静かです。"
)


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        (ENGLISH, "en"),
        (ENGLISH, "en-GB"),
        (GERMAN, "de"),
        (SWEDISH, "sv"),
        (TRADITIONAL, "zh-TW"),
        (TRADITIONAL, "zh-Hant-HK"),
        (SIMPLIFIED, "zh-CN"),
        (SIMPLIFIED, "zh"),
        (TRADITIONAL, "zh"),
        (JAPANESE, "ja"),
        ("Луна притягивает море, и вода поднимается у берега.", "ru"),
        ("DNA 由 ATP 驅動，這個過程會說明時間。", "zh-TW"),
        ("القمر يجذب البحر نحوه فيرتفع الماء.", "ar"),
        ("Qwrt zxcv bnmp.", "tlh"),
        ("Mesec privlači more i voda raste uz obalu.", "sr-Latn"),
        ("12 345", "zh-TW"),
    ],
)
def test_a_text_in_the_right_language_passes(text: str, tag: str) -> None:
    assert wrong_language(text, tag) == ""


@pytest.mark.parametrize(
    ("text", "tag", "found"),
    [
        (ENGLISH, "zh-TW", "Latin letters"),
        (ENGLISH, "ru", "Latin letters"),
        (TRADITIONAL, "en", "Han letters"),
        (SIMPLIFIED, "zh-TW", "simplified Chinese"),
        (TRADITIONAL, "zh-CN", "traditional Chinese"),
        (JAPANESE, "zh-TW", "Hiragana letters"),
        ("月亮把海水拉向自己，それは海水が慢慢升高的時候，人們都會說潮水來了，多麼美麗的景色啊。", "zh-TW", "Japanese"),
        (TRADITIONAL, "ja", "Chinese"),
        (ENGLISH, "de", "en"),
        (GERMAN, "en", "de"),
        (GERMAN, "fr", "de"),
        (ENGLISH, "sv", "en"),
    ],
)
def test_a_text_in_another_language_is_told_by_what_it_is(text: str, tag: str, found: str) -> None:
    assert wrong_language(text, tag) == found


@pytest.mark.parametrize(
    "narration",
    [
        "[Upbeat music] The moon rises.",
        "The moon rises. (soft music fades in)",
        "The moon rises. (Pause.)",
        "*sighs* The moon rises.",
        "Narrator: The moon rises.",
        "VOICE-OVER: The moon rises.",
        "Scene 2: The moon rises.",
        "旁白：月亮升起。",
        "（背景音樂漸強）月亮升起。",
        "【画面切换】月亮升起。",
        "The **moon** rises.",
        "# The moon\nIt rises.",
        "Read more at https://example.org/moon.",
    ],
)
def test_what_nobody_speaks_is_found(narration: str) -> None:
    assert stage_direction(narration)


@pytest.mark.parametrize(
    "narration",
    [
        "The music fades, and the narrator pauses. The camera was invented in France.",
        "Water (as ice, steam or rain) moves all the time.",
        "The host of the party said: come in!",
        "音樂讓畫面活起來。旁白說得很慢。",
        "二氧化碳（CO₂）會上升。",
        "Two * three is six.",
    ],
)
def test_plain_words_about_music_and_cameras_pass(narration: str) -> None:
    assert stage_direction(narration) == ""


SOURCE = (
    "In 1969 about 25,000 people saw 1.5 million litres; 3 500 stayed, at 12,75 euros. ２０２４ was warm, 99.9 % sure."
)


@pytest.mark.parametrize(
    ("text", "invented"),
    [
        ("In 1969, 25 thousand people saw 1,500,000 litres; 3500 stayed. It was 2024, 99.9 percent sure.", []),
        ("It cost 12.75 euros, and 25.000 came.", []),
        ("Twelve people, 42 of them at 10:30.", []),
        ("In 1970 there were 250 thousand, in 1970 again.", ["1970"]),
        ("It cost 13.75 euros.", ["13.75"]),
        ("It was ٢٠٢٥.", ["٢٠٢٥"]),
    ],
)
def test_numbers_that_the_source_does_not_have_are_found_however_they_are_grouped(
    text: str, invented: list[str]
) -> None:
    assert foreign_numbers(text, SOURCE) == invented
