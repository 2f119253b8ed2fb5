"""What does somebody take out of the service on paper? One request, and the log says so."""

from __future__ import annotations

from dataclasses import dataclass

from projections.door.request_page import RequestPage


@dataclass(frozen=True, kw_only=True)
class RequestPrint(RequestPage, permission="request:read", action="print"):
    """One request for paper: what its page shows, logged apart, because paper can be lost."""
