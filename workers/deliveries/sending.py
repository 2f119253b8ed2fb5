"""How is what is due sent? Claimed, addressed, tried, and what came of it written down.

At least once: who dies between the try and the note leaves the same id to the next one.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Final

import structlog
from sqlalchemy import Connection

from triage.catalogue import Catalogue
from triage.door import WRITE_TIMEOUT_SECONDS
from triage.notices import Carrier, first_moment, given_up_at
from workers.deliveries import circuits, ledger
from workers.deliveries.ledger import Claim, State
from workers.deliveries.letters import letter_of
from workers.deliveries.lines import Fault, NotDelivered, send_in_time
from workers.deliveries.outbound import Outbound, Spending
from workers.deliveries.tries import wait_before_next
from workers.failures import reported

LOG = structlog.get_logger()
# Longer than any try takes, so that nobody else begins while one is under way.
CLAIMED_FOR: Final = timedelta(minutes=1)
NOT_REACHABLE: Final = "not-reachable"
NO_LINE: Final = "no-line"
NEVER_TRIED: Final = "never-tried"
# So many may be passed over while the write lock is held; the rest come next.
PASSED_OVER_AT_ONCE: Final = 100


def send_due(outbound: Outbound, spending: Spending) -> None:
    """Send what is due, each by itself, for as long as this task may go on."""
    while spending.may_go_on() and _something_is_due(outbound):
        spending.tries -= 1
        taken = outbound.writer.submit(partial(_take, outbound)).result(WRITE_TIMEOUT_SECONDS)
        if taken is not None:
            # What fails in an unforeseen way is tried again when the claim has run out.
            with reported("delivery-broke", request_id=str(taken.delivery.request_id)):
                _deliver(outbound, taken)


def _something_is_due(outbound: Outbound) -> bool:
    """Asked before the write lock is: usually there is nothing."""
    now = outbound.clock()
    with outbound.database.views.connect() as connection:
        resting = circuits.resting(connection, now)
        return ledger.first_due(connection, now, resting) is not None


def _take(outbound: Outbound, connection: Connection) -> Claim | None:
    """Take the next one in hand; those that are too old or too early are passed over."""
    now = outbound.clock()
    catalogue = outbound.shelf.current(connection)
    resting = circuits.resting(connection, now)
    for _ in range(PASSED_OVER_AT_ONCE):
        found = ledger.first_due(connection, now, resting)
        if found is None:
            return None
        if not _is_passed_over(connection, found, now, catalogue):
            line = found.delivery.line
            known = circuits.circuit(connection, line)
            circuits.keep(connection, line, known.tried(now + CLAIMED_FOR))
            ledger.claim(connection, found, now + CLAIMED_FOR)
            return found
    return None


def _is_passed_over(
    connection: Connection, found: Claim, now: datetime, catalogue: Catalogue
) -> bool:
    recipient = found.delivery.recipient
    if now >= given_up_at(recipient, found.delivery.made_at, catalogue):
        code = found.code or NEVER_TRIED
        ledger.end(connection, found, State.FAILED, now, code)
        _tell("delivery-given-up", found, code)
        return True
    next_at = first_moment(recipient, now, catalogue)
    if next_at > now:
        ledger.put_off(connection, found, next_at)
    return next_at > now


def _deliver(outbound: Outbound, taken: Claim) -> None:
    carrier = Carrier(taken.delivery.carrier)
    line = outbound.lines.get(carrier)
    letter = letter_of(outbound, taken.delivery)
    if line is None or letter is None:
        job = partial(_drop, outbound, taken, NO_LINE if line is None else NOT_REACHABLE)
        outbound.writer.submit(job).result(WRITE_TIMEOUT_SECONDS)
        return
    failed: NotDelivered | None = None
    try:
        send_in_time(line, letter, outbound.try_seconds)
    except NotDelivered as error:
        failed = error
    job = partial(_note, outbound, taken, failed)
    outbound.writer.submit(job).result(WRITE_TIMEOUT_SECONDS)


def _drop(outbound: Outbound, taken: Claim, code: str, connection: Connection) -> None:
    ledger.end(connection, taken, State.DROPPED, outbound.clock(), code)
    line = taken.delivery.line
    circuits.keep(connection, line, circuits.circuit(connection, line).not_tried())


def _note(
    outbound: Outbound, taken: Claim, failed: NotDelivered | None, connection: Connection
) -> None:
    """Write down what came of a try: of this delivery, and of its line."""
    now, line = outbound.clock(), taken.delivery.line
    before = circuits.circuit(connection, line)
    is_down = failed is not None and failed.fault is Fault.LINE
    after = before.failed(now) if is_down else before.answered()
    if after != before:
        circuits.keep(connection, line, after)
    if after.is_open != before.is_open:
        _tell("line-fails" if after.is_open else "line-works-again", taken)
    if failed is None:
        ledger.end(connection, taken, State.SENT, now)
    elif failed.fault is Fault.FINAL:
        ledger.end(connection, taken, State.FAILED, now, failed.code)
        _tell("delivery-refused", taken, failed.code)
    else:
        wait = wait_before_next(taken.number, outbound.chance())
        ledger.try_again(connection, taken, now + wait, failed.code)


def _tell(event: str, about: Claim, code: str | None = None) -> None:
    """Say it with the event that is told of; that one knows which call it came from."""
    told = about.delivery
    ids = {"request_id": str(told.request_id), "version": told.version}
    LOG.warning(event, name=told.line, code=code, **ids)
