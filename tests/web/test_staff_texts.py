"""Do the staff's pages find their words in every language, and do they lose none that is typed?"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

import api
from api.rendering import packaged_pages
from api.wording import read_wordings
from projections.questions import Question
from triage.actors import Role
from triage.catalogue.entries import Reason, Side
from triage.commands.dialogue import Channel, ReplyKind
from triage.commands.ending import Outcome, RetentionClass
from triage.commands.intake import Urgency
from triage.errors import TriageError
from triage.events import EVENTS
from triage.help_request import State
from triage.need_to_know import Standing
from triage.words import Asker, Concerns, GuardianMayKnow, ReplyBy

API = Path(api.__file__ or "").parent
TEXTS = {
    language: read_wordings(API / "texts" / "staff")[language].texts
    for language in ("fi", "sv", "en", "se")
}
PAGES = packaged_pages()
SOURCES = "".join(file.read_text() for file in (API / "templates" / "staff").glob("*.html"))

CLOSED_SETS: dict[str, type[StrEnum]] = {
    "asker": Asker,
    "channel": Channel,
    "concerns": Concerns,
    "ground": Standing,
    "guardian": GuardianMayKnow,
    "outcome": Outcome,
    "reply-by": ReplyBy,
    "reply-hint": ReplyKind,
    "reply-kind": ReplyKind,
    "retention": RetentionClass,
    "role": Role,
    "routing-reason": Reason,
    "side": Side,
    "state": State,
    "urgency": Urgency,
    "urgency-hint": Urgency,
}
# Refusals that only the requester, the command line or the editor's publishing meets.
MET_ELSEWHERE = {
    "key-reused",
    "key-expired",
    "unknown-staff",
    "staff-exists",
    "erasure-refused",
    "catalogue-refused",
    "not-json",
    "too-many-messages",
    "too-many-streams",
}

AT = "2026-11-24T09:05:00+00:00"
WORKER = {"username": "aino", "name": "Aino", "role": "worker", "units": ["perhesosiaalityo"]}
SUPERVISOR = {**WORKER, "username": "sanna", "role": "supervisor"}
BY_AINO = {"username": "aino", "role": "worker", "unit": "perhesosiaalityo"}
NAMES = {
    "topics": {"VAN": "Vanhemmuus"},
    "units": {"perhesosiaalityo": "Perhesosiaalityö", "neuvola": "Neuvola"},
    "bands": {"A3": "7–12 v"},
    "municipalities": {"698": "Rovaniemi"},
    "people": {"aino": "Aino", "onni": "Onni"},
}
ROW: dict[str, Any] = {
    "id": "0b0c",
    "reference": "PA-1",
    "topics": ["VAN"],
    "age_bands": ["A3"],
    "municipality": "698",
    "asker": "parent",
    "language": "ar",
    "interpreter": "so",
    "state": "claimed",
    "urgency": "urgent",
    "looked_at": AT,
    "look_due_at": None,
    "look_overdue": False,
    "unit": "perhesosiaalityo",
    "claimed_by": "aino",
    "submitted_at": AT,
    "target_at": AT,
    "answer_by": AT,
    "answer_by_on": "2026-11-25",
    "look_due_today": False,
    "minutes_left": 135,
    "overdue": False,
    "waiting_for": "us",
    "version": 3,
}
MONDAY, TUESDAY = datetime(2026, 11, 23, 9, 5, tzinfo=UTC), datetime(2026, 11, 24, 7, tzinfo=UTC)
BY_THE_CLOCK = {"at": AT, "by": {"role": "system"}, "noticed_at": TUESDAY}
EVENT = {**BY_THE_CLOCK, "kind": "promise-missed", "breached_at": MONDAY}
REMINDED = {**BY_THE_CLOCK, "kind": "reminded", "due_at": MONDAY}
REQUEST: dict[str, Any] = {
    **ROW,
    "message": "<b>Apua</b>",
    "concerns": "my_child",
    "guardian_may_know": "ask",
    "contact": {"phone": "040 1", "must_not_know": "naapuri"},
    "consents": {"partners": ["parish"], "consult": True},
    "messages": [{"from": "worker", "text": "Hei", "sent_at": AT, "kind": "answer"}],
    "notes": [{"at": AT, "by": BY_AINO, "text": "Soita"}],
    "routing": {
        "unit": "neuvola",
        "reason": "topic",
        "rule": "van",
        "catalogue_version": "1",
        "passed_over": ["neuvola"],
    },
    "promise": {
        "arrived_at": AT,
        "target_at": AT,
        "breach_at": AT,
        "counted_on": ["2026-11-24", "2026-11-25"],
        "answer_by_on": "2026-11-25",
    },
    "history": [EVENT, {**EVENT, "kind": "claimed", "detail": "onni", "because": "Sijaistan"}],
    "contact_attempts": [{"at": AT, "by": BY_AINO, "channel": "phone", "reached": False}],
    "protection_notices": [
        {"at": AT, "by": BY_AINO, "to": "Lastensuojelu", "because": "Pelko", "family_told": True}
    ],
    "withheld": True,
}
VERB = "staff.verb."
VERBS = [key.removeprefix(VERB) for key in TEXTS["fi"] if key.startswith(VERB)]
TIMES_ROW = {
    "key": "neuvola",
    "received": 12,
    "answered": 9,
    "answered_in_target": 6,
    "answered_in_promise": 8,
    "missed": None,
    "open": 5,
    "open_overdue": None,
    "on_time_share": 0.8,
    "median_working_minutes": 214,
    "p90_working_minutes": 480.5,
    "follow_ups": {"promised": 3, "kept": 2, "missed": 1},
}
TIMES = {
    "as_of": AT,
    "from_on": None,
    "to_on": None,
    "suppressed_below": 5,
    "rows": [TIMES_ROW],
}
UNIT = {"code": "neuvola", "name": "Neuvola", "side": "county", "municipalities": ["698"]}
RULE = {"code": "van", "reason": "topic", "default": "neuvola", "topics": ["VAN"]}
NUMBER = {"name": "Päivystys", "number": "112", "url": None, "confirmed": False}
CATALOGUE = {
    "version": "1",
    "service_promise": {"target_working_days": 1, "answer_working_days": 2},
    "topics": [{"code": "VAN", "name": "Vanhemmuus", "description": "Arki"}],
    "units": [UNIT],
    "rules": [RULE],
    "age_bands": [{"code": "A3", "name": "7–12 v"}],
    "municipalities": [{"code": "698", "name": "Rovaniemi"}],
    "emergency": [NUMBER, {**NUMBER, "confirmed": True}],
    "intake_unit": "neuvola",
}
LOG_ROW = {
    "at": AT,
    "username": "aino",
    "role": "worker",
    "unit": "neuvola",
    "action": "view",
    "reference": "PA-1",
    "ground": "own",
    "outcome": "ok",
}
READ = {"at": AT, "by": BY_AINO, "ground": "own"}


def page(name: str, language: str = "fi", actor: object = WORKER, **context: object) -> str:
    given: dict[str, Any] = {
        "names": NAMES,
        "csrf_token": "secret-mark",
        "error": None,
        "known": "a",
        **context,
    }
    return PAGES.render(f"staff/{name}.html", language=language, path="/jono", actor=actor, **given)


def queue_page(
    row: dict[str, Any] = ROW, actor: object = WORKER, language: str = "fi", **filters: str
) -> str:
    queue = {"items": [row], "next": "abc", "as_of": AT}
    return page("queue", language, actor, queue=queue, filters=filters or {"due": "today"})


def log_page(language: str = "fi", **changes: str) -> str:
    """The log of one read, from its first row on."""
    html = page("log", language, rows=[{**LOG_ROW, **changes}], reference="PA-1")
    return html.partition("<tbody>")[2].partition("</tbody>")[0]


def request_page(language: str = "fi", **changes: object) -> str:
    context: dict[str, object] = {"request": REQUEST, "may": VERBS, "values": {}, **changes}
    return page("request", language, workers=[{"username": "onni", "name": "Onni"}], **context)


def every_page(language: str) -> Iterator[str]:
    row = {"request": ROW, "values": {}}
    yield page("sign_in", language, None, values={}, next="/jono")
    yield queue_page(language=language)
    yield request_page(language, done="claim")
    yield request_page(language, request=ROW, may=["opening"])
    yield request_page(language, request={**REQUEST, "state": "closed"}, may=["reopening"])
    yield page("reason_needed", language, **row)
    for by in ("unit", "municipality"):
        yield page("response_times", language, times=TIMES, query={"by": by})
    yield page("catalogue", language, catalogue=CATALOGUE)
    yield page("log", language, rows=[LOG_ROW], reference="PA-1")
    yield page("trail", language, trail={"reference": "PA-1", "events": [EVENT], "reads": [READ]})
    yield page("notice", language, error={"code": "not-allowed"}, saved="Soitin", back="/jono")


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def without_text(group: str, codes: Iterable[str]) -> list[str]:
    return [code for code in codes if f"staff.{group}.{code}" not in TEXTS["fi"]]


@pytest.mark.parametrize("language", TEXTS)
def test_every_language_says_the_same_things(language: str) -> None:
    said = {key: placeholders(text) for key, text in TEXTS[language].items()}
    assert said == {key: placeholders(text) for key, text in TEXTS["fi"].items()}
    assert all(text.strip() for text in TEXTS[language].values())


@pytest.mark.parametrize("group", CLOSED_SETS)
def test_every_code_of_a_closed_set_has_a_name(group: str) -> None:
    assert without_text(group, CLOSED_SETS[group]) == []


def test_every_event_has_a_name() -> None:
    assert without_text("kind", (event.kind() for event in EVENTS.values())) == []


def test_every_refusal_says_what_to_do() -> None:
    codes = {refusal.code for refusal in TriageError.__subclasses__()} - MET_ELSEWHERE
    assert without_text("error", codes) == []


def logged_as() -> set[str]:
    """What the access log may call a read."""
    return {question.action for question in Question.__subclasses__()} | {"row"}


def test_everything_that_can_be_read_has_a_name_done_and_only_tried() -> None:
    assert {"list", "view", "log"} <= logged_as()
    assert without_text("action", logged_as()) + without_text("tried", logged_as()) == []


def refused_with() -> list[str]:
    """Every ground that a refused read may be logged with."""
    return sorted({refusal.code for refusal in TriageError.__subclasses__()} | {"unknown"})


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("ground", refused_with())
def test_a_refused_read_is_told_as_a_try_with_its_reason_in_words(
    language: str, ground: str
) -> None:
    html = log_page(language, action="log", ground=ground, outcome="denied")
    assert TEXTS[language]["staff.tried.log"] in html
    assert f">{ground}<" not in html
    own_reason = TEXTS[language].get(f"staff.ground.{ground}")
    assert (own_reason or TEXTS[language]["staff.ground.other"]) in html


def test_what_often_refuses_a_read_is_not_just_some_obstacle() -> None:
    assert without_text("ground", ["not-allowed", "unknown", "reason-needed", "bad-place"]) == []


def test_every_text_that_a_template_names_exists() -> None:
    named = re.findall(r"""["'](staff\.[a-z-]+\.[a-z0-9-]*[a-z0-9])["']""", SOURCES)
    assert [key for key in named if key not in TEXTS["fi"] and not key.endswith(".m")] == []


@pytest.mark.parametrize("language", [*TEXTS, "fi-simple"])
def test_every_page_finds_its_words(language: str) -> None:
    assert all("<h1>" in html for html in every_page(language))


def test_every_posted_form_carries_the_token() -> None:
    forms = [form for html in every_page("fi") for form in html.split("<form")[1:]]
    posted = [form for form in forms if 'method="post"' in form.partition(">")[0]]
    assert posted
    assert all('name="csrf_token" value="secret-mark"' in form for form in posted)


def test_no_page_holds_script_or_style_of_its_own() -> None:
    inline = re.compile(r"<style|<script(?! type=\"module\" src)| style=| on[a-z]+=")
    assert [found for html in every_page("fi") for found in inline.findall(html)] == []


def test_a_refused_reply_comes_back_with_every_word() -> None:
    refusal = {"code": "stale", "verb": "reply"}
    html = request_page(error=refusal, values={"text": "Soitin <juuri>", "kind": "holding"})
    assert "Soitin &lt;juuri&gt;</textarea>" in html
    assert 'value="holding" required checked' in html


def test_words_that_can_no_longer_be_sent_are_shown_to_copy() -> None:
    refusal = {"code": "already-claimed", "verb": "reply", "by": "onni"}
    html = request_page(request=ROW, may=[], error=refusal, values={"text": "Soitin juuri"})
    assert "readonly" in html
    assert "Soitin juuri</textarea>" in html


def test_an_invalid_form_names_its_fields() -> None:
    refusal = {"code": "invalid", "verb": "note", "errors": [{"field": "text", "code": "empty"}]}
    assert "Tarkista kohta: teksti." in request_page(error=refusal)


def test_what_a_requester_wrote_is_never_markup() -> None:
    assert "<b>Apua" not in request_page()


def test_silence_about_voicemail_forbids_a_message() -> None:
    assert TEXTS["fi"]["staff.request.no-message-left"] in request_page()


def test_an_overdue_row_says_so_in_words() -> None:
    late = {**ROW, "overdue": True, "minutes_left": -1440}
    assert "Myöhässä 1 pv" in queue_page(late)


def test_danger_shows_until_a_human_has_looked() -> None:
    flagged = {**ROW, "flagged": True, "look_due_at": AT}
    assert TEXTS["fi"]["staff.urgency.danger"] in queue_page(flagged)


def test_a_look_that_nobody_took_in_time_is_told_in_words() -> None:
    late = {**ROW, "look_due_at": AT, "look_overdue": True}
    assert TEXTS["fi"]["staff.queue.look-overdue"] in queue_page(late)


WAITS = {**ROW, "looked_at": None, "look_due_at": AT, "minutes_left": 2880}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({**WAITS, "look_due_today": True}, "Katso klo 11.05 mennessä"),
        (WAITS, "Katso ti 24.11. klo 11.05 mennessä"),
        ({**WAITS, "look_overdue": True}, "Katso heti"),
        ({**WAITS, "look_due_today": True, "flagged": True}, "Katso heti"),
        ({**WAITS, "flagged": True, "overdue": True, "minutes_left": -1440}, "Katso heti"),
    ],
)
def test_a_look_that_is_waited_for_comes_before_the_days_that_are_left(
    row: dict[str, Any], said: str
) -> None:
    pages = queue_page(row).partition('class="queue"')[2], request_page(request={**REQUEST, **row})
    for html in pages:
        assert said in html
        assert "2 pv jäljellä" not in html
        assert "vastaus viimeistään ke 25.11." in html


ANSWERED = {**ROW, "state": "answered", "minutes_left": None, "waiting_for": None}


@pytest.mark.parametrize(
    ("row", "weight"),
    [
        ({**WAITS, "flagged": True}, " is-danger"),
        ({**ROW, "urgency": "emergency"}, " is-danger"),
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
    trail = {"reference": "PA-1", "events": [event], "reads": []}
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
    assert page("response_times", times=TIMES, query={}).count("ei näytetä<") == 2


def test_sami_is_marked_as_awaiting_a_native_reader() -> None:
    waits = {language: texts["staff.awaits-native-reader"] for language, texts in TEXTS.items()}
    assert waits == {"fi": "no", "sv": "no", "en": "no", "se": "yes"}
