"""Characters and words that say where a text may be cut: by rule for characters, by habit for words."""

from __future__ import annotations

import re

SENTENCE_END = frozenset(".!?…。！？｡؟۔।॥።")
CLAUSE_END = frozenset(",;:，、；：､،؛—–")
OPENING = frozenset("([{<«‹“‘„‚「『（【《〈［｛〔〖\"'¿¡#$€£¥")
CLOSING = frozenset(")]}>»›”’」』）】》〉］｝〕〗\"'%‰°")
# Japanese line breaking rules (JIS X 4051): these never begin a line, beside the closing marks.
NEVER_FIRST = frozenset("ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶーゝゞヽヾ々〻・‐゠～〜℃％‼⁇⁈⁉")
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
