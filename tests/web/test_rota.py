"""Who plans the rota, what does it tell whom, and what becomes of the shifts of who is away?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from sqlalchemy import select

from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.asking import Json
from tests.web.browsing import working
from tests.web.disposing import dispose_of
from tests.web.test_absences import away
from triage.store.database.engine import write_lock
from triage.store.records import shifts, staff
from triage.store.tables.core_tables import access_log
from triage.text.personal import Personal
from triage.time.calendar import HELSINKI
from triage.time.retention import Kept

API, PAGE = "/api/v1/shifts", "/vuorot"
DUTY = "sosiaalipaivystys"


def at(day: int, hour: int) -> str:
    """November 2026 by a Helsinki clock; the 23rd is today, a Monday."""
    return datetime(2026, 11, day, hour, tzinfo=HELSINKI).astimezone(UTC).isoformat()


async def asked(service: Service, who: str = "kerttu", **body: object) -> httpx.Response:
    given = {"unit": DUTY, "username": "ville", "from_at": at(23, 8), "until_at": at(24, 8)}
    async with await service.as_staff(who) as caller:
        return await caller.post(API, json={**given, **body})


async def planned(service: Service, **body: object) -> Json:
    answer = await asked(service, **body)
    assert answer.status_code == 201, answer.text
    told: Json = answer.json()
    return told


async def rota(service: Service, who: str = "kerttu") -> Json:
    async with await service.as_staff(who) as caller:
        told: Json = (await caller.get(API)).json()
    return told


@pytest.fixture
def vilma(service: Service) -> None:
    """A second one of the duty."""
    with write_lock(service.parts.database) as connection:
        ville = staff.find(connection, "ville")
        assert ville is not None
        vilma = replace(ville, username="vilma", name="Vilma")
        staff.add(connection, vilma, Personal("vilman oma salasana"))


async def test_a_shift_is_planned_and_the_rest_of_the_fortnight_named(service: Service) -> None:
    before = await rota(service)
    assert [each["unit"] for each in before["uncovered"]] == [DUTY]

    told = await planned(service)

    after = await rota(service)
    assert (told["planned_by"], [each["username"] for each in after["now"]]) == (
        "kerttu",
        ["ville"],
    )
    (gap,) = after["uncovered"]
    assert datetime.fromisoformat(gap["from_at"]) == datetime.fromisoformat(at(24, 8))


async def test_a_shift_ends_early_and_stays_in_the_history(
    service: Service, clock: HandWoundClock
) -> None:
    told = await planned(service)
    clock.wind(timedelta(minutes=1))
    async with await service.as_staff("kerttu") as kerttu:
        for _ in range(2):
            assert (await kerttu.post(f"{API}/{told['id']}/ending")).status_code == 204
    after = await rota(service)
    (past,) = after["past"]
    assert (after["now"], after["items"], past["planned_by"], past["ended_by"]) == (
        [],
        [],
        "kerttu",
        "kerttu",
    )


async def test_the_same_shift_twice_is_one(service: Service) -> None:
    assert (await planned(service))["id"] == (await planned(service))["id"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"until_at": at(23, 8)}, 422, "shift-times-not-fit"),
        ({"until_at": at(23, 8), "from_at": at(22, 8)}, 422, "shift-times-not-fit"),
        ({"until_at": at(30, 9)}, 422, "shift-times-not-fit"),
        ({"username": "aino"}, 422, "not-on-rota"),
        ({"unit": "neuvola"}, 422, "not-on-rota"),
        ({"unit": "seurakunta-perheneuvonta", "username": "maria"}, 422, "unknown-unit"),
    ],
)
async def test_what_does_not_fit_is_refused(
    service: Service, body: Json, status: int, code: str
) -> None:
    answer = await asked(service, **body)
    assert answer.json()["code"] == code, answer.text
    assert answer.status_code in (status, 404, 409)


@pytest.mark.parametrize("who", ["aino", "ville", "maria"])
async def test_only_the_coordinator_plans(service: Service, who: str) -> None:
    told = await planned(service)
    assert (await asked(service, who)).status_code == 403
    async with await service.as_staff(who) as caller:
        assert (await caller.post(f"{API}/{told['id']}/ending")).status_code == 403


async def test_others_see_the_shifts_of_their_own_units(service: Service) -> None:
    await planned(service)
    await planned(service, unit="neuvola", username="olli")
    seen = {who: await rota(service, who) for who in ("ville", "outi", "aino", "maria")}
    assert {who: [e["shift"]["unit"] for e in told["items"]] for who, told in seen.items()} == {
        "ville": [DUTY],
        "outi": ["neuvola"],
        "aino": [],
        "maria": [],
    }
    assert all(told["past"] == [] for told in seen.values())


async def test_who_is_away_is_planned_only_by_who_says_so_and_the_hours_are_named(
    service: Service, vilma: None
) -> None:
    await away(service, "ville", substitute="vilma", until_on="2026-11-23")
    answer = await asked(service)
    assert (answer.status_code, answer.json()["code"]) == (409, "away-on-shift")
    await planned(service, although_away=True)
    told = await rota(service)
    (item,) = told["items"]
    assert [(each["username"], each["until_at"]) for each in item["instead"]] == [
        ("vilma", datetime.fromisoformat(at(24, 0)).isoformat().replace("+00:00", "Z"))
    ]
    assert [each["username"] for each in told["now"]] == ["vilma"]


async def test_an_absence_that_nobody_covers_leaves_hours_that_the_page_names(
    service: Service, vilma: None
) -> None:
    await planned(service)
    await away(service, "ville", substitute="vilma", until_on="2026-11-23")
    with write_lock(service.parts.database) as connection:
        left = staff.find(connection, "vilma")
        assert left is not None
        staff.change(connection, replace(left, active=False), None)
    assert (await rota(service))["now"] == []
    kerttu = await working(service, "kerttu")
    await kerttu.go(PAGE)
    assert "Poissa, ei sijaista:" in kerttu.text and "Kukaan ei ole nyt vuorossa." in kerttu.text


async def test_readyz_tells_how_many_are_on_duty(service: Service) -> None:
    async with service.client() as machine:
        before = (await machine.get("/readyz")).json()["parts"]["on_duty"]
        await planned(service)
        after = (await machine.get("/readyz")).json()["parts"]["on_duty"]
    assert (before["value"], after["value"]) == (0, 1)


async def test_the_page_plans_and_ends_a_shift(service: Service) -> None:
    kerttu = await working(service, "kerttu")
    await kerttu.go(PAGE)
    assert "Aukot vuoroissa" in kerttu.text
    times = {"from_at": "2026-11-23T08:00", "until_at": "2026-11-24T08:00"}
    await kerttu.send(PAGE, who=f"{DUTY} ville", **times)
    assert "Vuoro on suunniteltu." in kerttu.text and "Suunnitteli Kerttu" in kerttu.text
    ville = await working(service, "ville")
    await ville.go(PAGE)
    assert "sinun vuorosi" in ville.text and "Suunnittele vuoro" not in ville.text
    shift = (await rota(service))["items"][0]["shift"]
    await kerttu.go(PAGE)
    await kerttu.send(f"{PAGE}/{shift['id']}/paattyminen")
    assert "Vuoro on päätetty." in kerttu.text and "Menneet ja perutut" in kerttu.text


async def test_a_refused_form_keeps_what_was_chosen_and_offers_the_way_on(
    service: Service, vilma: None
) -> None:
    await away(service, "ville", substitute="vilma")
    kerttu = await working(service, "kerttu")
    await kerttu.go(PAGE)
    times = {"from_at": "2026-11-23T08:00", "until_at": "2026-11-24T08:00"}
    await kerttu.send(PAGE, who=f"{DUTY} ville", **times)
    assert kerttu.page.status_code == 409 and "Hän on poissa jonain" in kerttu.text
    kept = kerttu.form(PAGE).fields
    assert (kept["who"], kept["from_at"]) == (f"{DUTY} ville", times["from_at"])
    await kerttu.send(PAGE, who=f"{DUTY} ville", although_away="true", **times)
    assert "Vuoro on suunniteltu." in kerttu.text and "sijaistaa Vilma" in kerttu.text


async def test_the_log_tells_who_was_planned(service: Service) -> None:
    told = await planned(service)
    async with await service.as_staff("kerttu") as kerttu:
        await kerttu.post(f"{API}/{told['id']}/ending")
    log = access_log.c
    with service.parts.database.reads.connect() as connection:
        rows = connection.execute(
            select(log.username, log.action, log.concerning)
            .where(log.action.in_(("shift", "shift-end")))
            .order_by(log.position)
        ).all()
    assert [tuple(each) for each in rows] == [
        ("kerttu", "shift", "ville"),
        ("kerttu", "shift-end", "ville"),
    ]


async def test_what_was_over_long_ago_is_forgotten(service: Service) -> None:
    await planned(service)
    last = datetime.fromisoformat(at(24, 8))
    for moment, left in ((last + timedelta(days=90), 1), (last + timedelta(days=91), 0)):
        with write_lock(service.parts.database) as connection:
            dispose_of(Kept.SHIFTS, connection, moment)
            assert len(shifts.past(connection, moment, 9)) == left


async def test_the_coordinator_s_queue_says_who_is_missing_today_or_tomorrow(
    service: Service,
) -> None:
    """Nothing where no shift was ever planned: there an alert goes to everybody anyway."""
    missing = "Kukaan ei ole vuorossa: Sosiaalipäivystys, ma 23.11."
    kerttu = await working(service, "kerttu")
    assert "Kukaan ei ole vuorossa" not in kerttu.text
    told = await planned(service, until_at=at(25, 0))
    await kerttu.go("/jono")
    assert "Kukaan ei ole vuorossa" not in kerttu.text

    async with await service.as_staff("kerttu") as caller:
        await caller.post(f"{API}/{told['id']}/ending")

    await kerttu.go("/jono")
    assert missing in kerttu.text
    assert "Kukaan ei ole vuorossa" not in (await working(service)).text
