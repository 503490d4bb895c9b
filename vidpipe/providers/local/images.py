"""The embedded image provider: designed scene cards, drawn here from the scene's own words.

It needs no service and no key. Fonts are Noto (SIL Open Font License 1.1); icons are Font Awesome Free (fonts SIL OFL
1.1, icon designs CC BY 4.0, © Fonticons, Inc.), both from wheels.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from dataclasses import asdict
from pathlib import Path

from PIL import Image, features
from PIL.PngImagePlugin import PngInfo

from vidpipe.errors import ProviderError, StorageError
from vidpipe.models import Brief
from vidpipe.providers.base import ImageRequest
from vidpipe.providers.local.cards import VERSION, icons, paint_card
from vidpipe.text import fonts

_SMALLEST, _LARGEST = 240, 8192


class LocalImageProvider:
    """Draws each scene's picture as a designed card; implements :class:`~vidpipe.providers.base.ImageProvider`."""

    name = "local"
    at_once = 2
    draws_each_format = True

    def fingerprint(self, request: ImageRequest | None = None) -> dict[str, object]:
        """Name the version of the drawing code and, for a scene, its design, colours, letters and places kept calm."""
        drawing: dict[str, object] = {"provider": self.name, "drawing": VERSION}
        if request is None:
            return drawing
        places = {name: getattr(request, name) for name in ("captions", "presenter", "mark")}
        return drawing | {
            "design": request.design,
            "palette": request.palette.model_dump(),
            "font": request.font and request.font.sha256,
            "places": {name: box and asdict(box) for name, box in places.items()},
            "safe": request.safe.model_dump(mode="json"),
        }

    def problems(self) -> list[str]:
        """Say which fonts, icons or text shaping are missing here, each with its fix."""
        found = [f"the icon file {path} is missing: pip install --force-reinstall fontawesomefree" for path in _icons()]
        try:
            fonts.faces()
        except StorageError as error:
            found.append(f"{error.message} ({error.details['reason']})")
        if not features.check("raqm"):
            found.append("Pillow here lacks libraqm, which shapes Arabic and Hindi: install Pillow from its wheel")
        return found

    def accepts(self, brief: Brief) -> None:
        """Refuse nothing: every scene has a card."""

    async def make_image(self, request: ImageRequest, out: Path) -> None:
        """Write the card of one scene to ``out`` as PNG, whole or not at all.

        Raises ProviderError (IMAGE_FAILED) when it cannot be drawn or written, and StorageError (FONT_MISSING).
        """
        await asyncio.to_thread(_make, request, out)


def _icons() -> list[Path]:
    try:
        return icons.missing()
    except ImportError:
        return [Path("fontawesomefree")]


def _make(request: ImageRequest, out: Path) -> None:
    size = (request.width, request.height)
    if not all(_SMALLEST <= side <= _LARGEST for side in size):
        raise ProviderError(
            f"a picture of {size[0]}×{size[1]} pixels cannot be drawn: each side must be {_SMALLEST} to {_LARGEST}",
            code="IMAGE_FAILED",
        )
    card = paint_card(request)
    _write(Image.fromarray(card.canvas.finished(request.seed)), card.places.note(), out, request.scene.number)


def _write(picture: Image.Image, note: PngInfo, out: Path, scene: int) -> None:
    """Write beside the target and rename, so that nobody ever sees half a file."""
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{out.name}.", suffix=".png", dir=out.parent)
        os.close(handle)
        temporary = Path(name)
        picture.save(temporary, "PNG", compress_level=1, pnginfo=note)
        temporary.replace(out)
    except OSError as error:
        raise ProviderError(
            f"the picture of scene {scene} could not be written to {out}: {error.strerror or error}",
            code="IMAGE_FAILED",
            details={"scene": scene, "path": str(out)},
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
