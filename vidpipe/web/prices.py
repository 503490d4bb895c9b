"""What each choice makes again, and what that may cost: told beside the choice, from what the task has paid so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vidpipe.api.part_views import AvatarView, PartStatus
from vidpipe.api.places import PlaceView
from vidpipe.models import Action, PresenterKind, ProviderCall, Stage
from vidpipe.models.failed_places import NOT_CUT_OUT
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
    films_here: bool = False
    """Whether the presenter is filmed on this machine."""

    @classmethod
    def of(cls, calls: Sequence[ProviderCall], providers: Mapping[str, Provider], *, clips: bool) -> Prices:
        """Take the prices from the latest calls of the task; ``clips`` tells that its scenes are filmed."""
        return cls(
            shown="clip" if clips else "picture",
            picture=_price(Stage.SCENE_IMAGES, calls, providers.get("clip" if clips else "image")),
            speech=_price(Stage.NARRATION, calls, providers.get("speech")),
            presenter=_price(Stage.AVATAR, calls, providers.get("avatar")),
            films_here=_is_here(providers.get("avatar")),
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

    def presenter_hints(self, view: AvatarView | None) -> dict[str, str]:
        """Say of each choice about the presenter what it makes again; a place is a choice by its own name."""
        hints: dict[str, str] = {
            Action.RETRY: f"Films the presenter{self.presenter}.",
            Action.PORTRAIT: f"Films this person{self.presenter}.",
            Action.WITHOUT: "Makes the video without a presenter. Free.",
            Action.RESTORE: "Goes back to what the brief asks for.",
        }
        if view is None:
            return hints
        if view.error is not None and view.error.code == NOT_CUT_OUT:
            hints[Action.RETRY] = "For that nothing is filmed or paid."
        if view.place is PresenterKind.PANEL and view.status is not PartStatus.DROPPED:
            hints[Action.WITHOUT] = f"Makes the video without a presenter.{self._pictures_again(resized=True)}"
        return hints | {one.place: self._place_hint(one, view.place) for one in view.places}

    def _place_hint(self, place: PlaceView, now: PresenterKind | None) -> str:
        resized = PresenterKind.PANEL in (place.place, now)
        pictures = self._pictures_again(resized=resized) if place.pictures_again else ""
        if not place.filmed_again:
            return f"Shows the film that is there{'.' if pictures else ': free.'}{pictures}"
        kept = ""
        if not self.films_here:
            kept = " A film that the service still has, before the same background, is used and not paid again."
        return f"Films the presenter in this shape{self.presenter}.{kept}{pictures}"

    def _pictures_again(self, *, resized: bool) -> str:
        each = f", each one{self.picture}" if self.picture else ""
        return f" The {self.shown}s are made again {'in another size' if resized else 'to stay clear of them'}{each}."


def _is_here(provider: Provider | None) -> bool:
    return provider is not None and provider.name in MADE_HERE


def _price(stage: Stage, calls: Sequence[ProviderCall], provider: Provider | None) -> str:
    if _is_here(provider):
        return " (on this machine, free)"
    paid = [amount for call in calls if call.stage == stage and (amount := call.cost_usd or call.estimated_usd)]
    if paid:
        return f" (about {money(paid[-1])})"
    return "" if provider is None else f" (asks {provider.name}, which may charge for it)"
