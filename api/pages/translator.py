"""How does a contracted translator read what was chosen for them, and send the translation?

No account and no session: each form carries the code that came behind the `#` of the link. Browsers
send that part to nobody, so it is in no log and no referrer, and a scanner of mail that follows the
link gets the same empty page as everybody. Reading takes a press of a button and the promise of
secrecy. A code that is wrong, used or over gets one answer.
"""

from __future__ import annotations

from fastapi import Request
from starlette.responses import Response

from api.errors.problems import of_refusal
from api.errors.refusals import BadInput
from api.errors.store_away import store_failures_as_refusals
from api.http.access import network_of, open_to_all, parts_of
from api.pages.cross_site import PageRouter
from api.pages.form_fields import NOTHING, Typed, typed
from api.pages.page import page, to, with_retry_after
from api.v1.field_types import Incoming, Words
from api.words.language import in_full_languages
from api.words.rendering import TONGUES
from projections.door.requests.translation import TranslationPage, WordsToTranslate
from triage.accounts.translation_links import OpenedLink
from triage.errors.requests import RequestDamaged, RequestErased, RequestUnknown, TriageError
from triage.errors.translating import NoTranslation
from triage.request.commands.partners.translating import DeliverTranslation, OpenTranslation
from triage.text.personal import Personal

router = PageRouter(in_full_languages)
PATH = "/kaannos"
CODE, ACCEPTS, TEXT = "code", "accepts", "text"
# A button for another language, and that the words were shown already.
OTHER_LANGUAGE, READS = "leaves_language", "reads"
# What became of the request is told to staff, not to translators.
OVER = (NoTranslation, RequestDamaged, RequestErased, RequestUnknown)


class DeliveryBody(Incoming):
    """The translation."""

    text: Words


@router.get(PATH)
@open_to_all
async def begin(request: Request) -> Response:
    """The instruction on secrecy, and a field for the code; alike for everybody."""
    return _page(request, "begin")


@router.post(PATH)
@open_to_all
async def read(request: Request) -> Response:
    """The words, for whoever promises secrecy; what was typed already stays."""
    form = await typed(request)
    changes_language = bool(form.one(OTHER_LANGUAGE))
    if form.one(ACCEPTS) != "true" or (changes_language and not form.one(READS)):
        lacking = None if changes_language else "promise"
        return _page(request, "begin", form=form, lacking=lacking)
    try:
        with store_failures_as_refusals():
            link = await _link(request, form)
            promise = OpenTranslation(request_id=link.request_id, number=link.number)
            await parts_of(request).triage.execute(promise, link.actor)
            return _page(request, "words", form=form, words=await _words(request, link))
    except TriageError as refusal:
        return _refused(request, form, refusal)


@router.post(f"{PATH}/valmis")
@open_to_all
async def deliver(request: Request) -> Response:
    """Take the translation; that ends the link."""
    form = await typed(request)
    try:
        with store_failures_as_refusals():
            link = await _link(request, form)
            try:
                text = form.body(DeliveryBody).text
            except BadInput:
                lacking = "text" if not form.one(TEXT).strip() else "too-long"
                words = await _words(request, link)
                return _page(request, "words", form=form, words=words, lacking=lacking)
            delivery = DeliverTranslation(request_id=link.request_id, number=link.number, text=text)
            await parts_of(request).triage.execute(delivery, link.actor)
    except TriageError as refusal:
        return _refused(request, form, refusal)
    return to(request, f"{PATH}/kiitos")


@router.get(f"{PATH}/kiitos")
@open_to_all
async def thanks(request: Request) -> Response:
    """That the translation has gone; alike for everybody."""
    return _page(request, "thanks")


@router.get(f"{PATH}/valmis")
@open_to_all
async def back(request: Request) -> Response:
    """Whoever loads the address of the form again begins anew."""
    return to(request, PATH)


async def _link(request: Request, form: Typed) -> OpenedLink:
    code = Personal(_code(form))
    return await parts_of(request).translation_links.opened(code, network_of(request))


def _code(form: Typed) -> str:
    """The code as typed; whoever pastes the whole link is understood too."""
    return form.one(CODE).rpartition("#")[2].strip()


async def _words(request: Request, link: OpenedLink) -> WordsToTranslate:
    question = TranslationPage(number=link.number)
    return await parts_of(request).reading_room.ask(question, link.actor)


def _refused(request: Request, form: Typed, refusal: TriageError) -> Response:
    """One answer whatever ended the link; the typed words can be copied."""
    if isinstance(refusal, OVER):
        return _page(request, "over", form=form, status=404)
    problem = of_refusal(refusal)
    answer = _page(request, "away", form=form, status=problem.status)
    return with_retry_after(answer, problem)


def _page(
    request: Request,
    step: str,
    *,
    form: Typed = NOTHING,
    status: int = 200,
    words: WordsToTranslate | None = None,
    lacking: str | None = None,
) -> Response:
    return page(
        request,
        "staff/translator.html",
        status=422 if lacking else status,
        step=step,
        code=_code(form),
        text=form.one(TEXT),
        words=words,
        lacking=lacking,
        error=None,
        names={"languages": TONGUES},
    )
