"""The screen behind a drawn presenter who is to be cut out."""

from __future__ import annotations

from vidpipe.providers.local.presenter.canvas import colour
from vidpipe.providers.local.presenter.character import Character
from vidpipe.providers.local.presenter.video_colour import chroma_of

SCREENS = ("#1fbf3f", "#2f4fe0", "#d838c8")
"""Green, blue and magenta of middling brightness: a darker or brighter screen would show at the figure's edge."""


def screen_behind(who: Character) -> str:
    """Return the screen whose hue is farthest from everything the character wears and is."""
    own = [
        who.cloth, who.accent, who.hair_colour, who.iris, who.skin.base, who.skin.shade,
        *([who.glasses] if who.glasses else []),
    ]  # fmt: skip

    def nearest(screen: str) -> float:
        towards = chroma_of(colour(screen))
        strength = float((towards**2).sum())
        return max(float(chroma_of(colour(text)) @ towards) / strength for text in own)

    return min(SCREENS, key=nearest)
