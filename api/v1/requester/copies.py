"""What does a requester take along: the dialogue, who read it, and how the promise was kept?"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import datetime
from io import StringIO

from fastapi import Request
from pydantic import Field

from api.catalogue_answers import Outgoing
from api.http.access import catalogue_of, parts_of
from api.v1.answers import OwnRequestAnswer
from api.v1.certificate_answer import CertificateAnswer
from api.v1.requester.composing import own_request_answer
from api.v1.requester.own_answers import own_read
from api.v1.tables_in_csv import safe
from api.words.fallback import plain
from api.words.language import language_of, the_pages
from projections.door.audit.evidence import OwnCertificate
from projections.views.own_reads import ReadsOfDay, read_by_day
from projections.views.own_request import OwnRequestShown
from triage.actors import Actor, Role
from triage.evidence.access_log import TRANSLATION, VIEW


class LoggedReadAnswer(Outgoing):
    """That a role read the request on a day: `logtime` is its last read of that day.

    Readers are told by role and never by name.
    """

    logtime: datetime
    action: str = Field(examples=["view"])
    receiver_name: str = Field(serialization_alias="receiverName", examples=["a worker on duty"])
    receiver_system: str = Field(serialization_alias="receiverSystem", examples=["Pyydä apua"])


class LoggedReadsAnswer(Outgoing):
    """Who has read the own request, oldest first."""

    items: list[LoggedReadAnswer]


class OwnCopyAnswer(Outgoing):
    """A copy: the request with the first message, who read it, and how the promise was kept."""

    made_at: datetime
    request: OwnRequestAnswer
    reads: list[LoggedReadAnswer]
    certificate: CertificateAnswer


COLUMNS = [each.serialization_alias or name for name, each in LoggedReadAnswer.model_fields.items()]


async def own_certificate(request: Request, actor: Actor) -> CertificateAnswer:
    """The deadline certificate of the requester's own request."""
    found = await parts_of(request).reading_room.ask(OwnCertificate(), actor)
    return CertificateAnswer.model_validate(found)


async def own_copy(request: Request, actor: Actor) -> OwnCopyAnswer:
    """The copy as it stands now; reading it counts as reading an answer."""
    shown = await own_read(request, actor, first_too=True)
    return await copy_of(request, actor, shown)


async def copy_of(request: Request, actor: Actor, shown: OwnRequestShown) -> OwnCopyAnswer:
    """The copy of what was read, which holds the first message."""
    catalogue, language = (await catalogue_of(request).lately()).catalogue, language_of(request)
    return OwnCopyAnswer(
        made_at=parts_of(request).clock(),
        request=own_request_answer(shown, catalogue, language),
        reads=logged_reads(read_by_day(shown.reads), language),
        certificate=await own_certificate(request, actor),
    )


def logged_reads(days: Sequence[ReadsOfDay], language: str) -> list[LoggedReadAnswer]:
    """The rows of these days, said in a language."""
    return list(_rows(days, language))


def _rows(days: Sequence[ReadsOfDay], language: str) -> Iterator[LoggedReadAnswer]:
    wording = the_pages().wordings[language]
    system = plain(wording.text("base.brand").unescape())
    for day in days:
        for read in day.reads:
            action = TRANSLATION if read.by_role == Role.TRANSLATOR else VIEW
            key = f"rights.reads.role.{read.by_role}"
            known = key if key in wording.speaker(key).texts else "rights.reads.role.other"
            yield LoggedReadAnswer(
                logtime=read.at,
                action=action,
                receiver_name=plain(wording.text(known).unescape()),
                receiver_system=system,
            )


def reads_in_csv(rows: Sequence[LoggedReadAnswer]) -> str:
    """The rows as a table with a head."""
    table = StringIO()
    lines = csv.writer(table)
    lines.writerow(COLUMNS)
    for row in rows:
        cells = row.model_dump(mode="json", by_alias=True).values()
        lines.writerow(safe(str(each)) for each in cells)
    return table.getvalue()
