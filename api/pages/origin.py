"""Was a form sent by a page of ours?"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from api.errors.refusals import ForeignForm

# `none` is the person's own doing: an address typed, a page loaded again.
OWN = frozenset({"same-origin", "none"})


def require_own_origin(connection: HTTPConnection) -> None:
    """Let a form of ours pass. Browsers say where it comes from; older ones may say nothing.

    Only the host is compared: a proxy before us may speak https where we are spoken to in http.

    Raises:
        ForeignForm
    """
    site = connection.headers.get("sec-fetch-site")
    if site is not None:
        if site not in OWN:
            raise ForeignForm()
        return
    origin = connection.headers.get("origin")
    if origin is not None and _host(origin) != connection.headers.get("host"):
        raise ForeignForm()


def _host(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc or None
    except ValueError:
        return None
