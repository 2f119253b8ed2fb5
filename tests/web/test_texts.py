"""Do all languages say the same things, and does every page find its words?"""

import hashlib
import re
from base64 import b64encode
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from markupsafe import Markup

import api
from api.catalogue_answers import EmergencyAnswer
from api.pages.requester.form.details_step import OFFERED, DetailsStep
from api.pages.requester.form.paths import ANY, DOORS, PATHS, FormPath, finer
from api.words.accept_language import choose_language
from api.words.rendering import groups, packaged_pages
from api.words.wording import LANGUAGES, MissingWords, Wording, read_wordings
from triage.codes import CrisisText, DataRequestKind
from triage.text.identifiers import Identifier
from triage.time.statutory import StatutoryClock

API = Path(api.__file__ or "").parent
TEXTS = read_wordings(API / "texts")
FINNISH = TEXTS["fi"]
PACKAGED = packaged_pages()
WAY_OUT = re.compile(
    r'action="/poistu">.*?<button class="exit" id="exit" data-away="https://', re.S
)
SAID_BY_SOME_LANGUAGES_ONLY = {"base.translation_note", "base.translation_note_fi"}
SAID_BY_THE_ANSWER = {"dialogue.a_worker"}
# What staff may send to a requester: `tests/web/test_holding.py`.
SENT_BY_STAFF = {"holding.text", "holding.called"}


class Noticing(dict[str, Any]):
    """Texts that remember which keys a page asked for."""

    def __init__(self, texts: Mapping[str, Any]) -> None:
        super().__init__(texts)
        self.asked: set[str] = set()

    def __getitem__(self, key: str) -> Any:
        self.asked.add(key)
        return super().__getitem__(key)


def every_text(words: Wording) -> dict[str, str]:
    joined = {key: "\n".join(lines) for key, lines in words.lists.items()}
    return {**words.texts, **joined}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


NOW = datetime(2026, 11, 22, 13, tzinfo=UTC)
ARRIVED_AT = "2026-11-22T13:05:00+00:00"
A_NUMBER = EmergencyAnswer(name="112", number="112", url=None, when="heti", always_open=True)
NUMBERS = [
    dict(A_NUMBER),
    {**dict(A_NUMBER), "number": "116 111", "always_open": False, "open_now": True, "ages": ["A3"]},
    {
        **dict(A_NUMBER),
        "number": None,
        "url": "https://example.org",
        "always_open": False,
        "opens_at": NOW,
    },
]
SELF_HELP = [{"title": "Lepää", "text": "Nuku.", "url": "https://example.org"}]
CATALOGUE = {
    "topics": [
        {"code": "VAN", "name": "Vanhemmuus", "description": "Arki ja rajat"},
        {"code": "PAR", "name": "Parisuhde", "description": "Kahden kesken"},
    ],
    "topic_groups": [{"code": "home", "name": "Arki", "topics": ["VAN", "PAR"]}],
    "age_bands": [{"code": "A3", "name": "7–12"}],
    "municipalities": [{"code": "698", "name": "Rovaniemi"}],
}
RECEIPT = {
    "receipt": "4821-7730-9154-2268",
    "reference": "K-1",
    "submitted_at": ARRIVED_AT,
    "answer_by_on": "2026-11-24",
    "urgent_help": NUMBERS,
    "chain_head": "ab" * 32,
}


def form(*, open_now: bool, errors: dict[str, str], way: FormPath = ANY) -> dict[str, Any]:
    return {
        "way": way,
        "doors": DOORS,
        "finer": finer(way),
        "bands_asked": {"A3"},
        "noticed": (),
        "identifiers": list(Identifier),
        "message_length": 10_000,
        "catalogue": CATALOGUE,
        "values": {"topics": ["VAN"], "message": "<b>"},
        "errors": errors,
        "idempotency_key": "k",
        "answer_by_on": date(2026, 11, 24),
        "read_by": datetime(2026, 11, 23, 8, tzinfo=UTC),
        "open_now": open_now,
    }


def more(**errors: str) -> DetailsStep:
    """The step to tell more, with every field that it can have."""
    return DetailsStep(
        fields=OFFERED,
        catalogue=CATALOGUE,  # type: ignore[arg-type]
        bands_asked={"A3"},
        is_young=bool(errors),
        values={"avoid": "<b>"} if errors else {},
        errors=errors,
    )


def receipt(*, open_now: bool) -> dict[str, Any]:
    next_read_at = datetime(2026, 11, 23, 6, tzinfo=UTC)
    return {
        "receipt": RECEIPT,
        "qr": "M0 0h1v1h-1z",
        "service_address": "localhost/vastaus",
        "own_word_set": True,
        "noticed": list(Identifier),
        "open_now": open_now,
        "next_read_at": next_read_at,
        "self_help": SELF_HELP,
        "idempotency_key": "k",
        "more": more(),
    }


def dialogue(state: str, *, first_shown: bool, **changes: object) -> dict[str, Any]:
    talk = [
        {"from": "requester", "text": "<i>", "sent_at": ARRIVED_AT},
        {"from": "worker", "text": "Hei", "sent_at": ARRIVED_AT},
        {"from": "worker", "text": "Ei", "sent_at": ARRIVED_AT, "retracted_at": ARRIVED_AT},
        {"from": "worker", "text": None, "sent_at": ARRIVED_AT, "retracted_at": ARRIVED_AT},
    ]
    request = {
        "reference": "K-1",
        "state": state,
        "answer_by_on": "2026-11-24",
        "handled_by": {
            "unit_name": "Neuvola",
            "role": None if state == "received" else "worker",
        },
        "messages": talk if first_shown else [],
        "moved": [{"unit_name": "Neuvola", "at": ARRIVED_AT}] if state != "received" else [],
        "notices": [],
        "may": [
            *(["reopening"] if state in ("closed", "withdrawn") else ["message", "withdraw"]),
            *(["feedback"] if state in ("answered", "closed") else []),
        ],
        "seen": 1,
        "has_first_message": True,
        "entered": True,
        "receipt_known": state == "received",
        "merged": first_shown,
        "notes": [{"text": "<i>", "at": ARRIVED_AT}],
        "statutory_clocks": [
            {"clock": clock, "due_on": date(2026, 12, 2), "done_on": date(2026, 12, 1)}
            for clock in StatutoryClock
        ],
        "has_own_word": first_shown,
        "damaged": first_shown,
    }
    return {
        "my_request": request,
        "reads": [{"by_role": role, "at": ARRIVED_AT} for role in ROLES] if first_shown else [],
        "csrf_token": "c",
        "self_help": SELF_HELP,
        "about_others": state == "received",
        "open_now": first_shown,
        "next_read_at": datetime(2026, 11, 23, 6, tzinfo=UTC),
        "answered_again_by_on": date(2026, 11, 24),
        "first_shown": first_shown,
        "page_key": "k",
        "known": "a",
        "more": more(),
        "step_key": "k",
        "reopens": False,
        "rights": rights(None),
        **changes,
    }


def rights(outcome: str | None) -> dict[str, Any]:
    """The fold of own data: one of each kind was asked, and answered where an outcome is told."""
    asked = {
        "text": "<i>",
        "asked_at": ARRIVED_AT,
        "due_on": "2026-12-22",
        "answered_at": ARRIVED_AT if outcome else None,
        "outcome": outcome,
        "answer": "<i>" if outcome else None,
        "answered_by": "worker" if outcome == "done" else "data-protection-officer",
    }
    told = {"purpose": "<i>", "what": "<i>", "until": None, "revoked_at": None}
    return {
        "values": {"own.contact.sms_ok": "true", "own.consents.partners": ["ngo", "neuvola"]},
        "told": {
            **dict.fromkeys(("name", "phone", "safe_times"), True),
            **dict.fromkeys(("email", "must_not_know"), False),
            "phone_ends": "67" if outcome else None,
        },
        "items": [{**asked, "kind": kind} for kind in DataRequestKind],
        "consents": [
            {**told, "partner": "ngo", "partner_name": None, "until": "2026-12-22"},
            {**told, "partner": "neuvola", "partner_name": "Neuvola", "revoked_at": ARRIVED_AT},
        ],
        "answered": outcome is not None,
        "due_on": date(2026, 12, 22),
    }


def own_copies() -> Iterator[tuple[str, dict[str, Any]]]:
    """The copy and the readers, of a request with all that they can show, and with nothing."""
    day = date(2026, 11, 23)
    reads = [{"by_role": role, "at": ARRIVED_AT} for role in texts_under("rights.reads.role.")]
    days = [{"on": day, "reads": [*reads, {"by_role": "unheard-of", "at": ARRIVED_AT}]}]
    whys = texts_under("rights.certificate.why.")
    for verdict in texts_under("rights.certificate.verdict."):
        told = {
            "verdict": verdict,
            "arrived_at": ARRIVED_AT,
            "first_answer_at": None if verdict == "open" else ARRIVED_AT,
            "days": [{"on": day, "why": why} for why in whys],
        }
        shown = dialogue("answered", first_shown=verdict == "kept")
        for others in (True, False):
            here = {"days": [] if verdict == "open" else days, "about_others": others}
            said = {**shown, **here, "certificate": told, "made_at": ARRIVED_AT}
            yield "own_copy.html", said
            yield "own_reads.html", {**here, "csrf_token": "c", "due_on": day}


def refused_rights() -> Iterator[tuple[str, dict[str, Any]]]:
    """Each form of the fold with whatever is wrong, in the dialogue and by itself."""
    for form_name in ("contact", "consents", "data-request"):
        for code in texts_under("rights.errors."):
            names = ("rights", "own.contact.phone", "own.consents.partners", "kind")
            wrong = dict.fromkeys(names, code)
            typed = {"own.contact.name": "<i>", "about": "<i>"}
            fold = {"refused": form_name, "own_values": typed, "errors": wrong}
            yield "dialogue.html", dialogue("answered", first_shown=False, **fold)
            yield "rights.html", {**fold, "csrf_token": "c"}


def texts_under(beginning: str) -> list[str]:
    """The names that follow `beginning` in the keys, each once."""
    keys = [key for key in FINNISH.texts if key.startswith(beginning)]
    return sorted({key.removeprefix(beginning).split(".")[0] for key in keys})


ROLES = texts_under("dialogue.read.")


def every_page() -> Iterator[tuple[str, dict[str, Any]]]:
    """Each template with the contexts that show all that it can say."""
    yield "form.html", form(open_now=True, errors={})
    for text in CrisisText:
        yield (
            "form.html",
            {
                **form(open_now=True, errors={}),
                "crisis": {"text": str(text)},
            },
        )
    yield "open_receipt.html", {"error": None, "crisis": {"text": "accident"}}
    for way in PATHS.values():
        yield "form.html", form(open_now=True, errors={}, way=way)
    for code in texts_under("form.errors."):
        yield "form.html", form(open_now=False, errors={"municipality": code, "form": code})
    yield "receipt.html", receipt(open_now=True)
    yield "receipt.html", {**receipt(open_now=False), "shown_again": True, "done": "details"}
    yield "receipt.html", {**receipt(open_now=True), "replaces": True}
    guarded = replace(more(own_word="own-word"), asks_own_word=True)
    yield "receipt.html", {**receipt(open_now=True), "more": guarded}
    for code in texts_under("more.errors."):
        for page in ("receipt.html", "details_kept.html"):
            errors = more(form=code, municipality="given-already")
            shown = {**receipt(open_now=True), "csrf_token": "", "more": errors}
            yield page, {**shown, "step_key": "k", "reopens": True}
    for code in texts_under("open.errors."):
        yield "open_receipt.html", {"error": code, "receipt": "<i>", "text": "<b>"}
    yield "open_receipt.html", {"error": None, "text": "", "details": {"avoid": ("<b>",)}}
    for state in texts_under("dialogue.state."):
        yield "dialogue.html", dialogue(state, first_shown=state == "received")
    for notice in texts_under("dialogue.notice."):
        channel, _, progress = notice.partition("-")
        shown = dialogue("answered", first_shown=False)
        shown["my_request"]["notices"] = [
            {"channel": channel, "state": progress, "at": ARRIVED_AT},
        ]
        yield "dialogue.html", shown
    sent = dialogue("answered", first_shown=False, done="message")
    sent["my_request"]["messages"] = [
        {"from": "worker", "text": "Hei", "sent_at": ARRIVED_AT},
        {"from": "requester", "text": "<i>", "sent_at": ARRIVED_AT},
    ]
    yield "dialogue.html", sent
    for done in (*texts_under("dialogue.done."), "proof-early"):
        yield "dialogue.html", dialogue("received", first_shown=False, done=done)
    wrong = {"heard": "choose", "comment": "too-long"}
    yield "dialogue.html", dialogue("answered", first_shown=False, errors=wrong)
    for code in texts_under("dialogue.errors."):
        yield "dialogue.html", dialogue("received", first_shown=False, errors={"text": code})
    for outcome in texts_under("rights.outcome."):
        yield "dialogue.html", dialogue("answered", first_shown=False, rights=rights(outcome))
    yield from refused_rights()
    yield from own_copies()
    yield "dialogue.html", dialogue("received", first_shown=True, errors={"own_word": "own-word"})
    for code in ("key-reused", "key-expired", "receipt-changed"):
        fields = {"message": ("<b>",), "topics": ("VAN", "ERO")}
        yield (
            "sent_before.html",
            {"code": code, "sent_at": datetime(2026, 11, 22, 6, tzinfo=UTC), "fields": fields},
        )
    yield "thanks.html", {"csrf_token": "c"}
    yield "privacy.html", {}
    yield "accessibility.html", {}
    for code in texts_under("accessibility.errors."):
        yield "accessibility.html", {"errors": {"text": code}, "values": {"text": "<b>"}}
    for answerable in (True, False):
        told = {"due_on": date(2026, 12, 7), "answerable": answerable, "danger": True}
        yield "accessibility.html", told
    for code in texts_under("notice."):
        shows_receipt = code == "own-word-kept"
        yield (
            "message.html",
            {"notice": code, "numbers": NUMBERS, "shows_receipt": shows_receipt},
        )


def rendered(language: str, words: Wording, only: Collection[str] | None = None) -> Iterator[str]:
    """Every page in every state; of these templates alone where `only` names some."""
    pages = replace(PACKAGED, wordings={language: words})
    wanted = [each for each in every_page() if only is None or each[0] in only]
    for template, context in wanted:
        yield pages.render(template, language=language, emergency=NUMBERS, now=NOW, **context)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_the_same_keys_as_finnish(language: str) -> None:
    assert every_text(TEXTS[language]).keys() == every_text(FINNISH).keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_has_the_same_placeholders_as_in_finnish(language: str) -> None:
    differing = {
        key
        for key, text in every_text(TEXTS[language]).items()
        if not key.startswith("calendar.")
        and placeholders(text) != placeholders(every_text(FINNISH)[key])
    }
    assert differing == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_the_note_about_a_translation_may_be_empty(language: str) -> None:
    empty = {key for key, text in every_text(TEXTS[language]).items() if not text.strip()}
    assert all(key.startswith("base.translation_note") for key in empty)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_of_the_calendar_is_whole(language: str) -> None:
    lists = TEXTS[language].lists
    assert [
        len(lists[f"calendar.{name}"]) for name in ("weekdays", "short_weekdays", "months")
    ] == [
        7,
        7,
        12,
    ]


def test_no_text_is_left_unused() -> None:
    texts, lists = Noticing(FINNISH.texts), Noticing(FINNISH.lists)
    pages = list(rendered("fi", replace(FINNISH, texts=texts, lists=lists)))
    assert pages
    unused = (
        every_text(FINNISH).keys() - texts.asked - lists.asked - SAID_BY_THE_ANSWER - SENT_BY_STAFF
    )
    assert unused == SAID_BY_SOME_LANGUAGES_ONLY


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_repeats_markup_that_somebody_typed(language: str) -> None:
    pages = list(rendered(language, TEXTS[language]))
    assert [page for page in pages if "<b>" in page or "<i>" in page] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_names_its_language_and_offers_the_way_out(language: str) -> None:
    pages = list(rendered(language, TEXTS[language]))
    lacking = [
        page
        for page in pages
        if f'<html lang="{language}"' not in page
        or not WAY_OUT.search(page)
        or 'href="tel:112"' not in page
    ]
    assert lacking == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_title_in_the_history_does_not_tell_what_was_asked(language: str) -> None:
    words = TEXTS[language]
    revealing = ("apu", "apua", "hjälp", "help", "veahk")
    titles = [
        re.findall("<title>(.*?)</title>", page)[0].lower() for page in rendered(language, words)
    ]
    assert [title for title in titles if any(word in title for word in revealing)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_with_its_style_stays_under_fifty_kilobytes(language: str) -> None:
    assert max(len(page.encode()) for page in rendered(language, TEXTS[language])) < 50_000


def test_a_page_holds_no_script_of_its_own_and_one_style_that_its_policy_names() -> None:
    pages = list(rendered("fi", FINNISH))
    inline = re.compile(r"\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)")
    assert [page for page in pages if inline.search(page)] == []
    styles = {style for page in pages for style in re.findall(r"<style>(.*?)</style>", page, re.S)}
    assert {_hash_of(style) for style in styles} == set(PACKAGED.style_hashes)


def _hash_of(style: str) -> str:
    return f"sha256-{b64encode(hashlib.sha256(style.encode()).digest()).decode()}"


def test_northern_sami_says_that_it_awaits_a_native_reader() -> None:
    page = PACKAGED.render("accessibility.html", language="se", path="/saavutettavuus")
    assert "äidinkielinen lukija ei ole vielä tarkistanut" in page


def test_a_value_in_a_text_is_escaped() -> None:
    said = FINNISH.text("dialogue.handled_by", unit="<script>")
    assert said == Markup("Sinua auttaa nyt: &lt;script&gt;.")


def test_a_missing_text_is_refused() -> None:
    with pytest.raises(MissingWords):
        FINNISH.text("form.nothing-of-the-kind")


def test_a_missing_value_is_refused() -> None:
    with pytest.raises(KeyError):
        FINNISH.text("dialogue.handled_by", somebody="Aino")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fi", "torstaina 10. syyskuuta"),
        ("sv", "torsdagen den 10 september"),
        ("en", "Thursday 10 September"),
        ("se", "duorastaga čakčamánu 10. beaivvi"),
        ("fi-simple", "torstaina 10. syyskuuta"),
    ],
)
def test_a_day_is_said_by_name(language: str, said: str) -> None:
    assert TEXTS[language].day(date(2026, 9, 10)) == said


def test_a_moment_is_said_in_helsinki_time() -> None:
    assert FINNISH.moment(datetime(2026, 11, 23, 22, 30, tzinfo=UTC)) == (
        "tiistaina 24. marraskuuta klo 0.30"
    )


def test_a_moment_may_come_as_the_api_writes_it() -> None:
    assert FINNISH.short_moment("2026-11-24T07:15:00+00:00") == "ti 24.11. klo 9.15"


@pytest.mark.parametrize(
    ("wanted", "accepted", "chosen"),
    [
        (None, None, "fi"),
        (None, "sv-FI,sv;q=0.9,en;q=0.8", "sv"),
        (None, "de,en-GB;q=0.5,fi;q=0.4", "en"),
        (None, "en;q=0.2,se;q=0.9", "se"),
        (None, "fi-simple", "fi-simple"),
        (None, "sv; q=0.9", "sv"),
        (None, "en;q=.1,sv;q=.9", "sv"),
        (None, "en ;q=0.1 , sv ; q = 0.9", "sv"),
        (None, "en;q=0.1,SV-FI;Q=0.900", "sv"),
        (None, "se-FI", "se"),
        (None, "sme,en;q=0.5", "se"),
        (None, "fi-simple-x-abc", "fi-simple"),
        (None, "fi;q=0.8,fi-simple;q=0.9", "fi-simple"),
        (None, "*", "fi"),
        (None, "*;q=0.5,sv;q=0.1", "fi"),
        (None, "de,*;q=0.5", "fi"),
        (None, "fi;q=0,*", "en"),
        (None, "fi;q=0,en;q=broken,*", "en"),
        (None, "fi;q=0.000", "en"),
        (None, "sv;q=0,sv-FI;q=0,en;q=0.1", "en"),
        (None, "en;q=nan,sv;q=inf,se;q=-1", "fi"),
        (None, "de", "fi"),
        (None, ",,;q=1, ,sv", "sv"),
        (None, "sv;level=1;q=0.2,en;q=0.3", "en"),
        (None, "sv" * 2_000, "fi"),
        ("en", "sv", "en"),
        ("xx", "sv", "sv"),
    ],
)
def test_the_language_is_the_wanted_else_the_browsers_else_finnish(
    wanted: str | None, accepted: str | None, chosen: str
) -> None:
    assert choose_language(wanted, accepted) == chosen


def test_a_receipt_is_shown_in_groups() -> None:
    assert groups("4821773091542268") == ["4821", "7730", "9154", "2268"]


def test_a_receipt_with_its_own_dashes_keeps_its_groups() -> None:
    assert groups("ABC-DEFG-HI") == ["ABC", "DEFG", "HI"]
