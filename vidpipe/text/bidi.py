"""In which order the characters of a line are seen: the Unicode bidirectional algorithm (UAX #9) for one line.

Embeddings, overrides and isolates (rules X1 to X8) are invisible commands that no narration holds: they are passed
over. Everything else is followed, brackets (rule N0) and the marks U+200E, U+200F and U+061C included.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

_OPEN = "([{«‹⁅⁽₍⌈⌊〈❨❪❬❮❰❲❴⟦⟨⟪⟬⟮⦃⦅⸢⸤⸦⸨〈《「『【〔〖〘〚﹙﹛﹝（［｛｟｢"
_CLOSE = ")]}»›⁆⁾₎⌉⌋〉❩❫❭❯❱❳❵⟧⟩⟫⟭⟯⦄⦆⸣⸥⸧⸩〉》」』】〕〗〙〛﹚﹜﹞）］｝｠｣"
# Guillemets are mirrored but no paired brackets (BidiBrackets.txt): they close a quotation here and open one there.
_PAIRS = {opening: closing for opening, closing in zip(_OPEN, _CLOSE, strict=True) if opening not in "«‹"}
_CLOSING = frozenset(_PAIRS.values())
_MOST_OPEN = 63
_IGNORED = frozenset({"BN", "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
_STRONG = frozenset({"L", "R", "AL"})
_NEUTRAL = frozenset({"B", "S", "WS", "ON"})
_AS_STRONG = {"L": "L", "R": "R", "EN": "R", "AN": "R"}
"""How strong and number types count for neutrals between them (rules N0 and N1)."""


def is_rtl(text: str) -> bool:
    """Whether most of a text's letters are written from right to left; of as many, the first letter tells.

    Unlike rules P2 and P3, by which the first letter always tells: a title may begin with a Latin name.
    """
    strong = [kind for kind in map(unicodedata.bidirectional, text) if kind in _STRONG]
    left, right = strong.count("L"), len(strong) - strong.count("L")
    return right > left or (right == left > 0 and strong[0] != "L")


def levels(line: str, *, rtl: bool) -> list[int]:
    """Return the embedding level of every character: even ones run from left to right, odd ones from right to left."""
    base = int(rtl)
    kinds = [unicodedata.bidirectional(character) or "L" for character in line]
    seen = [at for at, kind in enumerate(kinds) if kind not in _IGNORED]
    edge = "R" if rtl else "L"
    resolved = _weak([kinds[at] for at in seen], edge)
    _brackets([line[at] for at in seen], [kinds[at] for at in seen], resolved, edge)
    _neutral(resolved, edge)
    result = [base] * len(line)
    for at, kind in zip(seen, resolved, strict=True):
        result[at] = base + _raised(kind, base)
    _settle(result, kinds, base)
    return result


def visual_order(embedding: Sequence[int]) -> list[int]:
    """Return the indices of levels, or of stretches of one level each, as seen from left to right (rule L2)."""
    order = list(range(len(embedding)))
    for level in range(max(embedding, default=0), 0, -1):
        start = None
        for at in range(len(order) + 1):
            inside = at < len(order) and embedding[order[at]] >= level
            if inside and start is None:
                start = at
            elif not inside and start is not None:
                order[start:at] = order[start:at][::-1]
                start = None
    return order


def _weak(kinds: list[str], edge: str) -> list[str]:
    """Resolve marks, numbers and what stands beside numbers (rules W1 to W7)."""
    kinds = list(kinds)
    before = edge
    for at, kind in enumerate(kinds):
        kinds[at] = before = before if kind == "NSM" else kind
    strong = edge
    for at, kind in enumerate(kinds):
        strong = kind if kind in {"L", "R", "AL"} else strong
        if kind == "EN" and strong == "AL":
            kinds[at] = "AN"
    kinds = ["R" if kind == "AL" else kind for kind in kinds]
    for at in range(1, len(kinds) - 1):
        around = kinds[at - 1], kinds[at + 1]
        if around == ("EN", "EN") and kinds[at] in {"ES", "CS"}:
            kinds[at] = "EN"
        elif around == ("AN", "AN") and kinds[at] == "CS":
            kinds[at] = "AN"
    for start, end in _stretches(kinds, {"ET"}):
        if "EN" in (kinds[start - 1 : start] + kinds[end : end + 1]):
            kinds[start:end] = ["EN"] * (end - start)
    kinds = ["ON" if kind in {"ES", "ET", "CS"} else kind for kind in kinds]
    strong = edge
    for at, kind in enumerate(kinds):
        strong = kind if kind in {"L", "R"} else strong
        if kind == "EN" and strong == "L":
            kinds[at] = "L"
    return kinds


def _brackets(line: Sequence[str], original: Sequence[str], kinds: list[str], edge: str) -> None:
    """Give both brackets of a pair the direction of what they hold (rule N0)."""
    for opening, closing in _bracket_pairs(line, kinds):
        inside = {_AS_STRONG[kind] for kind in kinds[opening + 1 : closing] if kind in _AS_STRONG}
        if not inside:
            continue
        direction = edge
        if edge not in inside:
            before = (_AS_STRONG[kind] for kind in reversed(kinds[:opening]) if kind in _AS_STRONG)
            direction = next(before, edge)
        for at in (opening, closing):
            kinds[at] = direction
            while at + 1 < len(kinds) and original[at + 1] == "NSM":
                at += 1
                kinds[at] = direction


def _bracket_pairs(line: Sequence[str], kinds: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places of brackets that belong together, by their opening ones (definition BD16)."""
    waiting: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for at, character in enumerate(line):
        if kinds[at] != "ON":
            continue
        if character in _PAIRS:
            if len(waiting) == _MOST_OPEN:
                break
            waiting.append((_PAIRS[character], at))
        elif character in _CLOSING:
            for depth in range(len(waiting) - 1, -1, -1):
                if waiting[depth][0] == character:
                    pairs.append((waiting[depth][1], at))
                    del waiting[depth:]
                    break
    return sorted(pairs)


def _neutral(kinds: list[str], edge: str) -> None:
    """Let what has no direction go with its neighbours when they agree, else with the line (rules N1 and N2)."""
    for start, end in _stretches(kinds, _NEUTRAL):
        before = _AS_STRONG[kinds[start - 1]] if start else edge
        after = _AS_STRONG[kinds[end]] if end < len(kinds) else edge
        kinds[start:end] = [before if before == after else edge] * (end - start)


def _stretches(kinds: Sequence[str], wanted: frozenset[str] | set[str]) -> Iterator[tuple[int, int]]:
    """Yield start and end of every stretch of the wanted types."""
    inside = [False, *(kind in wanted for kind in kinds), False]
    changes = [at for at, (before, after) in enumerate(pairwise(inside)) if before != after]
    yield from zip(changes[::2], changes[1::2], strict=True)


def _raised(kind: str, base: int) -> int:
    """Return by how much a resolved type lies above the line's level (rules I1 and I2)."""
    if base:
        return int(kind != "R")
    return {"L": 0, "R": 1}.get(kind, 2)


def _settle(result: list[int], kinds: Sequence[str], base: int) -> None:
    """Put spaces at the line's end on its own level (rule L1), and what is not seen on its neighbour's."""
    at = len(kinds)
    while at and (kinds[at - 1] in _IGNORED or kinds[at - 1] in {"WS", "S", "B"}):
        at -= 1
        result[at] = base
    for index in range(1, at):
        if kinds[index] in _IGNORED:
            result[index] = result[index - 1]
