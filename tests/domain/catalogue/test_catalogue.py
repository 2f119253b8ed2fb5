"""Does the catalogue of Lapland hold what it must, and is a broken one refused with every hole?"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from triage.catalogue import Catalogue, Closure, Side, name_in, primary_language, public
from triage.catalogue.entries import EmergencyNumber
from triage.catalogue.packaged import holes, packaged_lapland, packaged_lapland_text, read_catalogue

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
LANGUAGES = ("fi", "sv", "en", "se", "fi-simple")
OFFICIAL_CODES = {
    "047": "Enontekiö",
    "148": "Inari",
    "240": "Kemi",
    "241": "Keminmaa",
    "261": "Kittilä",
    "273": "Kolari",
    "320": "Kemijärvi",
    "498": "Muonio",
    "583": "Pelkosenniemi",
    "614": "Posio",
    "683": "Ranua",
    "698": "Rovaniemi",
    "732": "Salla",
    "742": "Savukoski",
    "751": "Simo",
    "758": "Sodankylä",
    "845": "Tervola",
    "851": "Tornio",
    "854": "Pello",
    "890": "Utsjoki",
    "976": "Ylitornio",
}
TOPICS = """
    RAS KAS NEP VAK KOU ARK VAN PAR ERO VKV VKV-L MIE-L MIE-A PAI-L PAI-A TAL MAA ERI YKS ITS HUO
    ELI SUR MUU
"""


@pytest.fixture(scope="module")
def lapland() -> Catalogue:
    return packaged_lapland()


class TestLapland:
    def test_has_no_hole(self, lapland: Catalogue) -> None:
        assert holes(lapland) == ()

    def test_has_every_municipality_by_its_official_code(self, lapland: Catalogue) -> None:
        found = {code: place.names["fi"] for code, place in lapland.municipalities.items()}
        assert found == OFFICIAL_CODES

    def test_names_utsjoki_in_sami_and_salla_in_finnish(self, lapland: Catalogue) -> None:
        names = [name_in(lapland.municipalities[code].names, "se") for code in ("890", "732")]
        assert names == ["Ohcejohka", "Salla"]

    def test_has_the_age_bands_from_the_youngest(self, lapland: Catalogue) -> None:
        assert list(lapland.age_bands) == ["A0", "A1", "A2", "A3", "A4", "A5", "A6", "A7", "P"]

    def test_leaves_no_age_under_29_out(self, lapland: Catalogue) -> None:
        years = [
            year
            for band in lapland.age_bands.values()
            if band.from_years is not None and band.until_years is not None
            for year in range(band.from_years, band.until_years + 1)
        ]
        assert years == list(range(29))

    def test_has_the_topics_in_display_order(self, lapland: Catalogue) -> None:
        assert list(lapland.topics) == TOPICS.split()

    def test_sorts_topics_by_their_order_and_not_by_the_file(self) -> None:
        text = packaged_lapland_text().replace("order = 10\n", "order = 999\n", 1)
        assert list(read_catalogue(text).topics)[-1] == "RAS"

    def test_speaks_five_languages(self, lapland: Catalogue) -> None:
        assert lapland.languages == LANGUAGES

    def test_says_that_sami_waits_for_a_native_reader(self, lapland: Catalogue) -> None:
        assert lapland.awaiting_native_reader == {"se"}

    def test_says_each_topic_differently_in_each_full_language(self, lapland: Catalogue) -> None:
        same = [
            topic.code
            for topic in lapland.topics.values()
            if len({topic.descriptions[tag] for tag in LANGUAGES}) < len(LANGUAGES)
        ]
        assert same == []

    def test_puts_violence_and_a_young_mind_before_all_else(self, lapland: Catalogue) -> None:
        urgent = {topic.code for topic in lapland.topics.values() if topic.urgent}
        assert urgent == {"VKV", "VKV-L", "MIE-L"}

    def test_gives_no_two_topics_the_same_lead(self, lapland: Catalogue) -> None:
        leads = [topic.lead for topic in lapland.topics.values()]
        assert len(set(leads)) == len(leads)

    def test_receives_only_on_the_county_side(self, lapland: Catalogue) -> None:
        sides = {
            lapland.units[code].side
            for rule in lapland.rules
            for code in (rule.default, *rule.second, rule.fallback)
        }
        assert sides == {Side.COUNTY}

    def test_promises_the_second_working_day(self, lapland: Catalogue) -> None:
        promised = lapland.service_promise
        assert (promised.target_working_days, promised.answer_working_days) == (1, 2)

    def test_looks_within_two_hours_and_in_danger_within_thirty_minutes(
        self, lapland: Catalogue
    ) -> None:
        promised = lapland.service_promise
        assert (promised.look_within_open_hours, promised.look_when_danger_minutes) == (2, 30)

    def test_is_open_from_eight_to_four_on_weekdays(self, lapland: Catalogue) -> None:
        assert lapland.opening.weekly == ((time(8), time(16)),) * 5 + (None, None)

    def test_masks_the_place_in_a_unit_s_name(self, lapland: Catalogue) -> None:
        shown = lapland.unit_name("ohjaamo", "fi", masked=True)
        assert "Rovaniemi" not in shown and shown

    def test_names_a_unit_that_is_gone_as_it_was(self, lapland: Catalogue) -> None:
        former = {"lakkautettu": lapland.units["neuvola"]}
        assert replace(lapland, former_units=former).unit_name("lakkautettu", "fi") == "Neuvola"

    def test_tells_nobody_the_code_of_a_forgotten_unit(self, lapland: Catalogue) -> None:
        assert lapland.unit_name("lakkautettu", "fi") == "Lapsiperheiden palveluohjaus"

    def test_tells_no_place_by_the_code_of_a_forgotten_unit(self, lapland: Catalogue) -> None:
        masked = lapland.unit_name("kemijarven-neuvola", "fi", masked=True)
        assert masked == lapland.unit_name("ohjaamo", "fi", masked=True)

    @pytest.mark.parametrize(
        ("unit", "shown"),
        [
            ("neuvola", True),
            ("perhesosiaalityo", False),
            ("lastensuojelu", False),
            ("sosiaalipaivystys", False),
            ("turvakoti", False),
            ("lakkautettu", False),
        ],
    )
    def test_shows_requesters_no_name_that_frightens(
        self, lapland: Catalogue, unit: str, shown: bool
    ) -> None:
        assert lapland.shows_name(unit) is shown

    def test_shows_the_name_of_a_unit_that_is_gone_if_it_did(self, lapland: Catalogue) -> None:
        former = {"lakkautettu": lapland.units["neuvola"]}
        assert replace(lapland, former_units=former).shows_name("lakkautettu")

    def test_says_why_here_in_words(self, lapland: Catalogue) -> None:
        assert "kieltä" in lapland.reasons["language"]["fi"]


class TestEmergencyNumbers:
    def shown(self, lapland: Catalogue, place: str | None = None) -> list[str | None]:
        return [entry.number for entry in lapland.shown_emergency(place)]

    def test_begin_with_112(self, lapland: Catalogue) -> None:
        assert self.shown(lapland)[0] == "112"

    def test_hold_the_national_ones(self, lapland: Catalogue) -> None:
        assert {"080 005 005", "116 016", "116 111"} <= set(self.shown(lapland))

    @pytest.mark.parametrize("place", [None, *OFFICIAL_CODES])
    def test_never_show_an_unconfirmed_one(self, lapland: Catalogue, place: str | None) -> None:
        assert "040 726 6965" not in self.shown(lapland, place)

    def test_hold_one_that_nobody_has_confirmed(self, lapland: Catalogue) -> None:
        waiting = [entry.number for entry in lapland.emergency if not entry.confirmed]
        assert "040 726 6965" in waiting

    def test_have_an_owner_and_a_day_of_review(self, lapland: Catalogue) -> None:
        assert all(entry.owner and entry.reviewed_on for entry in lapland.shown_emergency(None))

    def local(self, lapland: Catalogue) -> tuple[EmergencyNumber, Catalogue]:
        number = replace(lapland.emergency[0], code="local", municipalities=frozenset({"698"}))
        return number, replace(lapland, emergency=(*lapland.emergency, number))

    def test_show_a_local_one_in_its_place(self, lapland: Catalogue) -> None:
        number, catalogue = self.local(lapland)
        assert number in catalogue.shown_emergency("698")

    @pytest.mark.parametrize("place", [None, "890"])
    def test_keep_a_local_one_from_elsewhere(self, lapland: Catalogue, place: str | None) -> None:
        number, catalogue = self.local(lapland)
        assert number not in catalogue.shown_emergency(place)


class TestPublicPart:
    def test_has_the_shape_of_the_contract(self, lapland: Catalogue) -> None:
        assert list(public(lapland, "fi", NOW)) == [
            "version",
            "topics",
            "topic_groups",
            "age_bands",
            "municipalities",
            "languages",
            "promise",
            "emergency",
        ]

    def test_speaks_the_language_asked_for(self, lapland: Catalogue) -> None:
        assert {
            "code": "PAR",
            "name": "Parförhållandet",
            "description": lapland.topics["PAR"].descriptions["sv"],
        } in self.list_of(lapland, "sv", "topics")

    def test_gives_a_number_with_whether_it_answers_now(self, lapland: Catalogue) -> None:
        assert self.list_of(lapland, "en", "emergency")[0] == {
            "name": "Emergency number",
            "number": "112",
            "url": None,
            "when": "Call at once if somebody is in danger now.",
            "open_now": True,
            "opens_at": None,
            "always_open": True,
            "languages": [],
            "ages": [],
        }

    def list_of(
        self, lapland: Catalogue, language: str, key: str
    ) -> list[Mapping[str, str | None]]:
        found = public(lapland, language, NOW)[key]
        assert isinstance(found, list)
        return found

    def test_shows_no_unconfirmed_number(self, lapland: Catalogue) -> None:
        assert "040 726 6965" not in str(public(lapland, "fi", NOW))

    def test_shows_no_unit(self, lapland: Catalogue) -> None:
        assert "perhesosiaalityo" not in str(public(lapland, "fi", NOW))


class TestNames:
    names = {"fi": "suomeksi", "en": "in English", "fi-simple": "selkosuomeksi"}

    @pytest.mark.parametrize(
        ("asked", "given"),
        [
            ("fi", "suomeksi"),
            ("fi-FI", "suomeksi"),
            ("fi-simple", "selkosuomeksi"),
            ("se", "suomeksi"),
            ("sv-FI", "suomeksi"),
            ("so", "in English"),
            ("", "in English"),
        ],
    )
    def test_fall_back_to_the_nearest_language(self, asked: str, given: str) -> None:
        assert name_in(self.names, asked) == given

    @pytest.mark.parametrize("tag", ["se", "SE", "se-FI", "se_FI", "sme", "sme-FI", " se "])
    def test_know_northern_sami_by_any_tag(self, tag: str) -> None:
        assert primary_language(tag) == "se"

    def test_keep_inari_sami_apart(self) -> None:
        assert primary_language("smn") == "smn"


class TestClosures:
    def closed(self, lapland: Catalogue, on: date) -> frozenset[str]:
        summer = Closure(unit="opiskeluhuolto", from_on=date(2027, 6, 7), until_on=date(2027, 8, 1))
        return replace(lapland, closures=(summer,)).closed_units(on)

    @pytest.mark.parametrize("on", [date(2027, 6, 7), date(2027, 8, 1)])
    def test_hold_on_both_ends(self, lapland: Catalogue, on: date) -> None:
        assert self.closed(lapland, on) == {"opiskeluhuolto"}

    @pytest.mark.parametrize("on", [date(2027, 6, 6), date(2027, 8, 2)])
    def test_end_where_they_end(self, lapland: Catalogue, on: date) -> None:
        assert self.closed(lapland, on) == frozenset()
