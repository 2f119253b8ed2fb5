"""What are the words of a page in this language, and how are its days and moments said?"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from markupsafe import Markup, escape

LANGUAGES = ("fi", "sv", "en", "se", "fi-simple")
HELSINKI = ZoneInfo("Europe/Helsinki")
DAYS_IN_WEEK = 7


class MissingWords(LookupError):
    """A page asked for a text that the language does not have."""

    def __init__(self, language: str, key: str) -> None:
        super().__init__(f"{language}: {key}")
        self.language = language
        self.key = key


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The texts of one language: dotted key -> text, and dotted key -> list of texts."""

    language: str
    texts: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]]

    def has(self, key: str) -> bool:
        """Whether `key` has a text in this language."""
        return key in self.texts

    def text(self, key: str, /, **values: object) -> Markup:
        """The text of `key`, escaped, each `{name}` filled with the escaped value.

        A value that is already Markup goes in as it is. Raises MissingWords and, for a
        placeholder without a value, KeyError.
        """
        if key not in self.texts:
            raise MissingWords(self.language, key)
        return _filled(self.texts[key], values)

    def lines(self, key: str, /, **values: object) -> tuple[Markup, ...]:
        """The list of texts under `key`, each filled like `text`. Raises MissingWords."""
        if key not in self.lists:
            raise MissingWords(self.language, key)
        return tuple(_filled(line, values) for line in self.lists[key])

    def count(self, key: str, number: int, /, **values: object) -> Markup:
        """The text of `key.one`, `key.other`, … by the language's plural rule; `{n}` = number.

        A form that the language file does not tell apart reads as `other`.
        """
        form = f"{key}.{_locale(self.language).plural_form(number)}"
        chosen = form if form in self.texts else f"{key}.other"
        return self.text(chosen, n=number, **values)

    def day(self, day: date | str) -> Markup:
        """A day inside a sentence, "torstaina 10. syyskuuta"; a moment gives its Helsinki day."""
        local = _local_day(day)
        return self.text(
            "calendar.day",
            weekday=self.lines("calendar.weekdays")[local.weekday()],
            day=local.day,
            month=self.lines("calendar.months")[local.month - 1],
        )

    def short_day(self, day: date | str) -> Markup:
        """A day in a list or a table, "to 10.9."."""
        local = _local_day(day)
        weekday = self.lines("calendar.short_weekdays")[local.weekday()]
        return self.text(
            "calendar.short_day", weekday=weekday, day=local.day, month=local.month, year=local.year
        )

    def clock(self, moment: datetime | str) -> Markup:
        """The Helsinki time of day, "9.15"; a full hour is said by the language's own habit."""
        local = _local_moment(moment)
        key = "calendar.clock" if local.minute else "calendar.full_hour"
        return self.text(key, hour=local.hour, minute=f"{local.minute:02d}")

    def moment(self, moment: datetime | str) -> Markup:
        """A moment inside a sentence, "torstaina 10. syyskuuta klo 9.15"."""
        return self.text("calendar.moment", day=self.day(moment), time=self.clock(moment))

    def short_moment(self, moment: datetime | str) -> Markup:
        """A moment in a list or a table, "to 10.9. klo 9.15"."""
        return self.text("calendar.moment", day=self.short_day(moment), time=self.clock(moment))

    def soon(self, moment: datetime | str, now: datetime) -> Markup:
        """A moment to come in few words: "tänään klo 17", "ma klo 9", or with its date later."""
        days_ahead = (_local_day(moment) - _local_day(now)).days
        if days_ahead >= DAYS_IN_WEEK:
            return self.short_moment(moment)
        weekday = self.lines("calendar.short_weekdays")[_local_day(moment).weekday()]
        day = weekday if days_ahead else self.text("calendar.today")
        return self.text("calendar.moment", day=day, time=self.clock(moment))


def read_wordings(*folders: Path) -> dict[str, Wording]:
    """Language -> its wording, read from `<language>.toml` in each folder, later ones added.

    Where a folder lacks a language, its Finnish words stand in (the staff's side speaks fewer
    languages than the requester's).
    """
    return {language: _read(language, folders) for language in LANGUAGES}


def _read(language: str, folders: tuple[Path, ...]) -> Wording:
    texts: dict[str, str] = {}
    lists: dict[str, tuple[str, ...]] = {}
    for folder in folders:
        for key, value in _flat(_document(folder, language)):
            if isinstance(value, str):
                texts[key] = value
            else:
                lists[key] = value
    return Wording(language=language, texts=texts, lists=lists)


def _document(folder: Path, language: str) -> dict[str, object]:
    for name in (language, "fi"):
        file = folder / f"{name}.toml"
        if file.exists():
            return tomllib.loads(file.read_text(encoding="utf-8"))
    return {}


def _flat(
    table: Mapping[str, object], prefix: str = ""
) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, dict):
            yield from _flat(value, f"{key}.")
        elif isinstance(value, list):
            yield key, tuple(str(line) for line in value)
        else:
            yield key, str(value)


def _filled(text: str, values: Mapping[str, object]) -> Markup:
    safe = escape(text)
    return safe.format(**values) if values else safe


def _locale(language: str) -> Locale:
    return Locale.parse(language.split("-")[0])


def _local_day(day: date | str) -> date:
    if isinstance(day, str) and len(day) == len("2026-09-10"):
        return date.fromisoformat(day)
    if isinstance(day, (str, datetime)):
        return _local_moment(day).date()
    return day


def _local_moment(moment: datetime | str) -> datetime:
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return at.astimezone(HELSINKI)
