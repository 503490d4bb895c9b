"""Every simulator there is."""

from __future__ import annotations

from vidpipe.sandbox.azure import AzureSpeech
from vidpipe.sandbox.chat import OpenAICompatible
from vidpipe.sandbox.did import Did
from vidpipe.sandbox.elevenlabs import ElevenLabs
from vidpipe.sandbox.gemini import Gemini
from vidpipe.sandbox.openai_speech import OpenAISpeech
from vidpipe.sandbox.seedance import Seedance
from vidpipe.sandbox.service import Service
from vidpipe.sandbox.sora import Sora, SoraCompatible
from vidpipe.sandbox.stability import Stability
from vidpipe.sandbox.veo import Veo
from vidpipe.sandbox.youtube import YouTube


def services() -> list[Service]:
    """Return one of each; they keep their state in the world, not in themselves."""
    return [
        Gemini(),
        OpenAICompatible(),
        Seedance(),
        Stability(),
        YouTube(),
        Did(),
        ElevenLabs(),
        AzureSpeech(),
        OpenAISpeech(),
        Veo(),
        Sora(),
        SoraCompatible(),
    ]
