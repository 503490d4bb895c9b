"""How one picture gives way to the next."""

from __future__ import annotations

import cv2

from vidpipe.media.frames.frame import Frame
from vidpipe.models import TransitionKind


def mix(kind: TransitionKind, shown: Frame, coming: Frame, share: float) -> None:
    """Let ``coming`` take the place of ``shown`` to a share, 0 to 1, drawing into ``shown``."""
    del kind
    cv2.addWeighted(shown.data, 1 - share, coming.data, share, 0, dst=shown.data)
