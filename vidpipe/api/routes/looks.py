"""What videos can look like: the styles and the brand kits that briefs may name."""

from __future__ import annotations

from fastapi import APIRouter

from vidpipe.api.services import Served
from vidpipe.api.shapes import Answer, BrandView, StyleView

router = APIRouter(tags=["looks"])


@router.get("/api/styles")
def list_styles(services: Served) -> Answer[list[StyleView]]:
    """List every style: vidpipe's first, then your own; one that cannot be used says why."""
    return Answer(data=[StyleView.of(listed) for listed in services.looks.styles.listed()])


@router.get("/api/brands")
def list_brands(services: Served) -> Answer[list[BrandView]]:
    """List every brand kit; one that cannot be used says why."""
    return Answer(data=[BrandView.of(listed) for listed in services.looks.brands.listed()])
