"""How is a deadline certificate read, printed and saved by those who watch over a request?"""

from __future__ import annotations

from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from api.http.access import parts_of
from api.pages.cross_site import PageRouter
from api.pages.page import page
from api.pages.session import StaffHere, StaffProven
from api.v1.certificate_answer import CertificateAnswer
from api.words.language import in_full_languages
from projections.door.audit.evidence import RequestCertificate
from projections.door.questions import Taken
from triage.evidence.certificate import Certificate
from triage.permission import may

router = PageRouter(in_full_languages)


@router.get("/jono/{request_id}/todistus")
async def certificate(request: Request, visitor: StaffHere, request_id: UUID) -> Response:
    """Which days the promise counted and why, and whether it was kept; no word of the content."""
    shown = await _shown(request, visitor, request_id)
    return page(
        request,
        "staff/certificate.html",
        visitor=visitor,
        shown=shown,
        back=f"/jono/{request_id}",
        watches=may(visitor.actor, "trail:read"),
        file=f"/jono/{request_id}/todistus.json",
    )


@router.get("/jono/{request_id}/todistus.json")
async def as_a_file(request: Request, visitor: StaffProven, request_id: UUID) -> Response:
    """The same as a file, from which the verdict can be derived anew."""
    shown = await _shown(request, visitor, request_id, taken=Taken.EXPORT)
    answer = CertificateAnswer.model_validate(shown)
    return Response(
        answer.model_dump_json(indent=2),
        media_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{shown.reference}.json"'},
    )


async def _shown(
    request: Request, visitor: StaffHere, request_id: UUID, *, taken: Taken | None = None
) -> Certificate:
    question = RequestCertificate(request_id=request_id, taken=taken)
    return await parts_of(request).reading_room.ask(question, visitor.actor)
