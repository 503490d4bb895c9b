"""Google Gemini's simulator: text and speech."""

from __future__ import annotations

from vidpipe.sandbox.gemini.service import Gemini

__all__ = ["Gemini"]
