"""What does a row of the queue tell those who may see it?

Its columns stand in `projections.views.queue.columns`. Of a person it tells codes and signs only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from projections.views.profiles import profiles
from projections.views.queue.columns import COLUMNS, RANKS, row_of
from triage.actors import Actor
from triage.codes import Interpreting, ReplyBy, SafeContact, State, Urgency, WaitingFor
from triage.request.cover import Cover, HolderAway
from triage.request.help_request import HelpRequest
from triage.request.reach import Reach, reach_of
from triage.request.safe_contact import UNREACHED_CALLS_THAT_COUNT
from triage.request.words import Profile
from triage.store.keys.key_ring import KeyRing
from triage.text.personal import revealed
from triage.time.calendar import day_ending_at

URGENCIES = {rank: level for level, rank in RANKS.items()}


class LookBecause(StrEnum):
    """Why a look at the urgency presses."""

    DANGER = "danger"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One request in the queue; no words of anybody.

    `minutes_left` counts to `due_at`, the nearest moment that it waits for, and is None where
    nothing waits; below 0 that is past. `look_due_at` is None while no look at the urgency is
    waited for, `look_because` says why it presses: danger, or a language that no list of it reads.
    `details_added_at` is when the requester last told more, until somebody replies.
    `writer_unconfirmed`: the receipt was replaced or seen by others, and staff confirm who writes
    before they reply. `answer_unopened`: the requester has not seen what staff wrote last.
    `silent`: nothing goes to the requester by itself. `avoid_unmatched`: the requester named
    somebody to avoid, and nobody has said yet who of staff that is.
    `wrote_at` is when the requester last wrote, until somebody replies. `unread_since` and
    `contact_changed_at` say since when something, or a changed contact, waits that nobody who has
    the request has acted on (`triage.request.state.heard`). `channel` is how the requester wants to
    be reached, None where that is not known any more; `safe_contact` what to mind before.
    `statute_due_at`: when the last day of a statutory clock is over, once that day has come.
    `write_next`: who chose the phone was called in vain on three working days; a message is next.
    `holder_away`: who holds it is away, up to which day, and who stands in.
    `damaged` tells that what the requester said or told does not open, though nobody erased it.
    """

    id: UUID
    reference: str
    topics: tuple[str, ...]
    age_bands: tuple[str, ...]
    municipality: str | None
    asker: str | None
    language: str | None
    interpreter: str | None
    state: State
    urgency: Urgency
    looked_at: datetime | None
    look_due_at: datetime | None
    look_overdue: bool
    look_because: LookBecause | None
    flagged: bool
    escalated: bool
    withdrawn: bool
    writer_unconfirmed: bool
    answer_unopened: bool
    silent: bool
    avoid_unmatched: bool
    interpreting: Interpreting | None
    interpreting_at: datetime | None
    unit: str
    offered_to: str | None
    offer_due_at: datetime | None
    offer_follow_up_on: date | None
    handed_over_by: str | None
    landing_follow_up_on: date | None
    landing_asked: bool
    claimed_by: str | None
    submitted_at: datetime
    target_at: datetime
    answer_by: datetime
    answer_by_on: date
    due_at: datetime | None
    statute_due_at: datetime | None
    write_next: bool
    answered: bool
    minutes_left: int | None
    overdue: bool
    waiting_for: WaitingFor | None
    version: int
    details_added_at: datetime | None
    wrote_at: datetime | None
    unread_since: datetime | None
    contact_changed_at: datetime | None
    channel: ReplyBy | None
    safe_contact: tuple[SafeContact, ...]
    holder_away: HolderAway | None
    damaged: bool

    def is_unread_for(self, username: str | None) -> bool:
        """Whether it is this person's to take in: nobody's yet, their own, or they stand in."""
        stands_in = self.holder_away is not None and self.holder_away.by_viewer
        theirs = self.claimed_by in (None, username) or stands_in
        return self.unread_since is not None and theirs


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """By whom rows are seen, when, and who is away then; `partner`: for another controller."""

    actor: Actor
    at: datetime
    cover: Cover
    partner: bool = False

    def is_inside(self, unit: str) -> bool:
        """Whether what the unit's side keeps to itself is theirs too."""
        return not self.partner or unit in self.actor.units

    def holder_away(self, row: Any) -> HolderAway | None:
        recused = row.recused.split()
        return self.cover.told_of(row.claimed_by, row.unit, recused, self.actor)


def rows_with_profiles(
    connection: Connection, ring: KeyRing, rows: Sequence[Row[tuple[object, ...]]], seen: Seen
) -> tuple[QueueRow, ...]:
    """The rows as people see them: profiles unsealed while their requests live.

    Beside the table's columns each holds a `version_shown`.
    """
    found = profiles(connection, ring, rows)
    return tuple(
        _shown(
            row,
            found.of[row.request_id],
            reach=found.reach[row.request_id],
            seen=seen,
            damaged=row.request_id in found.damaged,
        )
        for row in rows
    )


def row_as_shown(
    request: HelpRequest,
    seen: Seen,
    *,
    version: int,
    damaged: bool,
) -> QueueRow:
    """The row of one request, of its own state, as the queue would show it."""
    row = SimpleNamespace(**row_of(request, None), version_shown=version)
    plea = revealed(request.plea)
    reach = None if plea is None else reach_of(plea)
    profile = revealed(request.profile)
    return _shown(row, profile, reach=reach, seen=seen, damaged=damaged)


def _look_because(row: Any) -> LookBecause | None:
    if row.awaits_danger_look:
        return LookBecause.DANGER
    return LookBecause.LANGUAGE if row.awaits_language_look else None


def _write_next(row: Any, reach: Reach | None) -> bool:
    chose_phone = reach is not None and reach.channel == ReplyBy.PHONE
    waits = chose_phone and not (row.answered or row.ended)
    return waits and row.days_in_vain >= UNREACHED_CALLS_THAT_COUNT


def _safe_contact(row: Any, reach: Reach | None) -> tuple[SafeContact, ...]:
    """What to mind; that others read along is no secret of the profile."""
    of_person = map(SafeContact, reach.signs if reach else ())
    return (*of_person, *([SafeContact.COMPROMISED] if row.compromised else ()))


def _shown(
    row: Any,
    profile: Profile | None,
    *,
    reach: Reach | None,
    seen: Seen,
    damaged: bool,
) -> QueueRow:
    profile, now, inside = profile or Profile(), seen.at, seen.is_inside(row.unit)
    as_stored = {each.name: getattr(row, each.name) for each in COLUMNS if each.shown}
    # Of what another controller keeps to itself a receiver learns nothing before it accepts.
    as_stored["silent"] = row.silent and inside
    return QueueRow(
        **as_stored,
        id=row.request_id,
        topics=tuple(row.topics.split()),
        age_bands=profile.age_bands,
        municipality=profile.municipality,
        asker=profile.asker,
        language=profile.language,
        interpreter=profile.interpreter,
        urgency=URGENCIES[row.rank],
        look_overdue=row.look_due_at is not None and row.look_due_at <= now,
        look_because=_look_because(row),
        answer_by_on=day_ending_at(row.answer_by),
        minutes_left=int((row.due_at - now).total_seconds() // 60) if row.due_at else None,
        write_next=_write_next(row, reach),
        overdue=not (row.answered or row.ended) and row.answer_by <= now,
        version=row.version_shown,
        channel=ReplyBy(reach.channel) if reach else None,
        safe_contact=_safe_contact(row, reach),
        holder_away=seen.holder_away(row) if inside else None,
        avoid_unmatched=reach is not None and reach.avoids and not row.avoidance_matched,
        damaged=damaged,
    )
