"""Where are the holes in a catalogue through which a request, or a person, could fall?"""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, takewhile
from typing import Final

from triage.catalogue.check_help import emergency_holes, unknown
from triage.catalogue.duty_line import unreachable
from triage.catalogue.edition import Catalogue
from triage.catalogue.entries import Reason, RoutingStep, Rule, Side
from triage.catalogue.guides import guide_holes, guide_names
from triage.catalogue.languages import PREPARED_LANGUAGES
from triage.catalogue.names import Names
from triage.catalogue.routing import Asking, route
from triage.catalogue.self_help import self_help_holes
from triage.catalogue.signs.danger import unusable_patterns
from triage.catalogue.signs.suggesting import suggestion_holes
from triage.catalogue.topic_groups import group_holes
from triage.catalogue.translators import translator_holes
from triage.codes import Asker, Concerns
from triage.text.addresses import dialable
from triage.text.visible import says_something

LONGEST_TOPIC_NAME: Final = 60
LONGEST_DESCRIPTION: Final = 200
LONGEST_SELF_HELP: Final = 300
OUTSIDE_THE_COUNTY: Final = "000"
FAMILY_CENTRE_TASKS: Final = frozenset(f"T{task}" for task in range(1, 8))


def holes(catalogue: Catalogue) -> tuple[str, ...]:
    """Return every hole, in the order of the file; none means that the edition may be used."""
    return tuple(chain.from_iterable(check(catalogue) for check in _CHECKS))


def _settings(catalogue: Catalogue) -> Iterator[str]:
    intake = catalogue.units.get(catalogue.intake_unit)
    if intake is None:
        yield f"intake_unit: no unit {catalogue.intake_unit!r}"
    elif intake.side is not Side.COUNTY or intake.municipalities:
        yield f"intake_unit: {intake.code} must be the county's and serve all of it"
    if catalogue.unsure_topic not in catalogue.topics:
        yield f"unsure_topic: no topic {catalogue.unsure_topic!r}"
    if catalogue.office_language not in catalogue.languages:
        yield f"office_language: {catalogue.office_language!r} is not among the languages"
    if catalogue.duty_configured and catalogue.duty_unit is None:
        yield "duty_configured: no duty_unit is named"
    duty = catalogue.units.get(catalogue.duty_unit or catalogue.intake_unit)
    if duty is None or duty.side is not Side.COUNTY:
        yield f"duty_unit: {catalogue.duty_unit!r} is no unit of the county"
    yield from unreachable("duty_line: second", catalogue.duty_line.second)


def _texts(catalogue: Catalogue) -> Iterator[str]:
    for where, names in _all_names(catalogue):
        for language in catalogue.languages:
            if not says_something(names.get(language, "")):
                yield f"{where} has no text in {language}"
        for language in names:
            if language not in (*catalogue.languages, *PREPARED_LANGUAGES):
                yield f"{where} has a text in {language}, which is not among the languages"


def _language_readers(catalogue: Catalogue) -> Iterator[str]:
    """A language that opens says whom to call in an emergency, and knows words of danger."""
    for signed in catalogue.language_readers:
        where, language = f"language_reader {signed.language}", signed.language
        if language not in (*catalogue.languages, *PREPARED_LANGUAGES):
            yield f"{where}: no language {language!r} is prepared"
            continue
        for entry in catalogue.shown_emergency(None):
            if language not in entry.names or language not in entry.when:
                yield f"{where}: emergency {entry.code} has no text in {language}"
        if "-" not in language and not catalogue.danger.get(language):
            yield f"{where}: danger has no words in {language}"


def _all_names(catalogue: Catalogue) -> Iterator[tuple[str, Names]]:
    for topic in catalogue.topics.values():
        yield f"topic {topic.code}: name", topic.names
        yield f"topic {topic.code}: description", topic.descriptions
    for group in catalogue.topic_groups.values():
        yield f"topic_group {group.code}: name", group.names
    for band in catalogue.age_bands.values():
        yield f"age_band {band.code}: name", band.names
    for municipality in catalogue.municipalities.values():
        yield f"municipality {municipality.code}: name", municipality.names
    for unit in catalogue.units.values():
        yield f"unit {unit.code}: name", unit.names
        yield f"unit {unit.code}: masked_name", unit.masked_names
    for reason, names in catalogue.reasons.items():
        yield f"reason {reason}: name", names
    for entry in catalogue.emergency:
        yield f"emergency {entry.code}: name", entry.names
        yield f"emergency {entry.code}: when", entry.when
    for advice in catalogue.self_help:
        yield f"self_help {advice.code}: title", advice.titles
        yield f"self_help {advice.code}: text", advice.texts
    yield from guide_names(catalogue.guides.values())


def _topics(catalogue: Catalogue) -> Iterator[str]:
    for topic in catalogue.topics.values():
        where = f"topic {topic.code}"
        yield from unknown(where, "age band", topic.age_bands, catalogue.age_bands)
        yield from unknown(where, "family centre task", topic.thl, FAMILY_CENTRE_TASKS)
        yield from _too_long(f"{where}: name", topic.names, LONGEST_TOPIC_NAME)
        yield from _too_long(f"{where}: description", topic.descriptions, LONGEST_DESCRIPTION)
    for group in catalogue.topic_groups.values():
        yield from _too_long(f"topic_group {group.code}: name", group.names, LONGEST_TOPIC_NAME)
    yield from group_holes(catalogue.topic_groups, catalogue.topics)


def _too_long(where: str, names: Names, longest: int) -> Iterator[str]:
    for language, text in names.items():
        if len(text) > longest:
            yield f"{where}.{language} is longer than {longest} characters"


def _rules(catalogue: Catalogue) -> Iterator[str]:
    for rule in catalogue.rules:
        where = f"rule {rule.code}"
        yield from unknown(where, "topic", rule.topics, catalogue.topics)
        yield from unknown(where, "age band", rule.age_bands, catalogue.age_bands)
        yield from unknown(where, "municipality", rule.municipalities, catalogue.municipalities)
        yield from unknown(where, "asker", rule.askers, frozenset(Asker))
        yield from unknown(where, "concern", rule.concerns, frozenset(Concerns))
        yield from unknown(where, "reason", (rule.reason,), catalogue.reasons)
        yield from _receivers(where, rule, catalogue)
        if rule.step is RoutingStep.TOPIC and not rule.topics:
            yield f"{where}: names no topic"
    yield from unknown("reasons", "reason", catalogue.reasons, frozenset(Reason))
    yield from unknown("reasons", "text for", Reason, catalogue.reasons)


def _receivers(where: str, rule: Rule, catalogue: Catalogue) -> Iterator[str]:
    """The county is the controller of every request: a partner never receives by rule."""
    named = (rule.default, *rule.second, rule.fallback, *rule.partners)
    yield from unknown(where, "unit", named, catalogue.units)
    for code in (rule.default, *rule.second, rule.fallback):
        unit = catalogue.units.get(code)
        if unit is not None and unit.side is not Side.COUNTY:
            yield f"{where}: {code} is a partner ({unit.side}) and cannot receive by rule"
    for code in rule.partners:
        unit = catalogue.units.get(code)
        if unit is not None and unit.side is Side.COUNTY:
            yield f"{where}: {code} is the county's own and no partner"
    if rule.fallback != catalogue.intake_unit:
        yield f"{where}: falls back to {rule.fallback}, not to the intake"


def _units(catalogue: Catalogue) -> Iterator[str]:
    feared = _known_by_danger(catalogue)
    for unit in catalogue.units.values():
        where = f"unit {unit.code}"
        yield from unknown(where, "municipality", unit.municipalities, catalogue.municipalities)
        yield from unreachable(f"{where}: notify", unit.notify)
        if unit.phone is not None and dialable(unit.phone) is None:
            yield f"{where}: phone: {unit.phone!r} is no phone number"
        if unit.name_shown and unit.code in feared:
            yield f"{where}: its name would tell a requester that danger was noticed"
    for closure in catalogue.closures:
        where = f"closure {closure.from_on}"
        yield from unknown(where, "unit", (closure.unit,), catalogue.units)
        if closure.unit == catalogue.intake_unit:
            yield f"{where}: the intake cannot close"
        if closure.until_on < closure.from_on:
            yield f"{where}: ends before it begins"


def _known_by_danger(catalogue: Catalogue) -> frozenset[str | None]:
    """The units to which danger leads, but for the intake, where everything may end."""
    rules = catalogue.rules_at(RoutingStep.DANGER)
    led_to = {code for rule in rules for code in (rule.default, *rule.second)}
    notified = {unit.code for unit in catalogue.units.values() if unit.reached_by_notice}
    return frozenset({*led_to, *notified, catalogue.duty_unit} - {catalogue.intake_unit})


def _self_help(catalogue: Catalogue) -> Iterator[str]:
    for advice in catalogue.self_help:
        where = f"self_help {advice.code}"
        yield from _too_long(f"{where}: title", advice.titles, LONGEST_TOPIC_NAME)
        yield from _too_long(f"{where}: text", advice.texts, LONGEST_SELF_HELP)
    yield from self_help_holes(catalogue.self_help, catalogue.topics, catalogue.age_bands)


def _guides(catalogue: Catalogue) -> Iterator[str]:
    yield from guide_holes(catalogue.guides.values())


def _translators(catalogue: Catalogue) -> Iterator[str]:
    yield from translator_holes(catalogue.translators.values())


def _danger(catalogue: Catalogue) -> Iterator[str]:
    for language in catalogue.languages:
        if "-" not in language and not catalogue.danger.get(language):
            yield f"danger: no words in {language}"
    for pattern in unusable_patterns(catalogue.danger):
        yield f"danger: {pattern!r} would match nothing or nearly everything"


def _suggestions(catalogue: Catalogue) -> Iterator[str]:
    yield from suggestion_holes(catalogue.suggesting, catalogue.topics, catalogue.age_bands)


def _ways_past_the_intake(catalogue: Catalogue) -> Iterator[str]:
    """Route the requests that tell least, with nobody at work: each must end at the intake.

    That covers all others. A rule that takes a request without place, asker and concerns has no
    such condition, so it also takes every more detailed request that no rule took before it. The
    language only chooses among the units of a rule.
    """
    ages = (None, *catalogue.age_bands)
    for topic in catalogue.topics:
        lost = [
            str(band or "(none)")
            for band in ages
            if not _is_taken(Asking(topics=(topic,), age_bands=(band,) if band else ()), catalogue)
        ]
        if len(lost) == len(ages):
            yield f"no rule takes topic {topic} to the intake"
        elif lost:
            yield f"no rule takes topic {topic} at age {', '.join(lost)} to the intake"
    if not _is_taken(Asking(danger=True), catalogue, RoutingStep.DANGER):
        yield "no rule takes every request in danger"
    if not _is_taken(Asking(municipality=OUTSIDE_THE_COUNTY), catalogue, RoutingStep.OUTSIDE):
        yield "no rule takes every request from outside the county"
    for rule in catalogue.rules:
        if _is_shadowed(rule, catalogue):
            yield f"rule {rule.code}: is never reached, an earlier one takes all"


def _is_taken(asking: Asking, catalogue: Catalogue, step: RoutingStep | None = None) -> bool:
    found = route(asking, catalogue, {})
    rule = catalogue.rule(found.rule)
    if rule is None or step not in (None, rule.step):
        return False
    # A rule with another fall-back is named as a hole of its own.
    return found.unit == catalogue.intake_unit or rule.fallback != catalogue.intake_unit


def _is_shadowed(rule: Rule, catalogue: Catalogue) -> bool:
    """Tell whether for each topic and age of a rule an earlier one asks no more than it does."""
    if rule.step is not RoutingStep.TOPIC:
        earlier = takewhile(lambda other: other is not rule, catalogue.rules_at(rule.step))
        return any(_takes_all_of(other, rule) for other in earlier)
    lists = [
        catalogue.topic_rules(topic, band)
        for topic in rule.topics
        for band in (rule.age_bands or (None, *catalogue.age_bands))
    ]
    return all(
        any(_takes_all_of(other, rule) for other in takewhile(lambda r: r is not rule, rules))
        for rules in lists
    )


def _takes_all_of(wider: Rule, rule: Rule) -> bool:
    conditions = [
        (wider.municipalities, rule.municipalities),
        (wider.askers, rule.askers),
        (wider.concerns, rule.concerns),
    ]
    if wider.step is not RoutingStep.TOPIC:
        conditions += [(wider.topics, rule.topics), (wider.age_bands, rule.age_bands)]
    return all(not asks or (has and has <= asks) for asks, has in conditions)


_CHECKS: Final[tuple[Callable[[Catalogue], Iterable[str]], ...]] = (
    _settings,
    _texts,
    _language_readers,
    _topics,
    _units,
    _rules,
    emergency_holes,
    _self_help,
    _guides,
    _translators,
    _danger,
    _suggestions,
    _ways_past_the_intake,
)
