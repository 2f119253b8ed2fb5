"""What does a catalogue file say? Whatever it says wrong is listed, nothing is guessed."""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date, time
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Protocol, TypeVar

from triage.catalogue.duty_line import read_duty_line, read_notify
from triage.catalogue.edition import Catalogue
from triage.catalogue.entries import (
    AgeBand,
    Closure,
    Municipality,
    RoutingStep,
    Rule,
    Side,
    Topic,
    Unit,
)
from triage.catalogue.fields import Fields
from triage.catalogue.guides import read_guide
from triage.catalogue.languages import LanguageReader
from triage.catalogue.names import Names
from triage.catalogue.reading_calendar import read_calendar
from triage.catalogue.reading_help import read_helpline
from triage.catalogue.reading_retention import read_retention
from triage.catalogue.self_help import read_self_help
from triage.catalogue.signs.suggesting import read_suggestions
from triage.catalogue.topic_groups import read_group
from triage.catalogue.translators import read_link, read_translator
from triage.time.deadlines import ServicePromise
from triage.time.opening_hours import OpeningHours

# Stands in where the file's own week cannot be read, so that reading goes on to the next hole.
OFFICE_HOURS: Final = OpeningHours(weekly=((time(8), time(16)),) * 5 + (None, None))


class _Coded(Protocol):
    @property
    def code(self) -> str: ...


Entry = TypeVar("Entry", bound=_Coded)
Value = TypeVar("Value", bound=str)


# A text that is published is read again when it is used, and by every round that needs them all.
@lru_cache(maxsize=16)
def read_edition(text: str) -> tuple[Catalogue | None, tuple[str, ...]]:
    """Read a TOML text; return the edition and the holes that reading itself found.

    The edition is None only when the text is no TOML at all; with holes it is incomplete and
    serves to find more of them.
    """
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as refusal:
        return None, (f"not TOML: {refusal}",)
    holes: list[str] = []
    return _edition(Fields("catalogue", document, holes), holes), tuple(holes)


def _edition(top: Fields, holes: list[str]) -> Catalogue:
    languages = list(top.tables("language"))
    codes = tuple(entry.text("code") for entry in languages)
    intake, masked = top.text("intake_unit"), top.names("masked_unit_name")
    catalogue = Catalogue(
        version=top.text("version"),
        languages=codes,
        language_names={
            each: entry.text("name") for each, entry in zip(codes, languages, strict=True)
        },
        awaiting_native_reader=_awaiting_reader(languages),
        office_language=top.text("office_language"),
        topics=_by_order(_by_code(top, "topic", _topic)),
        age_bands=_by_code(top, "age_band", _age_band),
        municipalities=_by_code(top, "municipality", lambda entry: _municipality(entry, codes)),
        units=_by_code(top, "unit", lambda entry: _unit(entry, masked)),
        rules=tuple(_by_code(top, "rule", lambda entry: _rule(entry, intake)).values()),
        reasons=_reasons(top),
        unsure_topic=top.text("unsure_topic"),
        intake_unit=intake,
        duty_unit=top.text("duty_unit", default="") or None,
        duty_configured=top.flag("duty_configured"),
        duty_line=read_duty_line(top.table("duty_line")),
        service_promise=_service_promise(top.table("promise")),
        retention=read_retention(top.table("retention")),
        opening=_week(top.table("opening")),
        calendar=read_calendar(top.table("calendar"), top.tables("school_holiday")),
        emergency=tuple(_by_code(top, "emergency", read_helpline).values()),
        danger=_danger(top.table("danger")),
        closures=tuple(_closure(entry) for entry in top.tables("closure")),
        topic_groups=_by_code(top, "topic_group", read_group, required=False),
        self_help=tuple(_by_code(top, "self_help", read_self_help, required=False).values()),
        guides=_by_code(top, "guide", read_guide, required=False),
        suggesting=read_suggestions(top.table("suggestions")),
        translators=_by_code(top, "translator", read_translator, required=False),
        translation_link=read_link(top),
        language_readers=tuple(_language_reader(each) for each in top.tables("language_reader")),
    )
    _finish(*languages, top)
    return catalogue


def _finish(*tables: Fields) -> None:
    for each in tables:
        each.finish()


def _awaiting_reader(languages: Iterable[Fields]) -> frozenset[str]:
    return frozenset(
        entry.text("code")
        for entry in languages
        if entry.flag("awaiting_native_reader", default=False)
    )


def _by_code(
    top: Fields, key: str, read: Callable[[Fields], Entry], *, required: bool = True
) -> Mapping[str, Entry]:
    found: dict[str, Entry] = {}
    for fields in top.tables(key):
        entry = read(fields)
        fields.finish()
        if entry.code in found:
            fields.refuse("the code stands twice")
        found.setdefault(entry.code, entry)
    if required and not found:
        top.refuse(f"has no {key}")
    return MappingProxyType(found)


def _by_order(topics: Mapping[str, Topic]) -> Mapping[str, Topic]:
    in_order = sorted(topics.values(), key=lambda topic: topic.order)
    return MappingProxyType({topic.code: topic for topic in in_order})


def _topic(entry: Fields) -> Topic:
    return Topic(
        code=entry.text("code"),
        names=entry.names("name"),
        descriptions=entry.names("description"),
        order=entry.number("order"),
        lead=entry.number("lead"),
        urgent=entry.flag("urgent", default=False),
        thl=entry.texts("thl"),
        age_bands=entry.texts("age_bands"),
    )


def _age_band(entry: Fields) -> AgeBand:
    return AgeBand(
        code=entry.text("code"),
        names=entry.names("name"),
        from_years=entry.number("from_years") if entry.has("from_years") else None,
        until_years=entry.number("until_years") if entry.has("until_years") else None,
        adult=entry.flag("adult", default=False),
    )


def _municipality(entry: Fields, languages: tuple[str, ...]) -> Municipality:
    """Read a place; where it has no name in a language its Finnish name is its name."""
    names = entry.names("name")
    own = names.get("fi", "")
    return Municipality(
        code=entry.text("code"),
        names={tag: names.get(tag, own) for tag in languages} | dict(names),
    )


def _unit(entry: Fields, masked: Names) -> Unit:
    return Unit(
        code=entry.text("code"),
        names=entry.names("name"),
        side=_one_of(entry, "side", Side, Side.COUNTY),
        masked_names=entry.names("masked_name") if entry.has("masked_name") else masked,
        municipalities=frozenset(entry.texts("municipalities")),
        notify=read_notify(entry.table("notify")),
        reached_by_notice=entry.flag("reached_by_notice", default=False),
        name_shown=entry.flag("name_shown", default=False),
        phone=entry.text("phone", default="") or None,
    )


def _rule(entry: Fields, intake: str) -> Rule:
    return Rule(
        code=entry.text("code"),
        step=_one_of(entry, "step", RoutingStep, RoutingStep.TOPIC)
        if entry.has("step")
        else RoutingStep.TOPIC,
        reason=entry.text("reason"),
        default=entry.text("default"),
        second=entry.texts("second"),
        fallback=entry.text("fallback", default=intake),
        partners=entry.texts("partners"),
        topics=frozenset(entry.texts("topics")),
        age_bands=frozenset(entry.texts("age_bands")),
        municipalities=frozenset(entry.texts("municipalities")),
        askers=frozenset(entry.texts("askers")),
        concerns=frozenset(entry.texts("concerns")),
    )


def _closure(entry: Fields) -> Closure:
    closure = Closure(
        unit=entry.text("unit"),
        from_on=entry.day("from_on", required=True) or date.max,
        until_on=entry.day("until_on", required=True) or date.max,
    )
    entry.finish()
    return closure


def _language_reader(entry: Fields) -> LanguageReader:
    reader = LanguageReader(
        language=entry.text("language"),
        reader=entry.text("reader"),
        signed_on=entry.day("signed_on", required=True) or date.max,
    )
    entry.finish()
    return reader


def _reasons(top: Fields) -> Mapping[str, Names]:
    found: dict[str, Names] = {}
    for entry in top.tables("reason"):
        found[entry.text("code")] = entry.names("name")
        entry.finish()
    return MappingProxyType(found)


def _service_promise(entry: Fields) -> ServicePromise:
    usual = ServicePromise()
    asked = {
        "target_working_days": entry.number("target_working_days"),
        "answer_working_days": entry.number("answer_working_days"),
        "look_within_open_hours": entry.number("look_within_open_hours"),
        "look_when_danger_minutes": entry.number("look_when_danger_minutes"),
        **{
            name: entry.number(name, getattr(usual, name))
            for name in (
                "emergency_minutes",
                "offer_within_open_minutes",
                "offer_when_urgent_open_minutes",
                "offer_when_emergency_minutes",
            )
        },
    }
    remind_at = entry.clock("remind_at_local", usual.remind_at_local)
    escalate_at = entry.clock("escalate_at_local", usual.escalate_at_local)
    entry.finish()
    try:
        return ServicePromise(remind_at_local=remind_at, escalate_at_local=escalate_at, **asked)
    except ValueError as refusal:
        entry.refuse(str(refusal))
        return usual


def _week(entry: Fields) -> OpeningHours:
    week = entry.week() or OFFICE_HOURS
    entry.finish()
    return week


def _danger(entry: Fields) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({tag: entry.texts(tag) for tag in entry.present()})


def _one_of(entry: Fields, key: str, kind: type[Value], otherwise: Value) -> Value:
    told = entry.text(key)
    try:
        return kind(told)
    except ValueError:
        entry.refuse(f"{key} {told!r} is not known")
        return otherwise
