"""What does a service consist of that tells people outside? Parts, lines, receivers, a clock."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from email.headerregistry import Address
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select

from tests.clock import START
from tests.integration.deliveries.receivers import LOOPBACK, Gateway, Mailbox
from tests.integration.store.world import AINO, PROFILE, TestedService
from triage.actors import ANYONE, Actor
from triage.catalogue.packaged import packaged_lapland_text
from triage.codes import ReplyKind
from triage.intake import Submission
from triage.notices.telling import Carrier
from triage.request.commands.command import Command
from triage.request.commands.dialogue import ReplyToRequester
from triage.request.words import Contact, RequestWords
from triage.store.database.engine import write_lock
from triage.store.database.tagged_rows import change_rows
from triage.store.records import catalogue_store
from triage.store.tables.core_tables import events
from triage.store.tables.delivery_tables import circuits, deliveries, relays
from triage.text.personal import Personal
from wiring.composition.delivering import outbound_of
from wiring.composition.parts import open_database
from wiring.settings import Settings
from workers.deliveries.http_posts import HookLine, SmsLine
from workers.deliveries.lines import TRY_SECONDS, Line
from workers.deliveries.mail import MailLine, Security
from workers.deliveries.outbound import Outbound, Spending
from workers.deliveries.proving import prove_line
from workers.deliveries.relay import relay
from workers.deliveries.sending import send_due

ADDRESS = "kissankello@example.fi"
NUMBER = "040 555 8421"
DIALLED = "+358405558421"
UNIT_ADDRESS = "jono@example.fi"
SENDER = Address("Viesti", addr_spec="ei-vastausta@viestit.example.fi")
SECRET = b"s" * 32
TOKEN = "tunniste-jota-ei-kerrota"
BY_EMAIL = Contact(email=ADDRESS)
BY_SMS = Contact(phone=NUMBER, sms_ok=True)


@dataclass(slots=True)
class Post:
    """A service and its receivers. `outbound` is what its tasks send with.

    `every_language`: as in a demo, notices are written in languages that no reader has signed.
    """

    service: TestedService
    mailbox: Mailbox
    gateway: Gateway
    lines: dict[Carrier, Line] = field(default_factory=dict)
    chance: float = 1.0
    try_seconds: float = TRY_SECONDS
    every_language: bool = False
    is_believed: bool = True

    @property
    def outbound(self) -> Outbound:
        known = outbound_of(self.service.parts)
        return replace(
            known,
            lines=self.lines,
            chance=lambda: self.chance,
            try_seconds=self.try_seconds,
            every_language=self.every_language,
            is_believed=known.is_believed if self.is_believed else lambda: False,
        )

    def work(self) -> None:
        """What one task does."""
        outbound = self.outbound
        relay(outbound, Spending())
        send_due(outbound, Spending())

    def prove(self) -> None:
        """What a task does for the test alarm, and then sends."""
        prove_line(self.outbound)
        self.send()

    def begin_anew(self) -> None:
        """As if nothing had ever been told, and nothing happened yet that is news."""
        self.service.clock.now = START
        with write_lock(self.service.parts.database) as connection:
            connection.execute(delete(deliveries))
            connection.execute(delete(circuits))
            head = connection.scalar(select(func.max(events.c.position))) or 0
            change_rows(connection, relays, {"position": head})

    def relay(self) -> None:
        relay(self.outbound, Spending())

    def send(self) -> None:
        send_due(self.outbound, Spending())

    def submit(self, contact: Contact | None = None, **profile: Any) -> UUID:
        """Somebody asks; with an e-mail address to be told there, with a number by SMS."""
        by = "here" if contact is None else "email" if contact.email else "phone"
        submission = Submission(
            topics=("VAN",),
            profile=replace(PROFILE, **profile),
            plea=RequestWords(message="En jaksa enää yksin.", reply_by=by, contact=contact),
            body=b"{}",
        )
        return self.service.parts.triage.submit_and_wait(submission, ANYONE).request_id

    def do(self, command: type[Command], request_id: UUID, actor: Actor, **values: Any) -> None:
        self.service.parts.triage.execute_and_wait(command(request_id=request_id, **values), actor)

    def reply(self, request_id: UUID, kind: ReplyKind = ReplyKind.ANSWER) -> None:
        text = Personal("Tule käymään torstaina.")
        self.do(ReplyToRequester, request_id, AINO, text=text, reply_kind=kind)

    def rows(self, **where: object) -> list[Any]:
        """The deliveries, oldest first."""
        query = select(deliveries).order_by(deliveries.c.made_at, deliveries.c.version)
        with self.service.parts.database.views.connect() as connection:
            found = connection.execute(query.filter_by(**where)).all()
        return list(found)

    def states(self, **where: object) -> list[str]:
        return [row.state for row in self.rows(**where)]


def lines_to(mailbox: Mailbox, gateway: Gateway) -> dict[Carrier, Line]:
    """Every line, to these receivers."""
    return {
        Carrier.EMAIL: mail_line(mailbox.port),
        Carrier.SMS: SmsLine(url=gateway.url("/sms"), token=Personal(TOKEN)),
        Carrier.WEBHOOK: HookLine(secret=Personal(SECRET)),
    }


def mail_line(port: int, **how: Any) -> MailLine:
    known = {"host": LOOPBACK, "port": port, "security": Security.NONE, "sender": SENDER}
    return MailLine(**{**known, **how})


def catalogue_with(version: str, **units: str) -> str:
    """The packaged catalogue in which these units, by code, have lines of their own."""
    text = packaged_lapland_text().replace('version = "lappi-2026.19"', f'version = "{version}"')
    for unit, lines in units.items():
        code = f'[[unit]]\ncode = "{unit}"\n'
        assert code in text
        text = text.replace(code, code + lines + "\n")
    return text


def publish(settings: Settings, text: str) -> None:
    database = open_database(settings)
    with write_lock(database) as connection:
        catalogue_store.publish(connection, text, published_at=START, published_by=None)
    database.dispose()
