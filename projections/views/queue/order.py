"""In which order does the queue stand, and which rows come on the next page?

Rows move between two pages, because time passes and requests change. So all pages keep the order of
the moment of the first page (`as_of`), and a page's cursor (`Place`) remembers the log position: a
row that has changed since is shown again, wherever it stands now. A row that stays open is shown on
at least one page.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidTag
from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Table,
    and_,
    case,
    false,
    literal,
    or_,
    true,
    tuple_,
)

from projections.views.queue.columns import RANKS
from triage.codes import Urgency
from triage.errors.requests import BadPlace
from triage.store.keys.key_ring import seal, unseal

# Classes of priority (`burns`): emergency, danger without a look, a language that no list of danger
# reads without a look, missed, urgent and unclaimed.
EMERGENCY, DANGER, LANGUAGE, LATE, URGENT, WAITS, RESTS = range(7)
BOUND_TO = b"place in the queue"
BEFORE_THE_LOG = -1
# Keeps addresses short. Merging two may show a row again, and never leaves one out.
SEEN_AT_MOST = 8

Key = tuple[int, datetime, int]


class Seen(NamedTuple):
    """Unseen: rows after the key `behind` (None: all) that changed after log position `changed`."""

    behind: Key | None
    changed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A cursor for the pages of the queue, in the order that it had at `as_of`."""

    as_of: datetime
    seen: tuple[Seen, ...] = (Seen(None, BEFORE_THE_LOG),)

    def after(self, last: Key, position: int) -> Place:
        """The cursor after a page that ends with `last`, read when the log was at `position`."""
        unseen: dict[Key, int] = {}
        for behind, changed in self.seen:
            key = last if behind is None else max(behind, last)
            unseen[key] = min(changed, unseen.get(key, changed))
        # The furthest key first; behind it the most is unseen.
        kept = [Seen(key, unseen[key]) for key in sorted(unseen, reverse=True)]
        while len(kept) >= SEEN_AT_MOST:
            kept[:2] = [Seen(kept[1].behind, kept[0].changed)]
        return Place(as_of=self.as_of, seen=(*kept, Seen(None, position)))


def order(table: Table, as_of: datetime) -> tuple[ColumnElement[Any], ...]:
    """What the open rows are ordered by at a moment: a `Key`. Rows that ended stand by time."""
    unanswered = table.c.ended.is_(False) & table.c.answered.is_(False)
    answer_late = unanswered & (table.c.answer_by <= as_of)
    law_late = table.c.ended.is_(False) & (table.c.statute_due_at <= as_of)
    is_urgent = table.c.rank == RANKS[Urgency.URGENT]
    burns = case(
        (table.c.ended, RESTS),
        (table.c.rank == RANKS[Urgency.EMERGENCY], EMERGENCY),
        (table.c.awaits_danger_look, DANGER),
        (table.c.awaits_language_look, LANGUAGE),
        (answer_late, LATE),
        (law_late, LATE),
        (table.c.waits & is_urgent & table.c.claimed_by.is_(None), URGENT),
        (table.c.waits, WAITS),
        else_=RESTS,
    )
    # The late ones since the promise broke, or what the law wants, whatever else they wait for.
    moment = case(
        ((burns == LATE) & answer_late, table.c.answer_by),
        (burns == LATE, table.c.statute_due_at),
        else_=table.c.order_at,
    )
    return burns, moment, table.c.arrived


def unseen(rows: Select[Any], table: Table, place: Place, *, ended: bool) -> Select[Any]:
    """The rows that are not seen yet, in order; their keys are the columns burns, moment, arrived.

    `ended` tells that the rows asked for have all ended: then an index has the order already.
    """
    burns, moment, arrived = order(table, place.as_of)
    if ended:
        burns, moment = literal(RESTS), table.c.order_at
    key = (burns, moment, arrived)
    named = rows.add_columns(burns.label("burns"), moment.label("moment"))
    in_order = (moment, arrived) if ended else key
    types = (literal(0).type, table.c.order_at.type, table.c.arrived.type)

    def is_unseen(seen: Seen) -> ColumnElement[bool]:
        behind: ColumnElement[bool] = true()
        if seen.behind is not None:
            values = [literal(each, kind) for each, kind in zip(seen.behind, types, strict=True)]
            behind = tuple_(*key) > tuple_(*values)
        changed = table.c.changed > seen.changed if seen.changed > BEFORE_THE_LOG else true()
        return and_(behind, changed)

    return named.where(or_(false(), *map(is_unseen, place.seen))).order_by(*in_order)


def key_of(row: Row[Any]) -> Key:
    """The key of a row that `unseen` gave."""
    return row.burns, row.moment, row.arrived


class Places:
    """Writes places for addresses, sealed: no place in the log leaves the process."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def written(self, place: Place) -> str:
        seen = [(each.behind and _plain(each.behind), each.changed) for each in place.seen]
        plain = json.dumps([place.as_of.isoformat(), seen]).encode()
        return base64.urlsafe_b64encode(seal(self._key, plain, BOUND_TO)).decode()

    def read(self, text: str) -> Place:
        """Raises BadPlace where the text is none of ours."""
        try:
            sealed = base64.urlsafe_b64decode(text)
            as_of, seen = json.loads(unseal(self._key, sealed, BOUND_TO))
        except (ValueError, binascii.Error, InvalidTag):
            raise BadPlace(field="after") from None
        return Place(
            as_of=_moment(as_of),
            seen=tuple(Seen(behind and _key(behind), changed) for behind, changed in seen),
        )


def _plain(key: Key) -> tuple[int, str, int]:
    return key[0], key[1].isoformat(), key[2]


def _key(plain: Sequence[Any]) -> Key:
    burns, moment, arrived = plain
    return burns, _moment(moment), arrived


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
