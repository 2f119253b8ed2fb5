"""How do styles, scripts and pictures come to a page? From memory, kept by browsers by content."""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from fastapi import HTTPException, Request
from starlette.responses import Response

from api.http.access import open_to_all
from api.pages.cross_site import PageRouter
from api.pages.page import takes_gzip
from api.words.rendering import content_mark

router = PageRouter()
LEFT_OUT = re.compile(rb"^\s*//.*\n|^\s+", re.MULTILINE)
FOLDER = Path(__file__).parent.parent / "static"
# The machine's own table may know better or worse; ours is the same everywhere.
TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
# The address changes with the content, so what was fetched by it never goes stale.
FOR_EVER = "public, max-age=31536000, immutable"
FOR_A_WHILE = "public, max-age=300"
FOR_OTHERS = {
    "Cache-Control": FOR_A_WHILE,
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One file, as it is and packed for slow connections."""

    media_type: str
    mark: str
    content: bytes
    packed: bytes


@router.get("/static/{name}")
@open_to_all
async def static(request: Request, name: str) -> Response:
    """A file of the pages; by the address that a page gives, browsers keep it for a year."""
    asset = assets().get(name)
    if asset is None:
        raise HTTPException(404)
    by_content = request.query_params.get("v") == asset.mark
    return _given_out(request, asset, {"Cache-Control": FOR_EVER if by_content else FOR_A_WHILE})


@router.get("/nappi.js")
@open_to_all
async def button(request: Request) -> Response:
    """The button for other sites' pages; any of them may load it."""
    return _given_out(request, assets()["nappi.js"], FOR_OTHERS)


def _given_out(request: Request, asset: Asset, kept: Mapping[str, str]) -> Response:
    headers = {
        **kept,
        "ETag": f'"{asset.mark}"',
        "Vary": "Accept-Encoding",
    }
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    content = asset.content
    if takes_gzip(request):
        content, headers["Content-Encoding"] = asset.packed, "gzip"
    return Response(content, media_type=asset.media_type, headers=headers)


@cache
def assets() -> dict[str, Asset]:
    """Every file by its name; they are few and small."""
    return {
        file.name: Asset(
            media_type=TYPES[file.suffix],
            mark=content_mark(file),
            content=content,
            packed=gzip.compress(content, mtime=0),
        )
        for file in FOLDER.iterdir()
        if file.suffix in TYPES
        for content in (_sent(file),)
    }


def _sent(file: Path) -> bytes:
    """What is sent of a file: of a script neither comments that have their lines nor indents."""
    content = file.read_bytes()
    return LEFT_OUT.sub(b"", content) if file.suffix == ".js" else content
