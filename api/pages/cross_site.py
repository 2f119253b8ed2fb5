"""Was a form sent by a page of ours? Every unsafe route of the pages asks, unless it declines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request
from starlette.requests import HTTPConnection

from api.errors.refusals import ForeignForm

Endpoint = TypeVar("Endpoint", bound=Callable[..., object])
# `none` is the person's own doing: an address typed, a page loaded again.
OWN = frozenset({"same-origin", "none"})
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FROM_ANY_SITE = "from_any_site"
NOT_TOLD = "null"


class PageRouter(APIRouter):
    """Routes of pages. What changes anything takes the forms of our own pages only.

    A route that takes those of any site is marked with `from_any_site`.
    """

    def __init__(self, *dependencies: Callable[..., Any]) -> None:
        every = (own_pages_only, *dependencies)
        super().__init__(include_in_schema=False, dependencies=[Depends(each) for each in every])


def from_any_site(endpoint: Endpoint) -> Endpoint:
    """Say aloud that a route does what any site's page asks for."""
    setattr(endpoint, FROM_ANY_SITE, True)
    return endpoint


def own_pages_only(request: Request) -> None:
    """Let what changes nothing pass, and forms of our own pages. Raises ForeignForm."""
    declined = getattr(request.scope.get("endpoint"), FROM_ANY_SITE, False)
    if request.method not in SAFE and not declined:
        require_own_origin(request)


def require_own_origin(connection: HTTPConnection) -> None:
    """Let a form of ours pass. Browsers say where it comes from; older ones may say nothing.

    Only the host is compared: a proxy before us may speak https where we are spoken to in http. Our
    pages send no referrer, so of their own forms older browsers say `Origin: null`. What acts for
    a session is protected by its token (`own_form`) then.

    Raises:
        ForeignForm
    """
    site = connection.headers.get("sec-fetch-site")
    if site is not None:
        if site not in OWN:
            raise ForeignForm()
        return
    origin = connection.headers.get("origin")
    if origin not in (None, NOT_TOLD) and _host(origin) != connection.headers.get("host"):
        raise ForeignForm()


def _host(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc or None
    except ValueError:
        return None
