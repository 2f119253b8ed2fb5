"""How does the organisation's provider tell that somebody has signed out there?"""

from __future__ import annotations

from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from python_multipart.multipart import parse_options_header
from starlette.responses import Response

from api.http.access import open_to_all, parts_of
from api.v1.description import MEANINGS, problems
from triage.errors.provider import BadLogoutToken

router = APIRouter(tags=["staff"])
TOLD = MEANINGS | {
    400: "`bad-logout-token`: not signed by the provider, not for us, too old or used before.",
    503: "Away for a moment, or the provider's keys are; nothing has ended.",
}
FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "required": ["logout_token"],
                    "properties": {"logout_token": {"type": "string"}},
                }
            }
        },
    }
}


@router.post(
    "/api/v1/back-channel-logout",
    operation_id="back_channel_logout",
    summary="End the sessions that ended at the provider",
    responses=problems(400, 408, 413, 503, meaning=TOLD),
    openapi_extra=FORM,
)
@open_to_all
async def back_channel_logout(request: Request) -> Response:
    """For the provider alone: OpenID Connect Back-Channel Logout 1.0. Its token is the proof."""
    provider = parts_of(request).provider
    if provider is None:
        raise BadLogoutToken()
    await provider.log_out(await _token(request))
    return Response(status_code=200)


async def _token(request: Request) -> str:
    """The one token of the form. Raises BadLogoutToken."""
    kind, _ = parse_options_header(request.headers.get("content-type"))
    if kind != b"application/x-www-form-urlencoded":
        raise BadLogoutToken()
    form = parse_qs((await request.body()).decode("ascii", "replace"))
    tokens = form.get("logout_token", [])
    if len(tokens) != 1:
        raise BadLogoutToken()
    return tokens[0]
