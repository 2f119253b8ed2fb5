"""Can a requester change contact and consents, and ask about own data, losing no typed word?"""

from __future__ import annotations

import re

import pytest

from tests.service import Service
from tests.web.asking import act
from tests.web.breaking import nothing_can_be_read
from tests.web.browsing import Browser, browser, reading

CONTACT, CONSENTS, DATA = "/vastaus/yhteystiedot", "/vastaus/luvat", "/vastaus/tietopyynto"
TOLD = {"contact.name": "Aino", "contact.phone": "040 123 4567", "contact.safe_times": "klo 9-11"}


async def told(service: Service, **typed: object) -> Browser:
    return await reading(service, topics="TAL", **{"reply_by": "phone", **TOLD, **typed})


async def contact_of(service: Service) -> dict[str, object]:
    """What a worker reads of the contact that was told, without what was not."""
    async with await service.as_staff("aino") as aino:
        (row,) = (await aino.get("/api/v1/queue")).json()["items"]
        read = (await aino.get(f"/api/v1/requests/{row['id']}")).json()
    return {name: value for name, value in (read["contact"] or {}).items() if value is not None}


async def test_contact_is_folded_twice_and_its_words_are_told_again_to_nobody(
    service: Service,
) -> None:
    secret = {"contact.must_not_know": "Reino", "contact.email": "turva@example.fi"}
    visitor = await told(service, **secret)

    fold = visitor.page.text.partition('id="rights"')[2]
    assert not fold.partition(">")[0].strip().endswith("open")
    fields = visitor.form(CONTACT).fields
    assert fields["own.reply_by"] == "phone"
    assert not any(value for name, value in fields.items() if name.startswith("own.contact."))
    assert "Sen lopussa on 67." in visitor.text
    for words in ("4012345", "klo 9-11", "Aino", "Reino", "turva@"):
        assert words not in visitor.page.text


async def test_what_is_left_empty_stays_and_what_is_typed_is_changed(service: Service) -> None:
    visitor = await told(service)

    changed = {"own.contact.phone": "+46 70 123 45 89", "own.contact.sms_ok": "true"}
    await visitor.send(CONTACT, **changed)

    assert "Yhteystietosi on tallennettu." in visitor.text
    assert "Sen lopussa on 89." in visitor.text
    assert visitor.form(CONTACT).fields["own.contact.sms_ok"] == "true"
    kept = {"name": "Aino", "phone": "+46701234589", "safe_times": "klo 9-11", "sms_ok": True}
    assert await contact_of(service) == kept


async def test_what_is_ticked_for_removal_is_gone(service: Service) -> None:
    visitor = await told(service)

    await visitor.send(CONTACT, **{"own.remove": ["phone", "name"], "own.reply_by": "here"})

    assert await contact_of(service) == {"safe_times": "klo 9-11"}
    assert "Sen lopussa on" not in visitor.text


async def test_what_is_wished_stays_possible_after_a_removal(service: Service) -> None:
    visitor = await told(service)

    await visitor.send(CONTACT, **{"own.remove": ["phone"], "own.contact.name": "Uusi nimi"})

    assert visitor.page.status_code == 422
    fields = visitor.form(CONTACT).fields
    assert (fields["own.remove"], fields["own.contact.name"]) == ("phone", "Uusi nimi")
    assert (await contact_of(service))["phone"] == "+358401234567"


@pytest.mark.parametrize("phone", ["abc", "1234", "112"])
async def test_a_number_that_can_be_none_is_refused_at_its_field(
    service: Service, phone: str
) -> None:
    visitor = await told(service)

    await visitor.send(CONTACT, **{"own.contact.phone": phone, "own.contact.name": "Uusi nimi"})

    assert visitor.page.status_code == 422
    assert "Tähän numeroon ei voi soittaa." in visitor.text
    assert re.search(r'<input id="own.contact.phone"[^>]*aria-invalid="true"', visitor.page.text)
    fields = visitor.form(CONTACT).fields
    assert (fields["own.contact.phone"], fields["own.contact.name"]) == (phone, "Uusi nimi")
    assert 'id="rights" open' in visitor.page.text


async def test_a_call_in_fear_needs_a_safe_time_here_too(service: Service) -> None:
    visitor = await reading(service, topics="VKV")

    await visitor.send(CONTACT, **{"own.reply_by": "phone", "own.contact.phone": "0401234567"})

    assert visitor.page.status_code == 422
    assert "Kerro, milloin on turvallista soittaa" in visitor.text


async def test_in_fear_a_safe_time_that_was_told_lasts_until_it_is_removed(
    service: Service,
) -> None:
    visitor = await reading(service, topics="VKV", **{"reply_by": "phone", **TOLD})
    await visitor.send(CONTACT, **{"own.contact.phone": "050 765 4321"})
    assert "Yhteystietosi on tallennettu." in visitor.text

    await visitor.send(CONTACT, **{"own.remove": ["safe_times"]})

    assert visitor.page.status_code == 422
    assert "Kerro, milloin on turvallista soittaa" in visitor.text
    assert (await contact_of(service))["safe_times"] == "klo 9-11"


async def test_consents_are_kept_and_taken_back(service: Service) -> None:
    visitor = await reading(service)
    await visitor.send(CONSENTS, **{"own.consents.partners": ["parish", "ngo"]})
    assert "Lupasi on tallennettu." in visitor.text
    assert visitor.form(CONSENTS).fields["own.consents.partners"] == ["parish", "ngo"]
    assert visitor.page.text.count('name="own.consents.partners" value="parish" id') <= 1

    form = visitor.form(CONSENTS)
    fields = {name: value for name, value in form.fields.items() if name == "csrf_token"}
    await visitor.post(CONSENTS, fields)
    assert "own.consents.partners" not in visitor.form(CONSENTS).fields


async def test_what_is_asked_is_shown_with_its_day(service: Service) -> None:
    visitor = await reading(service)

    await visitor.send(DATA, kind="log", about="Kuka on lukenut?")

    assert "Pyyntösi on lähetetty tietosuojavastaavalle." in visitor.text
    assert "Kuka on lukenut?" in visitor.text
    assert "viimeistään keskiviikkona 23. joulukuuta" in visitor.text


async def test_asking_for_nothing_is_refused_and_keeps_the_words(service: Service) -> None:
    visitor = await reading(service)

    await visitor.send(DATA, about="Haluan nähdä kaiken.")

    assert visitor.page.status_code == 422
    assert "Valitse, mitä pyydät." in visitor.text
    assert visitor.form(DATA).fields["about"] == "Haluan nähdä kaiken."


async def test_the_officer_s_answer_is_read_as_from_the_officer(service: Service) -> None:
    visitor = await reading(service)
    await visitor.send(DATA, kind="copy")
    async with await service.as_staff("tiina") as tiina:
        (row,) = (await tiina.get("/api/v1/data-requests")).json()["items"]
        body = {"number": 1, "outcome": "partly", "text": "Osa on salassa."}
        await act(tiina, row["request_id"], "data-request-answer", **body)

    await visitor.go("/vastaus")

    assert "Tietosuojavastaava on vastannut sinulle" in visitor.text
    assert re.search(r"Tietosuojavastaava , [^:]*: tehty osittain Osa on salassa\.", visitor.text)


@pytest.mark.parametrize(
    ("action", "typed", "kept"),
    [
        (CONTACT, {"own.contact.name": "Uusi nimi"}, ("own.contact.name", "Uusi nimi")),
        (DATA, {"kind": "copy", "about": "Kaikki."}, ("about", "Kaikki.")),
    ],
)
async def test_a_form_of_another_session_changes_nothing_and_keeps_the_words(
    service: Service, action: str, typed: dict[str, str], kept: tuple[str, str]
) -> None:
    visitor = await reading(service)

    await visitor.send(action, **{**typed, "csrf_token": "x"})

    assert visitor.page.status_code == 403
    assert visitor.form(action).fields[kept[0]] == kept[1]


async def test_where_nothing_can_be_read_the_form_comes_back_alone(service: Service) -> None:
    visitor = await told(service)
    form = visitor.form(CONTACT)
    fields = {**form.fields, "own.contact.phone": "abc", "own.contact.name": "Uusi nimi"}
    with nothing_can_be_read(service):
        await visitor.post(CONTACT, fields)

    assert visitor.page.status_code in (422, 503)
    assert "Uusi nimi" in visitor.page.text


@pytest.mark.parametrize("action", [CONTACT, CONSENTS, DATA])
async def test_loading_the_address_again_leads_to_the_dialogue(
    service: Service, action: str
) -> None:
    visitor = await reading(service)

    await visitor.go(action)

    assert visitor.page.url.path == "/vastaus"


@pytest.mark.parametrize("action", [CONTACT, CONSENTS, DATA])
async def test_nobody_without_the_receipt_changes_anything(service: Service, action: str) -> None:
    stranger = browser(service)
    await stranger.post(action, {"kind": "copy"})
    assert stranger.page.status_code == 401
