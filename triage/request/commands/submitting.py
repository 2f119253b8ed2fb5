"""How is a request submitted? Stamped, promised, routed, and flagged where danger shows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from uuid import UUID

from triage.actors import ANYONE, SYSTEM, Actor
from triage.catalogue import Catalogue
from triage.catalogue.routing import Asking, Roster, route
from triage.catalogue.signs import Signs
from triage.errors.requests import NotAllowed
from triage.request.commands.together.heaps import opened_one_by_one
from triage.request.entry import Entry, require_fit
from triage.request.events import DutyAlerted, Routed, Submitted
from triage.request.help_request import HelpRequest
from triage.request.need_to_know import works_for_partner
from triage.request.reach import reach_of
from triage.request.state.heaps import Burst
from triage.request.words import Profile, RequestWords
from triage.text.personal import Personal, revealed


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Where and when a request arrives: its identity, the moment, and the rules in force.

    `burst` where its network sends more than the limit just now: a mark, and nothing else changes.
    `entry` where `by`, a member of staff, enters it for the requester.
    """

    request_id: UUID
    reference: str
    now: datetime
    catalogue: Catalogue
    roster: Roster
    burst: Burst | None = None
    by: Actor = ANYONE
    entry: Entry | None = None

    @property
    def arrived_at(self) -> datetime:
        """From when on the promise and the look are counted."""
        return self.entry.arrived_at if self.entry else self.now


def submit(
    *,
    topics: tuple[str, ...],
    profile: Profile,
    plea: RequestWords,
    arrival: Arrival,
    own_word: Personal[str] | None = None,
) -> HelpRequest:
    """Make the request. Topics, bands and municipality are known codes by now.

    A protected address leaves no municipality behind. An own word is looked through like any other
    text and not kept. What staff enter is promised and looked at as from its arrival.

    Raises:
        ArrivalNotFit
        NotAllowed: a partner's staff, who belong to another controller.
    """
    _require_fit(arrival)
    catalogue, profile = arrival.catalogue, _without_protected_place(profile)
    signs = catalogue.signs_in(chain(plea.said(), (revealed(own_word) or "",)))
    shown = signs | Signs(danger=shown_by_topic(topics, catalogue))
    request = HelpRequest._create(
        event_class=Submitted,
        id=arrival.request_id,
        timestamp=arrival.now,
        by=arrival.by.by(),
        reference=arrival.reference,
        topics=topics,
        **_shown_and_due(arrival, shown),
        profile=Personal(profile),
        plea=Personal(plea),
        reach=Personal(reach_of(plea)),
        **_mark(arrival, topics, profile, plea, own_word),
        **_entered(arrival),
    )
    # An urgent topic has a unit that knows it; only danger in the words overrules the topic.
    _route(request, profile, arrival, danger=signs.danger)
    if shown.press and catalogue.duty_configured and _nobody_is_in(arrival):
        _alert_duty(request, arrival)
    return request


def _require_fit(arrival: Arrival) -> None:
    if arrival.entry is not None:
        require_may_enter(arrival.by, arrival.catalogue)
        require_fit(arrival.entry, arrival.now)


def _shown_and_due(arrival: Arrival, shown: Signs) -> dict[str, object]:
    """What showed, by when it is answered and looked at, and by which edition of the catalogue."""
    catalogue, arrived_at = arrival.catalogue, arrival.arrived_at
    return {
        "danger": shown.danger,
        "language_unread": shown.language_unread,
        "promise": catalogue.promise(arrived_at),
        "look_by": catalogue.look_by(arrived_at, danger=shown.press),
        "catalogue_version": catalogue.version,
    }


def require_may_enter(actor: Actor, catalogue: Catalogue) -> None:
    """Let the county's own staff pass.

    Raises:
        NotAllowed
    """
    if works_for_partner(actor, catalogue):
        raise NotAllowed(role=str(actor.role), permission="request:enter")


def _nobody_is_in(arrival: Arrival) -> bool:
    """Whether the look cannot be left to the unit from now on, whenever the request arrived."""
    return arrival.catalogue.look_by(arrival.now, danger=True).out_of_hours


def _entered(arrival: Arrival) -> dict[str, object]:
    entry = arrival.entry
    return {} if entry is None else {"channel": entry.channel, "told_by": entry.told_by}


def _alert_duty(request: HelpRequest, arrival: Arrival) -> None:
    request.trigger_event(
        DutyAlerted,
        timestamp=arrival.now,
        by=SYSTEM.by(),
        unit=None,
        repeat_after_minutes=arrival.catalogue.duty_line.repeat_after_minutes,
    )


def shown_by_topic(topics: tuple[str, ...], catalogue: Catalogue) -> bool:
    """Whether one of the topics is urgent. One may have left the catalogue since it was checked."""
    known = (catalogue.topics.get(code) for code in topics)
    return any(topic is not None and topic.urgent for topic in known)


def _mark(
    arrival: Arrival,
    topics: tuple[str, ...],
    profile: Profile,
    plea: RequestWords,
    own_word: Personal[str] | None,
) -> dict[str, object]:
    burst = arrival.burst
    if burst is None:
        return {}
    # The mark is no secret, and must not tell that the young ask: it looks like any other.
    alone = arrival.request_id if opened_one_by_one(profile, arrival.catalogue) else None
    words_mac = burst.words_mac(plea, own_word, topics=topics, profile=profile, alone=alone)
    return {"heap": burst.heap, "words_mac": words_mac}


def asking_of(topics: tuple[str, ...], profile: Profile, *, danger: bool) -> Asking:
    """What routing may know of a request; `danger` is what the words or a human have flagged."""
    return Asking(
        topics=topics,
        age_bands=profile.age_bands,
        municipality=profile.municipality,
        language=profile.language,
        asker=profile.asker,
        concerns=profile.concerns,
        danger=danger,
        protected_address=profile.protected_address,
        elsewhere=profile.elsewhere,
    )


def _without_protected_place(profile: Profile) -> Profile:
    return replace(profile, municipality=None) if profile.protected_address else profile


def _route(request: HelpRequest, profile: Profile, arrival: Arrival, *, danger: bool) -> None:
    asking = asking_of(request.topics, profile, danger=danger)
    routing = route(asking, arrival.catalogue, arrival.roster)
    request.trigger_event(
        Routed,
        timestamp=arrival.now,
        by=SYSTEM.by(),
        unit=routing.unit,
        rule=routing.rule,
        reason=routing.reason,
        catalogue_version=routing.catalogue_version,
        co_units=routing.co_units,
        passed_over=routing.passed_over,
    )
