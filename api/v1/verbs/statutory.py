"""How is a clock of the law started? The card of this verb."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.v1.field_types import Incoming
from api.v1.verbs.card import Verb
from api.v1.verbs.fitting import reads_and_goes_on
from projections.door.request_page import RequestShown
from projections.views.request.request_shown import Contents, Happening
from triage.actors import Actor
from triage.request.commands.partners.statutory import StartStatutoryClock
from triage.request.events import StatutoryClockStarted
from triage.time.statutory import StatutoryClock


class StatutoryClockBody(Incoming):
    """Which clock, and whether the message is itself an application or a notice."""

    clock: StatutoryClock
    is_application: Annotated[
        bool, Field(description="Then it is counted from arrival, else from the first opening.")
    ]


def _one_is_left(shown: RequestShown, actor: Actor) -> bool:
    inside = shown.contents
    left = inside is not None and len(inside.statutory_clocks) < len(StatutoryClock)
    return left and reads_and_goes_on(shown, actor)


def _no_words(_: Contents, happening: Happening) -> str | None:
    return None


STATUTORY_CLOCK = Verb(
    name="statutory-clock",
    summary="Start a clock of the law",
    command=StartStatutoryClock,
    body=StatutoryClockBody,
    fits=_one_is_left,
    leaves=StatutoryClockStarted,
    words_left=_no_words,
)
