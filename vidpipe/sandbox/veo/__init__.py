"""The simulator of Google's video: Gemini Omni by the Interactions API, the Files API, and Veo, which is gone.

It shares ``/gemini`` with Gemini's text and speech, and stands as they do for
``https://generativelanguage.googleapis.com``. Webhooks of ``webhook_config`` are checked and not called: this is a
sandbox without the network.
"""

from __future__ import annotations

from vidpipe.sandbox.veo.service import Veo

__all__ = ["Veo"]
