"""Simulator of Azure Speech's text-to-speech over REST.

``/azure`` stands for ``https://{region}.tts.speech.microsoft.com`` and, for tokens alone, for
``https://{region}.api.cognitive.microsoft.com``.
"""

from vidpipe.sandbox.azure.service import AzureSpeech

__all__ = ["AzureSpeech"]
