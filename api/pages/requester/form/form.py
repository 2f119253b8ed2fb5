"""How does somebody ask for help on a page? The form, and the receipt that answers it.

No address leads to a receipt. The browser carries the key of the form, sealed, to the page that
shows it; one that takes no cookies is shown the receipt by the form's own POST.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import uuid4

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from api.catalogue_in_force import Edition
from api.errors.problems import of_refusal
from api.errors.refusals import BadInput, FieldError
from api.errors.store_away import store_failures_as_refusals
from api.http.access import catalogue_of, open_to_all, parts_of
from api.http.answer_limit import answered_in_time
from api.pages.cross_site import PageRouter
from api.pages.form_fields import NOTHING, Typed, typed
from api.pages.form_keys import (
    KEY_FIELDS,
    PAGE_KEY,
    carried_by,
    carry,
    has_left,
    key_of,
    keys_noticed,
    takes_cookies,
)
from api.pages.page import numbers_at_hand, page, plain_path, to, with_retry_after
from api.pages.requester.form.field_errors import errors_of
from api.pages.requester.form.hours import reading_hours
from api.pages.requester.form.paths import (
    DOORS,
    PATH_CHOSE,
    TAKES_PATH,
    bands_asked,
    finer,
    in_order,
    path_of,
    taking,
    told,
)
from api.pages.requester.form.receipt_shown import receipt_page, shown_of
from api.pages.requester.form.safe_calls import require_safe_times
from api.pages.requester.form.signs import GIVEN, SIGNS, given_now, signs_of_a_program
from api.pages.requester.form.topics_meant import TOPIC_GROUPS
from api.v1.bodies import SubmissionBody
from api.v1.field_types import MESSAGE_LENGTH
from api.v1.requester.submitting import stored
from api.words.fallback import marked_name
from api.words.language import language_of
from api.words.rendering import link
from triage.codes import YOUNG
from triage.errors.requests import KeyExpired, KeyReused, RequestDamaged, TriageError
from triage.refused_receipts import ReceiptChanged
from triage.text.identifiers import Identifier, identifiers_in
from triage.text.personal import Personal

router = PageRouter(answered_in_time, keys_noticed)
# The button of a language sends the form with this field: which language is being left.
LEAVES_LANGUAGE = "leaves_language"
# The button of a form that was sent already: on purpose, another request with what stands in it.
WRITES_ANEW = "writes_anew"
MANY = ("topics", TOPIC_GROUPS, "age_bands", "consents.partners", PATH_CHOSE)
OK, SENT_AGAIN = 200, 307
# In the address of a form that is sent once more, to see whether the browser gives cookies back.
PROBE = "evaste"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A form on its way: what was typed, what is wrong with it, and the key that it goes under.

    `given` is when the form was given first; one that was not says nothing. `pressed` is the door
    that led here, if one did.
    """

    key: str
    form: Typed = NOTHING
    given: str = ""
    pressed: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


@router.get("/")
@open_to_all
async def form(request: Request) -> Response:
    """An empty form, with a key of its own: however often it is sent, it is stored once."""
    key = str(uuid4())
    return await _form_page(request, Draft(key=key, given=given_now(request, key)))


@router.post("/")
@open_to_all
async def send(request: Request) -> Response:
    """Store what was written and show its receipt; or the form again, with every word in it."""
    sent = await typed(request)
    if sent.one(WRITES_ANEW):
        return await _form_page(request, Draft(key=str(uuid4()), form=sent))
    key = key_of(sent) or str(uuid4())
    if sent.one(TAKES_PATH):
        taken = taking(sent, (await _edition(request)).catalogue)
        draft = Draft(key=key, form=taken, given=sent.one(GIVEN), pressed=sent.one(TAKES_PATH))
        return await _form_page(request, draft)
    if sent.one(LEAVES_LANGUAGE):
        return await _form_page(request, Draft(key=key, form=sent, given=sent.one(GIVEN)))
    try:
        with store_failures_as_refusals():
            return await _stored(request, sent)
    except (KeyReused, KeyExpired, ReceiptChanged) as refusal:
        return _sent_before(request, sent, refusal)
    except TriageError as refusal:
        return await _refused(request, sent, refusal)


async def _stored(request: Request, sent: Typed) -> Response:
    catalogue = (await _edition(request)).catalogue
    body = told(sent, catalogue).body(SubmissionBody)
    require_safe_times(body, path_of(sent), catalogue)
    key = key_of(sent)
    if key is None:
        raise BadInput((FieldError("form", "key-expired"),))
    signs = signs_of_a_program(request, sent, key)
    receipt = await stored(request, body, Personal(key), signs=signs)
    if has_left(request):
        return to(request, plain_path(request))
    if not takes_cookies(request) and PROBE in request.query_params:
        if await parts_of(request).authenticator.receipts.shown(Personal(key)) is None:
            return to(request, "/vastaus")
        return receipt_page(request, shown_of(receipt, body), key=Personal(key))
    answer: Response = to(request, "/kuitti", done="sent")
    if not takes_cookies(request):
        again = link(language_of(request), "/", **{PROBE: 1})
        answer = RedirectResponse(again, SENT_AGAIN)
    carry(request, answer, carried_by(request).with_stored(Personal(key)))
    return answer


@router.get("/kuitti")
@open_to_all
async def receipt(request: Request) -> Response:
    """The receipt of what this browser sent within half an hour, however often it is loaded.

    Where there is none to show any more, the page that asks for one.
    """
    desk, key = parts_of(request).authenticator, carried_by(request).stored
    with store_failures_as_refusals():
        gone = key is None or await desk.leavings.has_left([key])
        shown = None if key is None or gone else await desk.receipts.shown(key)
    if key is None or shown is None:
        return to(request, "/vastaus")
    return receipt_page(
        request,
        shown,
        key=key,
        shown_again=True,
        status=OK,
        done=request.query_params.get("done"),
    )


def _sent_before(
    request: Request, sent: Typed, refusal: KeyReused | KeyExpired | ReceiptChanged
) -> Response:
    """When a message came from this form, and that what it says now was not taken.

    A day later nobody can tell any more whether the words are the same.
    """
    problem = of_refusal(refusal)
    unsaid = (*KEY_FIELDS, *SIGNS, WRITES_ANEW)
    words = {name: said for name, said in sent.fields.items() if name not in unsaid}
    return page(
        request,
        "sent_before.html",
        status=problem.status,
        code=problem.code,
        sent_at=refusal.details["submitted_at"],
        fields=words,
        page_key=str(uuid4()),
    )


async def _refused(request: Request, sent: Typed, refusal: TriageError) -> Response:
    problem = of_refusal(refusal)
    # A key whose first words are damaged would refuse the next try as well.
    key = None if isinstance(refusal, RequestDamaged) else key_of(sent)
    draft = Draft(
        key=key or str(uuid4()), form=sent, given=sent.one(GIVEN), errors=errors_of(problem)
    )
    return with_retry_after(await _form_page(request, draft, status=problem.status), problem)


async def _form_page(request: Request, draft: Draft, *, status: int = OK) -> Response:
    edition = await _edition(request)
    open_now, _ = reading_hours(request, edition)
    now = parts_of(request).clock()
    way = path_of(draft.form)
    is_young = way.is_young or draft.form.one("asker") in YOUNG
    return page(
        request,
        "form.html",
        status=status,
        emergency=numbers_at_hand(request, young=is_young),
        way=way,
        doors=DOORS,
        finer=finer(way),
        pressed=draft.pressed,
        bands_asked=bands_asked(edition.catalogue, young=way.is_young),
        packable=request.method == "GET",
        noticed=identifiers_in(draft.form.one("message")),
        identifiers=list(Identifier),
        message_length=MESSAGE_LENGTH,
        catalogue=in_order(edition.public(language_of(request), now, marked_name), way),
        values=_values(draft.form),
        errors=draft.errors,
        idempotency_key=draft.key,
        given=draft.given,
        answer_by_on=edition.answer_by_on(now),
        read_by=edition.catalogue.look_by(now, danger=False).due_at,
        open_now=open_now,
    )


def _values(sent: Typed) -> dict[str, str | list[str]]:
    """What the form is filled with. A wished language that was only the page's own moves on."""
    values = sent.values(*MANY)
    for name in (PAGE_KEY, *SIGNS):
        values.pop(name, None)
    if values.get("language") == sent.one(LEAVES_LANGUAGE):
        values.pop("language", None)
    return values


async def _edition(request: Request) -> Edition:
    """The catalogue in force; the one read last where the store is away, so that a form is shown.

    Whoever opens the page in an outage still reads whom to call, and loses no word by sending.
    """
    try:
        with store_failures_as_refusals():
            return await catalogue_of(request).lately()
    except TriageError:
        return catalogue_of(request).at_hand()
