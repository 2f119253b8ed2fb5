"""Which words does a notice carry? That there is something; no topic, no service, no reference.

It may be read by anybody who holds the phone: nothing in it tells where the requester wrote.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from triage.catalogue import Names, name_in
from triage.catalogue.languages import PREPARED_LANGUAGES
from triage.notices.telling import Kind

# Northern Sámi and the prepared languages wait for a native reader, like every text in them.
NEW_FOR_YOU: Final[Names] = {
    "fi": "Sinulle on uutta luettavaa",
    "sv": "Det finns något nytt för dig att läsa",
    "en": "There is something new for you to read",
    "se": "Dutnje lea ođđa lohkamuš",
    "fi-simple": "Sinulle on uutta luettavaa",
    "smn": "Tunjin lii uđđâ luuhâmnáál",
    "sms": "Tuʹnne lij ođđ lookkâmnalla",
    "ru": "Для вас есть новое сообщение",
    "uk": "Для вас є нове повідомлення",
    "ar": "لديك شيء جديد لتقرأه",
    "so": "Waxaa kuu yimid wax cusub oo aad akhrido",
    "fa": "چیز تازه‌ای برای خواندن دارید",
}
WHERE_TO_READ: Final[Names] = {
    "fi": "Löydät sen sieltä, minne kirjoitit. Tähän viestiin ei voi vastata.",
    "sv": "Du hittar det där du skrev. Det går inte att svara på det här meddelandet.",
    "en": "You will find it where you wrote. You cannot reply to this message.",
    "se": "Gávnnat dan das, gosa čállet. Dán dieđáhussii ii sáhte vástidit.",
    "fi-simple": "Lue se siellä, minne kirjoitit. Älä vastaa tähän viestiin.",
    "smn": "Kaavnah tom tobbeen, kuus čallih. Taan viestân ij pyevti västidiđ.",
    "sms": "Kaaunak tõn tobbeen, koozz ǩeeʹrjtiǩ. Tän saakka ij vueiʹt vaʹstteed.",
    "ru": "Вы найдёте его там, где писали. На это сообщение ответить нельзя.",
    "uk": "Ви знайдете його там, де писали. На це повідомлення відповісти не можна.",
    "ar": "ستجده حيث كتبت. لا يمكن الرد على هذه الرسالة.",
    "so": "Waxaad ka helaysaa meeshii aad wax ku qortay. Farriintan lama jawaabi karo.",
    "fa": "آن را همان جایی پیدا می‌کنید که نوشتید. به این پیام نمی‌توان پاسخ داد.",
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
ADVICE_ASKED: Final[Names] = {
    "fi": "Konsultaatioissa on uutta",
    "sv": "Det finns nytt bland konsultationerna",
    "en": "There is something new among the consultations",
    "se": "Konsultašuvnnain lea ođđa ášši",
}
LOOK_NOW: Final[Names] = {
    "fi": "Katso jono nyt",
    "sv": "Se kön nu",
    "en": "Look at the queue now",
    "se": "Geahča listtu dál",
}
TEST_ALARM: Final[Names] = {
    "fi": "Koehälytys, sinun ei tarvitse tehdä mitään",
    "sv": "Provlarm, du behöver inte göra något",
    "en": "Test alarm, you need not do anything",
    "se": "Geahččalanalárbma, it dárbbaš dahkat maidege",
}
GIVEN_TO_YOU: Final[Names] = {
    "fi": "Sinulle annettiin pyyntö",
    "sv": "Du har fått en begäran",
    "en": "A request was given to you",
    "se": "Dutnje addui bivdda",
}
PROMISE_MISSED: Final[Names] = {
    "fi": "Vastauslupaus ei pitänyt",
    "sv": "Ett svarslöfte hölls inte",
    "en": "A promised answer is late",
    "se": "Vástidanlohpádus ii dollon",
}
OF_KIND: Final = {
    Kind.NEW_IN_QUEUE: NEW_IN_QUEUE,
    Kind.TRANSFER_OFFERED: NEW_IN_QUEUE,
    Kind.TRANSFER_REFUSED: NEW_IN_QUEUE,
    Kind.TRANSFER_RETURNED: NEW_IN_QUEUE,
    Kind.ADVICE_ASKED: ADVICE_ASKED,
    Kind.ADVICE_GIVEN: NEW_IN_QUEUE,
    Kind.LANDING_ASKED: WAITS_IN_QUEUE,
    Kind.STATUTE_DUE: WAITS_IN_QUEUE,
    Kind.STATUTE_MISSED: WAITS_IN_QUEUE,
    Kind.REMINDER: WAITS_IN_QUEUE,
    Kind.ESCALATED: WAITS_IN_QUEUE,
    Kind.LOOK_OVERDUE: LOOK_NOW,
    Kind.DUTY_ALERT: LOOK_NOW,
    Kind.ALERT_REPEATED: LOOK_NOW,
    Kind.TEST_ALARM: TEST_ALARM,
    Kind.ASSIGNMENT: GIVEN_TO_YOU,
    Kind.EMERGENCY: LOOK_NOW,
    Kind.NEW_MESSAGE: NEW_IN_QUEUE,
    Kind.OFFER: NEW_IN_QUEUE,
    Kind.PROMISE_MISSED: PROMISE_MISSED,
}
QUEUE_PATH: Final = "/jono"
# Who sees no queue is led to what they see.
PATHS: Final = {Kind.PROMISE_MISSED: "/vastausajat"}


@dataclass(frozen=True, slots=True)
class Words:
    """What a person reads; an SMS is the text alone."""

    subject: str
    text: str


def for_requester(language: str, among: Collection[str]) -> Words:
    """In the language of the request, or the nearest one. Without a link: its host would tell.

    `among` are the open languages: what no reader has signed is sent to nobody.
    """
    closed = set(PREPARED_LANGUAGES).difference(among)
    subject = name_in(_without(closed, NEW_FOR_YOU), language)
    return Words(subject, f"{subject}. {name_in(_without(closed, WHERE_TO_READ), language)}")


def _without(closed: Collection[str], names: Names) -> Names:
    return {tag: text for tag, text in names.items() if tag not in closed}


def for_staff(kind: str, language: str, public_url: str | None) -> Words:
    """In the office's language, with the address of the queue where one is known."""
    subject = name_in(OF_KIND[Kind(kind)], language)
    link = f": {public_url.rstrip('/')}{PATHS.get(Kind(kind), QUEUE_PATH)}" if public_url else "."
    return Words(subject, subject + link)
