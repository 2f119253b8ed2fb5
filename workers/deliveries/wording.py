"""Which words does a notice carry? That there is something; no topic, no service, no reference.

It may be read by anybody who holds the phone: nothing in it tells where the requester wrote.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from triage.catalogue import Names, name_in
from triage.notices import Kind

# Northern Sámi waits for a native reader, like every text in it.
NEW_FOR_YOU: Final[Names] = {
    "fi": "Sinulle on uutta luettavaa",
    "sv": "Det finns något nytt för dig att läsa",
    "en": "There is something new for you to read",
    "se": "Dutnje lea ođđa lohkamuš",
    "fi-simple": "Sinulle on uutta luettavaa",
}
WHERE_TO_READ: Final[Names] = {
    "fi": "Löydät sen sieltä, minne kirjoitit. Tähän viestiin ei voi vastata.",
    "sv": "Du hittar det där du skrev. Det går inte att svara på det här meddelandet.",
    "en": "You will find it where you wrote. You cannot reply to this message.",
    "se": "Gávnnat dan das, gosa čállet. Dán dieđáhussii ii sáhte vástidit.",
    "fi-simple": "Lue se siellä, minne kirjoitit. Älä vastaa tähän viestiin.",
}
NEW_IN_QUEUE: Final[Names] = {
    "fi": "Jonossa on uutta",
    "sv": "Det finns nytt i kön",
    "en": "There is something new in the queue",
    "se": "Listtus lea ođđa ášši",
}
WAITS_IN_QUEUE: Final[Names] = {
    "fi": "Jonossa odottaa",
    "sv": "Det väntar i kön",
    "en": "Something in the queue is waiting",
    "se": "Listtus vuordá juoga",
}
LOOK_NOW: Final[Names] = {
    "fi": "Katso jono nyt",
    "sv": "Se kön nu",
    "en": "Look at the queue now",
    "se": "Geahča listtu dál",
}
OF_KIND: Final = {
    Kind.NEW_IN_QUEUE: NEW_IN_QUEUE,
    Kind.TRANSFER_OFFERED: NEW_IN_QUEUE,
    Kind.TRANSFER_REFUSED: NEW_IN_QUEUE,
    Kind.TRANSFER_RETURNED: NEW_IN_QUEUE,
    Kind.REMINDER: WAITS_IN_QUEUE,
    Kind.ESCALATED: WAITS_IN_QUEUE,
    Kind.LOOK_OVERDUE: LOOK_NOW,
    Kind.DUTY_ALERT: LOOK_NOW,
}
QUEUE_PATH: Final = "/jono"


@dataclass(frozen=True, slots=True)
class Words:
    """What a person reads; an SMS is the text alone."""

    subject: str
    text: str


def for_requester(language: str) -> Words:
    """In the language of the request, or the nearest one. Without a link: its host would tell."""
    subject = name_in(NEW_FOR_YOU, language)
    return Words(subject, f"{subject}. {name_in(WHERE_TO_READ, language)}")


def for_staff(kind: str, language: str, public_url: str | None) -> Words:
    """In the office's language, with the address of the queue where one is known."""
    subject = name_in(OF_KIND[Kind(kind)], language)
    link = f": {public_url.rstrip('/')}{QUEUE_PATH}" if public_url else "."
    return Words(subject, subject + link)
