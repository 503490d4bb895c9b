"""Extractive summary: which sentences of a text say most of it, in the order of the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidpipe.text.keyphrases import stop_terms, terms
from vidpipe.text.scripts import is_spaceless

WORDS_PER_SECOND, CHARACTERS_PER_SECOND = 2.5, 4.5
"""Speaking rates: 150 words a minute, or so many Chinese or Japanese characters a second."""

_RELEVANCE = 0.72
"""Weight of a sentence's own worth against being unlike the chosen ones (maximal marginal relevance)."""
_DAMPING = 0.85
_MOST_COMPARED = 2_000
"""Sentences that are compared with each other, which takes their number squared in memory."""

_CONNECTORS = re.compile(
    r"(?:however|therefore|moreover|furthermore|nevertheless|nonetheless|consequently|thus|hence|additionally|also|besides|"
    r"in addition|as a result|for example|for instance|on the other hand|in contrast|by contrast|meanwhile|similarly|"
    r"likewise|"
    r"in other words|in fact|indeed|instead|still|finally|then|and|but|so|yet|or)\b,?\s+",
    re.IGNORECASE,
)
_REFERS_BACK = re.compile(
    r"(?:this|that|these|those|it|its|they|their|he|she|his|her|such|both|another|the (?:former|latter|same)|"
    r"dies|diese[rs]?|er|sie|es|cela|ceci|cette|il|elle|ils|elles|esto|eso|ello|isso|questo)\b",
    re.IGNORECASE,
)
_REFERS_BACK_SPACELESS = re.compile(r"(?:这|這|那|它|他|她|其|此|这些|因此|所以|但是|然而|これ|それ|この|その|しかし)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article and where it stands."""

    text: str
    paragraph: int
    """Number of its paragraph in the article."""
    section: int
    """Number of the heading it stands under; 0 before the first."""


def speaking_seconds(text: str) -> float:
    """Estimate how long a text takes to speak, pauses included."""
    characters = sum(map(is_spaceless, text))
    words = sum(1 for word in text.split() if not all(is_spaceless(c) or not c.isalnum() for c in word))
    return characters / CHARACTERS_PER_SECOND + words / WORDS_PER_SECOND


def summarise(sentences: Sequence[Sentence], seconds: float, language: str) -> list[Sentence]:
    """Choose sentences that take about ``seconds`` to speak, in the order of the text; all when they fit anyway.

    Worth is centrality (LexRank, Erkan & Radev 2004: PageRank over the tf-idf cosine of the sentences), place and
    length; sentences like the chosen ones lose. A sentence that points back ("It …", "This …") is taken only behind
    the one it points to; a leading "However," whose sentence before was not taken is cut off.
    """
    if sum(speaking_seconds(sentence.text) for sentence in sentences) <= seconds * 1.1:
        return list(sentences)
    if len(sentences) > _MOST_COMPARED:
        sentences = _most_typical(sentences, language)
    lengths = [speaking_seconds(sentence.text) for sentence in sentences]
    similarity = _similarity([sentence.text for sentence in sentences], language)
    worth = _centrality(similarity) * np.array(
        [_place(index, sentences) * _shape(sentence.text, lengths[index]) for index, sentence in enumerate(sentences)]
    )
    chosen = _choose(sentences, lengths, worth / max(worth.max(), 1e-9), similarity, seconds)
    return [_unhooked(sentences, index, chosen) for index in sorted(chosen)]


def points_back(text: str) -> bool:
    """Whether a sentence begins with a word that stands for something said before."""
    stripped = text.lstrip("\"'“‘«([（「")
    plain = _CONNECTORS.sub("", stripped, count=1)
    return bool(_REFERS_BACK.match(plain) or _REFERS_BACK_SPACELESS.match(stripped))


def _choose(
    sentences: Sequence[Sentence],
    lengths: Sequence[float],
    worth: NDArray[np.float64],
    similarity: NDArray[np.float64],
    seconds: float,
) -> set[int]:
    chosen: set[int] = set()
    left = seconds
    back = [index > 0 and points_back(sentence.text) for index, sentence in enumerate(sentences)]
    nearest = np.zeros(len(sentences))
    while True:
        fitting = [
            index
            for index in range(len(sentences))
            if index not in chosen
            and lengths[index] <= left + 0.1 * seconds
            and (index - 1 in chosen or not back[index])
        ]
        if not fitting or left <= 0:
            break
        gains = {index: _RELEVANCE * worth[index] - (1 - _RELEVANCE) * nearest[index] for index in fitting}
        best = max(fitting, key=lambda index: (gains[index], -index))
        chosen.add(best)
        left -= lengths[best]
        nearest = np.maximum(nearest, similarity[best])
    # A duration shorter than any sentence still gets one: the best that stands by itself.
    return chosen or {min(range(len(sentences)), key=lambda index: (back[index], lengths[index]))}


def _most_typical(sentences: Sequence[Sentence], language: str) -> list[Sentence]:
    """Return, of a very long text, the sentences whose words are the text's commonest, in their order.

    Those that point back are left out: what they point to may be gone.
    """
    alone = [sentence for sentence in sentences if not points_back(sentence.text)] or list(sentences)
    stop = stop_terms([sentence.text for sentence in alone], language)
    found = [[term for term in terms(sentence.text, language) if term not in stop] for sentence in alone]
    frequency = Counter(term for own in found for term in own)
    typical = [sum(frequency[term] for term in own) / (len(own) + 5) for own in found]
    best = sorted(range(len(alone)), key=lambda index: (-typical[index], index))[:_MOST_COMPARED]
    return [alone[index] for index in sorted(best)]


def _unhooked(sentences: Sequence[Sentence], index: int, chosen: set[int]) -> Sentence:
    """Return the sentence without a leading connector, when what it connects to is not there."""
    sentence = sentences[index]
    match = _CONNECTORS.match(sentence.text)
    if not match or index - 1 in chosen or index == 0:
        return sentence
    rest = sentence.text[match.end() :]
    return Sentence(rest[:1].upper() + rest[1:], sentence.paragraph, sentence.section)


def _similarity(texts: Sequence[str], language: str) -> NDArray[np.float64]:
    """Cosine of the tf-idf vectors of every two sentences, shape (n, n); 0 on the diagonal."""
    stop = stop_terms(texts, language)
    counts = [Counter(term for term in terms(text, language) if term not in stop) for text in texts]
    frequency = Counter(term for count in counts for term in count)
    # A term that occurs once links nothing; leaving it out keeps the matrix small, its length still counts.
    index = {term: number for number, term in enumerate(term for term, n in frequency.items() if n > 1)}
    matrix = np.zeros((len(texts), max(1, len(index))), dtype=np.float32)
    norms = np.zeros(len(texts))
    for row, count in enumerate(counts):
        for term, times in count.items():
            value = (1 + np.log(times)) * np.log(len(texts) / frequency[term] + 1)
            norms[row] += value**2
            if term in index:
                matrix[row, index[term]] = value
    matrix /= np.maximum(np.sqrt(norms), 1e-9)[:, None]
    similarity = (matrix @ matrix.T).astype(np.float64)
    np.fill_diagonal(similarity, 0)
    return similarity


def _centrality(similarity: NDArray[np.float64]) -> NDArray[np.float64]:
    """PageRank of the sentences, scaled so that the mean is 1."""
    count = len(similarity)
    sums = similarity.sum(axis=1, keepdims=True)
    transition = np.divide(similarity, sums, out=np.full_like(similarity, 1 / count), where=sums > 0)
    rank = np.full(count, 1 / count)
    for _ in range(50):
        rank = (1 - _DAMPING) / count + _DAMPING * (rank @ transition)
    return np.asarray(rank * count)


def _place(index: int, sentences: Sequence[Sentence]) -> float:
    """How much the place speaks for a sentence: the opening, the first of a paragraph, the end."""
    sentence = sentences[index]
    first_of_paragraph = index == 0 or sentences[index - 1].paragraph != sentence.paragraph
    opening = 1 + 0.8 * max(0.0, 1 - index / 3)
    closing = 1.15 if index == len(sentences) - 1 else 1.0
    return opening * closing * (1.25 if first_of_paragraph else 1.0)


def _shape(text: str, seconds: float) -> float:
    """How well a sentence is spoken: not a stump, not endless, no question, no half bracket."""
    length = 1.0 if 2.5 <= seconds <= 10 else 0.7 if seconds < 16 else 0.35
    whole = 1.0 if text.count("(") == text.count(")") and not text[:1].islower() else 0.5
    asks = 0.7 if re.search(r"[?？؟]\W*$", text) else 1.0
    return length * whole * asks * (0.8 if _CONNECTORS.match(text) else 1.0)
