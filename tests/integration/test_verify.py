"""Does verifying name the first place where something stored was changed, and nothing else?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Connection, Table, delete, func, insert, select, update
from typer.testing import Result

from tests.clock import START
from tests.integration.commands import command_line
from tests.integration.store.world import AINO, KERTTU, TestedService
from triage.codes import ReplyKind
from triage.evidence.differs import Differs
from triage.evidence.verify import Verified, verify
from triage.request.commands.dialogue import ReplyToRequester
from triage.request.commands.ending import EraseRequest
from triage.store.database.engine import write_lock
from triage.store.records.submissions import Receipt
from triage.store.tables.core_tables import access_log, events, submissions
from triage.text.personal import Personal
from wiring.composition.enforcing import tools_of
from wiring.upkeep.erasing import AT_THE_MACHINE
from workers.sweep import sweep

WEEK = timedelta(days=7)
GRACE = timedelta(minutes=1)
Tamper = Callable[[Connection], None]


@pytest.fixture
async def receipts(service: TestedService) -> list[Receipt]:
    """Three requests in the log and some reads: one answered, one missed, one erased."""
    receipts = [service.submit() for _ in range(3)]
    answer = ReplyToRequester(
        request_id=receipts[0].request_id, text=Personal("Tule!"), reply_kind=ReplyKind.ANSWER
    )
    triage = service.parts.triage
    await triage.execute(answer, AINO)
    for receipt in receipts:
        await service.row(receipt.request_id, KERTTU)
    erase = EraseRequest(request_id=receipts[2].request_id, because=Personal("Pyyntö."))
    await triage.execute(erase, AT_THE_MACHINE)
    service.clock.wind(WEEK)
    sweep(tools_of(service.parts))
    return receipts


def verified(service: TestedService) -> Verified:
    return verify(service.parts.database, now=service.clock(), grace=GRACE)


def found_after(service: TestedService, tamper: Tamper) -> str:
    """What verifying says once somebody has been at the tables."""
    with write_lock(service.parts.database) as connection:
        tamper(connection)
    with pytest.raises(Differs) as raised:
        verified(service)
    return str(raised.value)


def flip(table: Table, position: int) -> Tamper:
    """Change one bit of a stored row's bytes: of the state of an event, of a read's link."""
    column = table.c.state if "state" in table.c else table.c.link

    def tamper(connection: Connection) -> None:
        here = table.c.position == position
        stored = connection.scalar(select(column).where(here))
        assert stored
        changed = stored[:-1] + bytes([stored[-1] ^ 1])
        connection.execute(update(table).where(here).values({column: changed}))

    return tamper


def last(connection: Connection, table: Table) -> int:
    position: int = connection.scalar(select(func.max(table.c.position))) or 0
    return position


def test_an_untouched_store_is_found_right(service: TestedService, receipts: list[Receipt]) -> None:
    found = verified(service)

    assert (found.requests, found.reads, found.judged.misses) == (3, 3, 2)


def test_an_empty_store_is_found_right(service: TestedService) -> None:
    assert verified(service).events == 0


@pytest.mark.parametrize("position", [1, 2, 7])
def test_a_flipped_bit_of_an_event_is_named_by_its_position(
    service: TestedService, receipts: list[Receipt], position: int
) -> None:
    assert f"events: position {position}:" in found_after(service, flip(events, position))


def test_a_changed_event_names_its_request(service: TestedService, receipts: list[Receipt]) -> None:
    assert receipts[1].reference in found_after(service, flip(events, 3))


def test_an_event_that_is_gone_is_named(service: TestedService, receipts: list[Receipt]) -> None:
    said = found_after(service, lambda c: c.execute(delete(events).where(events.c.position == 4)))

    assert "events: position 4: one is missing" in said


def test_an_end_that_was_cut_off_is_missed_on_a_receipt(
    service: TestedService, receipts: list[Receipt]
) -> None:
    said = found_after(service, lambda c: c.execute(delete(events).where(events.c.position > 5)))

    assert receipts[2].reference in said


def test_an_event_that_changed_hands_is_found(
    service: TestedService, receipts: list[Receipt]
) -> None:
    def swap(connection: Connection) -> None:
        here = events.c.position == 7
        values = {"request_id": receipts[1].request_id, "version": 99}
        connection.execute(update(events).where(here).values(values))

    assert "events: position 7:" in found_after(service, swap)


def test_a_flipped_bit_of_the_access_log_is_named(
    service: TestedService, receipts: list[Receipt]
) -> None:
    assert "access log: position 2:" in found_after(service, flip(access_log, 2))


@pytest.mark.parametrize(
    "changed",
    [
        {"username": "kukaan"},
        {"outcome": "denied"},
        {"request_id": None},
        {"at": START + timedelta(seconds=1)},
    ],
)
def test_a_changed_read_is_named(
    service: TestedService, receipts: list[Receipt], changed: dict[str, object]
) -> None:
    here = access_log.c.position == 1
    said = found_after(service, lambda c: c.execute(update(access_log).where(here).values(changed)))

    assert "access log: position 1:" in said


def test_a_read_that_is_gone_is_named(service: TestedService, receipts: list[Receipt]) -> None:
    here = access_log.c.position == 1
    said = found_after(service, lambda c: c.execute(delete(access_log).where(here)))

    assert "access log: position 1: one is missing" in said


def test_a_read_that_nobody_made_is_named(service: TestedService, receipts: list[Receipt]) -> None:
    def invent(connection: Connection) -> None:
        row = connection.execute(select(access_log).where(access_log.c.position == 1)).one()
        invented = {**row._mapping, "position": last(connection, access_log) + 1}
        connection.execute(insert(access_log).values(invented))

    assert "access log: position 4:" in found_after(service, invent)


def test_a_forged_receipt_head_is_found(service: TestedService, receipts: list[Receipt]) -> None:
    here = submissions.c.request_id == receipts[0].request_id
    forge = update(submissions).where(here).values(chain_head=b"f" * 32)

    assert receipts[0].reference in found_after(service, lambda c: c.execute(forge))


def test_a_miss_that_no_sweep_recorded_is_named_with_its_request(service: TestedService) -> None:
    receipt = service.submit()
    service.clock.wind(WEEK)

    said = found_after(service, lambda _: None)

    assert f"deadlines: request {receipt.reference}: promise 0 was missed" in said


def test_a_miss_may_be_on_its_way_for_a_moment(service: TestedService) -> None:
    promise = service.submit().promise
    service.clock.now = promise.breach_at + GRACE - timedelta(seconds=1)

    assert verified(service).requests == 1


# -- the command --


@pytest.fixture
def command(
    environment: dict[str, str], service: TestedService, process_as_before: None
) -> Callable[[], Result]:
    run = command_line(environment, service.clock)
    return lambda: run("verify")


def test_the_command_says_that_all_is_as_it_was(
    command: Callable[[], Result], service: TestedService
) -> None:
    service.submit()

    result = command()

    assert (result.exit_code, result.stdout.startswith("All is as it was: 2 events")) == (0, True)


def test_the_command_names_the_place_on_standard_error(
    command: Callable[[], Result], service: TestedService, receipts: list[Receipt]
) -> None:
    with write_lock(service.parts.database) as connection:
        flip(events, 4)(connection)

    result = command()

    assert (result.exit_code, result.stdout) == (1, "")
    assert "events: position 4:" in result.stderr
