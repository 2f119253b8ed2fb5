"""Does a request reach the right unit, and does the routing say truly why?"""

from dataclasses import replace
from datetime import date

import pytest

from triage.catalogue import Catalogue, Closure, RoutingStep, Rule, Side
from triage.catalogue.packaged import packaged_lapland
from triage.catalogue.routing import Asking, Roster, route, without_closed

FINNISH = frozenset({"fi"})
# Who is at work in the demonstration: two or more in some county units, nobody in others.
DEMO: Roster = {
    "perhesosiaalityo": (FINNISH, FINNISH, frozenset({"fi", "se"})),
    "neuvola": (FINNISH, FINNISH),
    "opiskeluhuolto": (FINNISH,),
    "kotipalvelu": (FINNISH,),
    "perheneuvola": (FINNISH,),
    "seurakunta-perheneuvonta": (FINNISH,),
    "palveluohjaus": (FINNISH,),
}


@pytest.fixture(scope="module")
def lapland() -> Catalogue:
    return packaged_lapland()


def everybody(catalogue: Catalogue) -> Roster:
    return dict.fromkeys(catalogue.units, (FINNISH,))


def without(roster: Roster, *units: str) -> Roster:
    return {unit: workers for unit, workers in roster.items() if unit not in units}


class TestTopicAndAge:
    @pytest.mark.parametrize(
        ("topic", "bands", "unit"),
        [
            ("RAS", ("A0",), "neuvola"),
            ("KAS", ("A2",), "neuvola"),
            ("KAS", ("A3",), "opiskeluhuolto"),
            ("NEP", ("A2",), "neuvola"),
            ("NEP", ("A3",), "opiskeluhuolto"),
            ("NEP", ("A7",), "mielenterveyspalvelut"),
            ("NEP", (), "perheneuvola"),
            ("VAK", ("A2",), "neuvola"),
            ("KOU", ("A4",), "opiskeluhuolto"),
            ("ARK", (), "kotipalvelu"),
            ("VAN", ("A4",), "perheneuvola"),
            ("PAR", ("P",), "perheneuvola"),
            ("ERO", (), "perheneuvola"),
            ("VKV", ("A3",), "perhesosiaalityo"),
            ("VKV-L", ("A4",), "perhesosiaalityo"),
            ("MIE-L", ("A2",), "neuvola"),
            ("MIE-L", ("A4",), "opiskeluhuolto"),
            ("MIE-L", ("A6",), "mielenterveyspalvelut"),
            ("MIE-L", (), "opiskeluhuolto"),
            ("MIE-A", ("A1",), "neuvola"),
            ("MIE-A", ("P",), "mielenterveyspalvelut"),
            ("PAI-L", ("A5",), "opiskeluhuolto"),
            ("PAI-L", ("A7",), "riippuvuuspalvelut"),
            ("PAI-A", ("P",), "riippuvuuspalvelut"),
            ("TAL", (), "perhesosiaalityo"),
            ("MAA", (), "palveluohjaus"),
            ("ERI", ("A3",), "vammaispalvelut"),
            ("YKS", (), "palveluohjaus"),
            ("ITS", ("A5",), "opiskeluhuolto"),
            ("ITS", ("A7",), "perhesosiaalityo"),
            ("HUO", (), "perhesosiaalityo"),
            ("ELI", ("A2",), "neuvola"),
            ("ELI", ("A4",), "opiskeluhuolto"),
            ("SUR", ("A3",), "perheneuvola"),
            ("SUR", ("A0",), "neuvola"),
            ("MUU", (), "palveluohjaus"),
        ],
    )
    def test_name_the_unit(
        self, lapland: Catalogue, topic: str, bands: tuple[str, ...], unit: str
    ) -> None:
        found = route(Asking(topics=(topic,), age_bands=bands), lapland, everybody(lapland))
        assert found.unit == unit

    def test_are_the_reason_when_the_age_decided(self, lapland: Catalogue) -> None:
        found = route(Asking(topics=("NEP",), age_bands=("A3",)), lapland, DEMO)
        assert (found.rule, found.reason) == ("focus-school-age", "topic-and-age")

    def test_leave_the_parent_s_own_age_aside(self, lapland: Catalogue) -> None:
        found = route(Asking(topics=("NEP",), age_bands=("P", "A3")), lapland, DEMO)
        assert (found.unit, found.co_units) == ("opiskeluhuolto", ())

    def test_name_the_edition(self, lapland: Catalogue) -> None:
        assert route(Asking(), lapland, DEMO).catalogue_version == lapland.version

    @pytest.mark.parametrize("topics", [(), ("MUU",), ("EI-OLE",)])
    def test_end_at_the_intake_when_nobody_knows(
        self, lapland: Catalogue, topics: tuple[str, ...]
    ) -> None:
        found = route(Asking(topics=topics, age_bands=("A4",)), lapland, DEMO)
        assert (found.unit, found.reason) == ("palveluohjaus", "unsure")


class TestSeveralTopics:
    def test_have_one_owner_and_others_beside(self, lapland: Catalogue) -> None:
        found = route(Asking(topics=("ARK", "KOU", "RAS")), lapland, DEMO)
        assert (found.unit, set(found.co_units)) == ("opiskeluhuolto", {"neuvola", "kotipalvelu"})

    def test_say_so(self, lapland: Catalogue) -> None:
        assert route(Asking(topics=("ARK", "KOU")), lapland, DEMO).reason == "several-topics"

    def test_do_not_depend_on_the_order(self, lapland: Catalogue) -> None:
        there = route(Asking(topics=("ARK", "KOU", "VAN")), lapland, DEMO)
        back = route(Asking(topics=("VAN", "KOU", "ARK")), lapland, DEMO)
        assert there == back

    def test_of_one_unit_need_nobody_beside(self, lapland: Catalogue) -> None:
        found = route(Asking(topics=("VAN", "PAR")), lapland, DEMO)
        assert (found.unit, found.co_units, found.reason) == ("perheneuvola", (), "topic")

    def test_of_two_ages_bring_two_units(self, lapland: Catalogue) -> None:
        found = route(Asking(topics=("KAS",), age_bands=("A4", "A1")), lapland, DEMO)
        assert (found.unit, found.co_units) == ("neuvola", ("opiskeluhuolto",))

    def test_bring_the_stand_in_of_an_empty_unit(self, lapland: Catalogue) -> None:
        found = route(Asking(topics=("KOU", "ERI")), lapland, DEMO)
        assert (found.unit, found.co_units) == ("perhesosiaalityo", ("opiskeluhuolto",))

    def test_never_call_the_intake_beside(self, lapland: Catalogue) -> None:
        assert route(Asking(topics=("KOU", "YKS", "MUU")), lapland, DEMO).co_units == ()


class TestDanger:
    @pytest.mark.parametrize("topic", ["RAS", "KOU", "MUU", "HUO", "ERI"])
    def test_goes_to_the_social_side_whatever_the_topic(
        self, lapland: Catalogue, topic: str
    ) -> None:
        found = route(Asking(topics=(topic,), danger=True), lapland, DEMO)
        assert (found.unit, found.rule, found.reason) == ("perhesosiaalityo", "danger", "danger")

    def test_never_stops_at_an_empty_unit(self, lapland: Catalogue) -> None:
        found = route(Asking(danger=True), lapland, without(DEMO, "perhesosiaalityo"))
        assert found.unit == "palveluohjaus"

    def test_says_whom_it_passed_over(self, lapland: Catalogue) -> None:
        found = route(Asking(danger=True), lapland, without(DEMO, "perhesosiaalityo"))
        assert (found.passed_over, found.reason) == (
            ("perhesosiaalityo", "lastensuojelu"),
            "no-worker",
        )

    def test_does_not_wait_for_a_language(self, lapland: Catalogue) -> None:
        roster = {"perhesosiaalityo": (FINNISH,), "lastensuojelu": (frozenset({"so"}),)}
        found = route(Asking(danger=True, language="so"), lapland, roster)
        assert found.unit == "perhesosiaalityo"

    def test_outside_the_county_is_danger_all_the_same(self, lapland: Catalogue) -> None:
        found = route(Asking(danger=True, municipality="091"), lapland, DEMO)
        assert found.rule == "danger"

    def test_asks_nobody_else_in(self, lapland: Catalogue) -> None:
        found = route(Asking(topics=("KOU", "RAS"), danger=True), lapland, DEMO)
        assert found.co_units == ()


class TestSpecialPaths:
    @pytest.mark.parametrize("topic", ["VKV", "VKV-L"])
    def test_take_violence_with_any_other_topic(self, lapland: Catalogue, topic: str) -> None:
        found = route(Asking(topics=("KOU", topic)), lapland, DEMO)
        assert (found.unit, found.reason, found.co_units) == ("perhesosiaalityo", "violence", ())

    def test_take_worry_by_topic(self, lapland: Catalogue) -> None:
        found = route(Asking(topics=("KOU", "HUO")), lapland, DEMO)
        assert (found.unit, found.reason, found.co_units) == ("perhesosiaalityo", "worry", ())

    def test_take_worry_about_another_child_whatever_the_topic(self, lapland: Catalogue) -> None:
        asking = Asking(topics=("KOU",), asker="close_person", concerns="other_child_or_family")
        assert route(asking, lapland, DEMO).rule == "worry-whatever-the-topic"

    def test_leave_a_professional_with_the_family_to_the_topic(self, lapland: Catalogue) -> None:
        asking = Asking(topics=("KOU",), asker="professional", concerns="other_child_or_family")
        assert route(asking, lapland, DEMO).unit == "opiskeluhuolto"

    def test_tell_nobody_else_when_the_language_moves_them(self, lapland: Catalogue) -> None:
        roster = {"perhesosiaalityo": (FINNISH,), "lastensuojelu": (frozenset({"so"}),)}
        found = route(Asking(topics=("VKV",), language="so"), lapland, roster)
        assert (found.unit, found.co_units) == ("lastensuojelu", ())

    def test_fall_on_to_child_protection(self, lapland: Catalogue) -> None:
        roster = without(everybody(lapland), "perhesosiaalityo")
        found = route(Asking(topics=("VKV",)), lapland, roster)
        assert (found.unit, found.passed_over) == ("lastensuojelu", ("perhesosiaalityo",))


class TestPlace:
    def local(self, lapland: Catalogue) -> Catalogue:
        """The catalogue with a clinic of Rovaniemi's own before the county's."""
        clinic = replace(
            lapland.units["neuvola"], code="kotineuvola", municipalities=frozenset({"698"})
        )
        rules = tuple(
            replace(rule, default="kotineuvola", second=("neuvola",))
            if rule.code == "pregnancy"
            else rule
            for rule in lapland.rules
        )
        return replace(lapland, units={**lapland.units, "kotineuvola": clinic}, rules=rules)

    def asked(self, lapland: Catalogue, asking: Asking) -> tuple[str, str]:
        catalogue = self.local(lapland)
        found = route(replace(asking, topics=("RAS",)), catalogue, everybody(catalogue))
        return found.unit, found.reason

    def test_gives_the_unit_of_the_municipality(self, lapland: Catalogue) -> None:
        assert self.asked(lapland, Asking(municipality="698")) == ("kotineuvola", "topic")

    @pytest.mark.parametrize("municipality", ["890", None])
    def test_gives_the_county_s_unit_elsewhere(
        self, lapland: Catalogue, municipality: str | None
    ) -> None:
        assert self.asked(lapland, Asking(municipality=municipality)) == ("neuvola", "area")

    def test_is_hidden_where_the_address_is_protected(self, lapland: Catalogue) -> None:
        asking = Asking(municipality="698", protected_address=True)
        assert self.asked(lapland, asking) == ("neuvola", "county-wide")

    def test_is_avoided_where_the_requester_wants_another(self, lapland: Catalogue) -> None:
        asking = Asking(municipality="698", elsewhere=True)
        assert self.asked(lapland, asking) == ("neuvola", "county-wide")

    def test_prefers_a_rule_for_the_municipality(self, lapland: Catalogue) -> None:
        own = Rule(
            code="own",
            step=RoutingStep.TOPIC,
            reason="area",
            default="kotipalvelu",
            fallback="palveluohjaus",
            topics=frozenset({"TAL"}),
            municipalities=frozenset({"698"}),
        )
        catalogue = replace(lapland, rules=(own, *lapland.rules))
        at_home = route(Asking(topics=("TAL",), municipality="698"), catalogue, DEMO)
        away = route(Asking(topics=("TAL",), municipality="890"), catalogue, DEMO)
        assert (at_home.unit, away.unit) == ("kotipalvelu", "perhesosiaalityo")

    def test_outside_the_county_goes_to_the_intake(self, lapland: Catalogue) -> None:
        found = route(Asking(topics=("RAS",), municipality="091"), lapland, DEMO)
        assert (found.unit, found.reason) == ("palveluohjaus", "outside")

    def test_outside_the_county_still_takes_the_path_of_violence(self, lapland: Catalogue) -> None:
        found = route(Asking(topics=("VKV",), municipality="091"), lapland, DEMO)
        assert found.unit == "perhesosiaalityo"

    def test_of_a_protected_address_is_not_even_asked(self, lapland: Catalogue) -> None:
        asking = Asking(topics=("RAS",), municipality="091", protected_address=True)
        assert route(asking, lapland, DEMO).unit == "neuvola"


class TestLanguage:
    def test_prefers_a_unit_that_speaks_it(self, lapland: Catalogue) -> None:
        found = route(Asking(topics=("RAS",), language="se", municipality="890"), lapland, DEMO)
        assert (found.unit, found.reason) == ("perhesosiaalityo", "language")

    def test_keeps_the_expert_unit_beside(self, lapland: Catalogue) -> None:
        assert route(Asking(topics=("RAS",), language="se"), lapland, DEMO).co_units == ("neuvola",)

    @pytest.mark.parametrize("tag", ["se-FI", "SE", "sme", "se_FI"])
    def test_knows_the_language_by_any_tag(self, lapland: Catalogue, tag: str) -> None:
        found = route(Asking(topics=("RAS",), language=tag), lapland, DEMO)
        assert found.unit == "perhesosiaalityo"

    def test_knows_the_worker_s_language_by_any_tag(self, lapland: Catalogue) -> None:
        roster = {"neuvola": (FINNISH,), "perhesosiaalityo": (frozenset({"ar-SY"}),)}
        found = route(Asking(topics=("RAS",), language="ar"), lapland, roster)
        assert found.unit == "perhesosiaalityo"

    @pytest.mark.parametrize("language", ["so", "smn", "", None, "fi", "fi-simple", "???"])
    def test_moves_nothing_where_nobody_speaks_it_or_all_do(
        self, lapland: Catalogue, language: str | None
    ) -> None:
        found = route(Asking(topics=("RAS",), language=language), lapland, DEMO)
        assert (found.unit, found.reason) == ("neuvola", "topic")

    def test_stays_where_the_first_unit_speaks_it(self, lapland: Catalogue) -> None:
        roster = {**DEMO, "neuvola": (frozenset({"se"}),)}
        found = route(Asking(topics=("RAS",), language="se"), lapland, roster)
        assert (found.unit, found.reason) == ("neuvola", "topic")


class TestAbsence:
    def test_goes_to_the_second_and_says_so(self, lapland: Catalogue) -> None:
        found = route(Asking(topics=("RAS",)), lapland, without(DEMO, "neuvola"))
        assert (found.unit, found.reason, found.passed_over) == (
            "perhesosiaalityo",
            "no-worker",
            ("neuvola",),
        )

    def test_of_all_ends_at_the_intake(self, lapland: Catalogue) -> None:
        found = route(Asking(topics=("RAS",)), lapland, {})
        assert (found.unit, found.passed_over) == (
            "palveluohjaus",
            ("neuvola", "perhesosiaalityo"),
        )

    def test_counts_a_unit_with_an_empty_list(self, lapland: Catalogue) -> None:
        found = route(Asking(topics=("RAS",)), lapland, {**DEMO, "neuvola": ()})
        assert found.passed_over == ("neuvola",)

    def test_of_a_closed_unit_is_the_same(self, lapland: Catalogue) -> None:
        closed = Closure(unit="neuvola", from_on=date(2026, 12, 28), until_on=date(2026, 12, 31))
        catalogue = replace(lapland, closures=(closed,))
        roster = without_closed(DEMO, catalogue, date(2026, 12, 29))
        assert route(Asking(topics=("RAS",)), catalogue, roster).passed_over == ("neuvola",)

    def test_ends_with_the_closure(self, lapland: Catalogue) -> None:
        closed = Closure(unit="neuvola", from_on=date(2026, 12, 28), until_on=date(2026, 12, 31))
        catalogue = replace(lapland, closures=(closed,))
        assert without_closed(DEMO, catalogue, date(2027, 1, 1)) == DEMO


class TestDemo:
    @pytest.mark.parametrize("topic", list(packaged_lapland().topics))
    def test_every_topic_reaches_a_worker_of_the_county(
        self, lapland: Catalogue, topic: str
    ) -> None:
        bands = [(), *((band,) for band in lapland.age_bands)]
        reached = {route(Asking(topics=(topic,), age_bands=b), lapland, DEMO).unit for b in bands}
        assert reached <= {code for code in DEMO if lapland.units[code].side is Side.COUNTY}


def test_an_edition_without_rules_still_reaches_the_intake(lapland: Catalogue) -> None:
    found = route(Asking(topics=("KOU",), danger=True), replace(lapland, rules=()), DEMO)
    assert (found.unit, found.rule) == ("palveluohjaus", "")
