"""Who has a request in hand that nobody had, or that had ended, once somebody acts on it?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from triage.actors import SYSTEM, By, Role
from triage.codes import State
from triage.errors.requests import RequestDamaged
from triage.request.commands.command import Beside, Situation
from triage.request.events import Claimed, MergeUndone, Reopened
from triage.request.help_request import HelpRequest
from triage.text.personal import Personal


def claim_where_free(request: HelpRequest, here: Situation) -> None:
    """Let the actor have a request that is nobody's; what a colleague has stays theirs."""
    if request.claimed_by is None:
        here.record(request, Claimed, worker=here.username)


def closer(request: HelpRequest, here: Situation) -> str | None:
    """Who closed the request, where they may still have it in hand."""
    return _at_hand(request.closed_by, request, here) if request.closed_at else None


def who_goes_on(request: HelpRequest, here: Situation) -> str | None:
    """Who has the request in which a merged one is worked on; else who merged it.

    None where it was not merged, or neither may have it in hand.
    """
    if request.merged_into is None or request.closed_at is None:
        return None
    there = here.find_beside(request.merged_into.reference)
    holder = there.request.claimed_by if there and not there.request.ended else None
    return _at_hand(holder, request, here) or closer(request, here)


def wake_merged(request: HelpRequest, here: Situation) -> None:
    """Let a merged request that sleeps wait for an answer: its requester writes."""
    if request.state is not State.CLOSED or request.erased_at or request.merged_into is None:
        return
    opens = request.lacks_promise(here.now)
    here.record(
        request,
        Reopened,
        because=None,
        follow_up=here.catalogue.promise(here.now) if opens else None,
        worker=who_goes_on(request, here),
    )


def merged_into(request: HelpRequest, here: Situation) -> Iterator[Beside]:
    """The requests that are worked on in this one, by its links; none that is erased."""
    for link in request.links.values():
        found = here.find_beside(link.reference)
        into = found and not found.request.erased_at and found.request.merged_into
        if found and into and into.id == request.id:
            yield found


def wake_unanswered(request: HelpRequest, here: Situation) -> None:
    """Let go on by itself what was merged into a request that ends, where nobody has answered it.

    Its requester may not know of the end, and need not be who brought it about.
    """
    # One that does not open keeps nobody from ending the other.
    with suppress(RequestDamaged):
        for each in merged_into(request, here):
            duplicate = each.request
            if duplicate.state is not State.CLOSED or not duplicate.unanswered:
                continue
            part(duplicate, request, here, by=SYSTEM.by())
            opens = duplicate.lacks_promise(here.now)
            here.record(
                duplicate,
                Reopened,
                by=SYSTEM.by(),
                because=None,
                follow_up=here.catalogue.promise(here.now) if opens else None,
                worker=closer(duplicate, here),
            )


def part(duplicate: HelpRequest, other: HelpRequest, here: Situation, *, by: By) -> None:
    """Let each of two merged requests have again what is its own: promise and mark of danger."""
    merged = other.duplicates.get(duplicate.id)
    if merged is None or other.erased_at:
        return
    here.record(
        other,
        MergeUndone,
        by=by,
        other=Personal(duplicate.id),
        reference=Personal(duplicate.reference),
        merged=merged,
    )


def _at_hand(username: str | None, request: HelpRequest, here: Situation) -> str | None:
    """The user name, where they may have the request in hand."""
    found = here.find_colleague(username) if username else None
    if found is None or found.username in request.recused:
        return None
    has_a_say = found.role is Role.COORDINATOR or request.unit in found.units
    return found.username if has_a_say else None
