"""What does the page of a receipt show, beside the code?"""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Request
from starlette.responses import Response

from api.http.access import catalogue_of, parts_of
from api.pages.form_fields import NOTHING, Typed
from api.pages.page import page
from api.pages.qr_code import qr_path
from api.pages.requester.form.details_step import (
    NO_ERRORS,
    OFFERED,
    DetailsStep,
    details_step,
)
from api.pages.requester.form.hours import reading_hours
from api.pages.requester.form.waiting import self_help_shown
from api.v1.bodies import SubmissionBody
from api.v1.requester.submitting import profile_of, reader_told, receipt_shown, words_of
from api.words.language import language_of
from triage.accounts.receipts import Shown
from triage.request.details import Details, untold
from triage.store.records.submissions import Receipt
from triage.text.identifiers import identifiers_in
from triage.text.personal import Personal, revealed

CREATED, OK = 201, 200


def shown_of(receipt: Receipt, body: SubmissionBody) -> Shown:
    """What the receipt's page shows of what was sent just now."""
    given = Details(topics=tuple(body.topics), profile=profile_of(body), plea=words_of(body))
    return Shown(
        receipt,
        has_own_word=body.own_word is not None,
        topics=given.topics,
        profile=given.profile,
        noticed=identifiers_in(revealed(body.message) or ""),
        untold=untold(given),
    )


def tells_more(shown: Shown) -> bool:
    """Whether the step is offered here; who replaced a receipt tells more in the dialogue."""
    return not shown.replaces


def step_of(
    request: Request, shown: Shown, form: Typed = NOTHING, errors: Mapping[str, str] = NO_ERRORS
) -> DetailsStep:
    """The step under a receipt, with what was typed and is wrong so far.

    Where an own word was set, it is asked for and every field is offered: which were told could
    say too much to somebody who only found the page open.
    """
    asked = OFFERED if shown.has_own_word else shown.untold
    return details_step(
        request,
        asked if tells_more(shown) else (),
        young=shown.profile.by_the_young,
        asks_own_word=shown.has_own_word,
        form=form,
        errors=errors,
    )


def receipt_page(
    request: Request,
    shown: Shown,
    *,
    key: Personal[str],
    shown_again: bool = False,
    step: DetailsStep | None = None,
    status: int | None = None,
    done: str | None = None,
) -> Response:
    """The receipt of what was sent under the key, and the step to tell more.

    `shown_again`: this browser shows it however often it is loaded.
    """
    receipt = shown.receipt
    reader = reader_told(shown.profile, language_of(request))
    edition = catalogue_of(request).at_hand()
    open_now, next_read_at = reading_hours(request, edition)
    digits = "".join(filter(str.isdecimal, receipt.receipt.reveal()))
    return page(
        request,
        "receipt.html",
        status=status or (OK if receipt.repeated else CREATED),
        qr=qr_path(digits),
        service_address=f"{request.url.netloc}/vastaus",
        receipt=receipt_shown(request, receipt, reader, parts_of(request).clock()),
        own_word_set=shown.has_own_word,
        noticed=shown.noticed,
        replaces=shown.replaces,
        self_help=self_help_shown(edition, reader.language, shown.topics, shown.profile),
        open_now=open_now,
        next_read_at=next_read_at,
        shown_again=shown_again,
        idempotency_key=key.reveal(),
        more=step or step_of(request, shown),
        done=done,
    )
