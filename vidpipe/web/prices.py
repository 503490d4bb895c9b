"""What each choice makes again, and what that may cost: told beside the choice, from what the task has paid so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vidpipe.models import Action, ProviderCall, Stage
from vidpipe.providers import Provider
from vidpipe.web.wording import money

MADE_HERE = frozenset({"local", "folder", "piper", "drawn", "brief"})
"""Providers that work on this machine, for nothing."""


@dataclass(frozen=True, kw_only=True)
class Prices:
    """What is known of the price of one picture, one scene's speech and the presenter, in words ready to be shown.

    ``shown`` is what scenes show: a picture or a clip.
    """

    shown: str
    picture: str
    speech: str
    presenter: str

    @classmethod
    def of(cls, calls: Sequence[ProviderCall], providers: Mapping[str, Provider], *, clips: bool) -> Prices:
        """Take the prices from the latest calls of the task; ``clips`` tells that its scenes are filmed."""
        return cls(
            shown="clip" if clips else "picture",
            picture=_price(Stage.SCENE_IMAGES, calls, providers.get("clip" if clips else "image")),
            speech=_price(Stage.NARRATION, calls, providers.get("speech")),
            presenter=_price(Stage.AVATAR, calls, providers.get("avatar")),
        )

    def hints(self, *, presenter: bool) -> dict[str, str]:
        """Say of each choice about a scene what it makes again; ``presenter`` whether the video has one."""
        filmed = f", and the presenter is filmed again{self.presenter}" if presenter else ""
        return {
            Action.RETRY: f"Makes this {self.shown}{self.picture}.",
            Action.EDIT: f"Makes this {self.shown} again{self.picture}. New narration is also spoken again{self.speech}"
            f"{filmed}.",
            Action.REDO: f"Makes this {self.shown} again from the same words{self.picture}.",
            Action.REPLACE: "Shows your picture, cut to the frame. Free.",
            Action.PLACEHOLDER: "Shows a card with the scene's words, painted on this machine. Free.",
            Action.DROP: f"Leaves out picture and words. No {self.shown} is made; the narration gets shorter{filmed}.",
            Action.RESTORE: "Goes back to how the scene was written. What was made for it before is used again.",
        }

    def presenter_hints(self) -> dict[str, str]:
        """Say of each choice about the presenter what it makes again."""
        return {
            Action.RETRY: f"Films the presenter{self.presenter}.",
            Action.PORTRAIT: f"Films this person{self.presenter}.",
            Action.WITHOUT: "Makes the video without a presenter. Free.",
            Action.RESTORE: "Goes back to what the brief asks for.",
        }


def _price(stage: Stage, calls: Sequence[ProviderCall], provider: Provider | None) -> str:
    if provider is not None and provider.name in MADE_HERE:
        return " (on this machine, free)"
    paid = [amount for call in calls if call.stage == stage and (amount := call.cost_usd or call.estimated_usd)]
    if paid:
        return f" (about {money(paid[-1])})"
    return "" if provider is None else f" (asks {provider.name}, which may charge for it)"
