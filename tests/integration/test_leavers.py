"""What becomes of requests in the hand of somebody who can't go on with them any more?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.integration.store.world import AINO, PASSWORD, TestedService
from triage.actors import Actor, Role
from triage.codes import ReplyKind
from triage.notices.telling import Kind, notices
from triage.request.commands.dialogue import ReplyToRequester
from triage.request.commands.handling import ClaimRequest, RecuseFromRequest
from triage.store.database.engine import write_lock
from triage.store.events.streams import folded, stream
from triage.store.records import staff
from triage.text.personal import Personal
from wiring.composition.enforcing import tools_of
from workers.sweep import sweep

ANSWER = Personal("Tule käymään.")
WHY = Personal("Naapurini.")
LEAVES: dict[str, dict[str, object]] = {
    "is disabled": {"active": False},
    "works elsewhere": {"units": ("neuvola",)},
    "only supervises": {"role": Role.SUPERVISOR},
}


def change(service: TestedService, changes: dict[str, object]) -> None:
    with write_lock(service.parts.database) as connection:
        account = staff.find(connection, "aino")
        assert account
        staff.change(connection, replace(account, **changes), None)  # type: ignore[arg-type]


def let_onni_work_beside(service: TestedService) -> None:
    onni = staff.Account(
        username="onni", name="Onni", role=Role.WORKER, units=("perhesosiaalityo",)
    )
    with write_lock(service.parts.database) as connection:
        staff.add(connection, onni, PASSWORD)


@pytest.mark.parametrize("how", LEAVES)
@pytest.mark.parametrize("is_answered", [True, False])
async def test_it_comes_back_to_the_unit_and_waits_and_the_unit_is_told(
    service: TestedService, how: str, is_answered: bool
) -> None:
    let_onni_work_beside(service)
    request_id = service.submit().request_id
    await service.parts.triage.execute(ClaimRequest(request_id=request_id), AINO)
    if is_answered:
        reply = ReplyToRequester(request_id=request_id, text=ANSWER, reply_kind=ReplyKind.ANSWER)
        await service.parts.triage.execute(reply, AINO)
    tools = tools_of(service.parts)
    assert sweep(tools) == 0
    change(service, LEAVES[how])

    assert (sweep(tools), sweep(tools)) == (1, 0)

    row = (await service.row(request_id)).row
    assert (row.claimed_by, row.unit, row.waiting_for) == (None, "perhesosiaalityo", "us")
    with service.parts.database.lasting.connect() as connection:
        _, recorded, _ = stream(connection, service.parts.ring, request_id)
        catalogue = service.parts.catalogues.current(connection)
    request = folded(recorded)
    released = next(each for each in recorded if each.kind() == "released")
    (notice,) = notices(released, lambda: request, catalogue)
    assert (notice.unit, notice.kind) == ("perhesosiaalityo", Kind.NEW_IN_QUEUE)


@pytest.mark.parametrize("how", LEAVES)
@pytest.mark.parametrize("was_in_hand", [True, False])
async def test_what_the_last_of_a_unit_leaves_behind_goes_to_the_intake(
    service: TestedService, how: str, was_in_hand: bool
) -> None:
    request_id = service.submit().request_id
    if was_in_hand:
        await service.parts.triage.execute(ClaimRequest(request_id=request_id), AINO)
    before = (await service.row(request_id)).row
    tools = tools_of(service.parts)
    assert sweep(tools) == 0
    change(service, LEAVES[how])

    assert sweep(tools)
    assert sweep(tools) == 0

    row = (await service.row(request_id)).row
    assert (row.claimed_by, row.unit, row.waiting_for) == (None, "palveluohjaus", "us")
    assert (row.answer_by, row.look_due_at) == (before.answer_by, before.look_due_at)


async def test_what_somebody_stepped_aside_from_goes_to_the_intake_once_the_others_left(
    service: TestedService,
) -> None:
    let_onni_work_beside(service)
    request_id = service.submit().request_id
    onni = Actor(role=Role.WORKER, username="onni", units=frozenset({"perhesosiaalityo"}))
    await service.parts.triage.execute(RecuseFromRequest(request_id=request_id, because=WHY), onni)
    tools = tools_of(service.parts)
    assert sweep(tools) == 0
    assert (await service.row(request_id)).row.unit == "perhesosiaalityo"
    change(service, {"active": False})

    assert (sweep(tools), sweep(tools)) == (1, 0)
    assert (await service.row(request_id)).row.unit == "palveluohjaus"


async def test_who_covers_for_others_keeps_what_is_in_hand(service: TestedService) -> None:
    request_id = service.submit().request_id
    await service.parts.triage.execute(ClaimRequest(request_id=request_id), AINO)
    change(service, {"role": Role.COORDINATOR, "units": ("palveluohjaus",)})

    assert sweep(tools_of(service.parts)) == 0
    assert (await service.row(request_id)).row.claimed_by == "aino"
