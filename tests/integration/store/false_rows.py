"""What is there to be falsified? Rows in every tagged table, and what the service sees of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from collections.abc import Set as AbstractSet
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Table, insert, select

from projections.views.request.notices_shown import notices_about
from tests.clock import START
from tests.integration.store.world import AINO, KERTTU, TestedService
from triage.catalogue.packaged import packaged_lapland_text
from triage.codes import CrisisText
from triage.errors.provider import IdentityUnproven
from triage.errors.requests import RequestDamaged
from triage.evidence.access_log import Read, latest_reads, write_read
from triage.notices.on_duty import Shift
from triage.store.database.tagged_rows import insert_row
from triage.store.database.unit_of_work import unit_of_work
from triage.store.events.streams import stream
from triage.store.records import (
    absences,
    catalogue_store,
    disposals,
    feedback,
    provider_accounts,
    reply_templates,
    shifts,
)
from triage.store.records import (
    accessibility_feedback as accessibility,
)
from triage.store.records import (
    crisis_notices as crisis,
)
from triage.store.records import (
    sessions as signed_in,
)
from triage.store.records import (
    staff as accounts,
)
from triage.store.records import (
    submissions as receipts,
)
from triage.store.records.notice_settings import NoticeSettings, SettingsRecords
from triage.store.records.provider_accounts import ProviderAccount
from triage.store.tables.absence_tables import absences as absences_table
from triage.store.tables.core_tables import (
    access_log,
    accessibility_feedback,
    catalogues,
    crisis_notices,
    events,
    replaced_receipts,
    sessions,
    staff,
    submissions,
)
from triage.store.tables.delivery_tables import deliveries, relays
from triage.store.tables.disposal_tables import disposals as disposals_table
from triage.store.tables.feedback_tables import feedback as feedback_table
from triage.store.tables.guards import TAG
from triage.store.tables.notice_tables import notice_settings as settings_table
from triage.store.tables.provider_tables import provider_accounts as of_provider
from triage.store.tables.shift_tables import shifts as shifts_table
from triage.store.tables.template_tables import reply_templates as templates_table
from triage.text.personal import Personal
from triage.time.retention import Kept
from workers.deliveries import ledger

Seen = AbstractSet[Hashable]
MACS = (b"1" * 32, b"2" * 32)
SUBJECTS = (b"5" * 32, b"6" * 32)
REPLACED = (b"3" * 32, b"4" * 32)
DAY = START.date()
LATER = START + timedelta(hours=1)


class Planted:
    """A service with rows in every tagged table."""

    def __init__(self, service: TestedService) -> None:
        self.service = service
        self.parts = service.parts
        self.requests = [service.submit().request_id for _ in range(2)]
        with unit_of_work(self.parts.database) as unit:
            for actor in (AINO, KERTTU):
                write_read(unit, Read(at=START, actor=actor, action="list", ground="queue"))
            _plant(unit.connection, self.parts.identities.notice_key(), self.requests)
            records = accessibility.AccessibilityRecords(self.parts.identities.accessibility_key())
            for _ in range(2):
                given = accessibility.AccessibilityFeedback(
                    id=uuid4(), text=Personal("Ei näy."), email=None, received_at=START, due_on=DAY
                )
                records.add(unit.connection, given)
            self.records = records
        with self.parts.database.lasting.connect() as connection:
            self.receipts = list(connection.scalars(select(submissions.c.receipt_mac)))

    def seen(self, table: Table) -> Seen:
        """What the service makes of the rows of a table."""
        with self.parts.database.reads.connect() as connection:
            return SEEN[table](self, connection)

    @property
    def refused(self) -> str:
        return " ".join(self.parts.ring.row_tags.refused.places)


def _plant(connection: Connection, notice_key: bytes, requests: list[UUID]) -> None:
    second = packaged_lapland_text().replace('version = "', 'version = "x', 1)
    catalogue_store.publish(connection, second, published_at=START, published_by="elli")
    for mac, actor in zip(MACS, (AINO, KERTTU), strict=True):
        account = accounts.find(connection, actor.username or "")
        assert account is not None
        begun = signed_in.Session(
            username=actor.username, account_change=account.changed, expires_at=LATER
        )
        signed_in.begin(connection, mac, begun)
        SettingsRecords(notice_key).save(
            connection, account.username, NoticeSettings(email=Personal("a@example.fi")), START
        )
        _plant_of_the_desk(connection)
        said = {"id": uuid4(), "quarter": "2026-Q4", "heard": 5, "helped": 4, "comment": None}
        insert_row(connection, feedback_table, said)
    for mac, request_id in zip(REPLACED, requests, strict=True):
        row = {"receipt_mac": mac, "request_id": request_id, "replaced_at": START}
        insert_row(connection, replaced_receipts, row)
        ledger.add(connection, [_delivery(request_id)])
    for mac, username in zip(SUBJECTS, ("mira", "ossi"), strict=True):
        account = ProviderAccount(subject_mac=mac, username=username)
        provider_accounts.keep(connection, account)
    for kept in (Kept.DRAFTS, Kept.SESSIONS):
        went = disposals.Disposal(
            day=DAY,
            kind=str(kept),
            number=1,
            ground="Aika on täysi",
            edition="lapland",
            before=START,
            disposed_at=START,
        )
        disposals.add(connection, went, disposals.LogStart(1, bytes(32)))
    for name in (ledger.RELAY, "toinen"):
        insert_row(connection, relays, {"name": name, "position": 1})


def _plant_of_the_desk(connection: Connection) -> None:
    notice = crisis.CrisisNotice(
        id=uuid4(),
        text=next(iter(CrisisText)),
        published_at=START,
        published_by="kerttu",
        until=LATER,
    )
    crisis.add(connection, notice)
    template = reply_templates.ReplyTemplate(
        id=uuid4(),
        version=1,
        title="Kiitos",
        topics=(),
        texts={"fi": "Kiitos."},
        retired=False,
        edited_at=START,
        edited_by="kerttu",
    )
    reply_templates.add(connection, template)
    absence = absences.Absence(
        id=uuid4(),
        username="aino",
        from_on=DAY,
        until_on=DAY,
        substitute="olli",
        recorded_at=START,
        recorded_by="kerttu",
    )
    absences.add(connection, absence)
    shift = Shift(
        id=uuid4(),
        unit="neuvola",
        username="olli",
        from_at=START,
        until_at=LATER,
        planned_at=START,
        planned_by="kerttu",
    )
    shifts.add(connection, shift)


def _delivery(request_id: UUID) -> ledger.Delivery:
    return ledger.Delivery(
        id=uuid4(),
        request_id=request_id,
        version=1,
        kind="arrived",
        carrier="email",
        recipient="unit",
        unit="neuvola",
        made_at=START,
    )


def _readable(planted: Planted, connection: Connection) -> Seen:
    found = set()
    for each in planted.requests:
        try:
            stream(connection, planted.parts.ring, each)
        except RequestDamaged:
            continue
        found.add(each)
    return found


def _held(connection: Connection, *macs: bytes) -> Seen:
    bearers = {mac: signed_in.bearer(connection, mac, START) for mac in macs}
    return {mac for mac, bearer in bearers.items() if bearer is not None}


def _account_of(connection: Connection, subject_mac: bytes) -> bool:
    with suppress(IdentityUnproven):
        return provider_accounts.of_subject(connection, subject_mac) is not None
    return False


def _settings_of(planted: Planted, connection: Connection) -> Seen:
    records = SettingsRecords(planted.parts.identities.notice_key())
    return {name for name in ("aino", "kerttu") if records.find(connection, name) is not None}


def _receipts(planted: Planted, connection: Connection) -> Seen:
    opened = {receipts.opened_by(connection, mac) for mac in planted.receipts}
    return opened - {None}


SEEN: dict[Table, Callable[[Planted, Connection], Seen]] = {
    absences_table: lambda _, c: {each.id for each in absences.coming(c, DAY)},
    access_log: lambda _, c: {row.position for row in latest_reads(c, limit=10)},
    accessibility_feedback: lambda p, c: {each.id for each in p.records.waiting(c, 10)},
    catalogues: lambda p, c: p.parts.catalogues.versions(c).keys(),
    crisis_notices: lambda _, c: {each.id for each in crisis.latest(c, 10)},
    deliveries: lambda p, c: {n for n in p.requests if notices_about(c, n)},
    disposals_table: lambda _, c: {(each.day, each.kind) for each in disposals.every(c)},
    events: _readable,
    feedback_table: lambda p, c: {
        number for each in feedback.released(c, p.parts.ring) for number in range(each.answers)
    },
    relays: lambda _, c: {ledger.position(c)} - {0},
    replaced_receipts: lambda _, c: {mac for mac in REPLACED if receipts.replaced(c, mac)},
    sessions: lambda _, c: _held(c, *MACS),
    of_provider: lambda _, c: {mac for mac in SUBJECTS if _account_of(c, mac)},
    settings_table: _settings_of,
    staff: lambda _, c: {each.username for each in accounts.everybody(c)},
    submissions: _receipts,
    shifts_table: lambda _, c: {each.id for each in shifts.coming(c, START)},
    templates_table: lambda _, c: {each.id for each in reply_templates.latest(c)},
}


def another(column: Any, value: object) -> object:
    """Another value that the column can hold."""
    if value is None:
        value = {str: "", int: 0, bool: False, bytes: b"\0", UUID: UUID(int=0)}.get(
            column.type.python_type, START
        )
    match value:
        case bool():
            return not value
        case str():
            return value[:-1] + ("b" if value.endswith("a") else "a")
        case int():
            return value + 1000
        case bytes():
            return value[:-1] + bytes([value[-1] ^ 1])
        case datetime() | date():
            return value + timedelta(days=1)
        case UUID():
            return UUID(int=value.int ^ 1)
    raise TypeError(type(value))


def rows_of(connection: Connection, table: Table) -> list[dict[str, Any]]:
    """The rows of a table in the order of its key."""
    found = connection.execute(select(table).order_by(*table.primary_key))
    return [dict(row._mapping) for row in found]


def put(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Let the table hold these rows and no others, as who can write to it does."""
    connection.execute(table.delete())
    connection.execute(insert(table), rows)


def swapped(table: Table, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first two rows with everything but their keys exchanged, the tags too."""
    keys = {key.name for key in table.primary_key}
    first, second = rows[0], rows[1]
    return [
        {name: (one if name in keys else other)[name] for name in one}
        for one, other in ((first, second), (second, first))
    ] + rows[2:]


def untagged(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, TAG: None}
