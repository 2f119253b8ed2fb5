"""What has a worker begun to write, and when is it gone? Neither an event nor a row of a log.

A draft is its writer's alone and kept only while the writer may read the words that it answers.
Both doors leave a trace of what went through them, so they are not used.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import Connection

from triage.actors import Actor
from triage.catalogue import Catalogue
from triage.codes import ReplyKind
from triage.errors.drafts import DraftChanged, DraftTooSoon, NoDraft
from triage.errors.requests import ReasonNeeded, RequestDamaged, RequestErased, RequestUnknown
from triage.permission import require
from triage.request.commands.command import Situation, require_going_on
from triage.request.events import (
    Assigned,
    AvoidanceMatched,
    Claimed,
    Erased,
    Recused,
    Replied,
    RequestEvent,
    Routed,
    TransferAccepted,
    TranslationAsked,
    TranslationDelivered,
)
from triage.request.help_request import HelpRequest
from triage.request.need_to_know import SEES_CONTENT, Standing, require_content, standing
from triage.store.database.call_deadline import in_thread
from triage.store.database.engine import Database
from triage.store.database.unit_of_work import UnitOfWork
from triage.store.database.writer import Work, Writer
from triage.store.events.streams import Stream, folded, stream
from triage.store.keys.key_ring import KeyRing, RequestKeys
from triage.store.records import absences, drafts, staff
from triage.store.records.catalogue_store import CatalogueStore
from triage.store.records.drafts import Draft, Place
from triage.text.personal import Personal, revealed
from triage.time.calendar import local_day

WRITING = "request:reply"
SAVES_APART = timedelta(seconds=1)

# After these nobody's draft fits any more: the words are gone, or another unit answers.
ENDS_ALL = (Erased, TransferAccepted)
# After these some may no longer read the words.
MAY_CLOSE_THE_WORDS = (Assigned, AvoidanceMatched, Claimed, Recused, Routed)
ENDS_SOME = (Replied, *ENDS_ALL, *MAY_CLOSE_THE_WORDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What is to be kept. `seen_at`: the draft that the page knows; `is_new`: it knows of none.

    With neither, whatever is there is written over.
    """

    text: Personal[str]
    reply_kind: ReplyKind | None = None
    language: Personal[str] | None = None
    seen_at: datetime | None = None
    is_new: bool = False

    def is_behind(self, there: datetime | None) -> bool:
        """Whether the page knew another draft than the one that is there."""
        if self.seen_at is not None:
            return there != self.seen_at
        return self.is_new and there is not None


class DraftDesk:
    """Keeps what staff have begun to write."""

    def __init__(
        self,
        *,
        database: Database,
        writer: Writer,
        ring: KeyRing,
        catalogues: CatalogueStore,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._writer = writer
        self._ring = ring
        self._catalogues = catalogues
        self._clock = clock

    async def save(self, request_id: UUID, typed: Typed, actor: Actor) -> Draft:
        """Keep what was typed; the same words again change nothing.

        Raises:
            NotAllowed, RequestUnknown, ReasonNeeded, RequestClosed, RequestWithdrawn,
            RequestErased, RequestDamaged, Overloaded
            DraftChanged: the page knew another draft, or these words were sent.
            DraftTooSoon
        """
        require(actor, WRITING)
        place, now = _place(request_id, actor), self._clock()

        def saved(unit: UnitOfWork) -> Draft:
            opened = self._opened(unit, place, actor, now)
            if _is_sent(opened, place, typed.text):
                raise DraftChanged()
            key = _words_key(opened)
            there = drafts.saved_at(unit.connection, place, now)
            before = drafts.opened(unit.connection, place, key) if there else None
            if before and _says(before) == _says(typed):
                return before
            if typed.is_behind(there):
                raise DraftChanged()
            if there and timedelta(0) <= now - there < SAVES_APART:
                raise DraftTooSoon()
            draft = Draft(
                text=typed.text,
                reply_kind=typed.reply_kind,
                language=typed.language,
                saved_at=now,
            )
            drafts.save(unit.connection, place, draft, key)
            return draft

        return await self._writer.write(Work(saved, about=request_id))

    async def read(self, request_id: UUID, actor: Actor) -> Draft:
        """The actor's own draft. Where they may read the words no more it is taken away.

        Raises:
            NotAllowed, NoDraft, RequestUnknown, ReasonNeeded, RequestErased, RequestDamaged
        """
        require(actor, WRITING)
        place, now = _place(request_id, actor), self._clock()
        try:
            found = await in_thread(self._found, place, actor, now)
        except (RequestUnknown, ReasonNeeded):
            await self._writer.write(lambda unit: drafts.drop(unit.connection, place))
            raise
        if found is None:
            raise NoDraft()
        return found

    async def at_hand(self, request_id: UUID, actor: Actor) -> Draft | None:
        """The actor's own draft, where there is one that they may read."""
        try:
            return await self.read(request_id, actor)
        except (NoDraft, RequestUnknown, ReasonNeeded, RequestErased, RequestDamaged):
            return None

    async def discard(self, request_id: UUID, actor: Actor) -> None:
        """Take the actor's own draft away.

        Raises:
            NotAllowed, NoDraft, Overloaded
        """
        require(actor, WRITING)
        place = _place(request_id, actor)
        if not await self._writer.write(lambda unit: drafts.drop(unit.connection, place)):
            raise NoDraft()

    def _found(self, place: Place, actor: Actor, now: datetime) -> Draft | None:
        with self._database.reads.connect() as connection:
            if drafts.saved_at(connection, place, now) is None:
                return None
            opened = stream(connection, self._ring, place.request_id)
            catalogue = self._catalogues.current(connection)
            ground = partial(_ground, connection, actor, now=now, catalogue=catalogue)
            _require_readable(opened, ground)
            return drafts.opened(connection, place, _words_key(opened))

    def _opened(self, unit: UnitOfWork, place: Place, actor: Actor, now: datetime) -> Stream:
        """The request, for who may write to the requester just now."""
        opened = stream(unit, self._ring, place.request_id)
        catalogue = self._catalogues.in_force(unit)
        ground = partial(_ground, unit.unflushed, actor, now=now, catalogue=catalogue)
        require_going_on(_require_readable(opened, ground))
        return opened


def end_drafts(
    unit: UnitOfWork, request: HelpRequest, decided: Sequence[RequestEvent], here: Situation
) -> None:
    """Take away, in the same transaction, the drafts that what was decided leaves without use.

    That is the actor's own once it is sent, everybody's after an erasure or an accepted transfer,
    and theirs who may read the words no more.
    """
    if not any(isinstance(each, ENDS_SOME) for each in decided):
        return
    # No draft waits to be inserted.
    connection = unit.unflushed
    if any(isinstance(each, ENDS_ALL) for each in decided):
        drafts.drop_about(connection, request.id)
        return
    sends = any(isinstance(each, Replied) for each in decided)
    for username in drafts.writers(connection, request.id):
        place = Place(request_id=request.id, username=username)
        is_sent = sends and username == here.actor.username
        if is_sent or not _reads(connection, place, request, here):
            drafts.drop(connection, place)


def begin_drafts(
    unit: UnitOfWork,
    keys: RequestKeys,
    recorded: Sequence[RequestEvent],
    decided: Sequence[RequestEvent],
) -> None:
    """Keep the translation of what somebody was about to write as their draft, to look at and send.

    Where they have gone on writing meanwhile, their words stay: the page still shows both.
    """
    for event in decided:
        if isinstance(event, TranslationDelivered) and event.text is not None and keys.words:
            (asked,) = (each for each in recorded if each.originator_version == event.number)
            assert isinstance(asked, TranslationAsked)
            if asked.text is not None:
                _put_in_place_of(unit.unflushed, keys.words, asked, event)


def _put_in_place_of(
    connection: Connection, key: bytes, asked: TranslationAsked, delivered: TranslationDelivered
) -> None:
    place = Place(request_id=asked.originator_id, username=asked.by.username or "")
    before = drafts.opened(connection, place, key)
    if before is not None and before.text != asked.text:
        return
    assert delivered.text is not None
    draft = Draft(
        text=delivered.text,
        reply_kind=before.reply_kind if before else None,
        language=asked.language,
        saved_at=delivered.timestamp,
    )
    drafts.save(connection, place, draft, key)


def _reads(connection: Connection, place: Place, request: HelpRequest, here: Situation) -> bool:
    account = staff.find(connection, place.username)
    if account is None or not account.active:
        return False
    return _ground(connection, account.actor(), request, here.now, here.catalogue) in SEES_CONTENT


def _place(request_id: UUID, actor: Actor) -> Place:
    return Place(request_id=request_id, username=actor.username or "")


def _says(draft: Draft | Typed) -> tuple[str, ReplyKind | None, str | None]:
    return draft.text.reveal(), draft.reply_kind, revealed(draft.language)


def _ground(
    connection: Connection,
    actor: Actor,
    request: HelpRequest,
    now: datetime,
    catalogue: Catalogue,
) -> Standing:
    cover = absences.cover_on(connection, local_day(now), catalogue)
    return standing(actor, request, now=now, intake_unit=catalogue.intake_unit, cover=cover)


def _require_readable(opened: Stream, ground: Callable[[HelpRequest], Standing]) -> HelpRequest:
    request = folded(opened.recorded)
    require_content(ground(request))
    if request.erased_at is not None:
        raise RequestErased()
    return request


def _is_sent(opened: Stream, place: Place, text: Personal[str]) -> bool:
    """Whether a page's last save comes behind its own reply: it would bring the draft back."""
    sent = [
        each.text
        for each in opened.recorded
        if isinstance(each, Replied) and each.by.username == place.username
    ]
    return bool(sent) and revealed(sent[-1]) == text.reveal()


def _words_key(opened: Stream) -> bytes:
    if opened.keys.words is None:
        raise RequestDamaged()
    return opened.keys.words
