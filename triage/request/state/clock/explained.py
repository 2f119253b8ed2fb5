"""Why was a promise missed, and what is done so that the next one is kept?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from triage.codes import MissCause
from triage.request.state.clock.open_promise import OpenPromise
from triage.text.personal import Personal


@dataclass(slots=True)
class Miss:
    """One missed promise: the causes that the history `shows`, and which one somebody chose.

    `action` is what they put right, in their own words; None before, and after erasure.
    """

    number: int
    shows: frozenset[MissCause]
    cause: MissCause | None = None
    action: Personal[str] | None = None
    explained_at: datetime | None = None

    @property
    def choices(self) -> tuple[MissCause, ...]:
        """What may be chosen: what the events show, or something else."""
        return tuple(each for each in MissCause if each in self.shows | {MissCause.OTHER})


class Explained:
    """The missed promises of a request and their causes; a part of its state."""

    promises: list[OpenPromise]
    looked_at: datetime | None
    claimed_by: str | None
    offered_to: str | None
    came_back: bool
    missed_calls: list[datetime]

    def __init__(self) -> None:
        self._misses: dict[int, Miss] = {}

    @property
    def misses(self) -> tuple[Miss, ...]:
        """Those that the clock has marked and that stand, by the number of the promise."""
        return tuple(each for each in self._misses.values() if self.promises[each.number].missed)

    @property
    def unexplained(self) -> bool:
        """Whether nobody has said of one of them why."""
        return any(each.cause is None for each in self.misses)

    def note_miss(self, number: int) -> None:
        """Keep how the request stood when nobody had answered: later it stands otherwise."""
        self._misses[number] = Miss(number=number, shows=frozenset(self._shown(number)))

    def explain_miss(
        self, number: int, cause: MissCause, action: Personal[str] | None, moment: datetime
    ) -> None:
        miss = self._misses.setdefault(number, Miss(number=number, shows=frozenset()))
        miss.cause, miss.action, miss.explained_at = cause, action, moment

    def _shown(self, number: int) -> list[MissCause]:
        shows = {
            MissCause.NOT_LOOKED_AT: self.looked_at is None,
            MissCause.NOBODY_TOOK_IT: self.claimed_by is None and self.offered_to is None,
            MissCause.HELD: self.claimed_by is not None,
            MissCause.OFFERED: self.offered_to is not None,
            MissCause.CAME_BACK: self.came_back,
            MissCause.CALLS_IN_VAIN: bool(self.missed_calls),
            MissCause.RETRACTED: self.promises[number].unkept_at is not None,
        }
        return [cause for cause, is_shown in shows.items() if is_shown]
