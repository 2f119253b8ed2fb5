"""How does the coordinator keep the templates for replies, and who reads them?"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Request

from api.http.access import Staff, parts_of
from api.http.json_body import JsonBody
from api.v1.description import OF_STAFF, problems
from api.v1.staff.editing.template_bodies import (
    RetirementBody,
    TemplateAnswer,
    TemplateBody,
    TemplatesAnswer,
)
from projections.door.editing.reply_templates import ReplyTemplateHistory, ReplyTemplateList

router = APIRouter(tags=["staff"])
ADDRESS = "/api/v1/reply-templates"
MEANING = OF_STAFF | {
    404: "`unknown-template`: there is none of this id.",
    409: "`template-changed`: somebody else has changed it since you read it.",
    422: "`unknown-placeholder`: it, or a brace, is none of ours. `placeholder-without-value`: no "
    "unit of the catalogue has such a value. `personal-in-template`: it holds an identity code, "
    "an address or a number that the house does not give out. `language` tells in which text.",
}


@router.get(
    ADDRESS,
    operation_id="reply_templates",
    summary="Templates for replies",
    responses=problems(401, 403, 503, meaning=OF_STAFF),
)
async def templates(request: Request, actor: Staff) -> TemplatesAnswer:
    """The last version of each, retired ones too."""
    found = await parts_of(request).reading_room.ask(ReplyTemplateList(), actor)
    return TemplatesAnswer(items=[TemplateAnswer.model_validate(each) for each in found])


@router.get(
    f"{ADDRESS}/{{template_id}}",
    operation_id="reply_template",
    summary="Every version of a template",
    responses=problems(401, 403, 404, 503, meaning=MEANING),
)
async def versions(request: Request, actor: Staff, template_id: UUID) -> TemplatesAnswer:
    """The newest first, with who wrote each."""
    question = ReplyTemplateHistory(template_id=template_id)
    found = await parts_of(request).reading_room.ask(question, actor)
    return TemplatesAnswer(items=[TemplateAnswer.model_validate(each) for each in found])


@router.post(
    ADDRESS,
    operation_id="add_reply_template",
    status_code=201,
    summary="Add a template",
    responses=problems(401, 403, 408, 413, 415, 422, 503, meaning=MEANING),
)
async def add(
    request: Request,
    actor: Staff,
    body: Annotated[TemplateBody, Depends(JsonBody(TemplateBody))],
) -> TemplateAnswer:
    """Workers are offered it from now on, by topic and language."""
    desk = parts_of(request).triage.reply_templates
    return TemplateAnswer.model_validate(await desk.keep(uuid4(), body.words(seen=0), actor))


@router.put(
    f"{ADDRESS}/{{template_id}}",
    operation_id="change_reply_template",
    summary="Change a template",
    responses=problems(401, 403, 404, 408, 409, 413, 415, 422, 503, meaning=MEANING),
)
async def change(
    request: Request,
    actor: Staff,
    template_id: UUID,
    body: Annotated[TemplateBody, Depends(JsonBody(TemplateBody))],
) -> TemplateAnswer:
    """Keep the next version; those before it stay. One that was retired is in use again."""
    desk = parts_of(request).triage.reply_templates
    # An id that nobody was given names no template.
    words = body.words(seen=max(body.seen, 1))
    return TemplateAnswer.model_validate(await desk.keep(template_id, words, actor))


@router.post(
    f"{ADDRESS}/{{template_id}}/retirement",
    operation_id="retire_reply_template",
    status_code=204,
    summary="Offer a template no more",
    responses=problems(401, 403, 404, 408, 409, 413, 415, 422, 503, meaning=MEANING),
)
async def retire(
    request: Request,
    actor: Staff,
    template_id: UUID,
    body: Annotated[RetirementBody, Depends(JsonBody(RetirementBody))],
) -> None:
    """Its versions stay, and who retired it."""
    await parts_of(request).triage.reply_templates.retire(template_id, body.seen, actor)
