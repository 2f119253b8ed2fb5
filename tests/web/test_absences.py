"""Who records that somebody is away, what does that do to their requests, and when is it over?"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import httpx
import pytest
from sqlalchemy import select

from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.asking import BECAUSE, Json, act, asked, id_of, named, queued, sent
from tests.web.browsing import Browser, working
from tests.web.disposing import dispose_of
from triage.store.database.engine import write_lock
from triage.store.database.tagged_rows import change_rows
from triage.store.records import absences
from triage.store.tables.core_tables import access_log, staff
from triage.time.calendar import HELSINKI, moment_at
from triage.time.retention import Kept

ABSENCES = "/api/v1/absences"
PAGE = "/poissaolot"
TODAY, FRIDAY = "2026-11-23", "2026-11-27"


async def away(
    service: Service,
    who: str = "aino",
    *,
    substitute: str = "onni",
    from_on: str = TODAY,
    until_on: str = FRIDAY,
) -> Json:
    async with await service.as_staff(who) as caller:
        answer = await caller.post(
            ABSENCES, json={"from_on": from_on, "until_on": until_on, "substitute": substitute}
        )
    assert answer.status_code == 201, answer.text
    told: Json = answer.json()
    return told


async def held_by(service: Service, who: str = "aino") -> str:
    """A request that somebody has in hand."""
    request_id = await asked(service)
    async with await service.as_staff(who) as caller:
        await act(caller, request_id, "claim")
    return request_id


async def opens(service: Service, who: str, request_id: str) -> int:
    async with await service.as_staff(who) as caller:
        return (await caller.get(f"/api/v1/requests/{request_id}")).status_code


async def own_list(service: Service, who: str) -> list[str]:
    async with await service.as_staff(who) as caller:
        return [row["id"] for row in await queued(caller, f"?claimed_by={who}")]


async def refused(service: Service, who: str, **body: object) -> httpx.Response:
    given = {"from_on": TODAY, "until_on": FRIDAY, "substitute": "onni", **body}
    async with await service.as_staff(who) as caller:
        return await caller.post(ABSENCES, json=given)


async def test_it_stands_in_the_substitutes_list_and_opens_without_a_reason(
    service: Service,
) -> None:
    request_id = await held_by(service)
    assert (await opens(service, "onni", request_id), await own_list(service, "onni")) == (403, [])
    await away(service)
    assert await opens(service, "onni", request_id) == 200
    assert await own_list(service, "onni") == [request_id]
    assert await own_list(service, "risten") == []


async def test_the_access_log_tells_the_ground(service: Service) -> None:
    request_id = await held_by(service)
    await away(service)
    await opens(service, "onni", request_id)
    with service.parts.database.reads.connect() as connection:
        grounds = connection.scalars(
            select(access_log.c.ground).where(
                access_log.c.username == "onni", access_log.c.action == "view"
            )
        ).all()
    assert grounds == ["substitute"]


async def test_the_row_names_who_stands_in(service: Service) -> None:
    request_id = await held_by(service)
    await away(service)
    for who, by_viewer in (("onni", True), ("risten", False)):
        async with await service.as_staff(who) as caller:
            (row,) = await queued(caller)
            assert row["id"] == request_id
        assert row["holder_away"] == {
            "until_on": FRIDAY,
            "substitute": "onni",
            "by_viewer": by_viewer,
            "uncovered": False,
        }


async def test_the_substitute_acts_without_taking_it_over(service: Service) -> None:
    request_id = await held_by(service)
    await away(service)
    async with await service.as_staff("onni") as onni:
        row = await act(onni, request_id, "reply", text="Hei", kind="answer")
        assert (row["claimed_by"], row["holder_away"]["by_viewer"]) == ("aino", True)
        page = (await onni.get(f"/api/v1/requests/{request_id}")).json()
        assert page["ground"] == "substitute"
        assert {"reply", "release", "assignment", "closing"} <= set(page["may"])


async def test_days_begin_and_end_at_midnight_in_helsinki(
    service: Service, clock: HandWoundClock
) -> None:
    request_id = await held_by(service)
    await away(service, from_on="2026-11-24", until_on="2026-11-25")
    for day, hour, minute, status in (
        (23, 23, 59, 403),
        (24, 0, 0, 200),
        (25, 23, 59, 200),
        (26, 0, 0, 403),
    ):
        local = datetime(2026, 11, day, hour, minute, tzinfo=HELSINKI)
        clock.now = local.astimezone(UTC)
        service.tokens.clear()
        assert await opens(service, "onni", request_id) == status, local


async def test_whoever_comes_back_earlier_is_covered_no_more(service: Service) -> None:
    request_id = await held_by(service)
    told = await away(service)
    async with await service.as_staff("aino") as aino:
        for _ in range(2):
            ended = await aino.post(f"{ABSENCES}/{told['id']}/ending")
            assert ended.status_code == 204
        assert (await aino.get(ABSENCES)).json()["items"] == []
    assert await opens(service, "onni", request_id) == 403
    await away(service)


async def test_where_the_substitute_is_away_theirs_stands_in(service: Service) -> None:
    request_id = await held_by(service)
    await away(service)
    await away(service, "onni", substitute="kerttu")
    found = [await opens(service, who, request_id) for who in ("onni", "risten", "kerttu")]
    assert found == [403, 403, 200]
    assert await own_list(service, "kerttu") == [request_id]


async def test_a_substitute_who_stepped_aside_leaves_it_to_the_unit(service: Service) -> None:
    request_id = await held_by(service)
    await away(service)
    async with await service.as_staff("onni") as onni:
        await act(onni, request_id, "recusal", **BECAUSE)
    everybody = ("onni", "risten", "kerttu")
    assert [await own_list(service, who) for who in everybody] == [[], [request_id], []]
    assert [await opens(service, who, request_id) for who in everybody] == [404, 200, 403]


async def test_a_substitute_who_left_leaves_it_to_the_unit(service: Service) -> None:
    request_id = await held_by(service)
    await away(service)
    with write_lock(service.parts.database) as connection:
        change_rows(connection, staff, {"active": False}, staff.c.username == "onni")
    assert await own_list(service, "risten") == [request_id]


async def test_where_nobody_of_the_unit_is_at_work_the_coordinator_hands_it_on_unread(
    service: Service,
) -> None:
    request_id = await held_by(service)
    for who, other in (("aino", "onni"), ("onni", "risten"), ("risten", "aino")):
        await away(service, who, substitute=other)
    async with await service.as_staff("kerttu") as kerttu:
        (row,) = await queued(kerttu)
        assert row["holder_away"]["uncovered"] is True
        assert (await kerttu.get(f"/api/v1/requests/{request_id}")).status_code == 403
        row = await act(kerttu, request_id, "release", **BECAUSE)
        assert (row["claimed_by"], row["holder_away"]) == (None, None)


async def test_nothing_is_assigned_to_the_absent_nor_offered_as_next(service: Service) -> None:
    request_id = await asked(service)
    await away(service)
    async with await service.as_staff("onni") as onni:
        answer = await onni.post(
            f"/api/v1/requests/{request_id}/assignment", json={"worker": "aino"}
        )
        assert (answer.status_code, answer.json()["code"]) == (409, "worker-away")
    page = await working(service, "onni")
    await page.go(f"/jono/{request_id}")
    choices = page.page.text.partition('id="assignment-worker"')[2].partition("</select>")[0]
    assert 'value="risten"' in choices and 'value="aino"' not in choices
    at_home = await working(service, "aino")
    await at_home.go("/jono")
    await at_home.send("/jono/seuraava")
    async with await service.as_staff("onni") as onni:
        assert [row["claimed_by"] for row in await queued(onni)] == [None]


async def test_a_unit_of_which_everybody_is_away_is_offered_nothing(service: Service) -> None:
    request_id = await held_by(service)
    path = f"/jono/{request_id}"
    page = await working(service, "aino")
    await page.go(path)
    assert '<option value="neuvola"' in page.page.text
    for who, other in (("olli", "outi"), ("outi", "olli")):
        await away(service, who, substitute=other)
    await page.go(path)
    assert '<option value="neuvola"' not in page.page.text
    async with await service.as_staff("aino") as aino:
        answer = await aino.post(
            f"/api/v1/requests/{request_id}/transfer", json={"unit": "neuvola", "because": "Syy."}
        )
    assert (answer.status_code, answer.json()["code"]) == (409, "no-receiver")


async def test_two_who_name_each_other_leave_it_to_the_unit(service: Service) -> None:
    request_id = await held_by(service)
    await away(service)
    await away(service, "onni", substitute="aino")
    found = [await opens(service, who, request_id) for who in ("onni", "risten", "kerttu")]
    assert found == [403, 200, 403]


async def test_a_partner_names_nobody_of_the_county(service: Service) -> None:
    maria = await recording(service, "maria")
    choices = maria.page.text.partition('id="substitute"')[2].partition("</select>")[0]
    assert 'value="kerttu"' not in choices
    answer = await refused(service, "maria", substitute="kerttu")
    assert (answer.status_code, answer.json()["code"]) == (422, "substitute-not-fit")


async def test_a_partner_learns_of_the_countys_absence_and_silence_once_it_has_accepted(
    service: Service,
) -> None:
    agrees = {"partners": ["parish"], "consult": False}
    request_id = id_of(service, await sent(service, consents=agrees))
    to_parish = {"unit": "seurakunta-perheneuvonta", "basis": "consent"}
    async with await service.as_staff("aino") as aino:
        await act(aino, request_id, "claim")
        await act(aino, request_id, "silence", **BECAUSE)
        await act(aino, request_id, "transfer", **to_parish, **BECAUSE)
    await away(service)
    async with await service.as_staff("maria") as maria:
        (row,) = await queued(maria)
        assert (row["holder_away"], row["silent"]) == (None, False)
        of_one = await maria.get(f"/api/v1/requests/{request_id}/offer")
        assert "onni" not in of_one.text
        row = await act(maria, request_id, "transfer-acceptance")
        assert row["silent"] is True


async def test_a_worker_records_their_own_the_coordinator_anybodys(service: Service) -> None:
    answer = await refused(service, "onni", username="aino", substitute="risten")
    assert answer.status_code == 403
    answer = await refused(service, "kerttu", username="aino")
    assert answer.status_code == 201
    assert (answer.json()["username"], answer.json()["recorded_by"]) == ("aino", "kerttu")
    async with await service.as_staff("risten") as risten:
        assert (await risten.post(f"{ABSENCES}/{answer.json()['id']}/ending")).status_code == 404
        assert (await risten.get(ABSENCES)).json()["items"] == []
    for who in ("aino", "onni", "kerttu"):
        async with await service.as_staff(who) as caller:
            (listed,) = (await caller.get(ABSENCES)).json()["items"]
            assert listed["substitute"] == "onni"


@pytest.mark.parametrize("substitute", ["aino", "olli", "ville", "sanna", "nobody"])
async def test_only_a_colleague_who_may_have_the_requests_stands_in(
    service: Service, substitute: str
) -> None:
    answer = await refused(service, "aino", substitute=substitute)
    assert (answer.status_code, answer.json()["code"]) == (422, "substitute-not-fit")
    assert named(answer) == [("substitute", "invalid")]


async def test_nobody_records_themself_as_the_substitute_of_somebody_else(
    service: Service,
) -> None:
    request_id = await held_by(service)
    answer = await refused(service, "kerttu", username="aino", substitute="kerttu")
    assert (answer.status_code, answer.json()["code"]) == (422, "substitute-records-it")
    assert named(answer) == [("substitute", "invalid")]
    assert await opens(service, "kerttu", request_id) == 403
    kerttu = await recording(service, "kerttu")
    choices = kerttu.page.text.partition('id="substitute"')[2].partition("</select>")[0]
    assert 'value="onni"' in choices and 'value="kerttu"' not in choices
    await kerttu.send(PAGE, username="aino", from_on=TODAY, until_on=TODAY, substitute="kerttu")
    assert "Et voi merkitä itseäsi toisen sijaiseksi." in kerttu.text
    assert kerttu.form(PAGE).fields["username"] == "aino"


async def test_the_absent_one_sees_who_recorded_it_and_who_ended_it(
    service: Service, clock: HandWoundClock
) -> None:
    for ended in (True, False):
        answer = await refused(service, "kerttu", username="aino", until_on=TODAY)
        aino = await recording(service, "aino")
        assert "Merkitsi: Kerttu" in aino.text and "Päätti" not in aino.text.partition("Menneet")[0]
        if ended:
            async with await service.as_staff("kerttu") as kerttu:
                await kerttu.post(f"{ABSENCES}/{answer.json()['id']}/ending")
            aino = await recording(service, "aino")
            assert "Menneet" in aino.text and "Päätti ma 23.11." in aino.text
            clock.wind(timedelta(minutes=1))
    clock.wind(timedelta(days=1))
    service.tokens.clear()
    async with await service.as_staff("aino") as caller:
        past = (await caller.get(ABSENCES)).json()["past"]
    assert [(each["recorded_by"], each["ended_by"]) for each in past] == [
        ("kerttu", None),
        ("kerttu", "kerttu"),
    ]
    for other in ("onni", "kerttu"):
        async with await service.as_staff(other) as caller:
            assert (await caller.get(ABSENCES)).json() == {"items": [], "past": []}


async def test_the_log_tells_whose_absence_was_recorded_and_ended(service: Service) -> None:
    answer = await refused(service, "kerttu", username="aino")
    async with await service.as_staff("kerttu") as kerttu:
        await kerttu.post(f"{ABSENCES}/{answer.json()['id']}/ending")
    log = access_log.c
    with service.parts.database.reads.connect() as connection:
        told = connection.execute(
            select(log.username, log.action, log.concerning)
            .where(log.action.in_(("absence", "absence-end")))
            .order_by(log.position)
        ).all()
    assert [tuple(each) for each in told] == [
        ("kerttu", "absence", "aino"),
        ("kerttu", "absence-end", "aino"),
    ]
    officer = await working(service, "tiina")
    await officer.go("/loki")
    assert "merkitsi poissaolon: Aino" in officer.text


async def test_the_coordinator_may_stand_in(service: Service) -> None:
    request_id = await held_by(service)
    await away(service, substitute="kerttu")
    assert await opens(service, "kerttu", request_id) == 200


async def test_who_takes_no_requests_is_never_away(service: Service) -> None:
    answer = await refused(service, "kerttu", username="sanna")
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown-worker")


@pytest.mark.parametrize(
    ("from_on", "until_on"),
    [
        ("2026-11-25", "2026-11-24"),
        ("2026-11-16", "2026-11-22"),
        (TODAY, "2027-11-25"),
        ("2027-11-25", "2027-11-26"),
    ],
)
async def test_days_that_do_not_fit_are_refused(
    service: Service, from_on: str, until_on: str
) -> None:
    answer = await refused(service, "aino", from_on=from_on, until_on=until_on)
    assert (answer.status_code, answer.json()["code"]) == (422, "absence-days-not-fit")


async def test_two_absences_of_one_person_share_no_day(service: Service) -> None:
    await away(service, from_on="2026-11-24", until_on="2026-11-26")
    for from_on, until_on in ((TODAY, "2026-11-24"), ("2026-11-26", FRIDAY), (TODAY, FRIDAY)):
        answer = await refused(service, "aino", from_on=from_on, until_on=until_on)
        assert (answer.status_code, answer.json()["code"]) == (409, "absence-overlaps")
    await away(service, from_on="2026-11-27", until_on="2026-11-29")
    await away(service, "onni", substitute="risten", from_on="2026-11-24", until_on="2026-11-26")


async def recording(service: Service, who: str) -> Browser:
    visitor = await working(service, who)
    await visitor.go(PAGE)
    return visitor


async def test_a_worker_records_and_ends_it_on_the_page(service: Service) -> None:
    request_id = await held_by(service)
    aino = await recording(service, "aino")
    await aino.send(PAGE, from_on=TODAY, until_on=FRIDAY, substitute="onni")
    assert "Poissaolo on merkitty." in aino.text and "Sijainen: Onni" in aino.text
    onni = await working(service, "onni")
    await onni.go("/jono")
    assert "sijaistat häntä" in onni.text
    await onni.go(f"/jono/{request_id}")
    assert "sijaistat häntä" in onni.text and "Vastaa" in onni.text
    risten = await working(service, "risten")
    await risten.go("/jono")
    assert "Poissa pe 27.11. asti, sijainen" in risten.text
    await aino.go(PAGE)
    async with await service.as_staff("aino") as caller:
        (told,) = (await caller.get(ABSENCES)).json()["items"]
    await aino.send(f"{PAGE}/{told['id']}/paattyminen")
    assert "Poissaolo on päättynyt." in aino.text


async def test_a_refused_form_keeps_what_was_chosen(service: Service) -> None:
    aino = await recording(service, "aino")
    await aino.send(PAGE, from_on=FRIDAY, until_on=TODAY, substitute="onni")
    assert aino.page.status_code == 422 and "Päivät eivät sovi" in aino.text
    kept = aino.form(PAGE).fields
    assert (kept["from_on"], kept["until_on"], kept["substitute"]) == (FRIDAY, TODAY, "onni")


async def test_the_page_offers_a_worker_only_who_may_stand_in(service: Service) -> None:
    aino = await recording(service, "aino")
    choices = aino.page.text.partition('id="substitute"')[2].partition("</select>")[0]
    assert 'value="onni"' in choices and 'value="kerttu"' in choices
    assert 'value="olli"' not in choices and 'value="aino"' not in choices


async def test_what_was_over_long_ago_is_forgotten(service: Service, clock: HandWoundClock) -> None:

    await away(service)
    last = date.fromisoformat(FRIDAY)
    for day, left in ((last + timedelta(days=90), 1), (last + timedelta(days=91), 0)):
        with write_lock(service.parts.database) as connection:
            dispose_of(Kept.ABSENCES, connection, moment_at(day, time(8)))
            assert len(absences.coming(connection, last)) == left
