"""What is over, what went, and how does an administrator let it go, or hold it, by hand?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from triage.actors import Actor, Role
from triage.request.commands.retention import ChangeHold
from triage.request.retention import LegalHold
from triage.store.keys.freed_pages import OldBytesLinger
from triage.store.records import disposals, submissions
from triage.time.retention import Kept
from wiring.composition.disposal import disposal_round_of
from wiring.composition.parts import Parts
from wiring.refused import Refused
from workers.disposal.requests import RequestOver, destroyed_by_day, silent_since
from workers.disposal.round import DisposalRound
from workers.rounds import Rounds

AT_THE_MACHINE = Actor(role=Role.ADMINISTRATOR)
REQUESTS = "requests"


@dataclass(frozen=True, slots=True, kw_only=True)
class Went:
    """How many of a class went on a day, on which ground. Content of requests is `requests`."""

    day: date
    kind: str
    number: int
    ground: str


def round_of(parts: Parts) -> DisposalRound:
    return disposal_round_of(parts, Rounds(parts.database))


def number_over(parts: Parts) -> Mapping[Kept, int]:
    """How many rows of each class are over."""
    return round_of(parts).number_over(parts.clock())


def requests_over(parts: Parts) -> Iterator[RequestOver]:
    """The requests whose day has come, with what holds them back."""
    return round_of(parts).over(parts.clock())


def destroy_all(parts: Parts) -> tuple[Mapping[Kept, int], int]:
    """Let go of everything that is over and not held back: how many rows by class, and requests.

    Raises:
        Refused: somebody reading keeps old bytes on the disk.
    """
    disposing, now = round_of(parts), parts.clock()
    try:
        rows = disposing.dispose_of_rows(now, at_once=True)
        over = [each for each in disposing.over(now) if each.hold is None]
        return rows, disposing.destroy(over, now)
    except OldBytesLinger:
        raise Refused(
            "the keys are destroyed, but somebody reading keeps their old bytes on the disk: "
            "give the same command again in a minute"
        ) from None


def report(parts: Parts) -> list[Went]:
    """Everything that went because its retention was over, the latest day first."""
    with parts.database.lasting.connect() as connection:
        rows = [
            Went(day=each.day, kind=each.kind, number=each.number, ground=each.ground)
            for each in disposals.every(connection)
        ]
    requests = [
        Went(day=day, kind=REQUESTS, number=number, ground=ground)
        for (day, ground), number in destroyed_by_day(parts.database).items()
    ]
    return sorted((*rows, *requests), key=lambda each: (each.day, each.kind), reverse=True)


def hold(parts: Parts, reference: str, ground: LegalHold | None) -> None:
    """Keep a request's content whatever its retention says; None lets it go again.

    Raises:
        Refused: there is no such reference.
        RequestErased, NoHold
    """
    with parts.database.lasting.connect() as connection:
        request_id = submissions.by_reference(connection, reference)
    if request_id is None:
        raise Refused(f"no request has the reference {reference}")
    command = ChangeHold(request_id=request_id, ground=ground)
    parts.triage.execute_and_wait(command, AT_THE_MACHINE)


def require_believable(parts: Parts) -> None:
    """Let a clock pass that is not long after the last read.

    Raises:
        Refused
    """
    last_at = silent_since(parts.database, parts.clock())
    if last_at is not None:
        raise Refused(
            f"nobody has read anything since {last_at.date().isoformat()}: where the clock is "
            "right all the same, say --clock-is-right"
        )
