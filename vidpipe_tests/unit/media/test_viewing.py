from __future__ import annotations

import numpy as np
import pytest

from vidpipe.media.frames.frame import Frame
from vidpipe.media.frames.planes import bgr_to_planes
from vidpipe.media.frames.viewing import as_rgb


@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255), (255, 0, 0), (0, 255, 0), (0, 0, 255), (18, 99, 201)])
def test_a_colour_comes_back_from_a_frame_as_it_went_in(colour: tuple[int, int, int]) -> None:
    frame = Frame(16, 8)
    y, cb, cr = bgr_to_planes(np.full((8, 16, 3), colour[::-1], np.uint8))
    frame.y[:], frame.cb[:], frame.cr[:] = y, cb[::2, ::2], cr[::2, ::2]
    assert np.abs(as_rgb(frame).astype(int) - colour).max() <= 2
