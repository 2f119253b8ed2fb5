"""Is a consent recorded on the desk seen and revoked in the dialogue, and its end told?"""

from __future__ import annotations

from tests.service import Service
from tests.web.asking import act, id_of, opened, sent
from tests.web.browsing import working

PARISH = "seurakunta-perheneuvonta"
CONSENT = {"purpose": "Ajan varaus.", "partner": PARISH, "given_by": "requester"}
OWN = "/api/v1/my-request"


async def test_a_recorded_consent_is_seen_and_revoked_by_the_requester(service: Service) -> None:
    receipt = await sent(service)
    request_id = id_of(service, receipt)
    aino = await working(service, "aino")
    await aino.go(f"/jono/{request_id}")
    await aino.send(f"/jono/{request_id}/consent", **CONSENT, until="2026-12-31")
    assert "Kirjatut suostumukset" in aino.text and "voimassa to 31.12. asti" in aino.text
    async with await service.as_staff("aino") as worker:
        offer = {"unit": PARISH, "basis": "consent", "because": "Syy."}
        await act(worker, request_id, "transfer", **offer)

    async with await opened(service, receipt) as requester:
        (seen,) = (await requester.get(OWN)).json()["consent_records"]
        await requester.put(f"{OWN}/consents", json={"partners": [], "consult": False})
        (gone,) = (await requester.get(OWN)).json()["consent_records"]

    assert (seen["purpose"], seen["until"], seen["revoked_at"]) == (
        "Ajan varaus.",
        "2026-12-31",
        None,
    )
    assert seen["partner_name"] and gone["revoked_at"]
    await aino.go(f"/jono/{request_id}")
    assert "Suostumus peruttiin, joten" in aino.text


async def test_a_partner_who_has_the_request_records_no_consent(service: Service) -> None:
    request_id = id_of(service, await sent(service))
    async with await service.as_staff("aino") as worker:
        await act(worker, request_id, "claim")
        offer = {"unit": PARISH, "basis": "statute", "because": "Syy."}
        await act(worker, request_id, "transfer", **offer)
    async with await service.as_staff("maria") as partner:
        await act(partner, request_id, "transfer-acceptance")
        shown = (await partner.get(f"/api/v1/requests/{request_id}")).json()
        refused = await partner.post(f"/api/v1/requests/{request_id}/consent", json=CONSENT)

    assert "note" in shown["may"] and "consent" not in shown["may"]
    assert (refused.status_code, refused.json()["code"]) == (403, "not-allowed")


async def test_a_refused_consent_comes_back_with_its_words(service: Service) -> None:
    request_id = id_of(service, await sent(service))
    aino = await working(service, "aino")
    await aino.go(f"/jono/{request_id}")

    await aino.send(f"/jono/{request_id}/consent", **CONSENT, until="2020-01-01")

    assert aino.page.status_code == 422
    assert "Suostumuksen viimeinen päivä on tänään tai myöhemmin" in aino.text
    assert aino.form(f"/jono/{request_id}/consent").fields["purpose"] == "Ajan varaus."


async def test_a_worker_revokes_what_was_told_by_phone(service: Service) -> None:
    request_id = id_of(service, await sent(service))
    aino = await working(service, "aino")
    await aino.go(f"/jono/{request_id}")
    await aino.send(f"/jono/{request_id}/consent", **{**CONSENT, "given_by": "guardian"})

    typed = {"partner": PARISH, "because": "Huoltaja soitti."}
    await aino.send(f"/jono/{request_id}/consent-revocation", **typed)

    assert "peruttu ma 23.11." in aino.text
    assert "Kirjaa suostumuksen peruminen" not in aino.text
