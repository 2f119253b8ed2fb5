"""How does a worker say what a request is about? The rules route it anew, inside the county."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from triage.catalogue import Side
from triage.catalogue.signs import Signs
from triage.codes import Concerns
from triage.errors.requests import TransferPending
from triage.errors.sorting import UnknownAgeBand, UnknownTopic
from triage.request.commands.alarming import alarm_of, alert_duty
from triage.request.commands.command import Command, Situation, require_going_on
from triage.request.commands.routing import record_routing, routing_of, still_reads
from triage.request.commands.submitting import shown_by_topic
from triage.request.details import given_by
from triage.request.events import Released, Sorted
from triage.request.help_request import HelpRequest
from triage.request.reach import reach_of
from triage.request.state.clock.alarm import Alarm
from triage.request.words import Profile
from triage.text.personal import Personal, revealed


class Sorting(NamedTuple):
    """What a worker says a request is about; what is None stays as it is."""

    topics: Sequence[str] | None = None
    age_bands: Sequence[str] | None = None
    concerns: str | None = None


@dataclass(frozen=True, kw_only=True)
class SortRequest(Command, permission="request:look"):
    """Say what a request is about, of what age the children are, and whom it concerns.

    What is left out stays as it is. The requester's own choice stays beside it; whatever goes by
    topic or age goes by this. The rules choose the unit anew, inside the county, and nobody has to
    accept. Who has it in hand keeps it only where they may read it in that unit. No promise is put
    off. The same said again changes nothing.

    Raises:
        UnknownTopic, UnknownAgeBand
        TransferPending: an offer waits; take it back first.
        RequestDamaged: what the requester told does not open.
    """

    topics: Sequence[str] | None = None
    age_bands: Sequence[str] | None = None
    concerns: Concerns | None = None
    because: Personal[str] | None = None
    # What goes on in the same act is done where it is.
    routes: bool = True

    def decide(self, request: HelpRequest, here: Situation) -> None:
        require_going_on(request)
        wanted = Sorting(self.topics, self.age_bands, self.concerns)
        made = sort(request, wanted, here, because=self.because)
        if made:
            alert_duty(made.alarm, request, here)
        if made and self.routes:
            route_sorted(request, here)


class Made(NamedTuple):
    """That a sorting was recorded; `alarm` where an urgent topic was new."""

    alarm: Alarm | None


def sort(
    request: HelpRequest,
    wanted: Sorting,
    here: Situation,
    *,
    because: Personal[str] | None = None,
) -> Made | None:
    """Record what a worker says; None where it says nothing new.

    Raises:
        UnknownTopic, UnknownAgeBand, TransferPending, RequestDamaged
    """
    profile = revealed(request.profile) or Profile()
    topics = _chosen(wanted.topics, request.topics)
    bands = _chosen(wanted.age_bands, profile.age_bands)
    concerns = profile.concerns if wanted.concerns is None else str(wanted.concerns)
    if (set(topics), set(bands), concerns) == (
        set(request.topics),
        set(profile.age_bands),
        profile.concerns,
    ):
        return None
    if request.offered_to:
        raise TransferPending(unit=request.offered_to)
    given = given_by(request)
    told = given.profile
    _require_known(request, topics, (*told.age_bands, *profile.age_bands), bands, here)
    alarm = _alarm(request, topics, here)
    here.record(
        request,
        Sorted,
        topics=topics,
        profile=Personal(replace(told, age_bands=bands, concerns=concerns)),
        catalogue_version=here.catalogue.version,
        because=because,
        alarm=alarm,
        reach=Personal(reach_of(given.plea)),
    )
    return Made(alarm)


def route_sorted(request: HelpRequest, here: Situation) -> None:
    """Let the rules choose the unit by what was sorted. What a partner has in hand stays there."""
    unit = here.catalogue.units.get(request.unit)
    is_with_partner = unit is not None and unit.side is not Side.COUNTY
    if request.ended or is_with_partner:
        return
    routing = routing_of(request, here)
    if routing.unit == request.unit:
        return
    holder = request.claimed_by
    if holder and not still_reads(holder, routing.unit, here):
        here.record(request, Released, worker=holder, because=None)
    record_routing(request, routing, here)


def _alarm(request: HelpRequest, topics: tuple[str, ...], here: Situation) -> Alarm | None:
    """What an urgent topic sets going that the request never had before."""
    was_urgent = shown_by_topic(tuple(request.every_topic), here.catalogue)
    is_urgent = shown_by_topic(topics, here.catalogue)
    if was_urgent or not is_urgent:
        return None
    return alarm_of(Signs(danger=True), request, here)


def _chosen(wanted: Sequence[str] | None, now: tuple[str, ...]) -> tuple[str, ...]:
    return now if wanted is None else tuple(dict.fromkeys(wanted))


def _require_known(
    request: HelpRequest,
    topics: tuple[str, ...],
    known_bands: tuple[str, ...],
    bands: tuple[str, ...],
    here: Situation,
) -> None:
    """What the request had before may have left the catalogue since."""
    if not {*here.catalogue.topics, *request.every_topic} >= set(topics):
        raise UnknownTopic()
    if not {*here.catalogue.age_bands, *known_bands} >= set(bands):
        raise UnknownAgeBand()
