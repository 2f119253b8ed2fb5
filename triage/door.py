"""How is anything written? Through `Triage`: permission, load, decide, record, in one transaction.

The clock is read here and in the reading room, nowhere else.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from triage.actors import Actor
from triage.catalogue import Catalogue
from triage.catalogue.routing import Roster, without_closed
from triage.errors import ChangedMeanwhile
from triage.permission import require
from triage.request.commands.command import Colleague, Command, Situation
from triage.request.commands.intake import Arrival, submit
from triage.request.events import Erased, RequestEvent
from triage.request.help_request import HelpRequest
from triage.request.need_to_know import standing, version_seen
from triage.request.words import Profile, RequestWords
from triage.store.database.batch import remembered
from triage.store.database.engine import Database
from triage.store.database.writer import Job, Writer
from triage.store.events.recorder import LogRecorder
from triage.store.events.streams import folded, save, stream
from triage.store.keys.erasing import forget_freed_pages
from triage.store.keys.identity import Identities, Identity
from triage.store.keys.key_ring import KeyRing
from triage.store.keys.tombstones import Tombstones
from triage.store.records import staff, submissions
from triage.store.records.catalogue_store import CatalogueStore
from triage.store.records.submissions import Receipt
from triage.text.personal import Personal
from triage.text.typed_secrets import own_word_form
from triage.time.calendar import local_day
from triage.tracing import current_trace

Clock = Callable[[], datetime]
# A blocking caller (a task, the command line) gives up on a write that takes longer.
WRITE_TIMEOUT_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A request for help as it comes in, its codes known to the catalogue.

    `body` is what two submissions under one key must have in common, byte for byte. `own_word` is
    looked through for danger; what is kept of it is a keyed hash, in the `plea`.
    """

    topics: tuple[str, ...]
    # What a log line may not quote, when somebody prints the whole.
    profile: Profile = field(repr=False)
    plea: RequestWords = field(repr=False)
    body: bytes = field(repr=False)
    idempotency_key: Personal[str] | None = None
    own_word: Personal[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What a command left behind: the request's id, its version, and the kinds recorded."""

    request_id: UUID
    version: int
    kinds: tuple[str, ...]


class _Call(NamedTuple):
    """When the door was called, and as part of what."""

    at: datetime
    trace_id: str | None


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
        self._roster: tuple[int, Roster] | None = None

    async def submit(self, submission: Submission, actor: Actor) -> Receipt:
        """Store a new request and give its receipt; the same submission again stores nothing.

        Raises:
            NotAllowed, KeyReused, KeyExpired, Overloaded
        """
        job, about = self._storing(submission, actor)
        return await self._writer.write(job, about=about)

    def submit_and_wait(self, submission: Submission, actor: Actor) -> Receipt:
        """`submit` for callers outside an event loop."""
        job, about = self._storing(submission, actor)
        return self._writer.submit(job, about=about).result(WRITE_TIMEOUT_SECONDS)

    async def came_before(self, key: Personal[str], body: bytes, actor: Actor) -> Receipt | None:
        """The receipt of what was stored under this key; None where nothing was.

        Catalogue, roster and limits may have changed since; what is stored stays stored.

        Raises:
            NotAllowed, KeyReused, KeyExpired, Overloaded
        """
        require(actor, "request:submit")
        identity, now = self._identities.of(key), self._clock()
        return await self._writer.write(
            lambda c: submissions.earlier(c, self._ring, identity, body=body, now=now),
            about=identity.request_id,
        )

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
        job = self._recording(command, actor)
        changed = await self._writer.write(job, about=command.request_id)
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
        job = self._recording(command, actor)
        return self._writer.submit(job, about=command.request_id)

    def _recording(self, command: Command, actor: Actor) -> Job[Changed]:
        require(actor, command.permission)
        call = _Call(self._clock(), current_trace())
        return lambda connection: self._record(connection, command, actor, call)

    def _storing(self, submission: Submission, actor: Actor) -> tuple[Job[Receipt], UUID | None]:
        """What stores it, and the request that this is about where it may be there already."""
        require(actor, "request:submit")
        call = _Call(self._clock(), current_trace())
        key = submission.idempotency_key
        identity = self._identities.of(key or Personal(secrets.token_hex(16)))
        # A key of our own is surely new.
        about = identity.request_id if key else None
        return lambda connection: self._store(connection, submission, identity, call), about

    def _store(
        self, connection: Connection, submission: Submission, identity: Identity, call: _Call
    ) -> Receipt:
        now = call.at
        body = submission.body
        has_key = submission.idempotency_key is not None
        came_before = has_key and submissions.came_before(connection, identity.request_id)
        if came_before:
            before = submissions.earlier(connection, self._ring, identity, body=body, now=now)
            if before is not None:
                return before
        request = submit(
            topics=submission.topics,
            profile=submission.profile,
            plea=self._plea(submission, identity),
            own_word=submission.own_word,
            arrival=self._arrival(connection, identity, now),
        )
        keys = self._ring.make(connection, identity.request_id, surely_new=not came_before)
        promise = request.first.promise
        save(connection, keys, request, trace_id=call.trace_id)
        receipt = Receipt(
            request_id=identity.request_id,
            reference=identity.reference,
            receipt=identity.receipt,
            submitted_at=now,
            promise=promise,
            chain_head=LogRecorder(connection).head()[1],
        )
        submissions.add(connection, identity, keys=keys, body=body, receipt=receipt)
        return receipt

    def _plea(self, submission: Submission, identity: Identity) -> RequestWords:
        if submission.own_word is None:
            return submission.plea
        own_word = own_word_form(submission.own_word)
        own_word_hash = self._identities.own_word_mac(identity.request_id, own_word)
        return replace(submission.plea, own_word_hash=own_word_hash)

    def _arrival(self, connection: Connection, identity: Identity, now: datetime) -> Arrival:
        catalogue = self._catalogues.current(connection)
        roster = self._roster_at(connection)
        return Arrival(
            request_id=identity.request_id,
            reference=identity.reference,
            now=now,
            catalogue=catalogue,
            roster=without_closed(roster, catalogue, local_day(now)),
        )

    def _roster_at(self, connection: Connection) -> Roster:
        """The roster as it stands, read again only after an account has changed."""
        changed = remembered(connection, "staff", lambda: staff.last_change(connection))
        if self._roster is None or self._roster[0] != changed:
            self._roster = changed, staff.roster(connection, demo_allowed=self._demo_allowed)
        return self._roster[1]

    def _record(
        self, connection: Connection, command: Command, actor: Actor, call: _Call
    ) -> Changed:
        keys, recorded, _ = stream(connection, self._ring, command.request_id)
        request = folded(recorded)
        here = self._situation(connection, request, actor, call.at)
        command.admit(here.ground)
        seen = version_seen(actor, request, here.catalogue)
        if command.expected_version not in (None, seen):
            raise ChangedMeanwhile(version=seen)
        command.carry_out(request, here)
        decided = save(connection, keys, request, trace_id=call.trace_id)
        if any(isinstance(event, Erased) for event in decided):
            # On the disk first: what no list knows, a restored backup would bring back.
            self._tombstones.add(request.id, call.at)
            self._ring.destroy(connection, request.id)
        seen = version_seen(actor, request, here.catalogue)
        return Changed(request_id=request.id, version=seen, kinds=_kinds(decided))

    def _situation(
        self, connection: Connection, request: HelpRequest, actor: Actor, now: datetime
    ) -> Situation:
        catalogue = self._catalogues.current(connection)
        return Situation(
            now=now,
            actor=actor,
            ground=standing(actor, request, now=now, intake_unit=catalogue.intake_unit),
            catalogue=catalogue,
            find_colleague=lambda username: self._colleague(connection, username),
            workers_of=lambda unit: self._workers_of(connection, unit, catalogue, now),
        )

    def _workers_of(
        self, connection: Connection, unit: str, catalogue: Catalogue, now: datetime
    ) -> frozenset[str]:
        if unit in catalogue.closed_units(local_day(now)):
            return frozenset()
        at_work = staff.workers(connection, demo_allowed=self._demo_allowed)
        return at_work.get(unit, frozenset())

    def _colleague(self, connection: Connection, username: str) -> Colleague | None:
        account = staff.find(connection, username)
        if account is None or account.role not in staff.TAKES_REQUESTS:
            return None
        if not account.may_work(demo_allowed=self._demo_allowed):
            return None
        units = frozenset(account.units)
        return Colleague(username=account.username, role=account.role, units=units)


def _kinds(decided: list[RequestEvent]) -> tuple[str, ...]:
    return tuple(event.kind() for event in decided)
