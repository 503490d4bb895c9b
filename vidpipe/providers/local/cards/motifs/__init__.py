"""Illustrations: which one fits a scene, and drawing it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vidpipe.providers.local.cards.card import Card
from vidpipe.providers.local.cards.frame import Box
from vidpipe.providers.local.cards.motifs import abstract, charts, constellation, pot, radiant, signal, slabs
from vidpipe.providers.local.cards.words import stem

Motif = Callable[[Card, Box], None]

# In order of how much they say: of equals the earlier wins. The words after "|" have other meanings too, as the current
# year or the heart of a city: they count only where two of a motif's words are there.
_MOTIFS: tuple[tuple[Motif, str], ...] = (
    (pot.pot, "pot saucepan cooktop hob | pan boil soup stove induction"),
    (slabs.coil, "coil solenoid transformer | wire winding copper"),
    (signal.pulse, "heartbeat cardiac electrocardiogram | heart pulse blood beat attack hospital"),
    (signal.wave, "frequency oscillate oscillation vibration voltage | wave current signal sound radio electricity"),
    (radiant.field, "magnet magnetic magnetism gravity | field pole attraction"),
    (
        charts.growth,
        "growth revenue profit turnover | grow increase rise trend sale record market price inflation",
    ),
    (charts.clock, "clock deadline hour | time second minute day year schedule midnight"),
    (radiant.network, "network internet | connect node web social community link cloud global world"),
    (radiant.atom, "atom electron molecule nucleus caffeine dioxide | chemistry planet orbit"),
    (radiant.liquid, "water liquid solvent | drop bath soak oil milk wash"),
    (radiant.rays, "idea sun bulb lightbulb award victory | star win celebrate discover secret inspire lamp"),
)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A motif, the stems of words that tell it alone, and of those that do together."""

    motif: Motif
    telling: frozenset[str]
    others: frozenset[str]


def _stems(words: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words.split())


_ENTRIES = tuple(
    _Entry(motif, _stems(telling), _stems(others))
    for motif, (telling, _, others) in ((motif, words.partition("|")) for motif, words in _MOTIFS)
)
_NO_POT = _stems("kettle tea coffee plant flower")


def choose(card: Card) -> Motif:
    """Choose by the words of picture and heading; without a match by icons, and without icons an abstract one."""
    best = max(_ENTRIES, key=lambda entry: _fitness(card, entry))
    if _fitness(card, best) > 0:
        return best.motif
    turn = card.request.scene.number + card.request.seed
    if card.icons:
        return (constellation.orbits, constellation.tiles)[turn % 2]
    return (abstract.spheres, abstract.ribbons, abstract.blocks)[turn % 3]


def _fitness(card: Card, entry: _Entry) -> float:
    """Return how well a motif fits what the card is about; 0 where it does not."""
    subject = card.plan.subject
    score = 2 * len(subject & entry.telling) + len(subject & entry.others)
    if score < 2 or (entry.motif is pot.pot and subject & _NO_POT):
        return 0
    # A pot can show field, heat and current too, so it wins over the pictures of these alone, last words aside.
    return score * (1 if entry.motif is not pot.pot else 0.5 if card.plan.layout == "closing" else 3)


def illustrate(card: Card, box: Box) -> None:
    """Draw what the scene shows into a box."""
    with card.canvas.part("picture"):
        choose(card)(card, box)


def illustrate_wide(card: Card, box: Box) -> None:
    """Draw what the scene shows into a long, low box: its icons on a path, or waves; an ornament to what is above."""
    with card.canvas.part("ornament"):
        if card.icons and choose(card) is not signal.wave:
            signal.path_across(card, box)
        else:
            signal.wave_across(card, box)
