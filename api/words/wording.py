"""What are the words of a page in this language, and how are its days and moments said?"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from markupsafe import Markup, escape

from triage.catalogue.languages import PREPARED_LANGUAGES
from triage.catalogue.names import nearest_languages

# These say everything; a prepared one says what matters most.
LANGUAGES = ("fi", "sv", "en", "se", "fi-simple")
HELSINKI = ZoneInfo("Europe/Helsinki")
DAYS_IN_WEEK = 7


class MissingWords(LookupError):
    """A page asked for a text that the language does not have."""

    def __init__(self, language: str, key: str) -> None:
        super().__init__(f"{language}: {key}")
        self.language = language
        self.key = key


class Said(Markup):
    """A day or a moment; a sentence in another language says it `again` in its own."""

    again: Callable[["Wording"], Markup]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The texts of one language: dotted key -> text, and dotted key -> list of texts.

    `stand_in`: whose words are said where this language has none; None for a full one.
    """

    language: str
    texts: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]]
    stand_in: "Wording | None" = field(default=None, repr=False)

    def has(self, key: str) -> bool:
        """Whether `key` has a text, in this language or the one that stands in."""
        return key in self.texts or (self.stand_in is not None and self.stand_in.has(key))

    def speaker(self, key: str) -> "Wording":
        """Whose words `key` has: this wording's or, where it has none, those that stand in."""
        if key in self.texts or key in self.lists or self.stand_in is None:
            return self
        return self.stand_in.speaker(key)

    def text(self, key: str, /, **values: object) -> Markup:
        """The text of `key`, escaped, each `{name}` filled with the escaped value.

        A value that is already Markup goes in as it is. Raises MissingWords and, for a
        placeholder without a value, KeyError.
        """
        speaker = self.speaker(key)
        if key not in speaker.texts:
            raise MissingWords(self.language, key)
        return speaker._filled(speaker.texts[key], values)

    def lines(self, key: str, /, **values: object) -> tuple[Markup, ...]:
        """The list of texts under `key`, each filled like `text`. Raises MissingWords."""
        speaker = self.speaker(key)
        if key not in speaker.lists:
            raise MissingWords(self.language, key)
        return tuple(speaker._filled(line, values) for line in speaker.lists[key])

    def form_of(self, key: str, number: int) -> str:
        """Which of `key.one`, `key.other`, … says this number, by the language's plural rule.

        A form that the language file does not tell apart reads as `other`.
        """
        speaker = self.speaker(f"{key}.other")
        form = f"{key}.{_locale(speaker.language).plural_form(number)}"
        return form if form in speaker.texts else f"{key}.other"

    def count(self, key: str, number: int, /, **values: object) -> Markup:
        """The text of `form_of(key, number)`; `{n}` is the number."""
        return self.text(self.form_of(key, number), n=number, **values)

    def day(self, day: date | str) -> Markup:
        """A day inside a sentence, "torstaina 10. syyskuuta"; a moment gives its Helsinki day."""
        local = _local_day(day)
        said = self.text(
            "calendar.day",
            weekday=self.lines("calendar.weekdays")[local.weekday()],
            day=local.day,
            month=self.lines("calendar.months")[local.month - 1],
        )
        return _said(said, lambda other: other.day(day))

    def short_day(self, day: date | str) -> Markup:
        """A day in a list or a table, "to 10.9."."""
        local = _local_day(day)
        weekday = self.lines("calendar.short_weekdays")[local.weekday()]
        said = self.text(
            "calendar.short_day", weekday=weekday, day=local.day, month=local.month, year=local.year
        )
        return _said(said, lambda other: other.short_day(day))

    def clock(self, moment: datetime | str) -> Markup:
        """The Helsinki time of day, "9.15"; a full hour is said by the language's own habit."""
        local = _local_moment(moment)
        key = "calendar.clock" if local.minute else "calendar.full_hour"
        said = self.text(key, hour=local.hour, minute=f"{local.minute:02d}")
        return _said(said, lambda other: other.clock(moment))

    def moment(self, moment: datetime | str) -> Markup:
        """A moment inside a sentence, "torstaina 10. syyskuuta klo 9.15"."""
        said = self.text("calendar.moment", day=self.day(moment), time=self.clock(moment))
        return _said(said, lambda other: other.moment(moment))

    def short_moment(self, moment: datetime | str) -> Markup:
        """A moment in a list or a table, "to 10.9. klo 9.15"."""
        said = self.text("calendar.moment", day=self.short_day(moment), time=self.clock(moment))
        return _said(said, lambda other: other.short_moment(moment))

    def _filled(self, text: str, values: Mapping[str, object]) -> Markup:
        safe = escape(text)
        own = {
            name: value.again(self) if isinstance(value, Said) else value
            for name, value in values.items()
        }
        return safe.format(**own) if own else safe

    def soon(self, moment: datetime | str, now: datetime) -> Markup:
        """A moment to come in few words: "tänään klo 17", "ma klo 9", or with its date later."""
        days_ahead = (_local_day(moment) - _local_day(now)).days
        if days_ahead >= DAYS_IN_WEEK:
            return self.short_moment(moment)
        weekday = self.lines("calendar.short_weekdays")[_local_day(moment).weekday()]
        day = weekday if days_ahead else self.text("calendar.today")
        said = self.text("calendar.moment", day=day, time=self.clock(moment))
        return _said(said, lambda other: other.soon(moment, now))


def read_wordings(*folders: Path) -> dict[str, Wording]:
    """Language -> its wording, read from `<language>.toml` in each folder, later ones added.

    Where a folder lacks a full language, its Finnish words stand in (the staff's side speaks
    fewer languages than the requester's). A prepared language stands on the next one that its
    readers are likely to know.
    """
    full = {language: _read(language, folders) for language in LANGUAGES}
    prepared = {
        language: _prepared(language, folders, full[nearest_languages(language)[0]])
        for language in PREPARED_LANGUAGES
    }
    return full | prepared


def _read(language: str, folders: tuple[Path, ...]) -> Wording:
    texts: dict[str, str] = {}
    lists: dict[str, tuple[str, ...]] = {}
    for folder in folders:
        file = folder / f"{language}.toml"
        _add(file if file.exists() else folder / "fi.toml", texts, lists)
    return Wording(language=language, texts=texts, lists=lists)


def _prepared(language: str, folders: tuple[Path, ...], stand_in: Wording) -> Wording:
    """Days and months that the file does not name are named as CLDR names them."""
    texts: dict[str, str] = {}
    lists = dict(_cldr_names(language))
    for folder in folders:
        _add(folder / f"{language}.toml", texts, lists)
    return Wording(language=language, texts=texts, lists=lists, stand_in=stand_in)


def _add(file: Path, texts: dict[str, str], lists: dict[str, tuple[str, ...]]) -> None:
    document = tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    for key, value in _flat(document):
        if isinstance(value, str):
            texts[key] = value
        else:
            lists[key] = value


def _cldr_names(language: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    locale = _locale(language)
    days, months = locale.days["format"], locale.months["format"]["wide"]
    yield "calendar.weekdays", tuple(days["wide"][day] for day in range(7))
    yield "calendar.short_weekdays", tuple(days["abbreviated"][day] for day in range(7))
    yield "calendar.months", tuple(months[month] for month in range(1, 13))


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


def _said(text: Markup, again: Callable[[Wording], Markup]) -> Said:
    said = Said(text)
    said.again = again
    return said


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
