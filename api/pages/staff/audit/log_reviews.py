"""How does the officer go through what was unusual in a week, on a page?"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from fastapi import Request
from starlette.responses import Response

from api.http.access import parts_of
from api.pages.cross_site import PageRouter
from api.pages.form_fields import typed
from api.pages.page import page, to
from api.pages.session import StaffHere, own_form
from api.pages.staff.asked import asked, chosen
from api.pages.staff.names import known
from api.v1.staff.audit.judging import VerdictBody, WeekQuery, judged
from api.words.language import in_full_languages
from projections.door.audit.weekly_review import WeeklyReview
from triage.evidence.reads.unusual import Verdict
from triage.time.calendar import local_day

router = PageRouter(in_full_languages)
PATH: Final = "/viikkokatsaus"
A_WEEK: Final = timedelta(days=7)


@router.get(PATH)
async def week(request: Request, visitor: StaffHere) -> Response:
    """What is unusual in one week, with a verdict to give on each."""
    query = asked(WeekQuery, chosen(request, "day"))
    shown = await parts_of(request).reading_room.ask(WeeklyReview(day=query.day), visitor.actor)
    today = local_day(parts_of(request).clock())
    return page(
        request,
        "staff/log_reviews.html",
        visitor=visitor,
        shown=shown,
        before=shown.from_on - A_WEEK,
        behind=shown.from_on + A_WEEK if shown.to_on < today else None,
        verdicts=[str(each) for each in Verdict],
        done=request.query_params.get("done"),
        names=(await known(request)).names,
    )


@router.post(PATH)
async def judge(request: Request, visitor: StaffHere) -> Response:
    """Give a verdict, and show the week again."""
    form = await typed(request)
    await own_form(request, visitor)
    body = form.body(VerdictBody)
    await judged(request, visitor.actor, body)
    return to(request, PATH, day=body.on.isoformat(), done="judged")
