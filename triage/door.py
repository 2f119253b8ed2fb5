"""How is anything written? Through `Triage`: permission, load, decide, record, in one transaction.

The clock is read here and in the reading room, nowhere else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from triage.accessibility_feedback import AccessibilityDesk
from triage.actors import Actor
from triage.beside import Others
from triage.catalogue import Catalogue
from triage.crisis_notices import CrisisNotices
from triage.desk.absences import Absences
from triage.desk.drafts import begin_drafts, end_drafts
from triage.desk.notice_settings import NoticeDesk
from triage.desk.reply_templates import TemplateDesk
from triage.desk.rota import Rota
from triage.evidence.denials import denials_logged
from triage.intake import Call, Intake, Submission
from triage.permission import require
from triage.request.commands.command import Command, decide
from triage.request.commands.writer import ReplaceReceipt
from triage.request.cover import Cover
from triage.request.events import ENDS_SESSIONS, Erased, RequestEvent, Routed
from triage.request.help_request import HelpRequest
from triage.request.need_to_know import version_seen
from triage.situations import situation
from triage.store.database.engine import Database
from triage.store.database.unit_of_work import UnitOfWork
from triage.store.database.writer import Work, Writer
from triage.store.events.recorder import UnitRecorder
from triage.store.events.streams import folded, sealed, stream
from triage.store.keys.freed_pages import forget_freed_pages
from triage.store.keys.identity import Identities
from triage.store.keys.key_ring import KeyRing
from triage.store.keys.tombstones import Tombstones
from triage.store.records import sessions, submissions
from triage.store.records.catalogue_store import CatalogueStore
from triage.store.records.notice_settings import SettingsRecords
from triage.store.records.submissions import Receipt
from triage.text.personal import Personal
from triage.tracing import current_trace

T = TypeVar("T")
Clock = Callable[[], datetime]
# A blocking caller (a task, the command line) gives up on a write that takes longer.
WRITE_TIMEOUT_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What a command left behind: id, version, the kinds recorded, the unit if routed anew."""

    request_id: UUID
    version: int
    kinds: tuple[str, ...]
    routed_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Acted:
    """A command that was recorded, for whoever makes an answer of it in the same transaction.

    `request` is as the command left it; `is_damaged` tells that some of its words do not open,
    `cover` who is away.
    """

    actor: Actor
    at: datetime
    request: HelpRequest
    catalogue: Catalogue
    cover: Cover
    is_damaged: bool
    changed: Changed


class Triage:
    """The write door. Everything that changes a request comes through here."""

    def __init__(
        self,
        *,
        database: Database,
        writer: Writer,
        ring: KeyRing,
        identities: Identities,
        catalogues: CatalogueStore,
        tombstones: Tombstones,
        clock: Clock,
        demo_allowed: bool = False,
    ) -> None:
        self._database = database
        self._writer = writer
        self._ring = ring
        self._identities = identities
        self._catalogues = catalogues
        self._tombstones = tombstones
        self._clock = clock
        self._demo_allowed = demo_allowed
        self.crisis_notices = CrisisNotices(writer=writer, clock=clock)
        self.reply_templates = TemplateDesk(
            database=database, writer=writer, catalogues=catalogues, clock=clock
        )
        self.accessibility_feedback = AccessibilityDesk(
            writer=writer, identities=identities, clock=clock
        )
        self.notice_settings = NoticeDesk(
            database=database,
            writer=writer,
            records=SettingsRecords(identities.notice_key()),
            clock=clock,
        )
        self.absences = Absences(
            writer=writer, catalogues=catalogues, clock=clock, demo_allowed=demo_allowed
        )
        self.rota = Rota(writer=writer, catalogues=catalogues, clock=clock)
        self._intake = Intake(
            ring=ring, identities=identities, catalogues=catalogues, demo_allowed=demo_allowed
        )

    async def submit(self, submission: Submission, actor: Actor) -> Receipt:
        """Store a new request and give its receipt; the same submission again stores nothing.

        Raises:
            NotAllowed, KeyReused, KeyExpired, ArrivalNotFit, Overloaded
        """
        return await self._writer.write(self._storing(submission, actor))

    def submit_and_wait(self, submission: Submission, actor: Actor) -> Receipt:
        """`submit` for callers outside an event loop."""
        return self._writer.submit(self._storing(submission, actor)).result(WRITE_TIMEOUT_SECONDS)

    async def came_before(self, key: Personal[str], body: bytes, actor: Actor) -> Receipt | None:
        """The receipt of what was stored under this key; None where nothing was.

        Catalogue, roster and limits may have changed since; what is stored stays stored.

        Raises:
            NotAllowed, KeyReused, KeyExpired, Overloaded
        """
        require(actor, "request:submit")
        identity, now = self._identities.of(key), self._clock()
        return await self._writer.write(
            Work(
                lambda unit: submissions.earlier(unit, self._ring, identity, body=body, now=now),
                about=identity.request_id,
            )
        )

    async def replace_receipt(
        self, actor: Actor, *, key: Personal[str], own_word: Personal[str] | None
    ) -> Personal[str]:
        """Give the requester another receipt, and another own word where one is given.

        The caller has asked for the own word that stands. Every session of the request ends. The
        same key again stores nothing and gives the same receipt.

        Raises:
            NotAllowed, KeyReused, ReceiptChanged, RequestErased, RequestDamaged, TooManyChanges,
            Overloaded
        """
        require(actor, ReplaceReceipt.permission)
        request_id, call = actor.request_id, self._call()
        assert request_id is not None
        command = ReplaceReceipt(
            request_id=request_id,
            own_word=own_word,
            own_word_hash=self._identities.own_word_hash(request_id, own_word),
        )
        new = self._identities.replacement(key)

        def replace(unit: UnitOfWork) -> Personal[str]:
            mac = new.receipt_mac
            connection, word = unit.connection, command.own_word_hash
            if submissions.is_open_by(connection, request_id, mac, now=call.at):
                submissions.require_same_own_word(connection, self._ring, request_id, word)
            else:
                self._record(unit, command, actor, call)
                submissions.replace_receipt(connection, request_id, mac, call.at)
            return new.receipt

        return await self._writer.write(Work(replace, about=request_id))

    async def act(
        self,
        command: Command,
        who: Callable[[UnitOfWork], Actor],
        tell: Callable[[UnitOfWork, Acted], T],
    ) -> T:
        """`execute` in one turn with what stands around it: who acts, and what they are told.

        `who` and `tell` write and raise as any job of the writer. Erasing is for `execute` alone.
        """
        call = self._call()
        acting: list[Actor] = []

        def turn(unit: UnitOfWork) -> T:
            acting[:] = [who(unit)]
            require(acting[0], command.permission)
            return tell(unit, self._record(unit, command, acting[0], call))

        async with denials_logged(self._writer, acting, at=call.at, about=command.request_id):
            return await self._writer.write(Work(turn, about=command.request_id))

    async def execute(self, command: Command, actor: Actor) -> Changed:
        """Decide and record a command, or refuse it and record nothing.

        Raises:
            NotAllowed: the role never may.
            RequestUnknown: no such request, or not the actor's to know of.
            ChangedMeanwhile: the request is not at `expected_version` any more.
            TriageError: as the command says.
            RequestDamaged: what it would keep secret has no key any more.
            OldBytesLinger: the keys are destroyed, but not yet their old bytes on the disk.
        """
        about = command.request_id
        async with denials_logged(self._writer, [actor], at=self._clock(), about=about):
            changed = await self._writer.write(self._recording(command, actor))
        if Erased.kind() in changed.kinds:
            await asyncio.to_thread(forget_freed_pages, self._database)
        return changed

    def execute_and_wait(self, command: Command, actor: Actor) -> Changed:
        """`execute` for callers outside an event loop: tasks and the command line."""
        changed = self.begin(command, actor).result(WRITE_TIMEOUT_SECONDS)
        if Erased.kind() in changed.kinds:
            forget_freed_pages(self._database)
        return changed

    def begin(self, command: Command, actor: Actor) -> Future[Changed]:
        """`execute` for who has many commands: put this one on the list and wait for it later.

        What an erasure leaves on the disk is not removed.
        """
        return self._writer.submit(self._recording(command, actor))

    def _recording(self, command: Command, actor: Actor) -> Work[Changed]:
        require(actor, command.permission)
        call = self._call()
        return Work(
            lambda unit: self._record(unit, command, actor, call).changed, about=command.request_id
        )

    def _storing(self, submission: Submission, actor: Actor) -> Work[Receipt]:
        require(actor, "request:enter" if submission.entry else "request:submit")
        return self._intake.storing(submission, actor, self._call())

    def _call(self) -> Call:
        return Call(self._clock(), current_trace())

    def _record(self, unit: UnitOfWork, command: Command, actor: Actor, call: Call) -> Acted:
        keys, recorded, damage = stream(unit, self._ring, command.request_id)
        request = folded(recorded)
        here = situation(
            unit,
            request,
            actor=actor,
            now=call.at,
            catalogue=self._catalogues.in_force(unit),
            demo_allowed=self._demo_allowed,
        )
        others = Others(unit, self._ring)
        stands = here
        here = replace(here, find_beside=lambda reference: others.find(reference, stands))
        decided = decide(command, request, here)
        events = sealed(keys, request, decided, trace_id=call.trace_id)
        UnitRecorder(unit).insert_events(events)
        others.keep(call.trace_id, here)
        end_drafts(unit, request, decided, here)
        begin_drafts(unit, keys, recorded, decided)
        if any(isinstance(event, Erased) for event in decided):
            # On the disk first: what no list knows, a restored backup would bring back.
            self._tombstones.add(request.id, call.at)
            self._ring.destroy(unit.connection, request.id)
        if any(isinstance(event, ENDS_SESSIONS) for event in decided):
            sessions.end_all_about(unit.connection, request.id)
        seen = version_seen(actor, request, here.catalogue)
        return Acted(
            actor=actor,
            at=call.at,
            request=request,
            catalogue=here.catalogue,
            cover=here.cover,
            is_damaged=bool(damage),
            changed=_changed(request.id, seen, decided),
        )


def _changed(request_id: UUID, version: int, decided: list[RequestEvent]) -> Changed:
    routed = [None, *(event.unit for event in decided if isinstance(event, Routed))]
    kinds = tuple(event.kind() for event in decided)
    return Changed(request_id=request_id, version=version, kinds=kinds, routed_to=routed[-1])
