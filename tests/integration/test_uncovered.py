"""Does what waits where everybody is away reach the coordinator at once, and nothing else?"""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import delete

from tests.integration.store.world import AINO, OLLI, PASSWORD, TestedService
from triage.actors import Role
from triage.desk.absences import Days
from triage.notices.telling import Kind, notices
from triage.request.commands.handling import ClaimRequest
from triage.request.commands.transfer import OfferTransfer
from triage.request.events import Escalated
from triage.store.database.engine import write_lock
from triage.store.events.streams import folded, stream
from triage.store.records import staff
from triage.store.tables.absence_tables import absences
from triage.text.personal import Personal
from triage.time.calendar import local_day
from wiring.composition.enforcing import tools_of
from workers.sweep import sweep


def swept(service: TestedService, request_id: UUID) -> list[Escalated]:
    """What two sweeps escalated of it."""
    for _ in range(2):
        sweep(tools_of(service.parts))
    with service.parts.database.lasting.connect() as connection:
        _, recorded, _ = stream(connection, service.parts.ring, request_id)
    return [each for each in recorded if isinstance(each, Escalated)]


async def aino_away(service: TestedService) -> None:
    today = local_day(service.clock())
    days = Days(from_on=today, until_on=today)
    await service.parts.triage.absences.record(uuid4(), "aino", days, "kerttu", AINO)


def nobody_away(service: TestedService) -> None:
    with write_lock(service.parts.database) as connection:
        connection.execute(delete(absences))


async def test_what_is_free_in_a_unit_of_which_everybody_is_away_is_escalated_once(
    service: TestedService,
) -> None:
    nobody_away(service)
    request_id = service.submit().request_id
    assert swept(service, request_id) == []
    await aino_away(service)

    (escalated,) = swept(service, request_id)

    assert (escalated.uncovered, escalated.due_at) == (True, escalated.timestamp)
    with service.parts.database.lasting.connect() as connection:
        request = folded(stream(connection, service.parts.ring, request_id)[1])
        catalogue = service.parts.catalogues.current(connection)
    (told,) = notices(escalated, lambda: request, catalogue)
    assert (told.kind, told.unit) == (Kind.ESCALATED, catalogue.intake_unit)
    assert request.escalated and request.nearest_due_at is not None


async def test_an_offer_to_people_who_are_all_away_comes_back(service: TestedService) -> None:
    nobody_away(service)
    request_id = service.submit().request_id
    await service.parts.triage.execute(ClaimRequest(request_id=request_id), AINO)
    offer = OfferTransfer(request_id=request_id, unit="neuvola", because=Personal("Heille."))
    await service.parts.triage.execute(offer, AINO)
    assert swept(service, request_id) == []
    today = local_day(service.clock())
    days = Days(from_on=today, until_on=today)
    await service.parts.triage.absences.record(uuid4(), "olli", days, "kerttu", OLLI)

    swept(service, request_id)

    with service.parts.database.lasting.connect() as connection:
        request = folded(stream(connection, service.parts.ring, request_id)[1])
    assert (request.offered_to, request.claimed_by) == (None, "aino")


async def test_what_a_substitute_reads_is_left_to_its_promise(service: TestedService) -> None:
    nobody_away(service)
    request_id = service.submit().request_id
    await service.parts.triage.execute(ClaimRequest(request_id=request_id), AINO)
    await aino_away(service)

    assert swept(service, request_id) == []


async def test_a_colleague_at_work_is_enough(service: TestedService) -> None:
    nobody_away(service)
    with write_lock(service.parts.database) as connection:
        onni = staff.Account(
            username="onni", name="Onni", role=Role.WORKER, units=("perhesosiaalityo",)
        )
        staff.add(connection, onni, PASSWORD)
    request_id = service.submit().request_id
    await aino_away(service)

    assert swept(service, request_id) == []
