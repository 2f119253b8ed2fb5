"""What does a head of topics stand for, and is every topic under one?"""

from __future__ import annotations

import pytest

from triage.catalogue.packaged import packaged_lapland, packaged_lapland_text, read_catalogue

GROUPS = packaged_lapland().topic_groups


def meant(group: str, *chosen: str, young: bool = False) -> tuple[str, ...]:
    return GROUPS[group].topics_meant(frozenset(chosen), young=young)


def test_every_topic_is_reached_through_one_group() -> None:
    grouped = [code for group in GROUPS.values() for code in group.topics]
    assert sorted(grouped) == sorted(packaged_lapland().topics)


def test_there_are_about_eight_so_that_they_can_be_read_at_a_glance() -> None:
    assert len(GROUPS) <= 10


@pytest.mark.parametrize(
    ("group", "young", "topics"),
    [
        ("violence", False, ("VKV",)),
        ("violence", True, ("VKV-L",)),
        ("mind", False, ("MIE-L", "MIE-A")),
        ("mind", True, ("MIE-L",)),
        ("school", True, ("KOU",)),
    ],
)
def test_a_group_alone_means_topics_that_fit_the_asker(
    group: str, young: bool, topics: tuple[str, ...]
) -> None:
    assert meant(group, young=young) == topics


def test_a_group_adds_nothing_to_a_topic_that_was_chosen_within_it() -> None:
    assert meant("violence", "VKV-L") == ()
    assert meant("violence", "KOU") == ("VKV",)


def test_an_edition_of_before_has_no_groups_and_is_fit_for_use() -> None:
    before = packaged_lapland_text().partition("[[topic_group]]")[0]
    assert read_catalogue(before).topic_groups == {}
