"""Do the papers say what this installation is set up to do, and mark what it cannot know?"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from api.words.rendering import packaged_pages
from triage.catalogue.duty_line import DutyLine
from triage.catalogue.entries import Notify, Side
from triage.catalogue.packaged import packaged_lapland
from triage.time.retention import USUAL, Kept, RetentionRules, Term
from wiring.papers.installation import Installation
from wiring.papers.names import languages, names_in
from wiring.papers.writing import MARKERS, PAPERS, papers
from wiring.settings import Settings

LAPLAND = packaged_lapland()
ON = date(2026, 11, 30)
HOSTILE = "<script>alert(1)</script>|**x**`y` [z](http://a.example)\n# Uusi otsikko"


def written(
    settings: Settings | None = None, *, language: str = "fi", **changes: Any
) -> dict[str, str]:
    """Every paper by name, about the packaged catalogue with these fields changed."""
    return {each.name: each.markdown for each in made(settings, language=language, **changes)}


def made(settings: Settings | None = None, *, language: str = "fi", **changes: Any) -> list[Any]:
    here = Installation(
        settings=settings or Settings(),
        catalogue=replace(LAPLAND, **changes),
        words=packaged_pages().wordings[language],
        names=names_in(language),
        made_on=ON,
        release="1.2.3",
    )
    return list(papers(here))


def with_unit(code: str, **changes: Any) -> dict[str, Any]:
    return {"units": {**LAPLAND.units, code: replace(LAPLAND.units[code], **changes)}}


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("paper", PAPERS)
def test_each_paper_says_when_and_of_what_it_was_made(paper: str, language: str) -> None:
    text = written(language=language)[paper]
    assert "30.11.2026" in text
    assert "1.2.3" in text
    assert LAPLAND.version in text


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("paper", PAPERS)
def test_what_only_a_human_decides_is_marked(paper: str, language: str) -> None:
    _, decide = MARKERS[language]
    assert f"**[{decide}: " in written(language=language)[paper]


@pytest.mark.parametrize("language", languages())
def test_who_is_the_controller_is_a_gap(language: str) -> None:
    gap, _ = MARKERS[language]
    assert f"**[{gap}: " in written(language=language)["seloste"]


def test_retention_is_that_of_the_catalogue() -> None:
    told = {
        Kept.RECORDED: Term(months=7),
        Kept.ADVICE: Term(months=13),
        Kept.FAMILY_SERVICES: Term(months=240),
        Kept.ACCESS_LOG: Term(months=150, ground="laki"),
    }
    rules = RetentionRules(terms={**USUAL, **told})
    assert "150 kuukautta" in written(retention=rules)["loki"]
    text = written(retention=rules)["seloste"]
    assert "7 kuukautta" in text
    assert "| Neuvonta | kun on kulunut 13 kuukautta |" in text
    assert "| Lapsiperheiden palvelut | kun on kulunut 20 vuotta |" in text


def test_a_partner_is_named_among_those_who_may_get_a_request() -> None:
    mine = re.escape(LAPLAND.units["neuvola"].names["fi"])
    assert re.search(rf"^- {mine}$", written()["seloste"], re.M)
    partnered = written(**with_unit("neuvola", side=Side.PARISH))["seloste"]
    assert re.search(rf"^- {mine} \(seurakunta\)$", partnered, re.M)


def test_translators_and_how_long_their_links_live_are_told() -> None:
    assert "enintään 5 tuntia" in written(translation_link=timedelta(hours=5))["seloste"]
    without = written(translators={})["seloste"]
    assert "Luettelossa ei ole kääntäjiä." in without
    assert "Linkki on auki" not in without


def test_who_carries_notices_is_told_by_host_alone() -> None:
    settings = Settings(
        smtp_url="smtps://kayttaja:salainen@posti.example:465",
        sms_url="https://viestit.example/send?key=salainen",
    )
    told = with_unit("neuvola", notify=Notify(email="neuvola@example.fi"))
    text = written(settings, **told)["seloste"]
    assert "| sähköposti | posti.example | Neuvola |" in text
    assert "| tekstiviesti | viestit.example | ei mitään |" in text
    assert "salainen" not in text
    assert "neuvola@example.fi" not in text


def test_the_impact_assessment_says_whether_the_duty_is_there() -> None:
    line = DutyLine(repeat_after_minutes=7, test_at_local=None)
    there = written(duty_line=line)["vaikutustenarviointi"]
    assert "7 minuutin kuluttua" in there
    assert "Päivittäistä koehälytystä ei ole." in there
    away = written(duty_configured=False, duty_unit=None)["vaikutustenarviointi"]
    assert "päivystys ei ole mukana" in away


def test_a_provider_and_holders_change_what_is_left_to_decide() -> None:
    safe = Settings(
        oidc_issuer="https://tunnistus.example/realm",
        local_sign_in="forbidden",
        checkpoint_holders_file=Path("holders.toml"),
        checkpoint_seconds=43_200,
        public_url="https://apua.example",
    )
    text = written(safe)["seloste"]
    assert "tunnistuspalvelussa (tunnistus.example)" in text
    assert "12 tunnin välein ja annetaan ulkopuolisille säilyttäjille" in text
    assert "yhteys on salattu" in text
    assert "riittävätkö omat tunnukset" in written()["seloste"]
    assert "nimeä säilyttäjät" in written()["vaikutustenarviointi"]


def test_who_needs_a_second_factor_is_told() -> None:
    assert "keneltä toinen tunnistustapa vaaditaan" in written()["vaikutustenarviointi"]
    strict = Settings.model_validate({"second_factor_roles": "worker"})
    assert "vaaditaan näiltä: työntekijä." in written(strict)["vaikutustenarviointi"]


def test_an_address_without_encryption_is_told() -> None:
    assert "ilman salausta" in written(Settings(public_url="http://apua.example"))["seloste"]


def test_the_log_tells_who_may_cause_each_kind_of_row() -> None:
    text = written()["loki"]
    assert "| luki lokia | ei | tietosuojavastaava |" in text
    assert re.search(r"^\| luki pyynnön \| kyllä \| .*työntekijä", text, re.M)


def test_what_the_log_keeps_of_a_read_is_told_column_by_column() -> None:
    text = written()["loki"]
    assert "- millä perusteella" in text
    assert "ketju" not in text.partition("## 3")[0].partition("## 2")[2].lower()


def test_a_name_of_the_catalogue_is_a_name_and_no_markup() -> None:
    unit = with_unit("neuvola", names={**LAPLAND.units["neuvola"].names, "fi": HOSTILE})
    (record, *_) = made(**unit)
    assert "\n# Uusi otsikko" not in record.markdown
    assert "<script>" not in record.page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;|**x**`y` [z](http://a.example)" in record.page


def test_a_page_to_print_needs_nothing_from_elsewhere() -> None:
    for each in made():
        assert "<table>" in each.page
        assert not re.search(r"""(?:src|href)=["']""", each.page)
        assert each.page.startswith("<!doctype html>")
