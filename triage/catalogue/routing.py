"""Which unit receives a request, who works beside it, and why?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from typing import Final, NamedTuple, TypeAlias

from triage.catalogue.edition import Catalogue
from triage.catalogue.entries import Reason, RoutingStep, Rule, Topic
from triage.catalogue.names import primary_language

Roster: TypeAlias = Mapping[str, tuple[frozenset[str], ...]]
"""By unit code, the languages (BCP 47) of each worker who may take the request right now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What routing may know of a request: codes and choices, never words.

    Codes that the catalogue does not have are passed over, except that a municipality it does
    not have lies outside the county. `danger` is what the text or a human has flagged.
    """

    topics: tuple[str, ...] = ()
    age_bands: tuple[str, ...] = ()
    municipality: str | None = None
    language: str | None = None
    asker: str | None = None
    concerns: str | None = None
    danger: bool = False
    protected_address: bool = False
    elsewhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Routing:
    """Where a request goes and on what ground; all fields are codes of the named edition.

    `rule` is what the request was about, `reason` what decided in the end. `co_units` work
    beside the owner, inside the county. `passed_over` were first in line but had no worker.
    """

    unit: str
    rule: str
    reason: str
    catalogue_version: str
    co_units: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()


# Why a request came back to the intake whose unit is in the catalogue no more. No edition has words
# for it: its pages have.
UNIT_GONE: Final = "unit-gone"
# Likewise where everybody of the unit left or stepped aside.
NOBODY_LEFT: Final = "nobody-left"


class _Ground(NamedTuple):
    """What every rule of one decision is held against; `place` is None for the whole county."""

    place: str | None
    catalogue: Catalogue
    roster: Roster


class _Landing(NamedTuple):
    """Where a rule ends; `gave_way` was first and left the place to one with the language."""

    unit: str
    passed_over: tuple[str, ...]
    gave_way: str | None


def route(asking: Asking, catalogue: Catalogue, roster: Roster) -> Routing:
    """Decide who receives a request, in this order; every asking ends at a unit.

    Danger goes to the social side whatever the topic; then the paths for violence and for worry
    about somebody else's child; then a home outside the county. Else topic and age name the
    unit; of several topics the one with the strongest lead owns and the others work beside.
    Within a rule a unit that speaks the language is preferred, one without a worker is passed
    over, and the intake takes what is left.
    """
    place = None if asking.protected_address or asking.elsewhere else asking.municipality
    ground = _Ground(place, catalogue, roster)
    apart = _apart(asking, ground)
    rules = [apart] if apart else _by_topic(asking, ground)
    if not rules:
        return _at_intake(catalogue)
    # In danger the first unit with a worker is the right one: an interpreter can be called.
    language = None if asking.danger else _foreign(asking.language, catalogue)
    landing = _land(rules[0], language, ground)
    return Routing(
        unit=landing.unit,
        rule=rules[0].code,
        reason=str(_reason(rules, landing, asking)),
        catalogue_version=catalogue.version,
        co_units=() if apart else _beside(rules, landing, ground),
        passed_over=landing.passed_over,
    )


def _at_intake(catalogue: Catalogue) -> Routing:
    """Where an edition that nobody checked has no rule at all."""
    return Routing(
        unit=catalogue.intake_unit,
        rule="",
        reason=str(Reason.UNSURE),
        catalogue_version=catalogue.version,
    )


def without_closed(roster: Roster, catalogue: Catalogue, on: date) -> Roster:
    """Return the roster less the units that are closed on a day in Helsinki."""
    closed = catalogue.closed_units(on)
    return {unit: workers for unit, workers in roster.items() if unit not in closed}


def _apart(asking: Asking, ground: _Ground) -> Rule | None:
    """Find the rule that decides alone, before any topic is asked."""
    catalogue = ground.catalogue
    told = None if asking.protected_address else asking.municipality
    outside = told is not None and told not in catalogue.municipalities
    for rules in (
        catalogue.danger_rules if asking.danger else (),
        catalogue.special_rules,
        catalogue.outside_rules if outside else (),
    ):
        for rule in rules:
            if _fits_choices(rule, asking) and _fits_person(rule, asking, ground.place):
                return rule
    return None


def _by_topic(asking: Asking, ground: _Ground) -> list[Rule]:
    """Find a rule for each topic at each age, the owner's first."""
    bands = _bands(asking, ground.catalogue)
    found = []
    for topic in _topics(asking, ground.catalogue):
        for band in bands:
            rules = ground.catalogue.topic_rules(topic, band)
            fitting = next((r for r in rules if _fits_person(r, asking, ground.place)), None)
            found += [fitting] if fitting else []
    return found


def _topics(asking: Asking, catalogue: Catalogue) -> list[str]:
    """The topics that the catalogue knows, strongest lead first, whatever the order asked in."""
    known = [catalogue.topics[code] for code in set(asking.topics) if code in catalogue.topics]
    known.sort(key=_lead)
    return [topic.code for topic in known] or [catalogue.unsure_topic]


def _lead(topic: Topic) -> tuple[int, str]:
    return topic.lead, topic.code


def _bands(asking: Asking, catalogue: Catalogue) -> tuple[str | None, ...]:
    """The bands asked for, youngest first; the parent's own counts only where it stands alone."""
    if not asking.age_bands:
        return (None,)
    if len(asking.age_bands) == 1 and asking.age_bands[0] in catalogue.age_bands:
        return asking.age_bands
    known = [band for code, band in catalogue.age_bands.items() if code in asking.age_bands]
    young = [band for band in known if not band.adult]
    return tuple(band.code for band in young or known) or (None,)


def _fits_choices(rule: Rule, asking: Asking) -> bool:
    return (not rule.topics or not rule.topics.isdisjoint(asking.topics)) and (
        not rule.age_bands or not rule.age_bands.isdisjoint(asking.age_bands)
    )


def _fits_person(rule: Rule, asking: Asking, place: str | None) -> bool:
    return (
        (not rule.municipalities or place in rule.municipalities)
        and (not rule.askers or asking.asker in rule.askers)
        and (not rule.concerns or asking.concerns in rule.concerns)
    )


def _land(rule: Rule, language: str | None, ground: _Ground) -> _Landing:
    """Walk a rule's units to the first with a worker, or with one who speaks the language."""
    first: _Landing | None = None
    empty: list[str] = []
    for code in (rule.default, *rule.second):
        unit = ground.catalogue.units.get(code)
        if unit is None or not unit.serves(ground.place):
            continue
        workers = ground.roster.get(code)
        if not workers:
            empty.append(code)
        elif language is None or _speaks(workers, language):
            return _Landing(code, tuple(empty), first.unit if first else None)
        else:
            first = first or _Landing(code, tuple(empty), None)
    passed_over = takewhile(lambda code: code != rule.fallback, empty)
    return first or _Landing(rule.fallback, tuple(passed_over), None)


def _speaks(workers: tuple[frozenset[str], ...], language: str) -> bool:
    return any(primary_language(tag) == language for worker in workers for tag in worker)


def _foreign(language: str | None, catalogue: Catalogue) -> str | None:
    """The language to look for; None where every worker has it."""
    wanted = primary_language(language or catalogue.office_language)
    return None if wanted == catalogue.office_language else wanted


def _beside(rules: list[Rule], landing: _Landing, ground: _Ground) -> tuple[str, ...]:
    """Who helps the owner; the paths apart ask for nobody, because there fewer eyes are better."""
    named = [landing.gave_way] if landing.gave_way else []
    if not named and len(rules) == 1:
        return ()
    paths = {(rule.default, rule.second): rule for rule in rules[1:]}
    named += [_land(rule, None, ground).unit for rule in paths.values()]
    itself = (landing.unit, ground.catalogue.intake_unit)
    return tuple(code for code in dict.fromkeys(named) if code not in itself)


def _reason(rules: list[Rule], landing: _Landing, asking: Asking) -> str:
    """Name what decided last in the order of `route`."""
    first = rules[0]
    if landing.passed_over:
        return Reason.NO_WORKER
    if landing.gave_way:
        return Reason.LANGUAGE
    if first.step is not RoutingStep.TOPIC:
        return first.reason
    if asking.protected_address or asking.elsewhere:
        return Reason.COUNTY_WIDE
    if len(rules) > 1 and any(rule.default != first.default for rule in rules):
        return Reason.SEVERAL_TOPICS
    return first.reason if landing.unit == first.default else Reason.AREA
