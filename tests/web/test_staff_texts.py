"""Do the staff's pages find their words, and every one of them in every language?"""

import re
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from string import Formatter

import pytest

import api
from projections.door.questions import Question
from projections.views.request.links_shown import MergeSide
from tests.web.staff_samples import TEXTS, every_page, log_page
from triage.actors import Role
from triage.catalogue.entries import Reason, Side
from triage.codes import (
    Asker,
    Channel,
    Concerns,
    EntryChannel,
    GuardianMayKnow,
    LinkKind,
    MergeGround,
    NoteFor,
    Outcome,
    ReplyBy,
    ReplyKind,
    RetentionClass,
    State,
    Urgency,
)
from triage.errors.requests import TriageError
from triage.notices.telling import Carrier, DeliveryState, Kind, Recipient
from triage.request.details import EVERY_FIELD
from triage.request.events import EVENTS
from triage.request.need_to_know import Standing

API = Path(api.__file__ or "").parent
SOURCES = "".join(file.read_text() for file in (API / "templates" / "staff").rglob("*.html"))

CLOSED_SETS: dict[str, type[StrEnum]] = {
    "asker": Asker,
    "channel": Channel,
    "concerns": Concerns,
    "ground": Standing,
    "guardian": GuardianMayKnow,
    "carrier": Carrier,
    "entry-channel": EntryChannel,
    "link-kind": LinkKind,
    "merge": MergeSide,
    "merge-ground": MergeGround,
    "note-for": NoteFor,
    "notice-kind": Kind,
    "notice-state": DeliveryState,
    "recipient": Recipient,
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
    "bad-host",  # before any page
    "unknown-host",
    "feedback-wants-help",
    "receipt-mistyped",
    "receipt-replaced",
    "unknown-staff",
    "staff-exists",
    "erasure-refused",
    "not-yet-over",
    "held-back",  # on the command line alone
    "no-hold",
    "catalogue-refused",
    "not-json",
    "too-many-messages",
    "too-many-changes",
    "too-many-data-requests",
    "no-answer-yet",
    "feedback-given",
    "too-many-streams",
}


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


def test_every_field_that_may_be_told_later_has_a_name() -> None:
    codes = (name.replace(".", "-").replace("_", "-") for name in EVERY_FIELD)
    assert without_text("told-later", codes) == []


def test_every_refusal_says_what_to_do() -> None:
    codes = {refusal.code for refusal in TriageError.__subclasses__()} - MET_ELSEWHERE
    assert without_text("error", codes) == []


def logged_as() -> set[str]:
    """What the access log may call a read."""
    return {question.action for question in Question.__subclasses__()} | {"row", "print"}


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


def test_sami_is_marked_as_awaiting_a_native_reader() -> None:
    waits = {language: texts["staff.awaits-native-reader"] for language, texts in TEXTS.items()}
    assert waits == {"fi": "no", "sv": "no", "en": "no", "se": "yes"}
