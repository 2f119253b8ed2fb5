"""How do members of staff choose, on a page, where, of what and when they are told?"""

from __future__ import annotations

from typing import Final

from fastapi import Request
from starlette.responses import Response

from api.errors.problems import Problem, of_refusal
from api.errors.store_away import store_failures_as_refusals
from api.http.access import parts_of
from api.pages.cross_site import PageRouter
from api.pages.form_fields import NOTHING, Typed, typed
from api.pages.page import page, to
from api.pages.session import StaffHere, Visitor, own_form
from api.v1.staff.cover.notice_bodies import NoticeSettingsBody, settings_answer
from api.words.language import in_full_languages
from triage.errors.requests import TriageError
from triage.notices.choices import KINDS_OF_ROLE

router = PageRouter(in_full_languages)
ADDRESS: Final = "/ilmoitukset"
LISTS: Final = ("email_kinds", "sms_kinds", "digest_times")
# So many fields for times of a digest; the API takes more.
DIGEST_FIELDS: Final = 2


@router.get(ADDRESS)
async def settings(request: Request, visitor: StaffHere) -> Response:
    """What the viewer chose, in the form that changes it."""
    found = await parts_of(request).triage.notice_settings.read(visitor.actor)
    return _page(request, visitor, settings_answer(found).model_dump(mode="json"))


@router.post(ADDRESS)
async def choose(request: Request, visitor: StaffHere) -> Response:
    """Keep what was chosen; a refusal brings it back."""
    form = await typed(request)
    try:
        with store_failures_as_refusals():
            await own_form(request, visitor)
            body = form.body(NoticeSettingsBody)
            await parts_of(request).triage.notice_settings.save(body.settings(), visitor.actor)
    except TriageError as refusal:
        return _page(request, visitor, form.values(*LISTS), of_refusal(refusal), form)
    return to(request, ADDRESS, done="kept")


def _page(
    request: Request,
    visitor: Visitor,
    values: dict[str, object] | dict[str, str | list[str]],
    problem: Problem | None = None,
    form: Typed = NOTHING,
) -> Response:
    errors = problem.named if problem else []
    return page(
        request,
        "staff/notice_settings.html",
        status=problem.status if problem else 200,
        visitor=visitor,
        kinds=[str(each) for each in KINDS_OF_ROLE.get(visitor.actor.role, ())],
        values=values,
        digest_fields=DIGEST_FIELDS,
        error={"code": problem.code, "errors": errors} if problem else None,
        done=request.query_params.get("done"),
        names={},
    )
