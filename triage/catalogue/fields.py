"""Is each field of a catalogue file there, of the right kind, and spelled as it should be?"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, time
from typing import Final, TypeVar

from triage.catalogue.names import Names
from triage.text.visible import says_something
from triage.time.opening_hours import ALWAYS, MIDNIGHT, OnHolidays, OpeningHours

WEEKDAYS: Final = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
CLOSED: Final = "closed"
END_OF_DAY: Final = "24:00"

Kind = TypeVar("Kind")


class Fields:
    """One table of the file, taken field by field; all that is wrong is added to `holes`.

    Every method returns something usable, so that one reading finds every hole. `finish` adds
    the fields that nobody asked for: a misspelt name must not pass for an absent one.
    """

    def __init__(self, where: str, table: object, holes: list[str]) -> None:
        self.where = where
        self.holes = holes
        self._asked: set[str] = set()
        self._table: Mapping[str, object] = {}
        if isinstance(table, Mapping):
            self._table = table
        else:
            self.refuse("must be a table")

    def refuse(self, what: str) -> None:
        """Add a hole of this table."""
        self.holes.append(f"{self.where}: {what}")

    def present(self) -> tuple[str, ...]:
        """Return the fields that are there, in the order of the file."""
        return tuple(self._table)

    def has(self, key: str) -> bool:
        """Tell whether the field is there at all."""
        return key in self._table

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text that is not blank; required unless there is a default."""
        found = self._take(key, str, "a text", required=default is None)
        if found is not None and not says_something(found):
            self.refuse(f"{key} is empty")
        return (found or default or "").strip()

    def number(self, key: str, default: int | None = None) -> int:
        """Return a whole number; required unless there is a default."""
        found = self._take(key, int, "a whole number", required=default is None)
        return (default or 0) if found is None else found

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        """Return true or false; required unless there is a default."""
        found = self._take(key, bool, "true or false", required=default is None)
        return bool(default) if found is None else found

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, empty when the field is absent."""
        return tuple(self._list(key, str, "texts"))

    def days(self, key: str) -> frozenset[date]:
        """Return a list of dates, empty when the field is absent."""
        return frozenset(self._list(key, date, "dates"))

    def day(self, key: str, *, required: bool = False) -> date | None:
        """Return a date, or None when the field is absent."""
        return self._take(key, date, "a date", required=required)

    def names(self, key: str) -> Names:
        """Return a text by language; whether all languages are there is checked later."""
        found = self._take(key, dict, "a table of texts by language", required=True) or {}
        for tag, text in found.items():
            if not isinstance(text, str):
                self.refuse(f"{key}.{tag} must be a text")
        return {tag: text.strip() for tag, text in found.items() if isinstance(text, str)}

    def table(self, key: str) -> "Fields":
        """Return a table within this one."""
        self._asked.add(key)
        return Fields(f"{self.where}.{key}".lstrip("."), self._table.get(key, {}), self.holes)

    def tables(self, key: str) -> Iterator["Fields"]:
        """Yield each table of a list, named by its code where it has one."""
        for place, entry in enumerate(self._list(key, dict, "tables"), start=1):
            code = entry.get("code")
            yield Fields(f"{key} {code if code else f'number {place}'}", entry, self.holes)

    def clock(self, key: str, default: time) -> time:
        """Return a Helsinki clock time such as "14:00"."""
        if not self.has(key):
            return default
        return self._parsed(key, read_clock, default)

    def week(self) -> OpeningHours | None:
        """Return the week that this table describes day by day; a day left out is closed."""
        days = [self._parsed(day, read_hours, None) if self.has(day) else None for day in WEEKDAYS]
        try:
            return OpeningHours(weekly=tuple(days))
        except ValueError as refusal:
            self.refuse(str(refusal))
            return None

    def hours(self) -> OpeningHours | None:
        """Return the hours of this table: `always = true`, or days and what `holidays` are."""
        if self.flag("always", default=False):
            for key in self.present():
                if key != "always":
                    self.refuse(f"{key} says nothing where it is always open")
                    self._asked.add(key)
            return ALWAYS
        on_holidays = OnHolidays.CLOSED
        if self.has("holidays"):
            on_holidays = self._parsed("holidays", read_holidays, on_holidays)
        week = self.week()
        return week and replace(week, on_holidays=on_holidays)

    def finish(self) -> None:
        """Refuse every field that was not asked for."""
        for key in self._table:
            if key not in self._asked:
                self.refuse(f"unknown field {key}")

    def _take(self, key: str, kind: type[Kind], called: str, *, required: bool) -> Kind | None:
        self._asked.add(key)
        found = self._table.get(key)
        # The exact kind: in Python true is a number and a date with a time is a date.
        if found is not None and type(found) is kind:
            return found
        if found is not None:
            self.refuse(f"{key} must be {called}")
        elif required:
            self.refuse(f"has no {key}")
        return None

    def _list(self, key: str, kind: type[Kind], called: str) -> list[Kind]:
        found = self._take(key, list, f"a list of {called}", required=False) or []
        for entry in found:
            if type(entry) is not kind:
                self.refuse(f"{key} must hold {called}, not {entry!r}")
        return [entry for entry in found if type(entry) is kind]

    def _parsed(self, key: str, parse: Callable[[str], Kind], default: Kind) -> Kind:
        try:
            return parse(self.text(key))
        except ValueError as refusal:
            self.refuse(f"{key}: {refusal}")
            return default


def read_clock(text: str) -> time:
    """Read a clock time such as "08:00"; "24:00" is the end of the day.

    Raises:
        ValueError: it is no time of day.
    """
    if text == END_OF_DAY:
        return MIDNIGHT
    if len(text) != len(END_OF_DAY):
        raise ValueError(f"not a time such as 08:00: {text!r}")
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise ValueError(f"not a time such as 08:00: {text!r}") from None


def read_hours(text: str) -> tuple[time, time] | None:
    """Read the hours of one day such as "08:00-16:00", or "closed".

    Raises:
        ValueError: they are no hours.
    """
    if text == CLOSED:
        return None
    opens, dash, closes = text.partition("-")
    if not dash:
        raise ValueError(f'not hours such as "08:00-16:00" or "{CLOSED}": {text!r}')
    return read_clock(opens.strip()), read_clock(closes.strip())


def read_holidays(text: str) -> OnHolidays:
    """Read what the hours of a week become on a holiday.

    Raises:
        ValueError: it is none of the known words.
    """
    if text not in tuple(OnHolidays):
        raise ValueError(f"not one of {', '.join(OnHolidays)}: {text!r}")
    return OnHolidays(text)
