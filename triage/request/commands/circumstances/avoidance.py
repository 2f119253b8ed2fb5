"""Whom of staff does the requester want to avoid? A worker matches the words with people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from triage.actors import Role
from triage.errors.avoidance import (
    HolderMeant,
    NobodyToAvoid,
    NobodyWouldBeLeft,
    WorkerUnnamed,
)
from triage.errors.requests import UnknownWorker
from triage.request.commands.command import Command, Situation, leaves_somebody, require_going_on
from triage.request.events import AvoidanceMatched, Released
from triage.request.help_request import HelpRequest
from triage.text.personal import revealed


@dataclass(frozen=True, kw_only=True)
class MatchAvoidance(Command, permission="request:recuse"):
    """Say who of staff is meant by the one whom the requester wants to avoid, or that nobody is.

    Whoever is meant neither sees the request any more nor can be given it, as if they had stepped
    aside; what they had in hand is released, and the unit told where another said it. Said again,
    it takes the place of what was said.

    Raises:
        NobodyToAvoid: the requester named nobody.
        WorkerUnnamed: neither somebody is named, nor said that it is `nobody`.
        UnknownWorker: no such member of staff who can have requests.
        HolderMeant: a colleague has it, whom the actor neither stands in for nor coordinates.
        NobodyWouldBeLeft: nobody of the unit or the intake could read the request then.
    """

    workers: Sequence[str] = ()
    nobody: bool = False

    def decide(self, request: HelpRequest, here: Situation) -> None:
        require_going_on(request)
        plea = revealed(request.plea)
        if plea is None or not plea.avoid:
            raise NobodyToAvoid()
        if bool(self.workers) == self.nobody:
            raise WorkerUnnamed()
        for username in self.workers:
            if here.find_colleague(username) is None:
                raise UnknownWorker(worker=username)
        if self.workers and not leaves_somebody(
            request, here, request.stepped_aside.union(self.workers)
        ):
            raise NobodyWouldBeLeft()
        self._release(request, here)
        here.record(request, AvoidanceMatched, workers=tuple(sorted(set(self.workers))))

    def _release(self, request: HelpRequest, here: Situation) -> None:
        """Free it from a holder who is meant: nobody else takes a request away from a colleague."""
        holder = request.claimed_by
        if holder is None or holder not in self.workers:
            return
        if not here.has_in_hand(request) and here.actor.role is not Role.COORDINATOR:
            raise HolderMeant(by=holder)
        here.record(request, Released, worker=holder, because=None)
