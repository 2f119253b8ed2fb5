"""How are people protected here? The page that only tells."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import Response

from api.http.access import open_to_all
from api.pages.cross_site import PageRouter
from api.pages.page import page

router = PageRouter()


@router.get("/tietosuoja")
@open_to_all
async def privacy(request: Request) -> Response:
    """Who reads, what is stored, how a visit is hidden."""
    return page(request, "privacy.html", packable=True)
