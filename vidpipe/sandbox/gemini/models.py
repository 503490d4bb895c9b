"""Google's models as of the clock: what each takes, whether it still answers, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

Kind = Literal["text", "speech", "video"]

SPEECH_TOKENS_PER_SECOND = 25


@dataclass(frozen=True, kw_only=True)
class Price:
    """US dollars per million tokens, valid from a moment on."""

    valid_from: datetime
    tokens_in: float
    tokens_out: float


@dataclass(frozen=True, kw_only=True)
class Model:
    """One model. ``generation`` 2 thinks by budget, 3 by level; ``ends`` is when it stops to answer."""

    name: str
    title: str
    kind: Kind
    generation: int = 3
    tokens_in: int = 1_048_576
    tokens_out: int = 65_536
    prices: tuple[Price, ...] = ()
    ends: datetime | None = None
    raw_pcm: bool = False
    """Speech without a header, as models before 3.8 answer."""
    sampling: bool = True
    """Whether it takes temperature, topP and topK."""

    def price(self, now: datetime) -> Price:
        """Return the price at a moment."""
        valid = [price for price in self.prices if price.valid_from <= now]
        return valid[-1] if valid else Price(valid_from=now, tokens_in=0.0, tokens_out=0.0)


def _from(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=UTC)


_LONG_AGO, _DOUBLED = _from(2025, 1, 1), _from(2027, 1, 1)


def _prices(tokens_in: float, tokens_out: float, *, doubles: bool = False) -> tuple[Price, ...]:
    first = Price(valid_from=_LONG_AGO, tokens_in=tokens_in, tokens_out=tokens_out)
    later = Price(valid_from=_DOUBLED, tokens_in=tokens_in * 2, tokens_out=tokens_out * 2)
    return (first, later) if doubles else (first,)


_SPEECH_END = _from(2026, 11, 17)

MODELS = {
    model.name: model
    for model in (
        Model(name="gemini-3.8-flash", title="Gemini 3.8 Flash", kind="text", prices=_prices(0.75, 3.75, doubles=True)),
        Model(name="gemini-3.5-flash-lite", title="Gemini 3.5 Flash-Lite", kind="text", prices=_prices(0.30, 2.50)),
        Model(
            name="gemini-3.1-flash-lite",
            title="Gemini 3.1 Flash-Lite",
            kind="text",
            prices=_prices(0.25, 1.50),
            ends=_from(2027, 5, 7),
        ),
        Model(name="gemini-3.1-pro-preview", title="Gemini 3.1 Pro Preview", kind="text", prices=_prices(2.0, 12.0)),
        Model(name="gemini-2.5-flash", title="Gemini 2.5 Flash", kind="text", generation=2, prices=_prices(0.30, 2.50)),
        Model(name="gemini-2.0-flash", title="Gemini 2.0 Flash", kind="text", generation=2, ends=_from(2026, 6, 1)),
        Model(
            name="gemini-3.8-flash-tts",
            title="Gemini 3.8 Flash TTS",
            kind="speech",
            tokens_in=8_192,
            tokens_out=16_384,
            prices=_prices(0.50, 9.00, doubles=True),
            sampling=False,
        ),
        Model(
            name="gemini-3.8-flash-lite-tts",
            title="Gemini 3.8 Flash-Lite TTS",
            kind="speech",
            tokens_in=8_192,
            tokens_out=16_384,
            prices=_prices(0.50, 6.00, doubles=True),
            sampling=False,
        ),
        *(
            Model(
                name=name,
                title=name,
                kind="speech",
                tokens_in=8_192,
                tokens_out=16_384,
                prices=_prices(0.50, 10.00),
                ends=_SPEECH_END,
                raw_pcm=True,
            )
            for name in (
                "gemini-3.1-flash-tts-preview",
                "gemini-2.5-flash-preview-tts",
                "gemini-2.5-pro-preview-tts",
            )
        ),
        Model(name="gemini-omni-1.2-flash", title="Gemini Omni 1.2 Flash", kind="video"),
        Model(name="gemini-omni-1.1-flash", title="Gemini Omni 1.1 Flash", kind="video"),
    )
}
ALIASES = {"gemini-flash-latest": "gemini-3.8-flash", "gemini-flash-lite-latest": "gemini-3.5-flash-lite"}
"""Names that follow the current model; they exist in v1beta only."""


def described(model: Model) -> dict[str, object]:
    """Return a model as the model list shows it."""
    methods = {
        "text": ["generateContent", "countTokens"],
        "speech": ["countTokens", "generateContent"],
        "video": ["createInteraction"],
    }
    return {
        "name": f"models/{model.name}",
        "version": model.name.partition("-")[2],
        "displayName": model.title,
        "inputTokenLimit": model.tokens_in,
        "outputTokenLimit": model.tokens_out,
        "supportedGenerationMethods": methods[model.kind],
    }
