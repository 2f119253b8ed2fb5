"""How do members of staff choose where, of what and when they are told?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from api.http.access import Staff, parts_of
from api.http.json_body import JsonBody
from api.v1.description import OF_STAFF, problems
from api.v1.staff.cover.notice_bodies import (
    NoticeSettingsAnswer,
    NoticeSettingsBody,
    settings_answer,
)

router = APIRouter(tags=["staff"])


@router.get(
    "/api/v1/notice-settings",
    operation_id="notice_settings",
    summary="How the caller is told",
    responses=problems(401, 403, 503, meaning=OF_STAFF),
)
async def read(request: Request, actor: Staff) -> NoticeSettingsAnswer:
    """The caller's own choices; nothing and nowhere where they chose nothing yet."""
    return settings_answer(await parts_of(request).triage.notice_settings.read(actor))


@router.put(
    "/api/v1/notice-settings",
    operation_id="choose_notice_settings",
    summary="Choose how to be told",
    responses=problems(401, 403, 408, 413, 415, 422, 503, meaning=OF_STAFF),
)
async def choose(
    request: Request,
    actor: Staff,
    body: Annotated[NoticeSettingsBody, Depends(JsonBody(NoticeSettingsBody))],
) -> NoticeSettingsAnswer:
    """Replace the caller's own choices. Alerts to the duty's lines do not depend on them."""
    kept = await parts_of(request).triage.notice_settings.save(body.settings(), actor)
    return settings_answer(kept)
