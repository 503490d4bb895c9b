"""Simulator of ElevenLabs' text-to-speech; ``/elevenlabs`` stands for https://api.elevenlabs.io."""

from vidpipe.sandbox.elevenlabs.service import ElevenLabs

__all__ = ["ElevenLabs"]
