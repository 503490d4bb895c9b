from __future__ import annotations

import pytest

from vidpipe.media import layout_for
from vidpipe.models import Aspect, Brief, Resolution


@pytest.mark.parametrize("aspect", Aspect)
@pytest.mark.parametrize("resolution", Resolution)
@pytest.mark.parametrize("presenter", [True, False])
def test_captions_and_presenter_stand_in_the_frame_and_apart(
    aspect: Aspect, resolution: Resolution, presenter: bool
) -> None:
    width, height = Brief(prompt="x", aspect=aspect, resolution=resolution).frame_size
    layout = layout_for(width, height, presenter=presenter)
    boxes = [layout.captions, *([layout.presenter] if layout.presenter else [])]
    for box in boxes:
        assert box.left >= 0.02 * width
        assert box.right <= 0.98 * width
        assert box.top > height / 2
        assert box.bottom <= 0.97 * height
    assert layout.line_length >= 20
    assert (layout.presenter is not None) is presenter
    if layout.presenter:
        assert not layout.captions.overlaps(layout.presenter)
        # 4:2:0 colour has no odd places.
        assert (layout.presenter.left % 2, layout.presenter.top % 2, layout.presenter.width % 2) == (0, 0, 0)
