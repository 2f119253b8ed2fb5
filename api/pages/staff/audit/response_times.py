"""How does a supervisor see, show and take along how the promises were kept, without a word?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import Request
from starlette.responses import Response

from api.http.access import parts_of
from api.pages.cross_site import PageRouter
from api.pages.page import page
from api.pages.session import StaffHere, StaffProven
from api.pages.staff.asked import asked, chosen
from api.pages.staff.names import known
from api.v1.queries import ResponseTimesQuery
from api.v1.staff.audit.audit_answers import ResponseTimesAnswer
from api.v1.staff.audit.figures_csv import figures_csv
from api.v1.tables_in_csv import BYTE_ORDER_MARK, CSV
from api.words.language import in_full_languages
from projections.door.audit.open_promises import OpenPromises
from projections.door.questions import Taken
from projections.figures.periods import Days, Period, month_after, period_before, period_with
from projections.figures.response_groups import Grouping
from projections.figures.response_times import Counted
from triage.time.calendar import local_day

router = PageRouter(in_full_languages)
# Enough months for a line to be seen, and most of them whole.
MONTHS_AT_FIRST = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A period that one press asks for; `ago` is 0 for the present one, 1 for the last."""

    period: Period
    ago: int
    days: Days

    def is_of(self, said: dict[str, str]) -> bool:
        """Whether the address asks for these days."""
        return (said.get("from"), said.get("to")) == (
            self.days.from_on.isoformat(),
            self.days.to_on.isoformat(),
        )


def presets(today: date) -> Iterator[Preset]:
    """Month, quarter, four months and year: the present one, and the one before."""
    for period in Period:
        yield Preset(period=period, ago=0, days=period_with(today, period))
        yield Preset(period=period, ago=1, days=period_before(today, period))


@router.get("/vastausajat")
async def response_times(request: Request, visitor: StaffHere) -> Response:
    """How the promises were kept in the viewer's own units; never by person."""
    today = local_day(parts_of(request).clock())
    counted, query, said = await _counted(request, visitor)
    watched = await parts_of(request).reading_room.ask(OpenPromises(), visitor.actor)
    return page(
        request,
        "staff/response_times.html",
        visitor=visitor,
        watched=watched,
        presets=list(presets(today)),
        **await _shown(request, counted, query, said),
    )


@router.get("/vastausajat/tuloste")
async def printed(request: Request, visitor: StaffHere) -> Response:
    """The same figures on paper: for the county's self-monitoring report."""
    counted, query, said = await _counted(request, visitor, Taken.PRINT)
    return page(
        request,
        "staff/response_times_printed.html",
        visitor=visitor,
        **await _shown(request, counted, query, said),
    )


@router.get("/vastausajat/taulukko")
async def table(request: Request, visitor: StaffProven) -> Response:
    """The same figures for a spreadsheet."""
    counted, query, _ = await _counted(request, visitor, Taken.EXPORT)
    name = f"vastausajat-{query.by}-{local_day(counted.as_of)}.csv"
    return Response(
        BYTE_ORDER_MARK + figures_csv(counted, query.by),
        media_type=CSV,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def _counted(
    request: Request, visitor: StaffHere, taken: Taken | None = None
) -> tuple[Counted, ResponseTimesQuery, dict[str, str]]:
    """The figures that the address asks for; a bare one asks for the last months."""
    said = chosen(request, "from", "to", "by", "as_of")
    if not said.keys() & {"from", "to", "as_of"}:
        this_month = period_with(local_day(parts_of(request).clock()), Period.MONTH).from_on
        said["from"] = month_after(this_month, 1 - MONTHS_AT_FIRST).isoformat()
    said.setdefault("by", Grouping.MONTH)
    query = asked(ResponseTimesQuery, said)
    question = query.question(taken)
    return await parts_of(request).reading_room.ask(question, visitor.actor), query, said


async def _shown(
    request: Request, counted: Counted, query: ResponseTimesQuery, said: dict[str, str]
) -> dict[str, Any]:
    """What page and print have alike. Hidden groups are told by their number alone."""
    times = ResponseTimesAnswer.model_validate(counted)
    return {
        "times": times,
        "told": [row for row in times.rows if row.received is not None],
        "hidden": sum(row.received is None for row in times.rows),
        "of_people": query.by.is_of_people,
        "groupings": [str(each) for each in Grouping],
        "query": said,
        "names": (await known(request)).names,
    }
