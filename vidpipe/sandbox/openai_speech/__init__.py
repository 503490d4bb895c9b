"""Simulator of OpenAI's speech endpoint and what tells of its use; ``/openai`` stands for https://api.openai.com."""

from vidpipe.sandbox.openai_speech.service import OpenAISpeech

__all__ = ["OpenAISpeech"]
