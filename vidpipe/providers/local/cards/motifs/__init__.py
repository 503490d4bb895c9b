"""Illustrations: which one fits a scene, and drawing it."""

from __future__ import annotations

from collections.abc import Callable

from vidpipe.providers.local.cards.card import Card
from vidpipe.providers.local.cards.frame import Box
from vidpipe.providers.local.cards.motifs import abstract, charts, constellation, pot, radiant, signal, slabs
from vidpipe.providers.local.cards.words import stem

Motif = Callable[[Card, Box], None]

# In order of how much they say: on equal count of matching words the earlier wins.
_MOTIFS: tuple[tuple[Motif, str], ...] = (
    (pot.pot, "pot pan saucepan cooktop boil hob soup"),
    (slabs.coil, "coil spiral winding transformer wire spring"),
    (signal.pulse, "heart pulse heartbeat cardiac blood patient"),
    (signal.wave, "wave current signal frequency sound oscillate alternating vibration radio electricity voltage"),
    (radiant.field, "field magnetic magnet pole gravity attraction"),
    (charts.growth, "growth grow increase rise profit trend sale revenue record market"),
    (charts.clock, "time clock second minute hour day year century deadline schedule age"),
    (radiant.network, "network connect internet web node social community link partner cloud global world"),
    (radiant.atom, "atom electron molecule chemistry nucleus planet orbit solar space satellite caffeine dioxide"),
    (radiant.liquid, "water liquid ocean sea river drop rain solvent bath soak wash milk oil tea wet"),
    (radiant.rays, "idea sun star bulb lightbulb win award victory celebrate discover secret inspire lamp"),
)
_STEMS = tuple((motif, frozenset(stem(word) for word in words.split())) for motif, words in _MOTIFS)


def choose(card: Card) -> Motif:
    """Choose by the words of picture and heading; without a match by icons, and without icons an abstract one."""
    subject = card.plan.subject
    # A pot can show field, heat and current too, so it wins over the pictures of these alone, last words aside.
    pots = 0.5 if card.plan.layout == "closing" else 3
    matches = [len(subject & wanted) * (pots if motif is pot.pot else 1) for motif, wanted in _STEMS]
    if max(matches) > 0:
        return _STEMS[matches.index(max(matches))][0]
    turn = card.request.scene.number + card.request.seed
    if card.icons:
        return (constellation.orbits, constellation.tiles)[turn % 2]
    return (abstract.spheres, abstract.ribbons, abstract.blocks)[turn % 3]


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
