from __future__ import annotations

import vidpipe.media


def test_every_public_name_exists_and_is_listed_in_order() -> None:
    assert sorted(vidpipe.media.__all__) == vidpipe.media.__all__
    assert all(hasattr(vidpipe.media, name) for name in vidpipe.media.__all__)
