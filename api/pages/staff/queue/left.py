"""Which part of the queue did somebody come from? The way back leads there.

A cookie says it, so that every act on a request, and every page in between, may forget it. It holds
what stood in the queue's own address and is read as untrusted as that.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import Response

from api.pages.session import Cookie
from api.pages.staff.asked import FILTERS, WAITING

# Ends with the browser. Strict: nobody comes back to the queue from another site.
LEFT = Cookie(name="__Host-jono", samesite="strict")
LONGEST = 400
# A place among the pages is not kept: by then rows have moved.
KEPT = tuple(name for name in FILTERS if name != "after")


def remember(answer: Response, filters: dict[str, str]) -> None:
    """Let the browser keep what of the queue is looked at; nothing where that is what waits."""
    kept = {name: filters[name] for name in KEPT if name in filters}
    said = "" if kept == WAITING else urlencode(kept or {"due": ""})
    answer.set_cookie(
        LEFT.name,
        said if len(said) <= LONGEST else "",
        secure=True,
        httponly=True,
        samesite=LEFT.samesite,
    )


def queue_left(request: Request) -> dict[str, str]:
    """The filters that somebody left the queue with; empty where there were none."""
    said = request.cookies.get(LEFT.name, "")[:LONGEST]
    return {name: value for name, value in parse_qsl(said, keep_blank_values=True) if name in KEPT}
