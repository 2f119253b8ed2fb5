"""Can a requester see and change contact and consents, and who sees what came of it?"""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.service import Service
from tests.web.asking import REQUESTS, Json, act, id_of, named, opened, sent
from tests.web.breaking import nothing_can_be_read

OWN = "/api/v1/my-request"
CONTACT: Json = {"name": "Aino", "phone": "040 123 4567", "safe_times": "arkisin 9-11"}
NO_CONTACT: Json = {
    "name": None,
    "phone": None,
    "email": None,
    "safe_times": None,
    "may_leave_message": None,
    "sms_ok": None,
    "say_where_from": None,
    "must_not_know": None,
}


SHOWN: Json = {
    "name": False,
    "phone": False,
    "phone_ends": None,
    "email": False,
    "safe_times": False,
    "may_leave_message": None,
    "sms_ok": None,
    "say_where_from": None,
    "must_not_know": False,
}


async def change(requester: httpx.AsyncClient, what: str, **body: object) -> httpx.Response:
    return await requester.put(f"{OWN}/{what}", json=body)


async def read_by_aino(service: Service, receipt: Json) -> Json:
    async with await service.as_staff("aino") as aino:
        answer = await aino.get(f"{REQUESTS}/{id_of(service, receipt)}")
    assert answer.status_code == 200, answer.text
    told: Json = answer.json()
    return told


async def test_the_requester_sees_that_a_contact_was_given_and_not_its_words(
    service: Service,
) -> None:
    receipt = await sent(service, contact={**CONTACT, "sms_ok": False}, reply_by="phone")
    async with await opened(service, receipt) as requester:
        own = (await requester.get(OWN)).json()

    told = {"name": True, "phone": True, "phone_ends": "67", "safe_times": True, "sms_ok": False}
    assert own["contact"] == SHOWN | told
    assert (own["reply_by"], own["consents"]) == ("phone", {"partners": [], "consult": False})


async def test_an_anonymous_request_has_no_contact(service: Service) -> None:
    async with await opened(service, await sent(service)) as requester:
        assert (await requester.get(OWN)).json()["contact"] is None


async def test_a_changed_contact_is_what_everybody_sees(service: Service) -> None:
    receipt = await sent(service, contact=CONTACT, reply_by="phone")
    async with await opened(service, receipt) as requester:
        answer = await change(requester, "contact", email="uusi@example.fi", reply_by="email")

    expected = NO_CONTACT | {"email": "uusi@example.fi"}
    assert answer.status_code == 200
    shown = SHOWN | {"email": True}
    assert (answer.json()["contact"], answer.json()["reply_by"]) == (shown, "email")
    seen = await read_by_aino(service, receipt)
    assert (seen["contact"], seen["reply_by"]) == (expected, "email")


async def test_an_empty_body_takes_the_contact_away(service: Service) -> None:
    receipt = await sent(service, contact=CONTACT, reply_by="phone")
    async with await opened(service, receipt) as requester:
        answer = await change(requester, "contact")

    assert (answer.json()["contact"], answer.json()["reply_by"]) == (None, None)
    assert (await read_by_aino(service, receipt))["contact"] is None


async def test_the_history_says_when_without_content(service: Service) -> None:
    receipt = await sent(service)
    async with await opened(service, receipt) as requester:
        await change(requester, "contact", phone="0401234567")
        await change(requester, "consents", partners=["parish"])

    history = (await read_by_aino(service, receipt))["history"]
    assert [each["kind"] for each in history][-2:] == ["contact-changed", "consents-changed"]
    assert {each["by"]["role"] for each in history[-2:]} == {"requester"}
    assert "0401234567" not in str(history) and "parish" not in str(history)


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"phone": "abc"}, [("phone", "malformed")]),
        ({"phone": "1234"}, [("phone", "malformed")]),
        ({"email": "aino(at)example.fi"}, [("email", "malformed")]),
        ({"reply_by": "phone"}, [("phone", "required")]),
        ({"reply_by": "email", "phone": "112"}, [("email", "required"), ("phone", "malformed")]),
        ({"reply_by": "pigeon"}, [("reply_by", "unknown")]),
        ({"fax": "1"}, [("body", "unknown-field")]),
    ],
)
async def test_a_contact_that_cannot_be_used_is_refused_by_its_field(
    service: Service, body: Json, fields: list[tuple[str, str]]
) -> None:
    async with await opened(service, await sent(service, contact=CONTACT)) as requester:
        answer = await change(requester, "contact", **body)
        assert (answer.status_code, sorted(named(answer))) == (422, sorted(fields))
        assert (await requester.get(OWN)).json()["contact"]["phone_ends"] == "67"


async def test_consents_are_shown_and_changed(service: Service) -> None:
    receipt = await sent(service, consents={"partners": ["ngo"], "consult": False})
    async with await opened(service, receipt) as requester:
        before = (await requester.get(OWN)).json()["consents"]
        answer = await change(requester, "consents", partners=["parish"], consult=True)

    expected = {"partners": ["parish"], "consult": True}
    assert before == {"partners": ["ngo"], "consult": False}
    assert (answer.status_code, answer.json()["consents"]) == (200, expected)
    assert (await read_by_aino(service, receipt))["consents"] == expected


async def test_an_unknown_partner_is_refused(service: Service) -> None:
    async with await opened(service, await sent(service)) as requester:
        answer = await change(requester, "consents", partners=["poliisi"])
    assert (answer.status_code, named(answer)) == (422, [("partners", "unknown")])


@pytest.mark.parametrize("what", ["contact", "consents"])
async def test_a_change_that_cannot_be_shown_is_acknowledged(service: Service, what: str) -> None:
    async with await opened(service, await sent(service)) as requester:
        with nothing_can_be_read(service):
            answer = await change(requester, what, **_any_of(what))
        assert (answer.status_code, answer.json()) == (200, {"written": True})


async def test_a_closed_request_s_contact_can_still_be_taken_away(service: Service) -> None:
    receipt = await sent(service, contact=CONTACT)
    async with await service.as_staff("aino") as aino:
        await act(aino, id_of(service, receipt), "closing", outcome="spam")
    async with await opened(service, receipt) as requester:
        answer = await change(requester, "contact")
        assert (answer.status_code, answer.json()["state"]) == (200, "closed")


def _any_of(what: str) -> dict[str, Any]:
    return {"name": "Aino"} if what == "contact" else {"consult": True}
