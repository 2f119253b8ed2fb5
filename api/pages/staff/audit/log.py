"""How does the officer look through the access log on pages, and staff at their own part of it?"""

from __future__ import annotations

from typing import Final

from fastapi import Request
from starlette.responses import Response

from api.http.access import parts_of
from api.pages.cross_site import PageRouter
from api.pages.page import page
from api.pages.session import StaffHere
from api.pages.staff.asked import asked, chosen
from api.pages.staff.names import known
from api.v1.staff.audit.log_answers import LogQuery, OwnReadsQuery
from api.words.language import in_full_languages
from triage.evidence.reads.kinds import GROUNDS_OF_READS, LogKind

router = PageRouter(in_full_languages)
FILTERS: Final = ("username", "reference", "from", "to", "ground", "kind", "outcome")


@router.get("/loki")
async def log(request: Request, visitor: StaffHere) -> Response:
    """Who read what and on which ground, newest first, narrowed down as the address asks."""
    said = chosen(request, *FILTERS, "after")
    question = asked(LogQuery, said).question()
    shown = await parts_of(request).reading_room.ask(question, visitor.actor)
    named = await known(request)
    return page(
        request,
        "staff/log.html",
        visitor=visitor,
        shown=shown,
        filters={name: said[name] for name in FILTERS if name in said},
        is_first="after" not in said,
        people=named.accounts,
        kinds=[str(each) for each in LogKind],
        grounds=GROUNDS_OF_READS,
        names=named.names,
    )


@router.get("/omat-avaukset")
async def own_reads(request: Request, visitor: StaffHere) -> Response:
    """Which requests the viewer has read, as the log says it to the officer."""
    said = chosen(request, "after")
    question = asked(OwnReadsQuery, said).question()
    shown = await parts_of(request).reading_room.ask(question, visitor.actor)
    return page(
        request,
        "staff/own_reads.html",
        visitor=visitor,
        shown=shown,
        is_first="after" not in said,
        names=(await known(request)).names,
    )
