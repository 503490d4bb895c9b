"""Characters and words that say where a text may be cut: by rule for characters, by habit for words."""

from __future__ import annotations

import re

SENTENCE_END = frozenset(".!?…。！？｡؟۔।॥።")
CLAUSE_END = frozenset(",;:，、；：､،؛—–")
OPENING = frozenset("([{<«‹“‘„‚「『（【《〈［｛〔〖\"'¿¡#$€£¥")
CLOSING = frozenset(")]}>»›”’」』）】》〉］｝〕〗\"'%‰°")
# Japanese line breaking rules (JIS X 4051): these never begin a line, beside the closing marks.
NEVER_FIRST = frozenset("ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶーゝゞヽヾ々〻・‐゠～〜℃％‼⁇⁈⁉")
# A number is not parted from what it counts.
NUMERALS = frozenset("0123456789一二三四五六七八九十百千万億亿兆两兩幾几數数第")
# The commonest Chinese words of two characters; without a dictionary, these at least stay whole.
BOUND_PAIRS = frozenset(
    re.findall(
        r"\w+",
        """
        什么 什麼 怎么 怎麼 为什 為什 这么 這麼 那么 那麼 我们 我們 你们 你們 他们 他們 它们 它們 自己 一个
        一個 这个 這個 那个 那個 这些 這些 这样 這樣 可以 没有 沒有 因为 因為 所以 但是 如果 而是 不是 就是
        还是 還是 已经 已經 时候 時候 现在 現在 开始 開始 需要 可能 能够 能夠 知道 问题 問題 东西 東西 时间
        時間 之后 之後 之前 其实 其實 然后 然後 并且 並且 或者 虽然 雖然 非常 通过 通過 使用 进行 進行
        """,
    )
)
# Letters of Thai and Lao that are written before the consonant they follow in speech, and those after it.
PREPOSED_VOWELS = frozenset("เแโใไເແໂໃໄ")
POSTPOSED_VOWELS = frozenset("ะาำๅๆฯะາຳໆ")

# Words that lean on the next one: a line should not end with them.
LEANING = frozenset(
    re.findall(
        r"\w+",
        """
        a an the of to in on at by for with from as is are was were be been not no his her its our your
        their my this that and or but if than der die das ein eine im am zu von mit und oder le la les un
        une des du de et ou el los las y o en il lo gli e di da
        """,
    )
)
# Words that open a phrase: a good place to cut is before them.
OPENERS = frozenset(
    re.findall(
        r"\w+",
        """
        and or but so because as that which who whose where when while if then than as until although though
        unless with from into over under through between after before without und oder aber weil dass wenn
        et ou mais parce que qui quand y o pero porque cuando si
        """,
    )
)
