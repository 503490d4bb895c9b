from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from vidpipe.providers.local.presenter.portrait_file import read_portrait


def test_a_portrait_of_sixteen_bits_of_grey_stays_as_dark_as_it_is(tmp_path: Path) -> None:
    Image.fromarray(np.full((40, 30), 16_448, np.uint16)).save(tmp_path / "grey.png")
    assert (read_portrait(tmp_path / "grey.png") == 64).all()
