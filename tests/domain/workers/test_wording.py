"""Does a notice say that there is something, in every language, and nothing of what or where?"""

import pytest

from tests.domain.given import CATALOGUE
from triage.catalogue.languages import PREPARED_LANGUAGES
from triage.notices.telling import Kind
from workers.deliveries.wording import for_requester, for_staff

# Whatever could tell somebody who looks over a shoulder.
REVEALING = ("apua", "perhe", "pyy", "lapha", "hyvinv", "help", "famil", "child", "hjälp", "barn")
REVEALING_TOO = ("veahk", "bearaš", "mánná", "http", "://", "www", "@")
OPEN = CATALOGUE.open_languages()
EVERY = CATALOGUE.open_languages(every=True)
STAFF_KINDS = sorted(set(Kind) - {Kind.SOMETHING_NEW, Kind.PROMISE_MISSED})


@pytest.mark.parametrize("language", [*EVERY, "so-FI", "tr", "sv-FI", ""])
def test_a_notice_to_a_requester_reveals_nothing(language: str) -> None:
    words = for_requester(language, EVERY)
    seen = f"{words.subject} {words.text}".lower()

    assert words.subject
    assert not [word for word in (*REVEALING, *REVEALING_TOO) if word in seen]
    assert not any(sign.isdigit() for sign in seen)


def test_every_language_of_the_catalogue_has_words_of_its_own() -> None:
    assert len({for_requester(each, EVERY).text for each in EVERY}) == 12


@pytest.mark.parametrize("language", PREPARED_LANGUAGES)
def test_a_notice_is_in_no_language_that_nobody_has_signed(language: str) -> None:
    nearest = "fi" if language in ("smn", "sms") else "en"
    assert for_requester(language, OPEN) == for_requester(nearest, OPEN)
    assert for_requester(language, (*OPEN, language)) == for_requester(language, EVERY)


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("fi", "Sinulle on uutta luettavaa"),
        ("fi-simple", "Sinulle on uutta luettavaa"),
        ("sv", "Det finns något nytt för dig att läsa"),
        ("en", "There is something new for you to read"),
        ("so", "There is something new for you to read"),
        ("se", "Dutnje lea ođđa lohkamuš"),
    ],
)
def test_a_notice_speaks_the_requester_s_language_or_the_nearest(
    language: str, subject: str
) -> None:
    assert for_requester(language, OPEN).subject == subject


@pytest.mark.parametrize("kind", STAFF_KINDS)
def test_staff_are_led_to_the_queue_and_told_no_more(kind: Kind) -> None:
    words = for_staff(kind, "fi", "https://apua.example.fi/")

    assert words.text == f"{words.subject}: https://apua.example.fi/jono"


def test_a_supervisor_is_led_to_the_answering_times() -> None:
    words = for_staff(Kind.PROMISE_MISSED, "fi", "https://apua.example.fi")

    assert words.text == "Vastauslupaus ei pitänyt: https://apua.example.fi/vastausajat"


def test_where_no_address_is_known_none_is_told() -> None:
    assert for_staff(Kind.NEW_IN_QUEUE, "fi", None).text == "Jonossa on uutta."


def test_danger_is_told_in_other_words_than_news() -> None:
    assert for_staff(Kind.DUTY_ALERT, "fi", None) != for_staff(Kind.NEW_IN_QUEUE, "fi", None)
