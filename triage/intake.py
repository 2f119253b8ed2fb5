"""How is a new request stored? Decided and sealed before the lock, asked again under it.

How long the lock is held bounds what any number of processes can take in, so under it stands only
what may have changed meanwhile: whether the submission came before, the catalogue, the roster.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from eventsourcing.persistence import StoredEvent

from triage.actors import Actor
from triage.catalogue import Catalogue
from triage.catalogue.routing import Roster, without_closed
from triage.errors.requests import TriageError
from triage.request.commands.command import recorded_on
from triage.request.commands.submitting import Arrival, submit
from triage.request.entry import Entry
from triage.request.state.heaps import Burst
from triage.request.words import Profile, RequestWords
from triage.store.database.unit_of_work import UnitOfWork
from triage.store.database.writer import Work
from triage.store.events.recorder import UnitRecorder
from triage.store.events.streams import sealed
from triage.store.keys.identity import Identities, Identity
from triage.store.keys.key_ring import KeyRing, RequestKeys
from triage.store.records import staff, submissions
from triage.store.records.catalogue_store import CatalogueStore
from triage.store.records.submissions import Receipt
from triage.store.tables.core_tables import request_keys
from triage.text.personal import Personal
from triage.text.typed_secrets import own_word_form
from triage.time.calendar import local_day
from triage.time.deadlines import Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A request for help as it comes in, its codes known to the catalogue.

    `body` is what two submissions under one key must have in common, byte for byte. `own_word` is
    looked through for danger; what is kept of it is a keyed hash, in the `plea`. `entry`: staff
    send it for the requester.
    """

    topics: tuple[str, ...]
    # What a log line may not quote, when somebody prints the whole.
    profile: Profile = field(repr=False)
    plea: RequestWords = field(repr=False)
    body: bytes = field(repr=False)
    idempotency_key: Personal[str] | None = None
    own_word: Personal[str] | None = None
    # Where its network sends more than the limit just now.
    burst: Burst | None = None
    entry: Entry | None = None


class Call(NamedTuple):
    """When the door was called, and as part of what."""

    at: datetime
    trace_id: str | None


class _InForce(NamedTuple):
    """What a submission is decided by: the catalogue, and who works where."""

    catalogue: Catalogue
    roster: Roster


@dataclass(slots=True)
class _Decided:
    """A submission as it was decided by what was in force, its events sealed."""

    in_force: _InForce
    keys: RequestKeys
    key_row: dict[str, object]
    promise: Promise
    events: list[StoredEvent]


@dataclass(slots=True)
class _Arriving:
    """A submission on its way in: decided before the lock, where what is in force is known."""

    submission: Submission
    identity: Identity
    actor: Actor
    call: Call
    decided: _Decided | None = None


class Intake:
    """Stores submissions, in jobs of the writer."""

    def __init__(
        self,
        *,
        ring: KeyRing,
        identities: Identities,
        catalogues: CatalogueStore,
        demo_allowed: bool,
    ) -> None:
        self._ring = ring
        self._identities = identities
        self._catalogues = catalogues
        self._demo_allowed = demo_allowed
        # What the last job found in force, and the change of the accounts that it was found at.
        self._in_force: _InForce | None = None
        self._staff_change = 0

    def storing(self, submission: Submission, actor: Actor, call: Call) -> Work[Receipt]:
        """What stores a submission, for the writer."""
        key = submission.idempotency_key
        arriving = _Arriving(
            submission=submission,
            identity=self._identities.of(key or Personal(secrets.token_hex(16))),
            actor=actor,
            call=call,
        )
        return Work(
            lambda unit: self._store(unit, arriving),
            # A key of our own is surely new.
            about=arriving.identity.request_id if key else None,
            prepare=lambda: self._decide_ahead(arriving),
        )

    def _decide_ahead(self, arriving: _Arriving) -> None:
        """Decide and seal before the lock, by the catalogue and roster that the last job found.

        A refusal is ignored here: a repeated submission must still get its first receipt.
        """
        if self._in_force is not None:
            with suppress(TriageError):
                arriving.decided = self._decided(arriving, self._in_force)

    def _store(self, unit: UnitOfWork, arriving: _Arriving) -> Receipt:
        """Store a submission under the lock. Check again what may have changed since it was
        decided: whether it is a repetition, the catalogue and the roster."""
        submission, identity, now = arriving.submission, arriving.identity, arriving.call.at
        came_before = submission.idempotency_key is not None and unit.is_there(identity.request_id)
        if came_before:
            body = submission.body
            before = submissions.earlier(unit, self._ring, identity, body=body, now=now)
            if before is not None:
                return before
        in_force = self._in_force_now(unit)
        decided = arriving.decided
        if decided is None or decided.in_force is not in_force:
            decided = self._decided(arriving, in_force)
        if came_before:
            # Its keys were stored but its events never: seal again with those keys.
            keys = self._ring.make(unit.connection, identity.request_id)
            decided = self._decided(arriving, in_force, keys)
        else:
            unit.insert(request_keys, [decided.key_row], of=identity.request_id)
        recorder = UnitRecorder(unit)
        recorder.insert_events(decided.events)
        receipt = Receipt(
            request_id=identity.request_id,
            reference=identity.reference,
            receipt=identity.receipt,
            submitted_at=now,
            promise=decided.promise,
            chain_head=recorder.head()[1],
        )
        submissions.add(unit, identity, keys=decided.keys, body=submission.body, receipt=receipt)
        return receipt

    def _decided(
        self, arriving: _Arriving, in_force: _InForce, keys: RequestKeys | None = None
    ) -> _Decided:
        """Decide a submission and seal it, under new keys where none are given."""
        identity, submission, call = arriving.identity, arriving.submission, arriving.call
        fresh, key_row = self._ring.fresh(identity.request_id)
        catalogue, roster = in_force
        request = submit(
            topics=submission.topics,
            profile=submission.profile,
            plea=self._plea(submission, identity),
            own_word=submission.own_word,
            arrival=Arrival(
                request_id=identity.request_id,
                reference=identity.reference,
                now=call.at,
                catalogue=catalogue,
                roster=without_closed(roster, catalogue, local_day(call.at)),
                burst=submission.burst,
                by=arriving.actor,
                entry=submission.entry,
            ),
        )
        return _Decided(
            in_force=in_force,
            keys=keys or fresh,
            key_row=key_row,
            promise=request.first.promise,
            events=sealed(keys or fresh, request, recorded_on(request), trace_id=call.trace_id),
        )

    def _plea(self, submission: Submission, identity: Identity) -> RequestWords:
        if submission.own_word is None:
            return submission.plea
        own_word = own_word_form(submission.own_word)
        own_word_hash = self._identities.own_word_mac(identity.request_id, own_word)
        return replace(submission.plea, own_word_hash=own_word_hash)

    def _in_force_now(self, unit: UnitOfWork) -> _InForce:
        """Catalogue and roster now; the same object until one changes (compared by `is`)."""
        catalogue = self._catalogues.in_force(unit)
        changed = unit.once("staff", lambda: staff.last_change(unit.unflushed))
        if self._in_force is None or self._staff_change != changed:
            roster = staff.roster(unit.unflushed, demo_allowed=self._demo_allowed)
            self._in_force, self._staff_change = _InForce(catalogue, roster), changed
        elif self._in_force.catalogue is not catalogue:
            self._in_force = _InForce(catalogue, self._in_force.roster)
        return self._in_force
