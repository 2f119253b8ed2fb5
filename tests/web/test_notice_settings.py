"""How does a member of staff choose where, of what and when they are told?"""

from __future__ import annotations

import orjson
import pytest
from sqlalchemy import select

from tests.service import Service
from tests.web.asking import Json, named
from tests.web.browsing import working
from triage.store.database.engine import write_lock
from triage.store.database.tagged_rows import change_rows
from triage.store.tables.notice_tables import notice_settings

API, PAGE = "/api/v1/notice-settings", "/ilmoitukset"
NOTHING: Json = {
    "email": None,
    "phone": None,
    "email_kinds": [],
    "sms_kinds": [],
    "digest_times": [],
    "quiet_from": None,
    "quiet_until": None,
    "opening_hours_only": False,
}
CHOSEN: Json = {
    "email": "aino@tyo.example.fi",
    "phone": "+358405558421",
    "email_kinds": ["assignment", "offer"],
    "sms_kinds": ["emergency"],
    "digest_times": ["08:00", "14:30"],
    "quiet_from": "21:00",
    "quiet_until": "07:00",
    "opening_hours_only": True,
}


async def test_who_chose_nothing_is_told_nothing(service: Service) -> None:
    async with await service.as_staff("aino") as aino:
        assert (await aino.get(API)).json() == NOTHING


async def test_what_was_chosen_is_kept_for_the_one_who_chose(service: Service) -> None:
    async with await service.as_staff("aino") as aino:
        answer = await aino.put(API, json={**CHOSEN, "phone": "040 555 8421"})
        assert (answer.status_code, answer.json()) == (200, CHOSEN)
        assert (await aino.get(API)).json() == CHOSEN
    async with await service.as_staff("onni") as onni:
        assert (await onni.get(API)).json() == NOTHING


async def test_addresses_are_stored_sealed(service: Service) -> None:
    async with await service.as_staff("aino") as aino:
        await aino.put(API, json=CHOSEN)
    with service.parts.database.lasting.connect() as connection:
        (row,) = connection.execute(select(notice_settings)).all()
    assert b"aino@" not in row.email and b"358" not in row.phone
    assert "aino@" not in row.choices


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"email": "ei osoite"}, "bad-notice-email", "email"),
        ({"phone": "soita"}, "bad-notice-phone", "phone"),
        ({"quiet_until": None}, "quiet-hours-not-fit", "quiet_until"),
        ({"quiet_until": "21:00"}, "quiet-hours-not-fit", "quiet_until"),
        (
            {"digest_times": ["08:00", "09:00", "10:00", "11:00", "12:00"]},
            "digest-times-not-fit",
            "digest_times",
        ),
        ({"quiet_from": "21:00+02:00"}, "invalid", "quiet_from"),
        ({"quiet_until": "07:00Z"}, "invalid", "quiet_until"),
        ({"digest_times": ["08:00", "09:00+02:00"]}, "invalid", "digest_times"),
        ({"digest_times": ["08:00-01:00", "09:00+02:00"]}, "invalid", "digest_times"),
        (
            {"quiet_from": "21:00:10", "quiet_until": "21:00:40"},
            "quiet-hours-not-fit",
            "quiet_until",
        ),
    ],
)
async def test_what_does_not_fit_is_refused_and_changes_nothing(
    service: Service, changed: Json, code: str, field: str
) -> None:
    async with await service.as_staff("aino") as aino:
        await aino.put(API, json=CHOSEN)
        answer = await aino.put(API, json={**CHOSEN, **changed})
        assert (answer.status_code, answer.json()["code"]) == (422, code)
        assert [name for name, _ in named(answer)] == [field]
        assert (await aino.get(API)).json() == CHOSEN


async def test_the_page_keeps_what_was_chosen(service: Service) -> None:
    aino = await working(service, "aino")
    await aino.go(PAGE)
    typed = {**CHOSEN, "opening_hours_only": "true"}
    await aino.send(PAGE, **typed)
    assert "Valinnat on tallennettu." in aino.text
    async with await service.as_staff("aino") as caller:
        assert (await caller.get(API)).json() == CHOSEN
    fields = aino.form(PAGE).fields
    assert {name: fields[name] for name in ("email", "quiet_from", "quiet_until")} == {
        name: CHOSEN[name] for name in ("email", "quiet_from", "quiet_until")
    }
    assert fields["email_kinds"] == CHOSEN["email_kinds"]
    await aino.send(PAGE, email_kinds=[], opening_hours_only="")
    async with await service.as_staff("aino") as caller:
        told = (await caller.get(API)).json()
    assert told["email_kinds"] == []


async def test_a_refused_form_keeps_what_was_typed(service: Service) -> None:
    aino = await working(service, "aino")
    await aino.go(PAGE)
    await aino.send(PAGE, email="ei osoite", quiet_from="21:00", quiet_until="07:00")
    assert aino.page.status_code == 422 and "Sähköpostiosoitteeseen ei voi lähettää" in aino.text
    fields = aino.form(PAGE).fields
    assert (fields["email"], fields["quiet_from"]) == ("ei osoite", "21:00")


async def test_a_time_with_an_offset_is_refused_on_the_page_too(service: Service) -> None:
    aino = await working(service, "aino")
    await aino.go(PAGE)
    await aino.send(PAGE, quiet_from="21:00+02:00", quiet_until="07:00")
    assert aino.page.status_code == 422
    assert aino.form(PAGE).fields["quiet_until"] == "07:00"


async def test_a_row_of_before_with_offsets_is_read_as_the_wall_shows_it(service: Service) -> None:
    async with await service.as_staff("aino") as aino:
        await aino.put(API, json=CHOSEN)
        with write_lock(service.parts.database) as connection:
            (row,) = connection.execute(select(notice_settings)).all()
            old = orjson.loads(row.choices) | {
                "digest_times": ["14:30", "08:00+02:00", "08:00"],
                "quiet_from": "21:00+02:00",
            }
            change_rows(connection, notice_settings, {"choices": orjson.dumps(old).decode()})
        assert (await aino.get(API)).json() == CHOSEN


@pytest.mark.parametrize(
    ("username", "kind", "other"),
    [("aino", "assignment", "promise-missed"), ("sanna", "promise-missed", "assignment")],
)
async def test_each_role_chooses_of_what_concerns_it(
    service: Service, username: str, kind: str, other: str
) -> None:
    worker = await working(service, username)
    await worker.go(PAGE)
    assert f'value="{kind}"' in worker.page.text
    assert f'value="{other}"' not in worker.page.text
