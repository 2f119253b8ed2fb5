"""How does a page go out? Rendered in the reader's language, with the numbers for help on it."""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from functools import cache
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.catalogue_answers import EmergencyAnswer
from api.errors.problems import Problem
from api.http.access import catalogue_of, parts_of
from api.http.security_headers import policy
from api.pages.form_keys import FORM_KEY, PAGE_KEY, Keys, carried_by, carry, has_left, sent_keys
from api.pages.session import Visitor
from api.words.language import (
    guest_in,
    language_of,
    open_languages,
    stranger_in,
    the_pages,
)
from api.words.rendering import EXIT_ADDRESS, OWN_NAMES, PREPARED_NAMES, link
from triage.catalogue.helplines import Reader
from triage.text.personal import Personal

SEE_OTHER = 303
# As a caller says that it takes gzip; `q=0` says that it does not.
GZIP = re.compile(r"\s*(?:x-)?gzip\s*(?:;\s*q=(?:1(?:\.0*)?|0?\.\d*[1-9]\d*))?\s*", re.IGNORECASE)
INDENTS = re.compile(r"\n\s+")


def page(
    request: Request,
    template: str,
    /,
    *,
    status: int = 200,
    visitor: Visitor | None = None,
    packable: bool = False,
    **context: object,
) -> Response:
    """The page as an answer. `visitor` lends its mark to the forms; staff get their own frame.

    `packable` is a page without secrets that outlive it and without anything that was sent: how
    far compression goes would tell somebody on the line what stands in it.

    What answers a form whose page was left is not shown: the browser gets the plain page instead.
    """
    if has_left(request):
        return to(request, plain_path(request))
    language = language_of(request)
    staff = visitor.actor if visitor and visitor.actor.username else None
    keys = _keys_shown(request, context)
    said = {
        "actor": staff,
        "csrf_token": visitor.mark if visitor else "",
        "leaves": [key.reveal() for key in keys],
        **_told_on_every_page(request, language),
        **context,
    }
    html = the_pages().render(template, language=language, path=request.url.path, **said)
    packs = packable and takes_gzip(request) and set(request.query_params) <= {"lang"}
    headers = {} if staff else _of_requesters()
    answer = _packed(html, headers) if packs else HTMLResponse(html, status, headers=headers)
    if sent_keys(request):
        carry(request, answer, carried_by(request).with_keys(keys))
    return answer


def _told_on_every_page(request: Request, language: str) -> dict[str, object]:
    return {
        "emergency": numbers_at_hand(request),
        "now": parts_of(request).clock(),
        "crisis": catalogue_of(request).at_hand().notice(parts_of(request).clock()),
        "here_in": here_in(request),
        "more_languages": _more_languages(request),
        "awaits_reader": catalogue_of(request).at_hand().catalogue.awaits_reader(language),
        "guest": guest_in(request),
        "stranger": stranger_in(request),
    }


@cache
def _of_requesters() -> dict[str, str]:
    """The way out is a form, and Chromium holds where it leads against the policy of the page."""
    allowed = policy(forms_to=EXIT_ADDRESS, styles=the_pages().style_hashes)
    return {"Content-Security-Policy": allowed}


def _packed(html: str, headers: Mapping[str, str]) -> HTMLResponse:
    packed = {**headers, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    # Nobody's words are in it, so no indent in it means anything.
    content = INDENTS.sub("\n", html).encode()
    return HTMLResponse(gzip.compress(content, mtime=0), headers=packed)


def _keys_shown(request: Request, context: Mapping[str, object]) -> Keys:
    """The keys of the form that was sent and of the form that the page has."""
    own = (str(context.get(field, "")) for field in (FORM_KEY, PAGE_KEY))
    return tuple(dict.fromkeys((*sent_keys(request), *map(Personal, filter(None, own)))))


def takes_gzip(request: Request) -> bool:
    """Whether the caller takes an answer that is packed; who says nothing may not know how."""
    return any(map(GZIP.fullmatch, request.headers.get("accept-encoding", "").split(",")))


def plain_path(request: Request) -> str:
    """Where the page of this address begins, with nothing typed and nothing told."""
    return "/vastaus" if request.url.path.startswith("/vastaus") else "/"


def numbers_at_hand(request: Request, *, young: bool = False) -> list[EmergencyAnswer]:
    """The helplines of this moment, from whatever catalogue was read last.

    `young`: it is known that a child or young person reads.
    """
    reader = Reader(language=language_of(request), young=young)
    return catalogue_of(request).at_hand().numbers(reader, parts_of(request).clock())


def _more_languages(request: Request) -> dict[str, str]:
    """The prepared languages that are open, by their own names."""
    among = open_languages(request)
    return {tag: name for tag, name in PREPARED_NAMES.items() if tag in among}


def here_in(request: Request) -> dict[str, str]:
    """This very page in each language, its other parameters kept."""
    kept = {name: value for name, value in request.query_params.items() if name != "lang"}
    # Two slashes in front would lead to another host.
    path = f"/{request.url.path.lstrip('/')}"
    return {
        tag: f"{path}?{urlencode({**kept, 'lang': tag})}" for tag in (*OWN_NAMES, *PREPARED_NAMES)
    }


def to(request: Request, path: str, **query: object) -> RedirectResponse:
    """Go on to another page of ours, in the same language."""
    language = language_of(request)
    anchor = path.partition("#")
    address = link(language, anchor[0], **query)
    return RedirectResponse(f"{address}{anchor[1]}{anchor[2]}", SEE_OTHER)


def with_retry_after(answer: Response, problem: Problem | None) -> Response:
    """The answer, telling when it is worth trying again, where the problem knows."""
    if problem and "Retry-After" in problem.headers:
        answer.headers["Retry-After"] = problem.headers["Retry-After"]
    return answer
