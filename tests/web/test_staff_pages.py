"""What do the staff's pages show of what is on them, and do they lose a word that is typed?"""

import re
from datetime import timedelta
from typing import Any

import pytest

from tests.web.staff_samples import (
    AT,
    EVENT,
    MONDAY,
    REMINDED,
    REQUEST,
    ROW,
    SUPERVISOR,
    TEXTS,
    TIMES_ROW,
    TIMES_SHOWN,
    every_page,
    page,
    queue_page,
    request_page,
)


def test_every_posted_form_carries_the_token() -> None:
    forms = [form for html in every_page("fi") for form in html.split("<form")[1:]]
    posted = [form for form in forms if 'method="post"' in form.partition(">")[0]]
    # A translator has no session: the code of the link is in the form itself.
    posted = [form for form in posted if 'action="/kaannos' not in form.partition(">")[0]]
    assert posted
    assert all('name="csrf_token" value="secret-mark"' in form for form in posted)


def test_no_page_holds_script_or_style_of_its_own() -> None:
    inline = re.compile(r"<style|<script(?! type=\"module\" src)| style=| on[a-z]+=")
    assert [found for html in every_page("fi") for found in inline.findall(html)] == []


def test_a_refused_reply_comes_back_with_every_word() -> None:
    refusal = {"code": "stale", "verb": "response"}
    html = request_page(error=refusal, values={"text": "Soitin <juuri>", "kind": "holding"})
    assert "Soitin &lt;juuri&gt;</textarea>" in html
    assert '<option value="holding" selected>' in html


def test_words_that_can_no_longer_be_sent_are_shown_to_copy() -> None:
    refusal = {"code": "already-claimed", "verb": "response", "by": "onni"}
    html = request_page(request=ROW, may=[], error=refusal, values={"text": "Soitin juuri"})
    assert "readonly" in html
    assert "Soitin juuri</textarea>" in html


def test_an_invalid_form_names_its_fields() -> None:
    refusal = {"code": "invalid", "verb": "note", "errors": [{"field": "text", "code": "empty"}]}
    assert "Tarkista kohta: teksti." in request_page(error=refusal)


def test_what_a_requester_wrote_is_never_markup() -> None:
    assert "<b>Apua" not in request_page()


def test_what_was_told_later_is_named_with_its_moment() -> None:
    html = " ".join(request_page().split())
    assert "Kerrottu jälkeenpäin ti 24.11. klo 11.05: kotikunta, turvallinen aika" in html
    assert "Pyytäjä kertoi lisää ti 24.11. klo 11.05." in html


def test_what_was_told_later_is_no_news_once_somebody_replied() -> None:
    html = request_page(request={**REQUEST, "details_added_at": None})
    assert "Pyytäjä kertoi lisää" not in html
    assert "Kerrottu jälkeenpäin" in html


def test_the_queue_shows_that_more_was_told() -> None:
    assert "Kertoi lisää ti 24.11. klo 11.05" in queue_page()
    assert "Kertoi lisää" not in queue_page({**ROW, "details_added_at": None})


def test_silence_about_voicemail_forbids_a_message() -> None:
    assert TEXTS["fi"]["staff.request.no-message-left"] in request_page()


def called(phone: str) -> str:
    return request_page(request={**REQUEST, "contact": {"phone": phone}})


def test_a_number_is_called_as_it_is_dialled() -> None:
    assert 'href="tel:+358401234567">040/123 4567</a>' in called("040/123 4567")


def test_two_numbers_in_one_field_make_no_link() -> None:
    html = called("040 123 4567 / 050 123 4567")
    assert "<dd>040 123 4567 / 050 123 4567</dd>" in html


def test_an_overdue_row_says_so_in_words() -> None:
    late = {"code": "late-since", "weekday": 1, "late": True}
    assert "Myöhässä tiistaista" in queue_page({**ROW, "overdue": True, "due": [late]})
    assert "Myöhässä tiistaista" in request_page(
        request={**REQUEST, "overdue": True, "due": [late]}
    )


def test_a_row_tells_left_to_right_what_decides() -> None:
    told = queue_page(ROW).partition('class="queue"')[2]
    places = [
        "huomenna",
        "tuli ti 24.11. klo 11.05",
        "Yhteystiedot muuttuivat",
        "kirjoitti 8 min sitten",
        "vanhempi",
        "arabia",
        "tulkki: somali",
        "☎ puhelimella",
        "ei soiteta",
        "ei saa tulla ilmi",
        "vain sopivina aikoina",
        "joku muu voi lukea",
        "sinä",
    ]
    assert [each for each in places if each not in told] == []
    assert sorted(places, key=told.index) == places


def test_a_row_says_nothing_of_what_nobody_told() -> None:
    told_nothing = {"asker": None, "age_bands": [], "municipality": None, "channel": None}
    row = {**ROW, **told_nothing, "language": None, "interpreter": None, "safe_contact": []}
    told = queue_page({**row, "wrote_at": None, "unread": False}).partition('class="queue"')[2]
    assert not [each for each in ("ei tiedossa", "vastaus tässä", "●") if each in told]


def test_the_title_counts_what_is_unread_and_the_choices_count_their_rows() -> None:
    html = queue_page(ROW)
    assert "<title>(3) Jono – Pyydä apua</title>" in html
    assert 'Odottaa <span class="number">7</span>' in html


def test_danger_shows_until_a_human_has_looked() -> None:
    flagged = {**ROW, "flagged": True, "look_due_at": AT}
    assert TEXTS["fi"]["staff.urgency.danger"] in queue_page(flagged)


@pytest.mark.parametrize("language", ["fi", "sv", "en", "se"])
def test_a_language_that_no_list_reads_is_told_in_words(language: str) -> None:
    unread = {**ROW, "look_because": "language", "look_due_at": AT}
    assert TEXTS[language]["staff.urgency.language"] in queue_page(unread, language=language)
    assert TEXTS[language]["staff.request.language-unread"] in request_page(
        language, request={**REQUEST, **unread, "language": "fi"}
    )


@pytest.mark.parametrize(("likely", "said"), [("tr", "luultavasti turkki"), ("sq", "albania")])
def test_the_page_says_which_language_it_likely_is(likely: str, said: str) -> None:
    unread = {**REQUEST, "look_because": "language", "look_due_at": AT, "language": "fi"}
    html = request_page(request=unread, likely_language=likely)
    assert said in html and "Lomakkeella ilmoitettu kieli: suomi." in html


def test_danger_is_told_before_a_language() -> None:
    both = {**ROW, "look_because": "danger", "flagged": True, "look_due_at": AT}
    html = queue_page(both)
    assert TEXTS["fi"]["staff.urgency.danger"] in html
    assert TEXTS["fi"]["staff.urgency.language"] not in html


def test_a_look_that_nobody_took_in_time_is_told_in_words() -> None:
    late = {**ROW, "look_due_at": AT, "look_overdue": True}
    assert TEXTS["fi"]["staff.queue.look-overdue"] in queue_page(late)


def test_the_head_of_a_request_says_what_its_row_says() -> None:
    look = {"code": "look-by", "moment": AT}
    html = request_page(request={**REQUEST, "due": [look, {"code": "tomorrow"}]})

    assert '<span class="clock">' in html
    assert "Katso klo 11.05" in html
    assert "vastaus huomenna" in html
    assert "jäljellä" not in html


WAITS = {**ROW, "looked_at": None, "look_due_at": AT, "minutes_left": 2880}
ANSWERED = {**ROW, "state": "answered", "minutes_left": None, "waiting_for": None, "due": []}


@pytest.mark.parametrize(
    ("row", "weight"),
    [
        ({**WAITS, "flagged": True}, " is-danger"),
        ({**ROW, "urgency": "emergency"}, " is-danger"),
        ({**WAITS, "look_because": "language"}, " is-urgent"),
        (ROW, " is-urgent"),
        ({**ANSWERED, "urgency": "emergency"}, " is-still"),
        ({**ROW, "overdue": True, "minutes_left": -5}, " is-late is-urgent"),
    ],
)
def test_danger_that_waits_stands_out_and_what_is_answered_does_not(
    row: dict[str, Any], weight: str
) -> None:
    assert f'<li class="row{weight}">' in queue_page(row)


def told_of(event: dict[str, Any]) -> list[str]:
    """The event as the request's page and as the trail tells it."""
    trail = {"reference": "PA-1", "events": [event], "reads": [], "misses": []}
    return [request_page(request={**REQUEST, "history": [event]}), page("trail", trail=trail)]


@pytest.mark.parametrize(
    ("event", "said"), [(EVENT, "Määräaika ylittyi ma"), (REMINDED, "Aika tuli täyteen ma")]
)
def test_what_was_noticed_late_tells_when_it_really_fell_due(
    event: dict[str, Any], said: str
) -> None:
    for html in told_of(event):
        (line,) = re.findall(f"{said}[^<]*", html)
        assert "23.11." in line and "huomattiin ti" in line and "24.11." in line


@pytest.mark.parametrize(("seconds", "told"), [(60, False), (61, True)])
def test_what_was_noticed_within_a_minute_is_told_once(seconds: int, told: bool) -> None:
    event = {**REMINDED, "noticed_at": MONDAY + timedelta(seconds=seconds)}
    for html in told_of(event):
        assert ("huomattiin" in html) is told


@pytest.mark.parametrize("language", TEXTS)
def test_of_a_late_look_nothing_is_told_that_did_not_happen(language: str) -> None:
    first, second = (
        TEXTS[language][f"staff.detail.{told}"] for told in ("substitute", "coordinator")
    )
    assert first != second
    for kind in ("ilmoitettiin", "fick veta", "told", "dieđihuvvui"):
        assert kind not in first + second


def test_a_supervisor_gets_no_way_to_the_words() -> None:
    assert 'href="/jono/0b0c?' not in queue_page(actor=SUPERVISOR)


def test_a_suppressed_cell_says_that_it_is_not_shown() -> None:
    assert page("response_times", **TIMES_SHOWN).count("ei näytetä<") == 2


@pytest.mark.parametrize(
    ("share", "said", "bar"),
    [
        (1.0, "100 %", "76.0"),
        (0.9957, "yli 99 %", "75.2"),  # 229 of 230
        (0.9949, "99 %", "75.2"),
        (0.0043, "alle 1 %", "0.8"),  # 1 of 230
        (0.0051, "1 %", "0.8"),
        (0.0, "0 %", "0.0"),
    ],
)
def test_all_and_none_are_said_of_nothing_else(share: float, said: str, bar: str) -> None:
    row = {**TIMES_ROW, "on_time_share": share}
    html = page("response_times", **{**TIMES_SHOWN, "told": [row]})
    assert f"<strong>{said}</strong>" in html  # in the table
    assert f">{said}</text>" in html  # beside the bar
    assert f": {said}. </desc>" in html  # in what is read aloud
    assert f'class="bar" x="0" y="24" width="{bar}%"' in html


def told(*states: str) -> str:
    """The page of a request whose requester was to be told so often by SMS, with these ends."""
    notice = {**REQUEST["notices"][-1], "channel": "sms"}
    return request_page(
        request={
            **REQUEST,
            "contact": {"phone": "0401234567"},
            "notices": [{**notice, "state": state} for state in states],
        }
    )


NOT_TOLD = TEXTS["fi"]["staff.request.not-told-sms"]


def test_a_notice_that_could_not_be_delivered_is_told_at_the_contact() -> None:
    assert NOT_TOLD in told("sent", "failed", "dropped")


def test_a_notice_that_left_later_takes_that_back() -> None:
    assert NOT_TOLD not in told("failed", "sent")


def test_every_notice_is_told_with_its_kind_way_and_end() -> None:
    html = told("failed", "sent")
    assert html.count(TEXTS["fi"]["staff.notice-kind.something-new"]) == 2
    assert f": {TEXTS['fi']['staff.notice-state.sent']}" in html
    assert (
        f"{TEXTS['fi']['staff.carrier.sms']} · {TEXTS['fi']['staff.recipient.requester']}" in html
    )


def test_an_alert_that_nobody_acknowledged_stands_above_the_message_with_its_button() -> None:
    html = request_page()

    assert html.index("/alert-acknowledgement") < html.index('id="h-message"')
    assert TEXTS["fi"]["staff.emergency.alert-waits"] in html
    assert TEXTS["fi"]["staff.emergency.alert-waits"] not in request_page(
        request={**REQUEST, "alert": None}
    )
