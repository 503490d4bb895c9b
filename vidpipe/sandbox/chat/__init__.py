"""A simulator of the servers people run language models with: Ollama and vLLM."""

from __future__ import annotations

from vidpipe.sandbox.chat.service import OpenAICompatible

__all__ = ["OpenAICompatible"]
