"""Spoken words and their times."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from vidpipe.models.base import DomainModel


class TimedText(DomainModel):
    """A piece of text and when it is heard, in seconds."""

    text: str
    start: float = Field(ge=0)
    end: float = Field(ge=0)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end < self.start:
            raise ValueError(f"ends ({self.end}) before it starts ({self.start})")
        return self

    def shifted(self, seconds: float) -> Self:
        """Return the same text, heard ``seconds`` later."""
        return self.model_copy(update={"start": self.start + seconds, "end": self.end + seconds})


class Speech(DomainModel):
    """One scene's narration as a provider spoke it; times count from the start of its own audio."""

    duration: float = Field(gt=0, description="Seconds of audio")
    sentences: list[TimedText]
    words: list[TimedText] = Field(
        description=(
            "As written, punctuation kept, in the order of the text: joined by spaces they give the text. In scripts "
            "written without spaces (Chinese, Japanese, Thai …) a word is one character with its marks, and nothing "
            "stands between two of them: vidpipe.text.words.join_words joins both kinds rightly"
        )
    )


class SceneSpeech(DomainModel):
    """Where one scene lies in the narration; times count from the start of the video."""

    scene: int = Field(ge=1)
    start: float = Field(ge=0, description="The scene's picture appears")
    end: float = Field(gt=0, description="The next scene's picture appears")
    sentences: list[TimedText]
    words: list[TimedText]

    def frames(self, fps: int) -> int:
        """Return how many frames of a film the scene is on screen.

        At the rate for which it was laid out its edges fall on frames exactly; at another, each on the nearest one.
        """
        return round(self.end * fps) - round(self.start * fps)
