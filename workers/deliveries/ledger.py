"""What is to be delivered, and how far has each delivery come? Rows without an address or a word.

Everything that changes a row happens in a job of the writer, alone among all processes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, and_, case, func, or_, select

from triage.notices.telling import ALERTS, Carrier, DeliveryState, Kind, Recipient
from triage.store.database.inserts import if_absent, replacing
from triage.store.database.tagged_rows import change_rows, insert_by, true_row, true_rows
from triage.store.events.recorder import LogRecorder
from triage.store.tables.delivery_tables import deliveries, relays

RELAY: Final = "deliveries"
# What has ended is kept for as long as an event may still make a delivery, and no longer.
KEPT_FOR: Final = timedelta(days=30)
# The longest delay after a failure, and the longest claim of one worker.
PUT_OFF_AT_MOST: Final = timedelta(hours=1)
RowOf = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Something to be told, to whom and by what. Its id is the same however often it is derived.

    The id goes out with it, so it is keyed: nobody finds the request by it.
    """

    id: UUID
    request_id: UUID
    version: int
    kind: str
    carrier: str
    recipient: str
    unit: str | None
    made_at: datetime
    username: str | None = None

    @property
    def line(self) -> str:
        """What fails together: one line a carrier, but one for each unit's web hook."""
        return f"{self.carrier} {self.unit}" if self.carrier == Carrier.WEBHOOK else self.carrier

    @property
    def says(self) -> tuple[object, ...]:
        """Two deliveries that are equal in this say the same: the later one joins the earlier."""
        if self.recipient == Recipient.REQUESTER:
            return (self.carrier, self.request_id)
        if self.kind == Kind.TEST_ALARM:
            # Each day's is one by itself: what failed yesterday proves nothing of today.
            return (self.carrier, self.recipient, self.kind, self.version)
        return (self.carrier, self.recipient, self.unit, self.username, self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A delivery that one worker may try now; `number` counts its tries from 1."""

    delivery: Delivery
    number: int
    code: str | None


def position(connection: Connection) -> int:
    """How far the relay has come in the log."""
    row = true_row(connection, select(relays).where(relays.c.name == RELAY), relays)
    return 0 if row is None else int(row.position)


def events_behind(connection: Connection) -> int:
    """How far the relay is from the log's end, which it reaches whether anybody is told or not."""
    return LogRecorder(connection).head()[0] - position(connection)


def record(connection: Connection, made: Sequence[Delivery], *, after: int, until: int) -> bool:
    """Store what the events from `after` to `until` make, and move the position with it.

    False where another relay was here first, and nothing is stored.
    """
    if position(connection) != after:
        return False
    insert_by(connection, replacing(relays), relays, [{"name": RELAY, "position": until}])
    add(connection, made, set(_said_already(connection, made)))
    return True


def add(
    connection: Connection,
    made: Sequence[Delivery],
    said: Collection[tuple[object, ...]] = (),
) -> None:
    """Store deliveries; what is stored already stays as it is. `said` is what waits already."""
    insert_by(connection, if_absent(deliveries), deliveries, _rows(made, set(said)))


def _rows(made: Iterable[Delivery], said: set[tuple[object, ...]]) -> Iterator[RowOf]:
    for each in made:
        is_said = each.says in said
        said.add(each.says)
        yield {
            "id": each.id,
            "request_id": each.request_id,
            "version": each.version,
            "kind": each.kind,
            "carrier": each.carrier,
            "recipient": each.recipient,
            "unit": each.unit,
            "username": each.username,
            "line": each.line,
            "state": DeliveryState.JOINED if is_said else DeliveryState.WAITING,
            "attempts": 0,
            "made_at": each.made_at,
            "next_at": each.made_at,
            "ended_at": each.made_at if is_said else None,
        }


def _said_already(connection: Connection, made: Sequence[Delivery]) -> Iterator[tuple[object, ...]]:
    """What waits and was never tried: what was may be under way, or soon given up."""
    to_staff = deliveries.c.recipient != Recipient.REQUESTER
    same_request = deliveries.c.request_id.in_({each.request_id for each in made})
    waiting = and_(deliveries.c.state == DeliveryState.WAITING, deliveries.c.attempts == 0)
    waits = select(deliveries).where(waiting, or_(to_staff, same_request))
    return (_delivery(row).says for row in true_rows(connection, waits, deliveries))


def was_told(connection: Connection, made: Delivery, versions: Collection[int]) -> bool:
    """Whether the same was told already, of one of these versions of the request."""
    told = select(deliveries).where(
        deliveries.c.request_id == made.request_id,
        deliveries.c.version.in_(versions),
        deliveries.c.carrier == made.carrier,
        deliveries.c.recipient == made.recipient,
        deliveries.c.username == made.username,
        deliveries.c.state.in_((DeliveryState.SENT, DeliveryState.JOINED)),
    )
    return bool(versions) and true_row(connection, told, deliveries) is not None


def let_go(connection: Connection, dropped: Claim, now: datetime) -> None:
    """Make each delivery that had joined a dropped one wait for its own sending again."""
    told = dropped.delivery
    joined = and_(
        deliveries.c.state == DeliveryState.JOINED,
        deliveries.c.made_at >= told.made_at,
        deliveries.c.kind == told.kind,
        deliveries.c.line == told.line,
        deliveries.c.recipient == told.recipient,
        deliveries.c.unit == told.unit,
        deliveries.c.username == told.username,
    )
    anew = {"state": DeliveryState.WAITING, "next_at": now, "ended_at": None}
    change_rows(connection, deliveries, anew, joined)


def is_due(now: datetime, resting: Iterable[str]) -> ColumnElement[bool]:
    """What can be tried: waiting, its moment come, in nobody's hands, its line not resting."""
    return and_(
        deliveries.c.state == DeliveryState.WAITING,
        deliveries.c.next_at <= now,
        or_(deliveries.c.claimed_until.is_(None), deliveries.c.claimed_until <= now),
        deliveries.c.line.not_in(sorted(resting)),
    )


def first_due(connection: Connection, now: datetime, resting: Iterable[str]) -> Claim | None:
    """What has waited longest of what can be tried, not claimed yet; alerts to the duty first."""
    alerts_first = case((deliveries.c.kind.in_(sorted(ALERTS)), 0), else_=1)
    in_turn = select(deliveries).order_by(alerts_first, deliveries.c.next_at, deliveries.c.id)
    row = true_row(connection, in_turn.where(is_due(now, resting)), deliveries)
    if row is None:
        return None
    return Claim(delivery=_delivery(row), number=row.attempts + 1, code=row.code)


def claim(connection: Connection, claim: Claim, until: datetime, next_at: datetime) -> None:
    """Claim it `until` then. If the worker dies, another may try it from `next_at` on.

    It then stands behind other waiting deliveries: it may have caused the crash.
    """
    _change(connection, claim, attempts=claim.number, claimed_until=until, next_at=next_at)


def put_off(connection: Connection, claim: Claim, next_at: datetime) -> None:
    """Leave it for later, without a try."""
    _change(connection, claim, next_at=next_at)


def try_again(connection: Connection, claim: Claim, next_at: datetime, code: str | None) -> None:
    """Give it back after a failure. Where another worker has it by now, nothing changes."""
    ours = deliveries.c.attempts == claim.number
    _change(connection, claim, ours, next_at=next_at, claimed_until=None, code=code)


def end(
    connection: Connection,
    claim: Claim,
    state: DeliveryState,
    at: datetime,
    code: str | None = None,
) -> None:
    """Nothing more is done about it."""
    _change(connection, claim, state=state, ended_at=at, claimed_until=None, code=code)


def _change(
    connection: Connection, claim: Claim, *where: ColumnElement[bool], **values: object
) -> None:
    this = and_(deliveries.c.id == claim.delivery.id, deliveries.c.state == DeliveryState.WAITING)
    change_rows(connection, deliveries, values, this, *where)


def number_of(connection: Connection, state: DeliveryState) -> int:
    """How many deliveries are in this state."""
    count = select(func.count()).select_from(deliveries).where(deliveries.c.state == state)
    return connection.scalar(count) or 0


def put_right(connection: Connection, now: datetime) -> None:
    """Take back what a clock that was ahead put off, or gave up without a try.

    What waits for opening hours is put off again when its turn comes.
    """
    later = now + PUT_OFF_AT_MOST
    untried = and_(deliveries.c.state == DeliveryState.FAILED, deliveries.c.attempts == 0)
    given_up = and_(untried, deliveries.c.ended_at > later)
    waiting = and_(
        deliveries.c.state == DeliveryState.WAITING,
        or_(deliveries.c.next_at > later, deliveries.c.claimed_until > later),
    )
    anew = {"next_at": now, "claimed_until": None, "ended_at": None}
    values = {"state": DeliveryState.WAITING, **anew}
    change_rows(connection, deliveries, values, or_(given_up, waiting))


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        id=row.id,
        request_id=row.request_id,
        version=row.version,
        kind=row.kind,
        carrier=row.carrier,
        recipient=row.recipient,
        unit=row.unit,
        username=row.username,
        made_at=row.made_at,
    )
