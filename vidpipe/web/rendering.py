"""From a template and its values to an answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.responses import HTMLResponse

import vidpipe
from vidpipe.web import wording
from vidpipe.web.marking import marked

_templates = Environment(
    loader=PackageLoader("vidpipe.web"),
    autoescape=select_autoescape(default=True, default_for_string=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters |= {
    "exact": wording.exact,
    "size": wording.size,
    "ago": wording.ago,
    "money": wording.money,
    "left": wording.left,
    "plural": wording.plural,
    "marked": marked,
}
_templates.globals |= {"version": vidpipe.__version__}


def page(name: str, values: Mapping[str, Any], status: int = 200) -> HTMLResponse:
    """Return a page; nothing keeps a copy of it, as it may change at any moment."""
    text = _templates.get_template(name).render(values, now=datetime.now(UTC))
    return HTMLResponse(text, status_code=status, headers={"cache-control": "no-store"})
