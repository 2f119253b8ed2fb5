"""What more may be told in the open dialogue? What has no other place on its page.

Contact and consents can be changed there in a fold of their own, and are asked for nowhere else.
What was typed comes back all the same, also where the request has ended meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from starlette.requests import Request

from api.pages.form_fields import Typed
from api.pages.requester.form.details_step import (
    NO_ERRORS,
    OFFERED,
    DetailsStep,
    details_step,
    kept_details,
)
from projections.views.own_request import OwnRequestShown, OwnVerb
from triage.errors.requests import RequestClosed, RequestWithdrawn
from triage.request.details import REPLY_BY

# Names this very step: sent twice, it adds once.
STEP_KEY: Final = "step_key"
# Sent with a step whose request had ended: it is taken up again first.
REOPENS: Final = "reopens"
ENDED: Final = frozenset({RequestClosed.code, RequestWithdrawn.code})
CHANGED_ELSEWHERE: Final = ("contact.", "consents.", REPLY_BY)


def step_here(
    request: Request,
    shown: OwnRequestShown,
    form: Typed,
    errors: Mapping[str, str] = NO_ERRORS,
) -> DetailsStep:
    """The step of the dialogue; of a request that has ended, with what was typed and why."""
    typed = kept_details(form).keys()
    young = shown.profile.by_the_young
    if typed and OwnVerb.REOPENING in shown.may:
        ended = RequestWithdrawn if OwnVerb.MESSAGE in shown.may else RequestClosed
        names, errors = tuple(typed), errors or {"form": ended.code}
    else:
        names = shown.untold
    offered = (name for name in names if name in typed or not name.startswith(CHANGED_ELSEWHERE))
    # A call that was wished for may lack its number or the time that is safe.
    wrong = (name for name in OFFERED if name in errors)
    fields = tuple(dict.fromkeys((*offered, *wrong)))
    return details_step(request, fields, young=young, form=form, errors=errors)


def reopens(step: DetailsStep) -> bool:
    """Whether the step must take its request up again first."""
    return step.errors.get("form") in ENDED
