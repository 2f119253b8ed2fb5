"""Is every service of others reachable, owned and reviewed, and what does its message say?"""

from dataclasses import replace
from datetime import date

import pytest

from triage.catalogue.check import holes
from triage.catalogue.check_help import stale_reviews
from triage.catalogue.packaged import packaged_lapland

LAPLAND = packaged_lapland()
KELA = LAPLAND.guides["kela"]


@pytest.mark.parametrize(
    ("change", "hole"),
    [
        ({"number": None, "url": None}, "has neither number nor url"),
        ({"url": "http://kela.fi"}, "the url must begin with https://"),
        ({"owner": ""}, "nobody owns it"),
        ({"reviewed_on": None}, "has no day of review"),
        ({"texts": {"fi": "Kela."}}, "text has no text in sv"),
    ],
)
def test_a_guide_that_nobody_looks_after_is_a_hole(change: dict[str, object], hole: str) -> None:
    changed = replace(LAPLAND, guides={"kela": replace(KELA, **change)})
    assert any(each.startswith("guide kela: ") and hole in each for each in holes(changed))


def test_an_old_review_is_told() -> None:
    told = replace(LAPLAND, guides={"kela": replace(KELA, reviewed_on=date(2021, 1, 1))})
    found = list(stale_reviews(told, date(2026, 11, 30)))
    assert "guide kela: was reviewed on 2021-01-01, look at it again" in found


def test_the_message_tells_what_it_is_how_to_reach_it_and_when() -> None:
    said = LAPLAND.guides["youth-line"].suggested("sv").splitlines()
    assert said[0] == "Barn- och ungdomstelefonen och chatten"
    assert said[2:4] == ["116 111", "https://www.nuortennetti.fi"]
    assert said[4] == "Tiderna finns på webbplatsen."


def test_an_older_catalogue_needs_no_guides() -> None:
    assert holes(replace(LAPLAND, guides={})) == ()
