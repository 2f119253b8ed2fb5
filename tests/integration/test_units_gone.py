"""What becomes of open requests whose unit was taken out of the catalogue, or got another code?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from projections.door.requests.own_request import OwnRequest
from projections.door.requests.request_page import RequestPage
from tests.clock import START
from tests.integration.commands import command_line
from tests.integration.store.world import AINO, KERTTU, TestedService
from triage.actors import Actor, Role
from triage.catalogue.packaged import packaged_lapland_text
from triage.catalogue.routing import UNIT_GONE
from triage.codes import Outcome
from triage.notices.telling import notices
from triage.request.commands.ending import CloseRequest
from triage.request.commands.handling import ClaimRequest, ReleaseRequest
from triage.request.commands.transfer import OfferTransfer
from triage.store.database.engine import write_lock
from triage.store.events.streams import folded, stream
from triage.store.records import catalogue_store, staff
from triage.text.personal import Personal
from wiring.composition.enforcing import tools_of
from workers import sweep as round_of
from workers.sweep import sweep

WHY = Personal("Ei ehdi.")


def renamed(*units: str) -> str:
    """The packaged catalogue with another code for each of these units."""
    text = packaged_lapland_text().replace('version = "lappi-2026.19"', 'version = "uusi"')
    for unit in units:
        text = text.replace(f'"{unit}"', f'"{unit}-uusi"')
    return text


def publish(service: TestedService, *units: str) -> None:
    with write_lock(service.parts.database) as connection:
        catalogue_store.publish(connection, renamed(*units), published_at=START, published_by=None)


async def test_the_intake_has_it_after_the_next_sweep(service: TestedService) -> None:
    receipt = service.submit()
    before = (await service.row(receipt.request_id)).row
    publish(service, "perhesosiaalityo")
    tools = tools_of(service.parts)

    assert (sweep(tools), sweep(tools)) == (1, 0)

    (row,) = (await service.queue(unit="palveluohjaus")).items
    assert row.id == receipt.request_id
    assert (row.answer_by, row.look_due_at) == (before.answer_by, before.look_due_at)


async def test_the_reason_stands_at_the_request(service: TestedService) -> None:
    request_id = service.submit().request_id
    publish(service, "perhesosiaalityo")
    sweep(tools_of(service.parts))

    shown = await service.parts.reading_room.ask(RequestPage(request_id=request_id), KERTTU)

    assert shown.contents
    routing = shown.contents.routing
    assert (routing.unit, routing.reason, routing.catalogue_version) == (
        "palveluohjaus",
        UNIT_GONE,
        "uusi",
    )


async def test_families_read_the_name_that_the_unit_had(service: TestedService) -> None:
    receipt = service.submit()
    publish(service, "perhesosiaalityo")
    requester = Actor(role=Role.REQUESTER, request_id=receipt.request_id)
    shown = await service.parts.reading_room.ask(OwnRequest(), requester)
    assert shown.handled_by

    catalogue = service.parts.models.catalogue()

    assert catalogue.unit_name(shown.handled_by.unit, "fi") == "Perhesosiaalityö"
    sweep(tools_of(service.parts))
    shown = await service.parts.reading_room.ask(OwnRequest(), requester)
    assert [move.unit for move in shown.moved] == ["palveluohjaus"]


def told(service: TestedService, request_id: UUID) -> set[str | None]:
    """The units that the log tells of new work, or that something came back, when relayed now."""
    with service.parts.database.lasting.connect() as connection:
        _, recorded, _ = stream(connection, service.parts.ring, request_id)
        catalogue = service.parts.catalogues.current(connection)
    request = folded(recorded)
    return {each.unit for event in recorded for each in notices(event, lambda: request, catalogue)}


def test_the_intake_is_told_and_nobody_else(service: TestedService) -> None:
    request_id = service.submit().request_id
    publish(service, "perhesosiaalityo")
    sweep(tools_of(service.parts))

    assert told(service, request_id) == {"palveluohjaus"}


async def test_who_has_it_in_hand_keeps_it_until_it_is_put_back(service: TestedService) -> None:
    request_id = service.submit().request_id
    await service.parts.triage.execute(ClaimRequest(request_id=request_id), AINO)
    publish(service, "perhesosiaalityo")
    tools = tools_of(service.parts)

    assert sweep(tools) == 0
    assert (await service.row(request_id)).row.claimed_by == "aino"
    release = ReleaseRequest(request_id=request_id, because=WHY)
    await service.parts.triage.execute(release, AINO)
    assert sweep(tools) == 1
    assert (await service.row(request_id)).row.unit == "palveluohjaus"


async def test_whose_account_left_the_unit_has_nothing_in_hand(service: TestedService) -> None:
    request_id = service.submit().request_id
    await service.parts.triage.execute(ClaimRequest(request_id=request_id), AINO)
    publish(service, "perhesosiaalityo")
    with write_lock(service.parts.database) as connection:
        account = staff.find(connection, "aino")
        assert account
        moved = replace(account, units=("perhesosiaalityo-uusi",))
        staff.change(connection, moved, None)

    assert sweep(tools_of(service.parts))
    row = (await service.row(request_id)).row
    assert (row.unit, row.claimed_by) == ("palveluohjaus", None)


async def test_an_offer_to_a_unit_that_is_gone_comes_back(service: TestedService) -> None:
    request_id = service.submit().request_id
    await service.parts.triage.execute(ClaimRequest(request_id=request_id), AINO)
    offer = OfferTransfer(request_id=request_id, unit="neuvola", because=WHY)
    await service.parts.triage.execute(offer, AINO)
    publish(service, "neuvola")

    assert sweep(tools_of(service.parts)) == 1
    row = (await service.row(request_id)).row
    assert (row.unit, row.offered_to, row.claimed_by) == ("perhesosiaalityo", None, "aino")


async def test_what_has_ended_stays_where_it_was(service: TestedService) -> None:
    request_id = service.submit().request_id
    await service.parts.triage.execute(ClaimRequest(request_id=request_id), AINO)
    close = CloseRequest(request_id=request_id, outcome=Outcome.SPAM)
    await service.parts.triage.execute(close, AINO)
    publish(service, "perhesosiaalityo")

    assert sweep(tools_of(service.parts)) == 0


def test_more_than_one_page_is_brought_in_one_sweep(
    service: TestedService, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(7):
        service.submit()
    publish(service, "perhesosiaalityo")
    monkeypatch.setattr(round_of, "PAGE", 3)

    assert sweep(tools_of(service.parts)) == 7


def test_publishing_says_what_is_open_and_where_it_goes(
    service: TestedService, environment: dict[str, str], tmp_path: Path, process_as_before: None
) -> None:
    for _ in range(2):
        service.submit()
    (file := tmp_path / "uusi.toml").write_text(renamed("perhesosiaalityo"), encoding="utf-8")

    said = command_line(environment, service.clock)("catalogue", "publish", str(file))

    assert said.exit_code == 0, said.stderr
    assert "Gone is perhesosiaalityo, with 2 open requests" in said.stdout
    assert "palveluohjaus" in said.stdout
