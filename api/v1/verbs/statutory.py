"""How is a clock of the law started, done, shown or taken back? The cards of these verbs."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from api.v1.field_types import Incoming, Reason
from api.v1.verbs.card import Place, Verb
from api.v1.verbs.fitting import goes_on, reads
from projections.door.requests.request_page import RequestShown
from projections.views.request.request_shown import Contents, Happening
from projections.views.request.statutory_shown import ClockShown
from triage.actors import Actor
from triage.request.commands.partners.statutory import (
    EndStatutoryClock,
    ReleaseStatutoryClock,
    StartStatutoryClock,
    TakeClockBack,
)
from triage.request.events import (
    StatutoryClockDone,
    StatutoryClockReleased,
    StatutoryClockStarted,
    StatutoryClockTakenBack,
)
from triage.time.statutory import StatutoryClock


class StatutoryClockBody(Incoming):
    """Which clock, and whether the message is itself an application or a notice."""

    clock: StatutoryClock
    is_application: Annotated[
        bool, Field(description="Then it is counted from arrival, else from the first opening.")
    ]


class ClockDoneBody(Incoming):
    """Of which clock what was done, and on which day."""

    clock: StatutoryClock
    what: Reason
    done_on: Annotated[date, Field(alias="on")]


class ClockReleaseBody(Incoming):
    """Which clock the requester may see from now on."""

    clock: StatutoryClock


class ClockWithdrawalBody(Incoming):
    """Which clock was started wrongly, and why it is taken back."""

    clock: StatutoryClock
    because: Reason


def _clocks(shown: RequestShown, actor: Actor) -> tuple[ClockShown, ...]:
    """Those of the county, for whoever may do something about them."""
    inside = shown.contents
    if inside is None or not reads(shown, actor) or inside.retention is None or inside.erased:
        return ()
    return inside.statutory_clocks


def _one_is_left(shown: RequestShown, actor: Actor) -> bool:
    inside = shown.contents
    # A partner has no part in the county's clocks, and keeps none of them.
    if inside is None or inside.retention is None or shown.with_partner:
        return False
    left = len(inside.statutory_clocks) < len(StatutoryClock)
    return left and reads(shown, actor) and goes_on(shown)


def _one_runs(shown: RequestShown, actor: Actor) -> bool:
    return any(each.done_on is None for each in _clocks(shown, actor))


def _one_may_be_told(shown: RequestShown, actor: Actor) -> bool:
    inside = shown.contents
    if inside is None or inside.withheld or inside.profile.concerns_others:
        return False
    untold = any(each.released_at is None for each in _clocks(shown, actor))
    return untold and not shown.row.writer_unconfirmed


def _what(inside: Contents, _: Happening) -> str | None:
    done = [each for each in inside.statutory_clocks if each.done_on]
    return done[-1].what if done else None


def _no_words(_: Contents, __: Happening) -> str | None:
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
CLOCK_DONE = Verb(
    name="clock-done",
    summary="Record what was done of what the law wants",
    command=EndStatutoryClock,
    body=ClockDoneBody,
    fits=_one_runs,
    leaves=StatutoryClockDone,
    words_left=_what,
    place=Place.DAILY,
)
CLOCK_RELEASE = Verb(
    name="clock-release",
    summary="Let the requester see a clock of the law",
    command=ReleaseStatutoryClock,
    body=ClockReleaseBody,
    fits=_one_may_be_told,
    leaves=StatutoryClockReleased,
    words_left=_no_words,
)
CLOCK_WITHDRAWAL = Verb(
    name="clock-withdrawal",
    summary="Take back a clock that was started wrongly",
    command=TakeClockBack,
    body=ClockWithdrawalBody,
    fits=_one_runs,
    leaves=StatutoryClockTakenBack,
)
