"""Does every asking end at a unit of the county, whoever is at work and whatever is told?"""

from dataclasses import replace
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.catalogue import Side
from triage.catalogue.packaged import packaged_lapland
from triage.catalogue.routing import Asking, Roster, Routing, route
from triage.codes import Asker, Concerns

LAPLAND = packaged_lapland()
COUNTY = {code for code, unit in LAPLAND.units.items() if unit.side is Side.COUNTY}
ALONE = {rule.code for rule in LAPLAND.rules if not rule.topics or rule.step != "topic"}
FINNISH = frozenset({"fi"})
# Some units are empty, one speaks Sámi, another English: every way through a rule is taken.
SOMEBODY: Roster = {
    "perhesosiaalityo": (FINNISH, frozenset({"fi", "se"})),
    "neuvola": (FINNISH,),
    "perheneuvola": (frozenset({"fi", "en"}),),
    "opiskeluhuolto": (),
    "palveluohjaus": (FINNISH,),
}
OUTSIDE = "091"

TOPICS = (None, *LAPLAND.topics)
BANDS = (None, *LAPLAND.age_bands)
PLACES = (None, *LAPLAND.municipalities, OUTSIDE)
LANGUAGES = (*LAPLAND.languages, "so")
ASKERS = (None, *Asker)


@pytest.mark.parametrize("topic", TOPICS)
def test_every_single_asking_ends_at_a_unit_with_a_worker(topic: str | None) -> None:
    reached = {
        route(
            Asking(
                topics=(topic,) if topic else (),
                age_bands=(band,) if band else (),
                municipality=place,
                language=language,
                asker=asker,
            ),
            LAPLAND,
            SOMEBODY,
        ).unit
        for band, place, language, asker in product(BANDS, PLACES, LANGUAGES, ASKERS)
    }
    assert reached <= {unit for unit, workers in SOMEBODY.items() if workers} & COUNTY


def several(codes: tuple[str, ...] | list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from([*codes, "EI-OLE"]), max_size=6).map(tuple)


languages = st.one_of(st.none(), st.sampled_from(LANGUAGES), st.text(max_size=8))
askings = st.builds(
    Asking,
    topics=several(list(LAPLAND.topics)),
    age_bands=several(list(LAPLAND.age_bands)),
    municipality=st.one_of(st.sampled_from(PLACES), st.text(max_size=4)),
    language=languages,
    asker=st.one_of(st.none(), st.sampled_from(list(Asker)), st.text(max_size=4)),
    concerns=st.one_of(st.none(), st.sampled_from(list(Concerns)), st.text(max_size=4)),
    danger=st.booleans(),
    protected_address=st.booleans(),
    elsewhere=st.booleans(),
)
workers = st.lists(
    st.frozensets(st.sampled_from(["fi", "sv", "en", "se", "so", "ar-SY"]), max_size=3), max_size=2
).map(tuple)
rosters = st.dictionaries(st.sampled_from([*LAPLAND.units, "ei-ole"]), workers)


def routed(asking: Asking, roster: Roster) -> Routing:
    return route(asking, LAPLAND, roster)


@given(askings, rosters)
def test_any_asking_ends_at_a_unit_of_the_county(asking: Asking, roster: Roster) -> None:
    assert routed(asking, roster).unit in COUNTY


@given(askings, rosters)
def test_an_empty_unit_receives_only_as_the_intake(asking: Asking, roster: Roster) -> None:
    found = routed(asking, roster)
    assert roster.get(found.unit) or found.unit == LAPLAND.intake_unit


@given(askings, rosters)
def test_only_units_without_a_worker_are_passed_over(asking: Asking, roster: Roster) -> None:
    assert not any(roster.get(unit) for unit in routed(asking, roster).passed_over)


@given(askings, rosters)
def test_the_first_unit_is_never_passed_over_in_silence(asking: Asking, roster: Roster) -> None:
    found = routed(asking, roster)
    rule = LAPLAND.rule(found.rule)
    assert rule is not None
    skipped = found.unit != rule.default and not roster.get(rule.default)
    assert skipped == (rule.default in found.passed_over)


@given(askings, rosters)
def test_a_unit_beside_is_another_of_the_county_with_a_worker(
    asking: Asking, roster: Roster
) -> None:
    found = routed(asking, roster)
    beside = set(found.co_units)
    assert beside <= COUNTY - {found.unit, LAPLAND.intake_unit}
    assert all(roster.get(unit) for unit in beside)


@given(askings, rosters)
def test_rule_reason_and_edition_are_known(asking: Asking, roster: Roster) -> None:
    found = routed(asking, roster)
    assert LAPLAND.rule(found.rule)
    assert (found.reason in LAPLAND.reasons, found.catalogue_version) == (True, LAPLAND.version)


@given(askings, rosters, st.randoms())
def test_the_order_of_telling_changes_nothing(
    asking: Asking, roster: Roster, random: Random
) -> None:
    topics, bands = list(asking.topics), list(asking.age_bands)
    random.shuffle(topics)
    random.shuffle(bands)
    again = replace(asking, topics=tuple(topics), age_bands=tuple(bands))
    assert routed(again, roster) == routed(asking, roster)


@given(askings, rosters, st.sampled_from(PLACES))
def test_a_protected_address_never_shows_in_the_routing(
    asking: Asking, roster: Roster, place: str | None
) -> None:
    hidden = replace(asking, protected_address=True)
    assert routed(replace(hidden, municipality=place), roster) == routed(hidden, roster)


@given(askings, askings, rosters)
def test_danger_looks_at_nothing_else(one: Asking, other: Asking, roster: Roster) -> None:
    found = [routed(replace(asking, danger=True), roster) for asking in (one, other)]
    assert found[0] == found[1]


@given(askings, rosters)
def test_outside_danger_and_violence_the_rule_fits_a_topic_that_was_told(
    asking: Asking, roster: Roster
) -> None:
    found = routed(asking, roster)
    rule = LAPLAND.rule(found.rule)
    assert rule is not None
    told = {code for code in asking.topics if code in LAPLAND.topics} or {LAPLAND.unsure_topic}
    assert found.rule in ALONE or rule.topics & told


@given(askings, rosters)
def test_a_language_alone_never_takes_a_request_from_a_worker(
    asking: Asking, roster: Roster
) -> None:
    in_finnish = routed(replace(asking, language="fi"), roster)
    found = routed(asking, roster)
    assert bool(roster.get(found.unit)) == bool(roster.get(in_finnish.unit))
