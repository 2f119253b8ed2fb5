"""How does a requester get a copy of the dialogue, its readers and its certificate? The routes."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.http.access import Requester
from api.v1.certificate_answer import CertificateAnswer
from api.v1.description import IN_A_LANGUAGE, OF_REQUESTERS, problems
from api.v1.requester.copies import (
    LoggedReadsAnswer,
    OwnCopyAnswer,
    logged_reads,
    own_certificate,
    own_copy,
    reads_in_csv,
)
from api.v1.requester.own_answers import own_read
from api.v1.tables_in_csv import CSV, wants_csv
from api.words.language import language_of
from projections.views.own_reads import read_by_day

router = APIRouter(tags=["requester"])
REFUSALS = problems(401, 403, 503, meaning=OF_REQUESTERS)
IN_CSV: dict[int | str, dict[str, Any]] = {200: {"content": {CSV: {}}}}


@router.get(
    "/api/v1/my-request/copy",
    operation_id="my_copy",
    summary="A copy of your request, with the first message",
    responses=REFUSALS,
    openapi_extra=IN_A_LANGUAGE,
)
async def copy(request: Request, actor: Requester) -> OwnCopyAnswer:
    """Everything that you wrote and were answered, who read it, and how the promise was kept.

    It is as secret as the receipt.
    """
    return await own_copy(request, actor)


@router.get(
    "/api/v1/my-request/certificate",
    operation_id="my_certificate",
    summary="How the promise of your request was kept, day by day",
    responses=REFUSALS,
)
async def certificate(request: Request, actor: Requester) -> CertificateAnswer:
    """Every fact that the verdict follows from, without a word of the content."""
    return await own_certificate(request, actor)


@router.get(
    "/api/v1/my-request/reads",
    operation_id="my_reads",
    summary="Who has read your request",
    response_model=LoggedReadsAnswer,
    responses={**IN_CSV, **REFUSALS},
    openapi_extra=IN_A_LANGUAGE,
)
async def reads(request: Request, actor: Requester) -> LoggedReadsAnswer | Response:
    """One row for a role and a day. What the law lets nobody tell you yet is not there.

    With `Accept: text/csv` the same comes as a table.
    """
    shown = await own_read(request, actor)
    rows = logged_reads(read_by_day(shown.reads), language_of(request))
    if wants_csv(request):
        return Response(reads_in_csv(rows), media_type=CSV)
    return LoggedReadsAnswer(items=rows)
