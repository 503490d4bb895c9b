"""Pictures that start from another picture."""

from __future__ import annotations

import io

from PIL import Image, ImageOps


def blended(drawn: bytes, start: bytes, strength: float, kind: str) -> bytes:
    """Return a picture between the one sent (``strength`` 0) and the one drawn (1), in the drawn one's size."""
    file = io.BytesIO()
    with Image.open(io.BytesIO(drawn)) as first, Image.open(io.BytesIO(start)) as second:
        target = first.convert("RGB")
        source = ImageOps.fit(second.convert("RGB"), target.size, Image.Resampling.LANCZOS)
        Image.blend(source, target, strength).save(file, kind)
    return file.getvalue()
