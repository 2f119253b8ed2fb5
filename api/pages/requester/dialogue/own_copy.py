"""How does a requester read and take along a copy of the dialogue, and see who has read it?

Nothing here stands in the dialogue itself: somebody may look over the shoulder.
"""

from __future__ import annotations

from fastapi import Request
from pydantic import BaseModel
from starlette.responses import Response

from api.http.access import parts_of
from api.http.answer_limit import answered_in_time
from api.pages.cross_site import PageRouter
from api.pages.form_keys import keys_noticed
from api.pages.page import page
from api.pages.session import RequesterHere
from api.v1.requester.copies import (
    LoggedReadsAnswer,
    copy_of,
    logged_reads,
    own_certificate,
    own_copy,
    reads_in_csv,
)
from api.v1.requester.own_answers import own_read
from api.v1.tables_in_csv import BYTE_ORDER_MARK, CSV
from api.words.language import language_of
from projections.views.own_reads import read_by_day
from triage.time.calendar import a_month_after, day_ending_at

router = PageRouter(answered_in_time, keys_noticed)


@router.get("/vastaus/kopio")
async def copy(request: Request, visitor: RequesterHere) -> Response:
    """The dialogue with the first message, who read it, and how the promise was kept."""
    shown = await own_read(request, visitor.actor, first_too=True)
    made = await copy_of(request, visitor.actor, shown)
    return page(
        request,
        "own_copy.html",
        visitor=visitor,
        made_at=made.made_at,
        my_request=made.request.model_dump(by_alias=True),
        days=read_by_day(shown.reads),
        about_others=shown.profile.concerns_others,
        certificate=made.certificate,
    )


@router.get("/vastaus/kopio.json")
async def copy_as_a_file(request: Request, visitor: RequesterHere) -> Response:
    """The same as a file."""
    return _file(await own_copy(request, visitor.actor), "copy")


@router.get("/vastaus/todistus.json")
async def days_as_a_file(request: Request, visitor: RequesterHere) -> Response:
    """The deadline certificate, from which anybody can derive its verdict anew."""
    return _file(await own_certificate(request, visitor.actor), "days")


@router.get("/vastaus/lukijat")
async def readers(request: Request, visitor: RequesterHere) -> Response:
    """Who has read it, day by day, and how to ask the data protection officer about it."""
    shown = await own_read(request, visitor.actor)
    return page(
        request,
        "own_reads.html",
        visitor=visitor,
        days=read_by_day(shown.reads),
        about_others=shown.profile.concerns_others,
        due_on=day_ending_at(a_month_after(parts_of(request).clock())),
    )


@router.get("/vastaus/lukijat.json")
async def readers_as_a_file(request: Request, visitor: RequesterHere) -> Response:
    """The readers as a file."""
    shown = await own_read(request, visitor.actor)
    rows = logged_reads(read_by_day(shown.reads), language_of(request))
    return _file(LoggedReadsAnswer(items=rows), "readers")


@router.get("/vastaus/lukijat.csv")
async def readers_as_a_table(request: Request, visitor: RequesterHere) -> Response:
    """The readers for a spreadsheet."""
    shown = await own_read(request, visitor.actor)
    rows = logged_reads(read_by_day(shown.reads), language_of(request))
    return Response(
        BYTE_ORDER_MARK + reads_in_csv(rows), media_type=CSV, headers=_named("readers.csv")
    )


def _file(answer: BaseModel, name: str) -> Response:
    return Response(
        answer.model_dump_json(indent=2, by_alias=True),
        media_type="application/json",
        headers=_named(f"{name}.json"),
    )


def _named(name: str) -> dict[str, str]:
    # Nothing in the name tells what it is of.
    return {"Content-Disposition": f'attachment; filename="{name}"'}
