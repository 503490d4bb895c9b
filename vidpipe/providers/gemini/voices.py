"""Gemini's prebuilt voices; every other name is an id of its voice library."""

from __future__ import annotations

from typing import Any

_PREBUILT = (
    "Zephyr Puck Charon Kore Fenrir Leda Orus Aoede Callirrhoe Autonoe Enceladus Iapetus Umbriel Algieba Despina "
    "Erinome Algenib Rasalgethi Laomedeia Achernar Alnilam Schedar Gacrux Pulcherrima Achird Zubenelgenubi "
    "Vindemiatrix Sadachbia Sadaltager Sulafat"
)
_BY_NAME = {name.lower(): name for name in _PREBUILT.split()}


def voice_config(voice: str) -> dict[str, Any]:
    """Return ``voiceConfig`` for a voice's name or id; names of prebuilt voices are known in any case of letters."""
    prebuilt = _BY_NAME.get(voice.strip().lower())
    return {"prebuiltVoiceConfig": {"voiceName": prebuilt}} if prebuilt else {"voice": voice.strip()}
