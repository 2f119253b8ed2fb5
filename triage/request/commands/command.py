"""What is a command? Data with the permission it needs, and its decision on one request."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, cast
from uuid import UUID

from triage.actors import Actor, By, Role
from triage.catalogue import Catalogue
from triage.catalogue.routing import NOBODY_LEFT, Roster
from triage.codes import State
from triage.errors.partners import HandedOver
from triage.errors.requests import (
    ChangedMeanwhile,
    RequestClosed,
    RequestErased,
    RequestWithdrawn,
    TransferPending,
)
from triage.permission import KNOWN
from triage.request.cover import NOBODY_AWAY, Cover
from triage.request.events import PromiseRenewed, RequestEvent, Routed
from triage.request.help_request import HelpRequest
from triage.request.need_to_know import Standing, require_content, require_row, version_seen
from triage.time.calendar import local_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """A member of staff who can have a request in hand; away on this day?"""

    username: str
    role: Role
    units: frozenset[str]
    is_away: bool = False

    @property
    def takes_requests(self) -> bool:
        """Whether requests are given to them; the duty takes in hand what it chooses itself."""
        return self.role is not Role.DUTY


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Another request that a command records something on too, and how the actor stands to it."""

    request: HelpRequest
    ground: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What a decision may look at beside the request: time, actor, catalogue, who works where."""

    now: datetime
    actor: Actor
    ground: Standing
    catalogue: Catalogue
    find_colleague: Callable[[str], Colleague | None]
    # The user names of those who could take a request in a unit on this day.
    workers_of: Callable[[str], frozenset[str]]
    # Who works where on this day, as routing asks for it.
    roster: Callable[[], Roster]
    # Who is away on this day, for those who may stand in.
    cover: Cover = NOBODY_AWAY
    # Another request by its reference as typed, to be kept with this one; None where there is none.
    find_beside: Callable[[str], Beside | None] = lambda _: None
    # When somebody who has requests first read the words of this one, by the access log.
    first_opened: Callable[[], datetime | None] = lambda: None

    @property
    def username(self) -> str:
        """The actor's user name; only staff commands ask for it."""
        assert self.actor.username is not None
        return self.actor.username

    def takers_of(self, unit: str) -> frozenset[str]:
        """Who could take something new in the unit on this day."""
        return self.workers_of(unit) - self.cover.away.keys()

    def has_in_hand(self, request: HelpRequest) -> bool:
        """Whether the actor holds the request, or stands in for who does."""
        return request.claimed_by == self.username or self.ground is Standing.SUBSTITUTE

    def by(self, request: HelpRequest) -> By:
        """Who acts; a request beside this one may be held by somebody who is not away."""
        by, holder, kept_from = self.actor.by(request.unit), request.claimed_by, request.recused
        stands_in = self.cover.stands_in(self.actor, holder, request.unit, kept_from)
        if self.ground is Standing.SUBSTITUTE and stands_in:
            return replace(by, instead_of=holder)
        return by

    def record(
        self, request: HelpRequest, event_class: type[RequestEvent], **fields: object
    ) -> None:
        """Record what was decided, at this moment, by this actor."""
        fields = {"by": self.by(request), **fields}
        request.trigger_event(event_class, timestamp=self.now, **fields)


@dataclass(frozen=True, kw_only=True)
class Command(ABC):
    """Something that an actor wants done to one request.

    A class without a known permission cannot be imported. `expected_version` is the version that
    the person saw; with any other one now the command is refused. None: do not compare.
    """

    permission: ClassVar[str]

    request_id: UUID
    expected_version: int | None = None

    def __init_subclass__(cls, *, permission: str | None = None) -> None:
        super().__init_subclass__()
        if permission is not None:
            cls.permission = permission
        if getattr(cls, "permission", None) not in KNOWN:
            raise TypeError(f"{cls.__name__} names no known permission")

    def admit(self, ground: Standing) -> None:
        """Let through who may do this on this ground; by default, who may read the words.

        Raises:
            RequestUnknown, ReasonNeeded
        """
        require_content(ground)

    @abstractmethod
    def decide(self, request: HelpRequest, here: Situation) -> None:
        """Check the rules, then record events. Raises a `TriageError` and records nothing."""


def decide(command: Command, request: HelpRequest, here: Situation) -> list[RequestEvent]:
    """Run a command on a request and return the new events, oldest first. Changes `request`.

    A request that would be left to nobody goes to the county's intake, and one that would be left
    open and forgotten (`is_adrift`) gets a new promise.

    Raises:
        ChangedMeanwhile: the request is not at the version that the person saw.
        TriageError: what the command refuses; nothing is recorded then.
    """
    command.admit(here.ground)
    seen = version_seen(here.actor, request, here.catalogue)
    if command.expected_version not in (None, seen):
        raise ChangedMeanwhile(version=seen)
    owned = _owned(request)
    command.decide(request, here)
    left = _owned(request) != owned and not request.ended and request.claimed_by is None
    if left and has_nobody(request, here):
        bring_to_intake(request, here, NOBODY_LEFT)
    if request.is_adrift:
        here.record(request, PromiseRenewed, follow_up=here.catalogue.promise(here.now))
    return recorded_on(request)


def has_nobody(request: HelpRequest, here: Situation) -> bool:
    """Whether nobody who works in the unit may take the request; a closed one opens again."""
    intake, closed = here.catalogue.intake_unit, here.catalogue.closed_units(local_day(here.now))
    if request.unit == intake or request.unit in closed:
        return False
    return not here.workers_of(request.unit) - request.recused


def leaves_somebody(request: HelpRequest, here: Situation, kept_from: frozenset[str]) -> bool:
    """Whether somebody of the unit or the intake could read it who is not among these.

    Whoever is away is left too: they come back and find it.
    """
    of_unit, of_intake = map(here.workers_of, (request.unit, here.catalogue.intake_unit))
    return bool((of_unit | of_intake) - kept_from)


def bring_to_intake(request: HelpRequest, here: Situation, reason: str) -> None:
    """Let the county's intake have it; no rule of the catalogue chose it."""
    here.record(
        request,
        Routed,
        unit=here.catalogue.intake_unit,
        rule="",
        reason=reason,
        catalogue_version=here.catalogue.version,
    )


def _owned(request: HelpRequest) -> tuple[str, str | None, int]:
    """What tells whose it is: where that stays, nobody has to look who works there."""
    return request.unit, request.claimed_by, len(request.recused)


def recorded_on(request: HelpRequest) -> list[RequestEvent]:
    """The events that were recorded on a request since it was loaded, taken from it."""
    return cast("list[RequestEvent]", list(request.collect_events()))


def require_going_on(request: HelpRequest) -> None:
    """Raises RequestErased, RequestClosed or RequestWithdrawn where the request has ended."""
    if request.erased_at:
        raise RequestErased()
    if request.state is State.CLOSED:
        raise RequestClosed(outcome=request.outcome)
    if request.state is State.WITHDRAWN:
        raise RequestWithdrawn()


def require_inside(ground: Standing) -> None:
    """Let through who may know of the request and is not only the receiver of an offer.

    Raises:
        RequestUnknown: the request is not theirs to know of.
        TransferPending: the receiver must accept the offer first.
        HandedOver: whoever handed it over only follows.
    """
    require_row(ground)
    if ground is Standing.RECEIVER:
        raise TransferPending()
    if ground is Standing.FOLLOWER:
        raise HandedOver()
