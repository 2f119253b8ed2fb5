"""How is said that words of danger mean none? The card of that verb."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.v1.field_types import Incoming
from api.v1.verbs.card import Place, Verb
from api.v1.verbs.fitting import reads_and_goes_on
from projections.door.requests.request_page import RequestShown
from triage.actors import Actor
from triage.codes import NoDanger
from triage.request.commands.dismissing import DismissDanger
from triage.request.events import DangerDismissed


class DangerDismissalBody(Incoming):
    """Why it is no danger, and which rule saw it."""

    why: NoDanger
    rule: Annotated[
        str | None,
        Field(
            pattern="^[0-9a-f]{12}$",
            description="The code of a rule, as the list of false alarms tells it.",
        ),
    ] = None


def _showed(shown: RequestShown, actor: Actor) -> bool:
    return shown.row.flagged and reads_and_goes_on(shown, actor)


DANGER_DISMISSAL = Verb(
    name="danger-dismissal",
    summary="Say that words which showed danger mean none",
    command=DismissDanger,
    body=DangerDismissalBody,
    fits=_showed,
    leaves=DangerDismissed,
    place=Place.OWN,
)
