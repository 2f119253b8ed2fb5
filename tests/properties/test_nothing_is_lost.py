"""Is every open request somebody's, in any history? And does the clock come back to it?

Whoever owns it finds it in their list where it waits for us, and a page offers somebody a button
that moves it on.
"""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from api.v1.verbs import may_now
from projections.door.requests.request_page import RequestShown, row_of_one
from projections.views.queue.row import Seen
from projections.views.request.request_shown import contents
from tests.domain.given import (
    AINO,
    CATALOGUE,
    KERTTU,
    MARIA,
    MINUTE,
    OLLI,
    ONNI,
    OUTI,
    VILLE,
    Case,
    workers_of,
)
from tests.properties.histories import AI, BETWEEN, History, histories, lived
from triage.actors import Actor
from triage.request.commands.handling import RecuseFromRequest
from triage.request.commands.transfer import can_receive
from triage.request.cover import NOBODY_AWAY
from triage.request.enforcement import next_due_at
from triage.request.need_to_know import SEES_CONTENT, SEES_ROW, works_for_partner

bounded = settings(max_examples=60)

NEWCOMER = replace(KERTTU, username="kaarina")
EVERYBODY = (AINO, ONNI, AI, BETWEEN, OLLI, OUTI, MARIA, KERTTU, NEWCOMER, VILLE)
# What moves a request on: it changes hands, is answered, or ends.
MOVES = {
    "claim",
    "release",
    "assignment",
    "reply",
    "urgency",
    "closing",
    "transfer",
    "transfer-acceptance",
    "transfer-refusal",
    "transfer-withdrawal",
}


def shown_to(case: Case, actor: Actor) -> RequestShown:
    """The request as its page shows it to somebody who may know of it."""
    request = case.request
    seen = Seen(actor=actor, at=case.now, cover=NOBODY_AWAY)
    shown = row_of_one(request, CATALOGUE, seen, damaged=False).value
    if shown.ground not in SEES_CONTENT:
        return shown
    partner = actor.units if works_for_partner(actor, CATALOGUE) else None
    receivers = frozenset(
        code
        for code, unit in CATALOGUE.units.items()
        if can_receive(request, unit, workers_of(code))
    )
    inside = contents(request, case.events, partner=partner)
    return replace(shown, contents=inside, receivers=receivers)


def owners(case: Case) -> list[Actor]:
    """Whose it is: the holder's; else of those of the unit who may take it, or the intake's."""
    request = case.request
    if request.claimed_by:
        return [each for each in EVERYBODY if each.username == request.claimed_by]
    at_work = workers_of(request.unit) - request.recused
    return [each for each in (*EVERYBODY, NEWCOMER) if each.username in at_work] or [
        each
        for each in EVERYBODY
        if request.unit == CATALOGUE.intake_unit and CATALOGUE.intake_unit in each.units
    ]


def is_not_lost(case: Case) -> None:
    request = case.request
    if request.ended:
        return
    owning = owners(case)
    assert owning, (request.unit, request.claimed_by, request.recused)
    assert any(case.standing(each) in SEES_CONTENT for each in owning), case.kinds
    if request.unanswered or request.claimed_by is None:
        assert request.waiting_for in ("us", "receiver")
        assert request.waits
    # Once every step of it is done, the coordinator has it, late, on top of the list.
    assert next_due_at(request) is not None or request.escalated, case.kinds
    reached = [each for each in EVERYBODY if case.standing(each) in SEES_ROW]
    assert any(MOVES & set(may_now(shown_to(case, each), each)) for each in reached), case.kinds


@bounded
@given(histories)
def test_an_open_request_is_somebodys_and_due_and_can_be_moved_on(history: History) -> None:
    lived(history, after_each=is_not_lost)


@bounded
@given(histories, st.integers(0, 12))
def test_it_is_so_too_where_both_of_a_unit_step_aside(history: History, later: int) -> None:
    moment, plea, acts = history
    first, second = ((each, RecuseFromRequest, {}, MINUTE) for each in (AINO, ONNI))

    lived((moment, plea, [first, *acts[:later], second, *acts[later:]]), after_each=is_not_lost)
