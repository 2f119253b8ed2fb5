"""May somebody be called who is afraid of somebody? Only at a time that they say is safe."""

from __future__ import annotations

from api.errors.refusals import BadInput, FieldError
from api.pages.requester.form.paths import FormPath
from api.v1.bodies import SubmissionBody
from api.v1.requester.submitting import errors_in
from triage.catalogue import Catalogue
from triage.codes import ReplyBy


def require_safe_times(body: SubmissionBody, path: FormPath, catalogue: Catalogue) -> None:
    """Refuse a call that is wished for in violence or fear without a time that is safe.

    Only the page refuses: a program may show its refusal to nobody, and then a cry for help would
    be lost (decision 21). What comes without a safe time is marked on the request's page.

    Raises:
        BadInput: naming `contact.safe_times` and whatever else is wrong.
    """
    is_told = body.contact is not None and body.contact.safe_times is not None
    is_violent = path.is_violent or not catalogue.violence_topics.isdisjoint(body.topics)
    if body.reply_by is ReplyBy.PHONE and is_violent and not is_told:
        missing = FieldError("contact.safe_times", "required")
        raise BadInput((*errors_in(body, catalogue), missing))
