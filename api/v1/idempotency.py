"""Under which key does a caller send something that may be sent again?"""

from __future__ import annotations

from uuid import UUID

from fastapi import Request

from api.errors.refusals import BadInput, FieldError
from api.v1.description import KEY
from triage.text.personal import Personal


def idempotency_key(request: Request) -> Personal[str] | None:
    """The caller's key, None where none was sent.

    Raises:
        BadInput: it is no UUID.
    """
    given = request.headers.get(KEY["name"])
    if given is None:
        return None
    try:
        return Personal(str(UUID(given)))
    except ValueError:
        raise BadInput((FieldError(KEY["name"], "invalid"),)) from None
