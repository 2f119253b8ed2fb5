"""Is self-help chosen by what was asked, and does a check find what is wrong or old?"""

from dataclasses import replace
from datetime import date

import pytest

from triage.catalogue.check import holes
from triage.catalogue.check_help import stale_reviews, unknown_hours
from triage.catalogue.packaged import packaged_lapland, packaged_lapland_text
from triage.catalogue.reading import read_edition
from triage.catalogue.self_help import SelfHelp, self_help_for
from triage.codes import Asker

LAPLAND = packaged_lapland()
PLAIN = SelfHelp(
    code="all",
    titles={"fi": "Lepää"},
    texts={"fi": "Nuku."},
    url=None,
    topics=frozenset(),
    age_bands=frozenset(),
    askers=frozenset(),
    owner="elli",
    source="",
    reviewed_on=date(2026, 11, 29),
)
OF_MONEY = replace(PLAIN, code="money", topics=frozenset({"TAL"}))
OF_BABIES = replace(PLAIN, code="babies", topics=frozenset({"TAL"}), age_bands=frozenset({"A1"}))
OF_CHILDREN = replace(PLAIN, code="child", topics=frozenset({"TAL"}), askers=frozenset({"child"}))
ALL = (PLAIN, OF_MONEY, OF_BABIES, OF_CHILDREN)


def chosen(*told: object) -> list[str]:
    return [each.code for each in self_help_for(ALL, *told)]


@pytest.mark.parametrize(
    ("told", "codes"),
    [
        ((["TAL"], ["A1"], "parent"), ["money", "babies", "all"]),
        ((["TAL"], ["A4"], "parent"), ["money", "all"]),
        ((["TAL"], ["A4"], "child"), ["money", "child", "all"]),
        ((["TAL"], [], None), ["money", "babies", "child", "all"]),
        ((["SUR"], ["A1"], "child"), ["all"]),
        (([],), ["all"]),
    ],
)
def test_what_fits_the_request_comes_before_what_fits_all(
    told: tuple[object, ...], codes: list[str]
) -> None:
    assert chosen(*told) == codes


def test_a_tired_reader_gets_no_more_than_four() -> None:
    assert len(self_help_for([PLAIN] * 9, ["TAL"])) == 4


@pytest.mark.parametrize("topic", LAPLAND.topics)
@pytest.mark.parametrize("asker", [None, *Asker])
def test_lapland_has_something_for_every_request(topic: str, asker: str | None) -> None:
    assert self_help_for(LAPLAND.self_help, [topic], (), asker)


@pytest.mark.parametrize("asker", [Asker.CHILD, Asker.YOUTH])
def test_lapland_sends_no_child_to_a_line_for_parents(asker: Asker) -> None:
    for topic in LAPLAND.topics:
        codes = {each.code for each in self_help_for(LAPLAND.self_help, [topic], (), asker)}
        assert not codes & {"parents-line", "child-low", "both-parents", "childcare"}


def test_lapland_names_no_topic_in_a_title() -> None:
    named = {
        (entry.code, name)
        for entry in LAPLAND.self_help
        for topic in LAPLAND.topics.values()
        for name in topic.names.values()
        if name.lower() in " ".join(entry.titles.values()).lower()
    }
    assert named == set()


def found_after(old: str, new: str) -> tuple[str, ...]:
    text = packaged_lapland_text()
    assert old in text
    edition, found = read_edition(text.replace(old, new, 1))
    assert edition is not None
    return (*found, *holes(edition))


@pytest.mark.parametrize(
    ("old", "new", "hole"),
    [
        (
            'topics = ["HUO"]\nowner',
            'topics = ["HUOLI"]\nowner',
            "self_help worry: no topic 'HUOLI'",
        ),
        ('askers = ["child", "youth"]', 'askers = ["kid"]', "self_help young-talk: no asker 'kid'"),
        (
            'age_bands = ["A0", "A1", "A2"]\nowner',
            'age_bands = ["B0"]\nowner',
            "self_help meeting-places: no age band 'B0'",
        ),
        ("https://lapha.fi", "http://lapha.fi", "apua-huoliin: the url must begin with https://"),
        ('title.sv = "Bra att veta"\n', "", "self_help safe-place: title has no text in sv"),
        (
            'title.fi = "Hyvä tietää"',
            f'title.fi = "{"Hyvä tietää " * 6}"',
            "self_help safe-place: title.fi is longer than 60 characters",
        ),
        ('code = "newcomers"\ntopics', 'code = "couple"\ntopics', "couple: the code stands twice"),
        ('code = "newcomers"\ntopics', 'code = "newcomers"\ntopic', "unknown field topic"),
    ],
)
def test_a_hole_of_self_help_is_listed(old: str, new: str, hole: str) -> None:
    found = found_after(old, new)
    assert any(hole in each for each in found), found


@pytest.mark.parametrize(
    ("change", "hole"),
    [({"owner": ""}, "nobody owns it"), ({"reviewed_on": None}, "has no day of review")],
)
def test_self_help_that_nobody_looks_after_is_a_hole(change: dict[str, object], hole: str) -> None:
    changed = replace(LAPLAND, self_help=(*LAPLAND.self_help, replace(PLAIN, **change)))
    assert f"self_help all: {hole}" in holes(changed)


def test_a_topic_that_nothing_fits_is_a_hole() -> None:
    found = holes(replace(LAPLAND, self_help=(OF_MONEY,)))
    assert "self_help: nothing that fits everybody on topic SUR" in found
    assert "self_help: nothing that fits everybody on topic TAL" not in found


def test_an_older_catalogue_needs_no_self_help() -> None:
    assert holes(replace(LAPLAND, self_help=())) == ()


def test_a_review_holds_for_a_year() -> None:
    number = replace(LAPLAND.emergency[0], reviewed_on=date(2026, 11, 29))
    told = replace(LAPLAND, emergency=(number,), self_help=(PLAIN,), guides={})
    assert list(stale_reviews(told, date(2027, 11, 29))) == []
    assert list(stale_reviews(told, date(2027, 11, 30))) == [
        "emergency 112: was reviewed on 2026-11-29, look at it again",
        "self_help all: was reviewed on 2026-11-29, look at it again",
    ]


def test_the_editor_is_told_whose_hours_are_unknown() -> None:
    assert list(unknown_hours(LAPLAND)) == [
        "emergency 116111: its hours are unknown",
        "emergency 080096116: its hours are unknown",
    ]
