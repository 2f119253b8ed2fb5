"""What does a test of the domain begin with? One request, the staff, and a hand-wound clock.

A `Case` keeps its stream as the store does, sealed, and goes through the steps of the write door;
only the database is left out. Every command comes a minute after the one before, unless the test
says at which moment.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from projections.machinery.following import ReadModel, RowOf
from projections.machinery.from_log import newest_profile
from projections.views.own_request import OwnRequestShown, own_request
from triage.actors import ANYONE, SYSTEM, Actor, Role
from triage.catalogue.packaged import packaged_lapland
from triage.codes import Outcome, ReplyKind, Urgency
from triage.errors.requests import RequestClosed, RequestErased, RequestWithdrawn, TriageError
from triage.permission import require
from triage.request.commands.clock.marking import EnforceClock
from triage.request.commands.command import (
    Beside,
    Colleague,
    Command,
    Situation,
    decide,
    recorded_on,
)
from triage.request.commands.dialogue import ReplyToRequester
from triage.request.commands.ending import CloseRequest, EraseRequest, WithdrawRequest
from triage.request.commands.handling import AssessUrgency, ClaimRequest
from triage.request.commands.submitting import Arrival, submit
from triage.request.cover import Absent, Cover, Substitute, cover_of
from triage.request.entry import Entry
from triage.request.events import EVENTS, Erased, RequestEvent
from triage.request.help_request import HelpRequest
from triage.request.need_to_know import Standing, standing
from triage.request.state.heaps import Burst
from triage.request.words import Profile, RequestWords
from triage.store.events.codec import personal_fields
from triage.store.events.sealing import SealingMapper
from triage.store.keys.key_ring import RequestKeys
from triage.text.personal import Personal
from triage.time.calendar import HELSINKI

T = TypeVar("T", bound=RequestEvent)

CATALOGUE = packaged_lapland()
MINUTE = timedelta(minutes=1)
REQUEST_ID = UUID(int=7)
KEYS = RequestKeys(words=b"w" * 32, profile=b"p" * 32, protection=b"n" * 32)
# What people type where a test does not care about the words.
TYPED = {
    "because": "A reason.",
    "text": "Some words.",
    "to": "lastensuojelu",
    "system": "Lifecare",
    "statute": "Laki 621/1999, 11 §",
}


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment in September 2026 by a Helsinki clock; the 8th is a Tuesday, as in section 2.2."""
    return datetime(2026, 9, day, hour, minute, tzinfo=HELSINKI).astimezone(UTC)


def staff(username: str, role: Role, *units: str) -> Actor:
    return Actor(role=role, username=username, name=username.title(), units=frozenset(units))


AINO = staff("aino", Role.WORKER, "perhesosiaalityo")
ONNI = staff("onni", Role.WORKER, "perhesosiaalityo")
OLLI = staff("olli", Role.WORKER, "neuvola")
OUTI = staff("outi", Role.WORKER, "neuvola")
MARIA = staff("maria", Role.WORKER, "seurakunta-perheneuvonta")
KERTTU = staff("kerttu", Role.COORDINATOR, "palveluohjaus")
VILLE = staff("ville", Role.DUTY, "sosiaalipaivystys")
ELLI = staff("elli", Role.EDITOR)
SANNA = staff("sanna", Role.SUPERVISOR, "perhesosiaalityo", "neuvola")
TIINA = staff("tiina", Role.OFFICER)
ANTTI = staff("antti", Role.ADMINISTRATOR)
STAFF = (AINO, ONNI, OLLI, OUTI, MARIA, KERTTU, VILLE, ELLI, SANNA, TIINA, ANTTI)
REQUESTER = Actor(role=Role.REQUESTER, request_id=REQUEST_ID)

ROSTER = {
    unit: tuple(frozenset({"fi"}) for each in STAFF if unit in each.units)
    for unit in ("perhesosiaalityo", "neuvola", "palveluohjaus")
}


def find_colleague(username: str) -> Colleague | None:
    """As the write door finds them: only those who can have requests."""
    for each in STAFF:
        if each.username == username and each.role in (Role.WORKER, Role.COORDINATOR, Role.DUTY):
            return Colleague(username=username, role=each.role, units=each.units)
    return None


def workers_of(unit: str) -> frozenset[str]:
    """As the write door finds them: who could take a request in the unit."""
    takers = [each for each in STAFF if each.role in (Role.WORKER, Role.COORDINATOR)]
    return frozenset(each.username or "" for each in takers if unit in each.units)


# As the store finds them: who may take something in each unit.
WORKERS = {unit: workers_of(unit) for each in STAFF for unit in each.units}


def substitutes(*people: Actor) -> dict[str, Substitute]:
    """As the store finds them: a coordinator may stand in in every unit of the county."""
    county = {Role.COORDINATOR: CATALOGUE.county_units}
    return {
        name: Substitute(username=name, units=each.units | county.get(each.role, frozenset()))
        for each in people
        if (name := each.username) and each.role in (Role.WORKER, Role.COORDINATOR, Role.DUTY)
    }


@dataclass(frozen=True, kw_only=True)
class LoggedRead:
    """A read as the access log remembers it."""

    at: datetime
    role: str = "worker"
    username: str | None = "aino"
    unit: str | None = "perhesosiaalityo"
    action: str = "view"
    ground: str = "own"
    outcome: str = "ok"
    version: int | None = 1


class Case:
    """One request and what has happened to it."""

    def __init__(self, request: HelpRequest, now: datetime) -> None:
        self.id = request.id
        self.now = now
        self.keys = KEYS
        self.stored: list[StoredEvent] = []
        # What the last command left in memory; the stream must make the same again.
        self.left = request
        self.absent: tuple[Absent, ...] = ()
        # Other requests by their references.
        self.beside: dict[str, Case] = {}
        self._keep(recorded_on(request))

    @property
    def events(self) -> list[RequestEvent]:
        """The whole stream, unsealed as far as the keys still reach."""
        mapper = SealingMapper(self.keys)
        return [mapper.to_domain_event(stored) for stored in self.stored]

    @property
    def request(self) -> HelpRequest:
        """The request that the stream makes."""
        request: HelpRequest | None = None
        for event in self.events:
            request = event.mutate(request)
        assert request is not None
        return request

    @property
    def kinds(self) -> list[str]:
        return [EVENTS[stored.topic].kind() for stored in self.stored]

    def last(self, event_class: type[T]) -> T:
        """The latest event of a class."""
        return [event for event in self.events if isinstance(event, event_class)][-1]

    def standing(self, actor: Actor, moment: datetime | None = None) -> Standing:
        return self._standing(actor, self.request, moment or self.now)

    @property
    def cover(self) -> Cover:
        """Who of the staff is away, whatever the day, by `absent`."""
        return cover_of(self.absent, substitutes(*STAFF), WORKERS)

    def do(
        self,
        actor: Actor,
        command: type[Command],
        *,
        moment: datetime | None = None,
        **typed: Any,
    ) -> tuple[str, ...]:
        """Do as the write door does; the kinds recorded. Raises the command's refusal."""
        now = moment or self.now + MINUTE
        require(actor, command.permission)
        request = self.request
        found: dict[str, HelpRequest] = {}
        here = Situation(
            now=now,
            actor=actor,
            ground=self._standing(actor, request, now),
            catalogue=CATALOGUE,
            find_colleague=self._find_colleague,
            workers_of=workers_of,
            roster=lambda: ROSTER,
            cover=self.cover,
            find_beside=lambda reference: self._find_beside(reference, actor, now, found),
        )
        made = command(**filled_in(command, request.id, typed))
        try:
            decided = decide(made, request, here)
        except TriageError:
            assert not request.pending_events, "a refusal records nothing"
            raise
        self.now = now
        self.left = request
        for reference, other in found.items():
            self.beside[reference]._keep(recorded_on(other))
        return self._keep(decided)

    def _find_beside(
        self, reference: str, actor: Actor, now: datetime, found: dict[str, HelpRequest]
    ) -> Beside | None:
        if reference not in self.beside:
            return None
        request = found.setdefault(reference, self.beside[reference].request)
        return Beside(request=request, ground=self._standing(actor, request, now))

    def refusal(
        self, actor: Actor, command: type[Command], *, moment: datetime | None = None, **typed: Any
    ) -> TriageError:
        """Why the door refuses this; fails where it does not."""
        try:
            kinds = self.do(actor, command, moment=moment, **typed)
        except TriageError as refusal:
            return refusal
        raise AssertionError(f"nothing was refused: {kinds}")

    def sweep(self, moment: datetime) -> tuple[str, ...]:
        """The clock's work at a moment."""
        return self.do(SYSTEM, EnforceClock, moment=moment)

    def own_view(
        self, reads: Iterable[LoggedRead] = (), *, first_too: bool = False
    ) -> OwnRequestShown:
        """What the requester sees."""
        logged: Any = tuple(reads)
        return own_request(self.request, self.events, logged, first_too=first_too)

    def row(self, model: ReadModel) -> RowOf:
        """The request's row in a read model, which follows the stream without its words."""
        request: HelpRequest | None = None
        for stored in self.stored:
            request = SealingMapper().to_domain_event(stored).mutate(request)
        assert request is not None
        return model.row(request, newest_profile(self.stored))

    def _standing(self, actor: Actor, request: HelpRequest, moment: datetime) -> Standing:
        return standing(
            actor, request, now=moment, intake_unit=CATALOGUE.intake_unit, cover=self.cover
        )

    def _find_colleague(self, username: str) -> Colleague | None:
        found = find_colleague(username)
        return found and replace(found, is_away=username in self.cover.away)

    def _keep(self, decided: list[RequestEvent]) -> tuple[str, ...]:
        mapper = SealingMapper(self.keys)
        self.stored += [mapper.to_stored_event(event) for event in decided]
        if any(isinstance(event, Erased) for event in decided):
            self.keys = RequestKeys(words=None, profile=None, protection=self.keys.protection)
        return tuple(event.kind() for event in decided)


def filled_in(command: type[Command], request_id: UUID, typed: dict[str, Any]) -> dict[str, Any]:
    """A command's fields: what a test typed is sealed, and what it left out is typed for it."""
    personal = personal_fields(command)
    wanted = {name: TYPED[name] for name in TYPED if name in personal} | typed
    sealed = {
        name: Personal(value) if name in personal and value is not None else value
        for name, value in wanted.items()
    }
    return {"request_id": request_id, **sealed}


def submitted(
    message: str | None = "Emme jaksa enää.",
    *,
    topics: tuple[str, ...] = ("TAL",),
    moment: datetime | None = None,
    profile: Profile | None = None,
    plea: RequestWords | None = None,
    request_id: UUID = REQUEST_ID,
    own_word: Personal[str] | None = None,
    burst: Burst | None = None,
    by: Actor = ANYONE,
    entry: Entry | None = None,
    reference: str = "PA-7",
) -> Case:
    """A request that came in, by default on Tuesday at nine, to perhesosiaalityo."""
    moment = moment or at(8, 9)
    arrival = Arrival(
        request_id=request_id,
        reference=reference,
        now=moment,
        catalogue=CATALOGUE,
        roster=ROSTER,
        burst=burst,
        by=by,
        entry=entry,
    )
    request = submit(
        topics=topics,
        profile=profile or Profile(municipality="698", asker="parent", language="fi"),
        plea=plea or RequestWords(message=message),
        arrival=arrival,
        own_word=own_word,
    )
    return Case(request, moment)


def claimed(by: Actor = AINO, **how: Any) -> Case:
    """A request that one of the unit has in hand."""
    case = submitted(**how)
    case.do(by, ClaimRequest)
    return case


def answered(**how: Any) -> Case:
    """Aino's request, answered within minutes; nobody assessed its urgency apart."""
    case = claimed(**how)
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)
    return case


def withdrawn(**how: Any) -> Case:
    """Aino's request, looked at calmly and then taken back by the requester."""
    case = claimed(**how)
    case.do(AINO, AssessUrgency, level=Urgency.NORMAL)
    case.do(REQUESTER, WithdrawRequest)
    return case


def closed(**how: Any) -> Case:
    """Aino's request, answered with advice and closed."""
    case = answered(**how)
    case.do(AINO, CloseRequest, outcome=Outcome.ADVICE)
    return case


def erased(**how: Any) -> Case:
    """Aino's request, closed and then erased."""
    case = closed(**how)
    case.do(ANTTI, EraseRequest)
    return case


ENDINGS = {"withdrawn": withdrawn, "closed": closed, "erased": erased}
REFUSED_AFTER = {
    "withdrawn": RequestWithdrawn,
    "closed": RequestClosed,
    "erased": RequestErased,
}
