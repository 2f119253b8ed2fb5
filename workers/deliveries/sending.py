"""How is what is due sent? Claimed, addressed, tried, and what came of it written down.

At least once: who dies between the try and the note leaves the same id to the next one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import structlog
from sqlalchemy import Connection

from triage.catalogue import Catalogue
from triage.door import WRITE_TIMEOUT_SECONDS
from triage.notices.telling import ALERTS, Carrier, DeliveryState
from triage.store.database.unit_of_work import UnitOfWork
from workers.deliveries import circuits, ledger
from workers.deliveries.ledger import Claim
from workers.deliveries.letters import is_retracted, letter_of
from workers.deliveries.lines import Fault, NotDelivered, send_in_time
from workers.deliveries.outbound import Outbound, Spending
from workers.deliveries.people import first_moment_of, given_up_of
from workers.deliveries.tries import LONGEST_WAIT, PAUSE, Circuit, wait_before_next
from workers.failures import reported

LOG = structlog.get_logger()
# Longer than any try takes, so that nobody else begins while one is under way.
CLAIMED_FOR: Final = timedelta(minutes=1)
NOT_REACHABLE: Final = "not-reachable"
NO_LINE: Final = "no-line"
RETRACTED: Final = "retracted"
NEVER_TRIED: Final = "never-tried"
NEVER_REPORTED: Final = "never-reported"
# So many may be passed over while the write lock is held; the rest come next.
PASSED_OVER_AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What came of a try: it was sent, or whose fault it is that it was not; or nobody wants it."""

    code: str | None = None
    fault: Fault | None = None
    is_dropped: bool = False


def send_due(outbound: Outbound, spending: Spending) -> None:
    """Send what is due, each by itself, for as long as this task may go on."""
    while spending.may_go_on() and _something_is_due(outbound):
        spending.tries -= 1
        # Asked before the write lock is taken: other clocks are asked too.
        job = partial(_take, outbound, outbound.is_believed())
        taken = outbound.writer.submit(job).result(WRITE_TIMEOUT_SECONDS)
        if taken is not None:
            _deliver(outbound, taken)


def _something_is_due(outbound: Outbound) -> bool:
    """Asked before the write lock is: usually there is nothing."""
    now = outbound.clock()
    with outbound.database.lasting.connect() as connection:
        resting = circuits.resting(connection, now)
        return ledger.first_due(connection, now, resting) is not None


def _take(outbound: Outbound, is_believed: bool, unit: UnitOfWork) -> Claim | None:
    """Take the next one in hand; those that are too old or too early are passed over.

    One that fails here, whatever its reason, is put off alone: the others do not wait for it.
    """
    now, connection = outbound.clock(), unit.connection
    catalogue = outbound.catalogues.current(connection)
    resting = circuits.resting(connection, now)
    for _ in range(PASSED_OVER_AT_ONCE):
        found = ledger.first_due(connection, now, resting)
        if found is None:
            return None
        about = {"request_id": str(found.delivery.request_id), "version": found.delivery.version}
        with reported("delivery-not-judged", **about) as judging:
            given_up = is_believed and _is_given_up(connection, found, now, catalogue)
            if not given_up and not _is_too_early(connection, found, now, catalogue):
                _claim(outbound, connection, found, now)
                return found
        if judging.failed:
            ledger.put_off(connection, found, now + _longest_wait(found))
    return None


def _claim(outbound: Outbound, connection: Connection, found: Claim, now: datetime) -> None:
    line = found.delivery.line
    known = circuits.circuit(connection, line)
    circuits.keep(connection, line, known.tried(now + CLAIMED_FOR))
    # Where nothing is heard of this try, it counts as a failed one.
    next_at = now + CLAIMED_FOR + _wait(outbound, found)
    ledger.claim(connection, found, now + CLAIMED_FOR, next_at)


def _is_given_up(connection: Connection, found: Claim, now: datetime, catalogue: Catalogue) -> bool:
    told = found.delivery
    if now < given_up_of(connection, told, catalogue):
        return False
    code = found.code or (NEVER_TRIED if found.number == 1 else NEVER_REPORTED)
    ledger.end(connection, found, DeliveryState.FAILED, now, code)
    _tell("delivery-given-up", found, code)
    return True


def _is_too_early(
    connection: Connection, found: Claim, now: datetime, catalogue: Catalogue
) -> bool:
    next_at = first_moment_of(connection, found.delivery, now, catalogue)
    if next_at > now:
        ledger.put_off(connection, found, next_at)
    return next_at > now


def _deliver(outbound: Outbound, taken: Claim) -> None:
    """Try it, and note what came of it: a try that nobody reports keeps its line waiting."""
    request_id = str(taken.delivery.request_id)
    came = Came()
    with reported("delivery-broke", request_id=request_id) as trying:
        came = _tried(outbound, taken)
    if trying.code is not None:
        came = Came(code=trying.code, fault=Fault.UNKNOWN)
    with reported("delivery-not-noted", request_id=request_id):
        job = partial(_note, outbound, taken, came)
        outbound.writer.submit(job).result(WRITE_TIMEOUT_SECONDS)


def _tried(outbound: Outbound, taken: Claim) -> Came:
    try:
        if is_retracted(outbound, taken.delivery):
            return Came(is_dropped=True, code=RETRACTED)
        line = outbound.lines.get(Carrier(taken.delivery.carrier))
        letter = letter_of(outbound, taken.delivery)
        if line is None or letter is None:
            return Came(is_dropped=True, code=NO_LINE if line is None else NOT_REACHABLE)
        send_in_time(line, letter, outbound.try_seconds)
    except NotDelivered as failed:
        return Came(code=failed.code, fault=failed.fault)
    return Came()


def _note(outbound: Outbound, taken: Claim, came: Came, unit: UnitOfWork) -> None:
    """Write down what came of a try: of this delivery, and of its line."""
    now, line, connection = outbound.clock(), taken.delivery.line, unit.connection
    before = circuits.circuit(connection, line)
    after = _after(before, came, now)
    if after != before:
        circuits.keep(connection, line, after)
    if after.is_open != before.is_open:
        _tell("line-fails" if after.is_open else "line-works-again", taken)
    if came.is_dropped:
        ledger.end(connection, taken, DeliveryState.DROPPED, now, came.code)
        if came.code == RETRACTED:
            ledger.let_go(connection, taken, now)
    elif came.fault is None:
        ledger.end(connection, taken, DeliveryState.SENT, now)
    elif came.fault.ends_it:
        ledger.end(connection, taken, DeliveryState.FAILED, now, came.code)
        _tell("delivery-refused", taken, came.code)
    else:
        wait = _wait(outbound, taken)
        ledger.try_again(connection, taken, now + wait, came.code)


def _wait(outbound: Outbound, tried: Claim) -> timedelta:
    """How long to leave it alone after a failure; an alert to the duty no longer than its line."""
    return wait_before_next(tried.number, outbound.chance(), longest=_longest_wait(tried))


def _longest_wait(tried: Claim) -> timedelta:
    return PAUSE if tried.delivery.kind in ALERTS else LONGEST_WAIT


def _after(before: Circuit, came: Came, now: datetime) -> Circuit:
    """How the line does, by what came of a try."""
    if came.is_dropped:
        return before.not_tried()
    match came.fault:
        case None | Fault.ADDRESS | Fault.FINAL:
            return before.answered()
        case Fault.LINE:
            return before.failed(now)
        case Fault.LETTER | Fault.UNKNOWN:
            return before.not_tried()


def _tell(event: str, about: Claim, code: str | None = None) -> None:
    """Say it with the event that is told of; that one knows which call it came from."""
    told = about.delivery
    ids = {"request_id": str(told.request_id), "version": told.version}
    LOG.warning(event, name=told.line, code=code, **ids)
