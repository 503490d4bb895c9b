from __future__ import annotations

import vidpipe.media


def test_every_public_name_exists_and_is_listed_once() -> None:
    assert len(set(vidpipe.media.__all__)) == len(vidpipe.media.__all__)
    assert all(hasattr(vidpipe.media, name) for name in vidpipe.media.__all__)
