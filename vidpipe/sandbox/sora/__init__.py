"""Two simulators of OpenAI's Videos API: Sora, which is gone, and a gateway that still speaks its contract.

``/sora`` stands for ``https://api.openai.com``, where the API ended on 2026-09-24; ``/sora-compatible`` for the host of
a third party that imitates it.
"""

from __future__ import annotations

from vidpipe.sandbox.sora.gateway import SoraCompatible
from vidpipe.sandbox.sora.retired import Sora

__all__ = ["Sora", "SoraCompatible"]
