"""What does each path through the form say, ask and tell; and is a call ever unsafe?"""

from __future__ import annotations

import re
from typing import Any

import pytest

from api.pages.requester.form.paths import ANY, DOORS, PATHS, finer
from tests.service import Service
from tests.web.browsing import Browser, browser, stored, working

SENT = "Viestisi on perillä"
WORDS = "Kuukkeli lauloi aamulla."


@pytest.fixture
async def visitor(service: Service) -> Browser:
    """Somebody with the empty form open."""
    visitor = browser(service)
    await visitor.go("/")
    return visitor


async def on(visitor: Browser, path: str, **typed: object) -> None:
    """Go through the doors to a path, with what was typed."""
    door = PATHS[path].within
    await visitor.send("/", takes_path=door, **typed)
    if path != door:
        await visitor.send("/", takes_path=path)


async def row(service: Service) -> dict[str, Any]:
    """The one request of the coordinator's queue."""
    async with await service.as_staff("kerttu") as kerttu:
        (item,) = (await kerttu.get("/api/v1/queue")).json()["items"]
    shown: dict[str, Any] = item
    return shown


def test_four_doors_lead_to_every_path() -> None:
    assert DOORS == ("young", "own", "worry", "professional")
    behind = [code for door in DOORS for code in (door, *finer(PATHS[door]))]
    assert sorted(behind) == sorted(PATHS)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("young", "Emme kerro vanhemmillesi kysymättä sinulta."),
        ("young", "aikuinen, jonka työ on auttaa"),
        ("young", "116 111"),
        ("hurt", "ei ole sinun syytäsi"),
        ("own", "Mikään asia ei ole liian pieni."),
        ("fear", "Emme soita sinulle, ellet itse pyydä."),
        ("fear", "080 005 005"),
        ("apart", "viestinne pysyvät erillään"),
        ("protected", "Kotikuntaasi emme näytä kenellekään."),
        ("worry", "Yksityisenä ihmisenä saat pysyä nimettömänä"),
        ("unborn", "ilmoitus jo ennen syntymää"),
        ("professional", "Antakaa kuitti perheelle."),
        ("bound", "omalla nimelläsi"),
    ],
)
async def test_a_path_has_its_own_words_and_keeps_those_that_were_typed(
    visitor: Browser, service: Service, path: str, said: str
) -> None:
    await on(visitor, path, message=WORDS, **{"contact.name": "Ulla"})
    assert visitor.page.status_code == 200
    assert said in visitor.text
    kept = visitor.form("/").fields
    assert (kept["message"], kept["contact.name"], kept["path"]) == (WORDS, "Ulla", path)
    assert str(visitor.page.url).endswith("/?lang=fi")
    assert await stored(service) == 0


@pytest.mark.parametrize("language", ["fi", "sv", "en", "se", "fi-simple"])
@pytest.mark.parametrize("path", sorted(PATHS))
async def test_a_path_is_shown_and_sent_in_every_language(
    service: Service, path: str, language: str
) -> None:
    visitor = browser(service)
    await visitor.go(f"/?lang={language}")
    await on(visitor, path, message=WORDS)
    assert f'<html lang="{language}"' in visitor.page.text
    await visitor.send("/")
    assert visitor.page.url.path == "/kuitti"


@pytest.mark.parametrize(
    ("path", "typed", "told"),
    [
        ("young", {}, {"asker": "youth", "topics": []}),
        ("young", {"age_bands": "A3"}, {"asker": "child", "age_bands": ["A3"]}),
        ("young", {"age_bands": "A4"}, {"asker": "youth", "age_bands": ["A4"]}),
        ("young", {"topic_groups": "mind"}, {"topics": ["MIE-L"]}),
        ("hurt", {}, {"asker": "youth", "topics": ["VKV-L"]}),
        ("own", {}, {"asker": None, "topics": []}),
        ("own", {"asker": "close_person"}, {"asker": "close_person"}),
        ("fear", {}, {"topics": ["VKV"]}),
        ("apart", {}, {"asker": "parent", "topics": ["ERO"]}),
        ("protected", {"municipality": "698"}, {"municipality": None}),
        ("worry", {}, {"asker": "other", "topics": ["HUO"], "unit": "perhesosiaalityo"}),
        ("worry", {"topics": "KOU"}, {"topics": ["KOU"], "unit": "perhesosiaalityo"}),
        ("unborn", {}, {"topics": ["HUO"], "age_bands": ["A0"]}),
        ("professional", {"family_agrees": "true"}, {"asker": "professional", "topics": []}),
        ("bound", {}, {"asker": "professional", "topics": ["HUO"]}),
    ],
)
async def test_a_path_tells_what_it_does_not_ask(
    visitor: Browser, service: Service, path: str, typed: dict[str, object], told: dict[str, object]
) -> None:
    await on(visitor, path)
    await visitor.send("/", message=WORDS, **typed)
    assert SENT in visitor.text, visitor.text[:600]
    shown = await row(service)
    assert {name: shown[name] for name in told} == told


async def test_a_young_person_is_asked_nothing_that_only_others_can_answer(
    visitor: Browser,
) -> None:
    await on(visitor, "young")
    names = set(re.findall(r'name="([^"]+)"', visitor.page.text))
    assert names.isdisjoint({"asker", "concerns", "family_agrees"})
    guardian = re.findall(r'<input[^>]*name="guardian_may_know"[^>]*>', visitor.page.text)
    assert len(guardian) == 3
    assert not any("checked" in each for each in guardian)
    assert "Etunimi tai nimimerkki" in visitor.text
    bands = re.findall(r'name="age_bands" value="([^"]+)"', visitor.page.text)
    assert bands == ["A3", "A4", "A5", "A6", "A7"]


async def test_the_young_are_offered_first_what_they_write_about(visitor: Browser) -> None:
    def heads() -> list[str]:
        return re.findall(r'name="topic_groups" value="([^"]+)"', visitor.page.text)

    before = heads()
    for path in ("young", "hurt"):
        await visitor.go("/")
        await on(visitor, path)
        assert heads()[:3] == ["mind", "school", "violence"]
        assert sorted(heads()) == sorted(before)
    await visitor.go("/")
    await on(visitor, "own")
    assert heads() == before and before[0] == "small-child"


def landed(visitor: Browser) -> list[str]:
    """What of the page takes the focus."""
    found = re.findall(r"<[^>]* autofocus[^>]*>[^<]*", visitor.page.text)
    return [each.partition(">")[2] for each in found]


async def test_who_presses_a_door_lands_at_the_words_of_its_path_or_at_the_door_again(
    visitor: Browser,
) -> None:
    assert landed(visitor) == []
    for door in ("own", "fear"):
        await visitor.send("/", takes_path=door)
        (words,) = landed(visitor)
        assert words.startswith("Perhekeskuksen työntekijä lukee viestisi")
    await visitor.send("/", takes_path="fear")
    assert visitor.form("/").fields["path"] == "own"
    assert landed(visitor) == ["Pelkään jotakuta"]
    assert re.search(r'<details class="in-place" open>\s*<summary id="finer"', visitor.page.text)
    await visitor.send("/", takes_path="own")
    assert visitor.form("/").fields["path"] == ANY.code
    assert landed(visitor) == ["Minä tai perheeni"]


async def test_who_is_afraid_reads_first_of_all_folds_what_an_own_word_is_good_for(
    visitor: Browser,
) -> None:
    def folds() -> list[str]:
        return re.findall(r'<details class="fold[^>]*>\s*<summary>(.*?)<small>', visitor.page.text)

    for path in ("fear", "hurt"):
        await visitor.go("/")
        await on(visitor, path)
        assert folds()[0] == "Turva ja toiveet"
        assert "jos joku löytää kuittisi, viestisi eivät aukea ilman sitä" in visitor.text
        assert visitor.page.text.count('name="own_word"') == 1
    await visitor.go("/")
    await on(visitor, "own")
    assert folds()[-1] == "Turva ja toiveet"


async def test_the_young_are_asked_where_they_live_in_plain_words(visitor: Browser) -> None:
    await on(visitor, "young")
    assert "Missä kunnassa asut?" in visitor.text and "Kotikunta" not in visitor.text


async def test_only_a_door_moves_the_focus(visitor: Browser) -> None:
    await on(visitor, "young")
    await visitor.post("/?lang=sv", {**visitor.form("/").fields, "leaves_language": "fi"})
    assert landed(visitor) == []
    await visitor.send("/")
    assert re.findall(r"<(\w+)[^>]* autofocus", visitor.page.text) == ["div"]


@pytest.mark.parametrize(
    ("agrees", "whose"), [({"family_agrees": "true"}, "my_family"), ({}, "other_child_or_family")]
)
async def test_with_a_family_that_agrees_the_request_is_the_familys(
    visitor: Browser, service: Service, agrees: dict[str, str], whose: str
) -> None:
    await on(visitor, "professional")
    await visitor.send("/", message=WORDS, **agrees)
    shown = await row(service)
    async with await service.as_staff("kerttu") as kerttu:
        told = (await kerttu.get(f"/api/v1/requests/{shown['id']}")).json()
    assert (told["asker"], told["concerns"]) == ("professional", whose)


async def test_a_door_that_is_pressed_again_leads_back(visitor: Browser) -> None:
    await on(visitor, "fear", message=WORDS)
    await visitor.send("/", takes_path="fear")
    assert visitor.form("/").fields["path"] == "own"
    await visitor.send("/", takes_path="own")
    kept = visitor.form("/").fields
    assert (kept["path"], kept["message"]) == (ANY.code, WORDS)


async def test_another_path_takes_back_what_the_one_before_had_chosen_and_nothing_else(
    visitor: Browser,
) -> None:
    await on(visitor, "fear")
    await visitor.send("/", takes_path="apart", topics=["VKV", "KOU"], asker="close_person")
    kept = visitor.page.text
    chosen = re.findall(r'name="topics" value="([^"]+)"[^>]* checked', kept)
    assert sorted(chosen) == ["ERO", "KOU"]
    assert 'value="close_person"' not in kept


async def test_a_tick_of_ones_own_outlasts_the_path_that_would_have_set_it(
    visitor: Browser,
) -> None:
    await on(visitor, "own")
    await visitor.send("/", takes_path="fear", topics=["VKV"])
    await visitor.send("/", takes_path="fear")
    assert visitor.form("/").fields["path"] == "own"
    assert visitor.form("/").fields["topics"] == "VKV"


async def test_an_address_that_was_called_protected_stays_so_on_every_other_path(
    visitor: Browser, service: Service
) -> None:
    await on(visitor, "protected")
    await visitor.send("/", takes_path="young")
    await visitor.send("/", message=WORDS, municipality="890")
    assert (await row(service))["municipality"] is None


async def test_what_a_path_chose_can_be_taken_back(visitor: Browser, service: Service) -> None:
    await on(visitor, "apart")
    await visitor.send("/", message=WORDS, topics=[])
    assert (await row(service))["topics"] == []


async def test_a_path_that_nobody_knows_is_the_plain_form(visitor: Browser) -> None:
    await visitor.send("/", takes_path="x", message=WORDS)
    kept = visitor.form("/").fields
    assert (kept["path"], kept["message"]) == ("", WORDS)


async def test_a_path_lasts_through_another_language_and_a_mistake(visitor: Browser) -> None:
    await on(visitor, "young", message=WORDS)
    await visitor.post("/?lang=sv", {**visitor.form("/").fields, "leaves_language": "fi"})
    assert "Vi berättar inte för dina föräldrar" in visitor.text
    await visitor.send("/", municipality="999")
    assert visitor.page.status_code == 422
    assert visitor.form("/").fields["path"] == "young"


async def test_a_door_alone_is_no_message(visitor: Browser, service: Service) -> None:
    await on(visitor, "worry")
    await visitor.send("/")
    assert visitor.page.status_code == 422
    assert await stored(service) == 0


CALL = {"message": WORDS, "reply_by": "phone", "contact.phone": "040 123 4567"}


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("fear", {}),
        ("fear", {"topics": []}),
        ("hurt", {}),
        ("own", {"topics": "VKV"}),
        ("own", {"topic_groups": "violence"}),
        ("young", {"topic_groups": "violence"}),
    ],
)
async def test_a_call_in_fear_needs_a_time_that_is_safe(
    visitor: Browser, service: Service, path: str, typed: dict[str, object]
) -> None:
    await on(visitor, path)
    await visitor.send("/", **{**CALL, **typed})
    assert visitor.page.status_code == 422
    assert "Milloin on turvallista soittaa: Kerro, milloin on turvallista soittaa" in visitor.text
    assert visitor.form("/").fields["message"] == WORDS
    assert await stored(service) == 0

    await visitor.send("/", **{"contact.safe_times": "arkisin klo 9–11"})
    assert SENT in visitor.text


@pytest.mark.parametrize(
    "typed", [{**CALL, "topics": "KOU"}, {**CALL, "reply_by": "here", "topics": "VKV"}]
)
async def test_nothing_else_is_held_up_by_it(visitor: Browser, typed: dict[str, object]) -> None:
    await visitor.send("/", **typed)
    assert SENT in visitor.text


async def test_all_that_is_wrong_is_said_at_once(visitor: Browser) -> None:
    await on(visitor, "fear")
    await visitor.send("/", **{**CALL, "contact.phone": "040 1"})
    assert "Puhelin: Tähän numeroon" in visitor.text
    assert "Milloin on turvallista soittaa: Kerro" in visitor.text


async def test_a_programs_call_for_help_is_kept_and_marked_for_the_worker(
    service: Service,
) -> None:
    body = {"message": WORDS, "topics": ["VKV"], "reply_by": "phone"}
    client = browser(service).client
    for contact in ({"phone": "040 123 4567"}, {"phone": "040 123 4567", "safe_times": "9–11"}):
        answer = await client.post("/api/v1/requests", json={**body, "contact": contact})
        assert answer.status_code == 201
    worker = await working(service)
    paths = re.findall(r'href="(/jono/[0-9a-f-]{36})', worker.page.text)
    marked = []
    for path in dict.fromkeys(paths):
        await worker.go(path)
        marked.append("Turvallista soittoaikaa ei ole kerrottu" in worker.text)
    assert sorted(marked) == [False, True]
