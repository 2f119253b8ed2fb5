"""What do linked requests tell over the API and on their pages, and to whom?"""

from __future__ import annotations

from tests.service import Service
from tests.web.asking import REQUESTS, Json, act, id_of, named, opened, sent
from tests.web.browsing import working
from wiring.upkeep.erasing import erase

SECRET = "Hän vie lapset."


async def two(service: Service, other_topics: list[str]) -> tuple[Json, Json]:
    """A request of perhesosiaalityö, and another one."""
    return await sent(service), await sent(service, message=SECRET, topics=other_topics)


async def links_of(service: Service, who: str, receipt: Json) -> list[Json]:
    async with await service.as_staff(who) as worker:
        answer = await worker.get(f"{REQUESTS}/{id_of(service, receipt)}")
    links: list[Json] = answer.json()["links"]
    return links


async def link(service: Service, who: str, ours: Json, theirs: Json) -> None:
    async with await service.as_staff(who) as worker:
        body = {"other": theirs["reference"].lower(), "kind": "family"}
        await act(worker, id_of(service, ours), "link", **body)


async def test_each_tells_of_the_other_where_its_reader_may_know_it(service: Service) -> None:
    ours, theirs = await two(service, ["TAL"])
    await link(service, "aino", ours, theirs)

    ((one,), (other,)) = [await links_of(service, "onni", each) for each in (ours, theirs)]
    assert (one["reference"], one["unit"]) == (theirs["reference"], "perhesosiaalityo")
    assert (other["id"], other["state"]) == (id_of(service, ours), "new")
    assert SECRET not in str(one)


async def test_of_what_is_another_units_only_is_told_that_there_is_one(service: Service) -> None:
    ours, theirs = await two(service, ["KOU"])
    await link(service, "kerttu", ours, theirs)

    (told,) = await links_of(service, "aino", ours)
    assert set(told.values()) == {None}
    aino = await working(service, "aino")
    await aino.go(f"/jono/{id_of(service, ours)}")
    assert "toinen pyyntö, jonka tietoja et voi nähdä" in aino.text
    assert theirs["reference"] not in aino.page.text


async def test_who_stepped_aside_from_one_reads_nothing_of_it_in_the_other(
    service: Service,
) -> None:
    ours, theirs = await two(service, ["TAL"])
    because = "Naapurin lapset."
    async with await service.as_staff("aino") as aino:
        body = {"other": theirs["reference"], "kind": "family", "because": because}
        await act(aino, id_of(service, ours), "link", **body)
    async with await service.as_staff("onni") as onni:
        await act(onni, id_of(service, theirs), "recusal", because="Naapuri.")
        read = await onni.get(f"{REQUESTS}/{id_of(service, ours)}")

    assert read.status_code == 200
    assert theirs["reference"] not in read.text and because not in read.text
    assert set(read.json()["links"][0].values()) == {None}


async def test_what_was_erased_is_named_nowhere_and_can_be_unlinked(service: Service) -> None:
    ours, theirs = await two(service, ["TAL"])
    await link(service, "aino", ours, theirs)
    async with await service.as_staff("aino") as aino:
        erased = id_of(service, theirs)
        await act(aino, erased, "claim")
        await act(aino, erased, "reply", text="Hei.", kind="answer")
        await act(aino, erased, "closing", outcome="advice")
        erase(service.parts, theirs["reference"], reason="Syy.", despite_class="Syy.")
        read = await aino.get(f"{REQUESTS}/{id_of(service, ours)}")
        body = {"other": theirs["reference"], "because": "Poistettu."}
        await act(aino, id_of(service, ours), "unlink", **body)

    assert read.json()["links"] == [] and theirs["reference"] not in read.text


async def test_a_request_of_another_unit_is_as_if_it_were_not_there(service: Service) -> None:
    ours, theirs = await two(service, ["KOU"])
    async with await service.as_staff("aino") as aino:
        path = f"{REQUESTS}/{id_of(service, ours)}/link"
        foreign = await aino.post(path, json={"other": theirs["reference"], "kind": "family"})
        none = await aino.post(path, json={"other": "AAAA-BBBB-CCCC", "kind": "family"})

    assert (foreign.status_code, named(foreign)) == (422, [("other", "unknown")])
    assert foreign.json() == none.json()


async def test_no_requester_is_told(service: Service) -> None:
    ours, theirs = await two(service, ["TAL"])
    async with await opened(service, ours) as requester:
        before = (await requester.get("/api/v1/my-request?first=1")).json()
        await link(service, "aino", ours, theirs)
        after = (await requester.get("/api/v1/my-request?first=1")).json()

    assert before == after


async def test_a_linked_row_that_is_shown_stands_in_the_log(service: Service) -> None:
    ours, theirs = await two(service, ["TAL"])
    await link(service, "aino", ours, theirs)
    await links_of(service, "aino", ours)
    async with await service.as_staff("tiina") as tiina:
        trail = (await tiina.get(f"{REQUESTS}/{id_of(service, theirs)}/trail")).json()

    assert [(each["by"]["username"], each["ground"]) for each in trail["reads"]] == [
        ("aino", "triage")
    ]


async def test_a_link_is_made_and_taken_away_on_the_page(service: Service) -> None:
    ours, theirs = await two(service, ["TAL"])
    worker = await working(service)
    path = f"/jono/{id_of(service, ours)}"
    await worker.go(path)
    await worker.send(f"{path}/link", other=theirs["reference"], kind="same-person")
    assert theirs["reference"] in worker.text and "sama ihminen" in worker.text
    await worker.send(f"{path}/unlink", other=theirs["reference"], because="Eri perhe.")

    assert await links_of(service, "aino", ours) == []


async def test_a_reference_that_is_mistyped_comes_back_with_its_reason(service: Service) -> None:
    ours, _ = await two(service, ["TAL"])
    worker = await working(service)
    path = f"/jono/{id_of(service, ours)}"
    await worker.go(path)
    page = await worker.send(f"{path}/link", other="AAAA", kind="family", because="Sama isä.")

    assert page.status_code == 422
    assert "Viitettä ei löydy" in worker.text and "Sama isä." in page.text
