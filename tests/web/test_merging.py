"""What is seen over the API and on pages when one person's requests are merged?"""

from __future__ import annotations

from tests.service import Service
from tests.web.asking import REQUESTS, Json, act, id_of, named, opened, queued, sent
from tests.web.browsing import browser, working

FIRST, SECOND = "Hän lyö minua.", "Kirjoitin teille jo."
ANSWER = "Soitamme huomenna."
OWN = "/api/v1/my-request"


async def two(service: Service) -> tuple[Json, Json]:
    """The second of one person, looked at, and the first, which aino has in hand."""
    first, second = await sent(service, message=FIRST), await sent(service, message=SECOND)
    async with await service.as_staff("aino") as aino:
        await act(aino, id_of(service, first), "claim")
        for each in (first, second):
            await act(aino, id_of(service, each), "urgency", level="normal", because="Rauhallista.")
    return second, first


async def merged(service: Service) -> tuple[Json, Json]:
    second, first = await two(service)
    async with await service.as_staff("aino") as aino:
        body = {"other": first["reference"], "ground": "own-statement", "because": "Kertoi itse."}
        await act(aino, id_of(service, second), "merging", **body)
    return second, first


async def test_both_receipts_live_and_each_opens_its_own_words(service: Service) -> None:
    second, first = await merged(service)
    seen = []
    for receipt in (second, first):
        async with await opened(service, receipt) as requester:
            seen.append((await requester.get(f"{OWN}?first=1")).json())
    of_second, of_first = seen

    assert (of_second["merged"], of_first["merged"]) == (True, False)
    assert (of_second["state"], of_second["may"]) == ("closed", ["message"])
    assert SECOND in str(of_second) and SECOND not in str(of_first)
    assert FIRST in str(of_first) and FIRST not in str(of_second)
    assert first["reference"] not in str(of_second)


async def test_what_is_written_by_the_second_stands_in_the_workers_list(service: Service) -> None:
    second, first = await merged(service)
    async with await opened(service, second) as requester:
        answer = await requester.post(f"{OWN}/messages", json={"text": "Vielä yksi asia."})
    async with await service.as_staff("aino") as aino:
        rows = {row["reference"]: row for row in await queued(aino, "?claimed_by=aino")}
        (link,) = (await aino.get(f"{REQUESTS}/{id_of(service, first)}")).json()["links"]

    assert answer.status_code == 201
    assert rows[second["reference"]]["unread_since"]
    assert (link["merged"], link["wrote_at"] is None) == ("duplicate", False)


async def test_taking_the_first_back_leaves_the_second_to_be_answered(service: Service) -> None:
    second, first = await merged(service)
    async with await opened(service, first) as requester:
        answer = await requester.post(f"{OWN}/withdrawal", json={})
    async with await service.as_staff("aino") as aino:
        rows = {row["reference"]: row for row in await queued(aino, "?claimed_by=aino")}
    async with await opened(service, second) as requester:
        shown = (await requester.get(OWN)).json()

    assert answer.is_success and not rows[second["reference"]]["answered"]
    assert (shown["state"], shown["merged"]) == ("received", False)


async def test_one_answer_is_read_by_both_receipts(service: Service) -> None:
    second, first = await merged(service)
    async with await service.as_staff("aino") as aino:
        body = {"text": ANSWER, "kind": "answer", "duplicates_too": True}
        await act(aino, id_of(service, first), "response", **body)
    for receipt in (second, first):
        async with await opened(service, receipt) as requester:
            assert ANSWER in (await requester.get(OWN)).text


async def test_words_for_both_stay_when_the_second_has_changed_meanwhile(service: Service) -> None:
    second, first = await merged(service)
    worker, here = await working(service), f"/jono/{id_of(service, first)}"
    await worker.go(here)
    async with await opened(service, second) as requester:
        await requester.post(f"{OWN}/messages", json={"text": "Vielä yksi asia."})
    page = await worker.send(f"{here}/response", text=ANSWER, kind="answer")

    assert page.status_code == 412
    assert f"Yhdistetty pyyntö {second['reference']} on muuttunut" in worker.text
    assert ANSWER in page.text

    await worker.send(f"{here}/response", text=ANSWER, kind="answer")
    async with await opened(service, second) as requester:
        assert ANSWER in (await requester.get(OWN)).text


async def test_who_answers_both_has_no_draft_left_in_either(service: Service) -> None:
    second, first = await merged(service)
    async with await opened(service, second) as requester:
        await requester.post(f"{OWN}/messages", json={"text": "Vielä yksi asia."})
    async with await service.as_staff("aino") as aino:
        draft = f"{REQUESTS}/{id_of(service, second)}/draft"
        saved = await aino.put(draft, json={"text": "Alku.", "kind": "answer"})
        body = {"text": ANSWER, "kind": "answer", "duplicates_too": True}
        await act(aino, id_of(service, first), "response", **body)
        kept = await aino.get(draft)

    assert (saved.status_code, kept.status_code) == (200, 404)


async def test_the_trail_tells_that_they_were_merged_and_not_with_which(service: Service) -> None:
    second, first = await merged(service)
    async with await service.as_staff("sanna") as sanna:
        trail = await sanna.get(f"{REQUESTS}/{id_of(service, second)}/trail")

    assert "merged" in [each["kind"] for each in trail.json()["events"]]
    assert first["reference"] not in trail.text and "Kertoi itse." not in trail.text


async def test_a_refusal_says_why(service: Service) -> None:
    second, first = await two(service)
    async with await service.as_staff("aino") as aino:
        path = f"{REQUESTS}/{id_of(service, second)}/merging"
        body = {"other": first["reference"], "ground": "same-contact", "because": "Sama numero."}
        answer = await aino.post(path, json=body)
        unknown = await aino.post(path, json={**body, "other": "AAAA-BBBB-CCCC"})

    assert (answer.status_code, answer.json()["why"]) == (409, "contact-differs")
    assert named(unknown) == [("other", "unknown")]


async def test_merged_on_the_page_written_to_answered_and_parted(service: Service) -> None:
    second, first = await two(service)
    worker, path = await working(service), f"/jono/{id_of(service, second)}"
    await worker.go(path)
    because = "Kertoi itse."
    fields = {"other": first["reference"], "ground": "own-statement", "because": because}
    await worker.send(f"{path}/merging", **fields)
    assert "Asia jatkuu pyynnössä" in worker.text and because in worker.text

    requester = browser(service)
    await requester.go("/vastaus")
    await requester.send("/vastaus", receipt=second["receipt"])
    assert "Tätä hoidetaan yhdessä toisen pyyntösi kanssa." in requester.text
    await requester.send("/vastaus/viesti", text="Vielä yksi asia.")
    assert "Viestisi on lähetetty." in requester.text

    here = f"/jono/{id_of(service, first)}"
    await worker.go(here)
    assert "Pyytäjä kirjoitti sillä" in worker.text
    await worker.send(f"{here}/response", text=ANSWER, kind="answer")
    await requester.go("/vastaus")
    assert ANSWER in requester.text

    await worker.go(path)
    assert "ota tämä uudelleen käsittelyyn" in worker.text
    await worker.send(f"{path}/reopening", because="Eri ihminen.")
    await requester.go("/vastaus")
    assert "toisen pyyntösi kanssa" not in requester.text


async def test_a_refused_form_keeps_what_was_typed(service: Service) -> None:
    second, first = await two(service)
    worker, path = await working(service), f"/jono/{id_of(service, second)}"
    await worker.go(path)
    fields = {"other": first["reference"], "ground": "same-contact", "because": "Sama numero."}
    page = await worker.send(f"{path}/merging", **fields)

    assert page.status_code == 409
    assert "Pyynnöissä ei ole samaa numeroa" in worker.text and "Sama numero." in page.text
