"""What exactly goes out, and to which address? Both are found when it is sent, and kept nowhere."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection

from triage.catalogue import Catalogue
from triage.notices.telling import OF_THE_CLOCK, Kind, Recipient
from triage.notices.ways import Way, way_to_requester, ways_to_staff
from triage.store.events.streams import UNREADABLE, folded, stream
from triage.store.records.notice_settings import SettingsRecords
from triage.text.personal import revealed
from workers.deliveries import wording
from workers.deliveries.ledger import Delivery
from workers.deliveries.lines import Fault, Letter, NotDelivered
from workers.deliveries.outbound import Outbound
from workers.deliveries.people import ways_to_person
from workers.deliveries.wording import Words

DAMAGED: Final = "damaged"
BAD_ADDRESS: Final = "bad-address"


def letter_of(outbound: Outbound, delivery: Delivery) -> Letter | None:
    """The letter to where the recipient can be reached now; None where that is nowhere.

    Raises:
        NotDelivered: what stands there is no address, or the request cannot be read any more.
    """
    with outbound.database.lasting.connect() as connection:
        catalogue = outbound.catalogues.current(connection)
        if delivery.recipient == Recipient.REQUESTER:
            ways, words = _to_requester(connection, outbound, delivery, catalogue)
        else:
            if delivery.recipient == Recipient.PERSON:
                records = SettingsRecords(outbound.identities.notice_key())
                ways = ways_to_person(connection, records, delivery)
            else:
                ways = ways_to_staff(delivery.recipient, delivery.unit, catalogue)
            office = catalogue.office_language
            words = wording.for_staff(delivery.kind, office, outbound.public_url)
    way = next((each for each in ways if each.carrier == delivery.carrier), None)
    if way is None:
        return None
    if way.address is None:
        raise NotDelivered(BAD_ADDRESS, Fault.LETTER)
    return Letter(
        id=delivery.id,
        kind=delivery.kind,
        unit=delivery.unit,
        at=delivery.made_at,
        now=outbound.clock(),
        address=way.address,
        subject=words.subject,
        text=words.text,
    )


def is_retracted(outbound: Outbound, delivery: Delivery) -> bool:
    """Whether it tells of a mark of the clock that did not stand, or that nobody waits for.

    A repeated alert that somebody has acknowledged wakes nobody any more.
    """
    if delivery.kind not in OF_THE_CLOCK:
        return False
    with outbound.database.lasting.connect() as connection:
        try:
            recorded = stream(connection, outbound.ring, delivery.request_id)[1]
            request = folded(recorded)
            if delivery.kind == Kind.ALERT_REPEATED and not request.alert:
                return True
            return delivery.version in request.retracted
        except UNREADABLE:
            # Staff must see to it all the sooner.
            return False


def _to_requester(
    connection: Connection, outbound: Outbound, delivery: Delivery, catalogue: Catalogue
) -> tuple[tuple[Way, ...], Words]:
    """What the requester has declared, or withdrawn, or had erased by now counts."""
    try:
        _, recorded, damage = stream(connection, outbound.ring, delivery.request_id)
        request = folded(recorded)
    except UNREADABLE:
        raise NotDelivered(DAMAGED, Fault.LETTER) from None
    if damage and request.plea is None and request.erased_at is None:
        raise NotDelivered(DAMAGED, Fault.LETTER)
    profile = revealed(request.profile)
    language = (profile and profile.language) or catalogue.office_language
    way = way_to_requester(request)
    among = catalogue.open_languages(every=outbound.every_language)
    return (() if way is None else (way,)), wording.for_requester(language, among)
