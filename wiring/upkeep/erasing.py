"""How does the administrator erase a request, and how does a restore say again that it was?"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from triage.actors import Actor, Role
from triage.door import WRITE_TIMEOUT_SECONDS
from triage.errors.requests import RequestDamaged, RequestErased
from triage.request.commands.command import Situation, decide
from triage.request.commands.ending import EraseRequest
from triage.request.need_to_know import standing
from triage.store.database.unit_of_work import UnitOfWork
from triage.store.events.recorder import UnitRecorder
from triage.store.events.streams import folded, sealed, stream
from triage.store.keys.freed_pages import OldBytesLinger, forget_freed_pages
from triage.store.keys.key_ring import KeyRing
from triage.store.records import submissions
from triage.store.records.catalogue_store import CatalogueStore
from triage.text.personal import Personal
from triage.text.visible import says_something
from wiring.composition.key_files import tombstones
from wiring.composition.parts import Parts
from wiring.refused import Refused

# Whoever may run commands on the machine; the log of the machine knows who that was.
AT_THE_MACHINE = Actor(role=Role.ADMINISTRATOR)


class Erasure(StrEnum):
    """What erasing found: a request with its keys, keys that had come back, or nothing any more."""

    DONE = "done"
    DONE_AGAIN = "done-again"
    DONE_BEFORE = "done-before"


def erase(parts: Parts, reference: str, *, reason: str, despite_class: str | None) -> Erasure:
    """Destroy the request's keys and every copy of them that the store holds.

    Doing it again is harmless: it finishes what others' reading has kept from being finished, and
    destroys keys that somebody has put back since.

    Raises:
        Refused: there is no such reference, a reason is empty, or old bytes could not be removed.
        ErasureRefused
    """
    if not all(says_something(why) for why in (reason, despite_class) if why is not None):
        raise Refused("a reason must say why: it stays on record when the request is gone")
    with parts.database.lasting.connect() as connection:
        request_id = submissions.by_reference(connection, reference)
    if request_id is None:
        raise Refused(f"no request has the reference {reference}")
    command = EraseRequest(
        request_id=request_id,
        because=Personal(reason.strip()),
        despite_class_because=Personal(despite_class.strip()) if despite_class else None,
    )
    try:
        try:
            _destroy(parts, command)
        except RequestErased:
            came_back = _destroy_again(parts, request_id)
            forget_freed_pages(parts.database)
            return Erasure.DONE_AGAIN if came_back else Erasure.DONE_BEFORE
        return Erasure.DONE
    except OldBytesLinger:
        raise Refused(
            "the keys are destroyed, but somebody reading keeps their old bytes on the disk: "
            "give the same command again in a minute"
        ) from None


def _destroy(parts: Parts, command: EraseRequest) -> None:
    try:
        parts.triage.execute_and_wait(command, AT_THE_MACHINE)
    except RequestDamaged:
        without = replace(command, keeps_reasons=False)
        parts.triage.execute_and_wait(without, AT_THE_MACHINE)


def _destroy_again(parts: Parts, request_id: UUID) -> bool:
    """Destroy the keys of a request that the log says is erased; whether there were any."""
    erased = {request_id: parts.clock()}

    def destroy(unit: UnitOfWork) -> bool:
        if not parts.ring.holds(unit.connection, request_id):
            return False
        # A list that was lost with them would let the next restore bring them back once more.
        tombstones(parts.settings).add_missing(erased)
        parts.ring.destroy(unit.connection, request_id)
        return True

    return parts.writer.submit(destroy).result(WRITE_TIMEOUT_SECONDS)


def erase_again(
    unit: UnitOfWork,
    ring: KeyRing,
    catalogues: CatalogueStore,
    *,
    request_id: UUID,
    at: datetime,
) -> None:
    """Record an erasure that a restored log does not know; the caller stores no keys for it.

    `at` is when the request was erased. What forbade it then was answered then.
    """
    keys, recorded, _ = stream(unit, ring, request_id)
    request = folded(recorded)
    why = Personal(f"Erased at {at.isoformat()}; recorded anew when a backup was restored.")
    command = EraseRequest(
        request_id=request_id,
        because=why,
        despite_class_because=why,
        keeps_reasons=keys.protection is not None,
    )
    catalogue = catalogues.current(unit.unflushed)
    # An erasure that was decided and not finished may be older than the last event.
    at = max(at, request.modified_on)
    ground = standing(AT_THE_MACHINE, request, now=at, intake_unit=catalogue.intake_unit)
    here = Situation(
        now=at,
        actor=AT_THE_MACHINE,
        ground=ground,
        catalogue=catalogue,
        find_colleague=lambda _: None,
        workers_of=lambda _: frozenset(),
        roster=dict,
    )
    decided = decide(command, request, here)
    UnitRecorder(unit).insert_events(sealed(keys, request, decided))
