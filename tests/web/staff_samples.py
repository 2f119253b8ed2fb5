"""How does each page of the staff look when there is something on it?"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import api
from api.pages.qr_code import qr_code
from api.pages.staff.audit.response_times import presets
from api.pages.staff.request.ready import Ready
from api.pages.staff.request.templates_offered import TemplateGroup
from api.v1.verbs import PLACES
from api.words.rendering import packaged_pages
from api.words.wording import read_wordings
from projections.door.requests.translation import WordsToTranslate
from projections.figures.response_groups import Grouping
from projections.views.line_proof import LineProof, Proof
from projections.views.request.promise_picture import DayIs, Mark, PictureDay
from triage.catalogue.translators import Translator
from triage.codes import CrisisText, MissCause, NoNotice
from triage.evidence.reads.kinds import GROUNDS_OF_READS, LogKind
from triage.evidence.reads.unusual import Unusual, Verdict
from triage.notices.choices import OF_WORK
from triage.notices.kinds import Kind
from triage.text.placeholders import Placeholder

API = Path(api.__file__ or "").parent
TEXTS = {
    language: read_wordings(API / "texts" / "staff")[language].texts
    for language in ("fi", "sv", "en", "se")
}
PAGES = packaged_pages()
VERB = "staff.verb."
VERBS = [key.removeprefix(VERB) for key in TEXTS["fi"] if key.startswith(VERB)]

AT, LATER = "2026-11-24T09:05:00+00:00", "2026-11-26T09:05:00+00:00"
WORKER = {"username": "aino", "name": "Aino", "role": "worker", "units": ["perhesosiaalityo"]}
CERTIFIED = {
    "reference": "PA-1",
    "as_of": AT,
    "arrived_at": AT,
    "calendar": "fi-holidays-0.109+lapland-1",
    "promise": {"answer_working_days": 2},
    "days": [
        {"on": date(2026, 11, 24), "counted": counted, "why": why}
        for why, counted in (
            ("arrival", False),
            ("working-day", True),
            ("opened", True),
            ("weekend", False),
            ("holiday", False),
            ("closed", False),
        )
    ],
    "first_answer_at": AT,
}
SUPERVISOR = {**WORKER, "username": "sanna", "role": "supervisor"}
BY_AINO = {"username": "aino", "role": "worker", "unit": "perhesosiaalityo"}
NAMES = {
    "topics": {"VAN": "Vanhemmuus"},
    "units": {"perhesosiaalityo": "Perhesosiaalityö", "neuvola": "Neuvola"},
    "bands": {"A3": "7–12 v"},
    "municipalities": {"698": "Rovaniemi"},
    "partners": {"parish": "Seurakunta", "neuvola": "Neuvola"},
    "agreeable": {"parish": "Seurakunta"},
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
    "offered_to": None,
    "offer_due_at": None,
    "offer_follow_up_on": None,
    "handed_over_by": None,
    "landing_follow_up_on": "2026-12-07",
    "landing_asked": False,
    "claimed_by": "aino",
    "submitted_at": AT,
    "target_at": AT,
    "answer_by": AT,
    "answer_by_on": "2026-11-25",
    "look_due_today": False,
    "answered": False,
    "minutes_left": 135,
    "writer_unconfirmed": True,
    "answer_unopened": True,
    "silent": True,
    "interpreting": "booked",
    "interpreting_at": AT,
    "avoid_unmatched": True,
    "overdue": False,
    "waiting_for": "us",
    "version": 3,
    "details_added_at": AT,
    "wrote_at": AT,
    "wrote_minutes": 8,
    "unread": True,
    "contact_changed_at": AT,
    "channel": "phone",
    "safe_contact": ["no-calls", "must-not-know", "safe-times", "compromised"],
    "due": [{"code": "tomorrow"}],
    "statute_due_at": None,
    "write_next": True,
    "holder_away": {
        "until_on": "2026-12-12",
        "substitute": "onni",
        "by_viewer": False,
        "uncovered": False,
    },
    "damaged": False,
}
MONDAY, TUESDAY = datetime(2026, 11, 23, 9, 5, tzinfo=UTC), datetime(2026, 11, 24, 7, tzinfo=UTC)
BY_THE_CLOCK = {"at": AT, "by": {"role": "system"}, "noticed_at": TUESDAY}
EVENT = {**BY_THE_CLOCK, "kind": "promise-missed", "breached_at": MONDAY}
REMINDED = {**BY_THE_CLOCK, "kind": "reminded", "due_at": MONDAY}
LINE_PROOFS = [
    *(LineProof(proof=proof, at=TUESDAY, today=True, carriers=("email", "sms")) for proof in Proof),
    LineProof(proof=Proof.LEFT, at=MONDAY, today=False),
]
DAYS = (DayIs.ARRIVAL, DayIs.COUNTED, DayIs.WEEKEND, DayIs.HOLIDAY, DayIs.LAST)
LATE = PictureDay(day=date(2026, 11, 30), is_=DayIs.LATE, mark=Mark.NOW, after_gap=True)
PICTURE = (
    *(PictureDay(day=date(2026, 11, number), is_=is_) for number, is_ in enumerate(DAYS, start=23)),
    LATE,
)
DONE = (*PICTURE[:-1], replace(LATE, mark=Mark.DONE))
ANSWERED = (*PICTURE[:-1], replace(LATE, mark=Mark.ANSWERED))
PROMISE: dict[str, Any] = {
    "arrived_at": AT,
    "target_at": AT,
    "breach_at": AT,
    "counted_on": ["2026-11-24", "2026-11-25"],
    "answer_by_on": "2026-11-25",
}
REPLY: dict[str, Any] = {
    "from": "worker",
    "text": "Hei",
    "sent_at": AT,
    "kind": "answer",
    "number": 1,
    "retracted_at": None,
}
ASKED: dict[str, Any] = {
    "unit": "neuvola",
    "summary": "Vauva ei nuku <b>",
    "warnings": ["place", "name"],
    "asked_at": AT,
    "by": BY_AINO,
}
TRANSLATION: dict[str, Any] = {
    "number": 1,
    "translator": "kaantaja",
    "language": "so",
    "from_language": "fi",
    "messages": [],
    "text": "Hei <b>",
    "because": "Syy",
    "warnings": ["name", "phone"],
    "asked_at": AT,
    "by": BY_AINO,
    "ends_at": LATER,
    "opened_at": AT,
    "ended_at": None,
    "translation": None,
    "delivered_at": None,
    "code": None,
}
TRANSLATORS = {
    "kaantaja": Translator(
        code="kaantaja", name="K", languages=("so", "fi"), email="k@example.org"
    ),
    "toinen": Translator(code="toinen", name="T", languages=("fi",), email=None),
}
OF_TRANSLATIONS = {
    "translators": TRANSLATORS,
    "translated_into": ["so", "fi"],
    "translation_address": "https://apua.example/kaannos",
    "translation_hours": 48,
}
WORDS_TO_TRANSLATE = WordsToTranslate(
    words=("Hei <b>", "Toinen"), from_language="so", language="fi", ends_at=LATER
)
CONSENT = {
    "partner": "parish",
    "purpose": "Ajan varaus <b>",
    "what": "Nimi",
    "given_by": "guardian",
    "until": "2026-12-07",
    "recorded_at": AT,
    "by": BY_AINO,
    "revoked_at": None,
}
LANES = [
    {
        "clock": "service-need",
        "started_by": "arrival",
        "started_at": AT,
        "due_on": "2026-12-03",
        "picture": PICTURE,
    },
    {
        "clock": "assessment",
        "started_by": "first-opening",
        "started_at": AT,
        "due_on": "2027-02-24",
        "picture": (),
    },
    {
        "clock": "pupil-welfare",
        "started_by": "arrival",
        "started_at": AT,
        "due_on": "2026-12-03",
        "picture": DONE,
        "done_on": "2026-12-04",
        "done_late": True,
        "what": "Juteltiin <b>",
        "released_at": AT,
    },
]
QUESTION = {"number": 1, "request_id": "0b0c", "unit": "neuvola", "from_unit": None, **ASKED}
RETENTION: dict[str, Any] = {
    "recorded_on": "2026-11-24",
    "recorded_system": "Lifecare",
    "destroyed_on": date(2027, 5, 24),
    "held_back": True,
}
COUNTED = {"notified": 1, "declined": 1, "unrecorded": 2}
READER = {"at": AT, "ground": None, "because": None}
REQUEST: dict[str, Any] = {
    **ROW,
    "message": "<b>Apua</b>",
    "avoid": "Naapurini",
    "avoided": ["onni"],
    "elsewhere": True,
    "concerns": "my_child",
    "guardian_may_know": "ask",
    "receipt_replaced_at": AT,
    "contact_compromised_at": AT,
    "contact": {"phone": "040 1", "must_not_know": "naapuri"},
    "consents": {"partners": ["parish"], "consult": True},
    "messages": [
        REPLY,
        {**REPLY, "number": 2, "retracted_at": AT},
        {**REPLY, "number": 3, "text": None, "retracted_at": AT},
        {"from": "requester", "text": "Apua <b>", "sent_at": AT, "number": None, "place": 0},
    ],
    "notes": [{"at": AT, "by": BY_AINO, "text": "Soita", "visibility": "unit"}],
    "notices": [
        {
            "recipient": recipient,
            "unit": unit,
            "kind": "something-new",
            "channel": "email",
            "state": "failed",
            "at": AT,
            "code": "smtp-550",
        }
        for recipient, unit in (("unit", "neuvola"), ("requester", None))
    ],
    "routing": {
        "unit": "neuvola",
        "reason": "topic",
        "rule": "van",
        "catalogue_version": "1",
        "passed_over": ["neuvola"],
    },
    "promises": [
        {**PROMISE, "picture": PICTURE, "missed": True},
        {**PROMISE, "picture": ANSWERED, "number": 1},
    ],
    "history": [EVENT, {**EVENT, "kind": "claimed", "detail": "onni", "because": "Sijaistan"}],
    "contact_attempts": [{"at": AT, "by": BY_AINO, "channel": "phone", "reached": False}],
    "details": [{"at": AT, "fields": ["municipality", "contact.safe_times"]}],
    "protection_notices": [
        {"at": AT, "by": BY_AINO, "to": "Lastensuojelu", "because": "Pelko", "family_told": True}
    ],
    "notifying": [
        {"username": "onni", "role": "worker", "unit": "neuvola", "stand": stand, **READER}
        for stand in ("notified", "together", "named", "unrecorded")
    ]
    + [
        {**READER, "username": "aino", "stand": "declined", "ground": ground, "because": "Syy <b>"}
        for ground in map(str, NoNotice)
    ],
    "statutory_clocks": LANES,
    "corrections": [
        {"number": 1, "kind": kind, "text": "Ikä <b>", "asked_at": AT, "due_on": date(2026, 12, 22)}
        for kind in ("objection", "correction")
    ],
    "disclosures": [
        {
            "number": 1,
            "asker": asker,
            "parts": ["message", "notes"],
            "refused": asker == "guardian",
            "statute": "Laki <b>",
            "recipient": "Asema <b>",
            "refused_because": "Kielto <b>" if asker == "guardian" else None,
            "weighed": None,
            "at": AT,
            "by": BY_AINO,
        }
        for asker in ("guardian", "police")
    ],
    "authorities_told": [
        {"kind": "police-notice-made", "because": "Syy <b>", "at": AT, "by": BY_AINO},
        {
            "kind": "joint-contact-made",
            "because": None,
            "at": AT,
            "by": BY_AINO,
            "with_whom": "Sosiaalityö <b>",
            "requester_takes_part": False,
        },
    ],
    "consent_records": [CONSENT, {**CONSENT, "until": None, "what": None, "revoked_at": AT}],
    "agreed_partners": ["parish", "neuvola"],
    "consent_gone_at": AT,
    "consultations": [
        {**ASKED, "answer": None, "answered_at": None, "withdrawn_at": None},
        {**ASKED, "answer": "Neuvo <b>", "answered_at": AT, "answered_by": BY_AINO},
        {**ASKED, "answered_at": None, "withdrawn_at": AT},
    ],
    "translations": [
        {**TRANSLATION, "code": "abc", "opened_at": None},
        {**TRANSLATION, "number": 2, "translator": "gone", "text": None, "messages": [0]},
        {**TRANSLATION, "number": 3, "ended_at": AT},
        {**TRANSLATION, "number": 4, "translation": "Hi <b>", "delivered_at": AT},
    ],
    "withheld": True,
    "links": [
        {
            "reference": "PA-2",
            "kind": "family",
            "at": AT,
            "by": BY_AINO,
            "because": "Sama puhelin",
            "id": "0b0e",
            "unit": "neuvola",
            "state": "claimed",
            "claimed_by": "onni",
            "wrote_at": AT,
            "merged": "duplicate",
            "version": 7,
        },
        {
            "reference": "PA-3",
            "kind": "same-person",
            "at": AT,
            "by": BY_AINO,
            "because": None,
            "id": "0b0f",
            "unit": "neuvola",
            "state": "claimed",
            "claimed_by": None,
            "wrote_at": None,
            "merged": "goes-on-there",
        },
        {"reference": None, "id": None, "merged": None},
    ],
    "retention": RETENTION,
    "offered_to": "neuvola",
    "offer_due_at": AT,
    "offer_follow_up_on": "2026-12-07",
    "landing_follow_up_on": "2026-12-07",
    "handed_over_by": "neuvola",
    "offer": {"summary": "Väsynyt äiti"},
    "emergency_steps": [{"step": "called-112", "at": AT, "by": BY_AINO, "note": "Tulossa"}],
    "alert": {"alerted_at": MONDAY, "repeats_at": TUESDAY},
    "came_back": {"kind": "transfer-refused", "unit": "neuvola", "at": AT, "because": "Täynnä"},
}
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
    "opened": 6,
    "opened_share": 0.6667,
    "looks_late": 1,
    "consulted": 2,
    "miss_causes": dict.fromkeys(MissCause, 2),
    "follow_ups": {"promised": 3, "kept": 2, "missed": 1},
}
TIMES = {
    "as_of": AT,
    "from_on": None,
    "to_on": None,
    "suppressed_below": 5,
    "whole": {**TIMES_ROW, "key": "", "missed": 2},
    "rows": [TIMES_ROW],
}
MISSED = [
    {
        "id": "0b0c",
        "reference": "PA-1",
        "unit": "neuvola",
        "state": "claimed",
        "arrived_on": date(2026, 11, 20),
        "answer_by_on": date(2026, 11, 24),
    }
]
NOTHING_WATCHED = {"at_risk": [], "overdue": [], "longest": [], "unexplained": []}
TIMES_SHOWN = {
    "times": TIMES,
    "told": [TIMES_ROW],
    "hidden": 3,
    "of_people": False,
    "groupings": [str(each) for each in Grouping],
    "query": {"by": "unit"},
    "watched": {"at_risk": MISSED, "overdue": MISSED, "longest": [], "unexplained": MISSED},
    "presets": list(presets(date(2026, 11, 30))),
}
UNIT = {"code": "neuvola", "name": "Neuvola", "side": "county", "municipalities": ["698"]}
RULE = {"code": "van", "reason": "topic", "default": "neuvola", "topics": ["VAN"]}
NUMBER = {
    "name": "Päivystys",
    "number": "112",
    "url": None,
    "hours_known": False,
    "confirmed": False,
}
CATALOGUE = {
    "version": "1",
    "service_promise": {"target_working_days": 1, "answer_working_days": 2},
    "topics": [{"code": "VAN", "name": "Vanhemmuus", "description": "Arki"}],
    "units": [UNIT],
    "rules": [RULE],
    "age_bands": [{"code": "A3", "name": "7–12 v"}],
    "municipalities": [{"code": "698", "name": "Rovaniemi"}],
    "emergency": [NUMBER, {**NUMBER, "confirmed": True, "hours_known": True}],
    "self_help": [
        {"title": "Lepää", "text": "Nuku.", "topics": [], "owner": "elli", "reviewed_on": None}
    ],
    "guides": [{"name": "Kela", "text": "kela.fi", "owner": "elli", "reviewed_on": None}],
    "intake_unit": "neuvola",
}
LOG_ROW: dict[str, Any] = {
    "at": AT,
    "by": {"username": "aino", "role": "worker", "unit": "neuvola"},
    "action": "view",
    "request_id": "0b0c",
    "reference": "PA-1",
    "ground": "own",
    "purpose": "service",
    "outcome": "ok",
    "version": 3,
    "searched": None,
    "concerning": "os:root",
    "reason": "Sijaistan.",
}
COORDINATOR = {**WORKER, "username": "kerttu", "role": "coordinator"}
EMPTY: dict[str, Any] = {"items": [], "next": None, "as_of": AT}
HEAP_ROW = {"id": "0e", "since": AT, "requests": 12, "danger": 2, "danger_waits": 1}
MASS_CLOSING = {"id": "0f", "heap": "0e", "requests": 4, "closed_at": AT, "taken_back_until": AT}
HEAPS = {"heaps": [HEAP_ROW], "closings": [MASS_CLOSING], "as_of": AT}
HEAP = {
    "id": "0e",
    "row": HEAP_ROW,
    "alike": [{"requests": ["0b0c", "0b0d"], "closing": ["0b0c"]}],
    "closings": [MASS_CLOSING],
    "as_of": AT,
}
OF_A_HEAP: dict[str, Any] = {
    "rows": [ROW],
    "group_of": {"0b0c": 1},
    "orders": ("queue", "arrival", "words"),
    "order": "words",
    "values": {},
    "done": "closed",
    "number": "4",
}
CRISIS = {"id": "0f", "text": "accident", "published_at": AT, "published_by": "aino", "until": AT}
OF_CRISES: dict[str, Any] = {
    "earlier": [{**CRISIS, "ended_at": None}],
    "codes": [str(each) for each in CrisisText],
    "lengths": (1, 3, 7, 14),
    "values": {},
    "done": "published",
}
ABSENCE = {"id": "0e", "username": "aino", "substitute": "onni", "recorded_by": "kerttu"}
OF_ABSENCES: dict[str, Any] = {
    "absences": [
        {**ABSENCE, "from_on": date(2026, 11, 23), "until_on": date(2026, 12, 12)},
        {**ABSENCE, "from_on": date(2026, 12, 23), "until_on": date(2026, 12, 31)},
    ],
    "past": [
        {
            **ABSENCE,
            "from_on": date(2026, 11, 2),
            "until_on": date(2026, 11, 6),
            "ended_at": AT,
            "ended_by": "kerttu",
        }
    ],
    "of_anybody": True,
    "people": [{"username": "aino", "name": "Aino"}],
    "substitutes": [{"username": "onni", "name": "Onni"}],
    "today": date(2026, 11, 24),
    "values": {},
    "done": "recorded",
}
WATCH = {"unit": "sosiaalipaivystys", "from_at": AT, "until_at": AT}
SHIFT = {**WATCH, "id": "0e", "username": "aino", "planned_at": AT, "planned_by": "kerttu"}
OF_ROTA: dict[str, Any] = {
    "rota": {
        "now": [{**WATCH, "username": "aino"}],
        "items": [
            {"shift": SHIFT, "instead": [{**WATCH, "username": each} for each in ("onni", None)]}
        ],
        "uncovered": [{**WATCH, "username": None}],
        "past": [{**SHIFT, "ended_at": AT, "ended_by": "kerttu"}],
    },
    "plans": True,
    "choices": [("sosiaalipaivystys", ["aino"])],
    "values": {},
    "error": {"code": "away-on-shift"},
    "done": None,
}
NO_ROTA: dict[str, list[object]] = {"now": [], "items": [], "uncovered": [], "past": []}
OF_LEAVERS: dict[str, Any] = {
    "holder": "aino",
    "held": [{"id": "0e", "reference": "PA-1", "unit": "perhesosiaalityo"}],
    "people": [{"username": "aino", "name": "Aino", "active": False}],
    "colleagues": [{"username": "onni", "name": "Onni", "active": True}],
    "passed_on": {"given": ["PA-1"], "back_in_queue": ["PA-2"], "unchanged": ["PA-3"]},
    "values": {"worker": "onni"},
}
HOLDING = Ready(text="Salaan", language="so", kind="holding")
TEMPLATE = {
    "id": "0f",
    "version": 2,
    "title": "Aika",
    "topics": ["VAN"],
    "texts": {"so": "Salaan"},
    "retired": True,
    "edited_at": AT,
    "edited_by": "aino",
}
OF_A_TEMPLATE: dict[str, Any] = {
    "template_id": "0f",
    "values": {"text.so": "Salaan"},
    "tags": ("fi", "sv", "en", "se", "so"),
    "topics": ["VAN"],
    "placeholders": list(Placeholder),
    "previews": [("so", "Salaan")],
    "error": {"code": "unknown-placeholder", "language": "so"},
}
OF_OWN_NOTICES: dict[str, Any] = {
    "kinds": [str(each) for each in (*OF_WORK, Kind.PROMISE_MISSED)],
    "values": {"email": "aino@example.fi", "email_kinds": ["offer"], "digest_times": ["08:00"]},
    "digest_fields": 2,
    "done": "kept",
}
FEEDBACK = {
    "quarter": "2026-Q4",
    "answers": 5,
    "heard": {1: 0, 2: 0, 3: 1, 4: 1, 5: 3},
    "helped": {1: 0, 2: 0, 3: 1, 4: 1, 5: 3},
    "comments": ["Kiitos <b>"],
}
SAID: dict[str, Any] = {
    "id": "0a",
    "text": "Ei toimi.",
    "email": "lukija@example.org",
    "received_at": AT,
    "due_on": "2026-12-07",
    "overdue": True,
    "danger": True,
}
OF_ACCESSIBILITY: dict[str, Any] = {
    "waiting": [SAID, {**SAID, "id": "0b", "text": None, "email": None}],
    "answered": [{**SAID, "answered_at": AT, "answered_by": "aino", "done": "Korjattu."}],
    "typed_for": None,
    "values": {},
    "done": "answered",
}
READ = {"at": AT, "by": BY_AINO, "ground": "own"}


def page(name: str, language: str = "fi", actor: object = WORKER, **context: object) -> str:
    given: dict[str, Any] = {
        "names": NAMES,
        "csrf_token": "secret-mark",
        "error": None,
        "known": "a",
        "now": AT,
        **context,
    }
    return PAGES.render(f"staff/{name}.html", language=language, path="/jono", actor=actor, **given)


CHOICES = ("waiting", "everything", "new", "mine", "today", "overdue", "unread", "arrived", "back")
COUNTS = dict(zip(CHOICES, (7, 9, 2, 3, 1, 1, 3, 2, 4), strict=True))


def queue_page(
    row: dict[str, Any] = ROW, actor: object = WORKER, language: str = "fi", **filters: str
) -> str:
    queue = {"items": [row], "next": "abc", "as_of": AT, "counts": COUNTS}
    return page("queue", language, actor, queue=queue, filters=filters or {"due": "today"})


FOUND = {"username": "aino", "on": TUESDAY, "position": 3, "count": 2, "reference": "PA-1"}
WEEK = {"from_on": MONDAY, "to_on": TUESDAY}
WEEK_ITEMS = [
    {"finding": {**FOUND, "kind": str(kind)}, "reason": "Sijaistan.", "judged": None}
    for kind in Unusual
]
WEEK_ITEMS += [
    {
        "finding": {**FOUND, "kind": "many", "reference": None},
        "reason": None,
        "judged": {"verdict": str(verdict), "by": "tiina", "at": AT},
    }
    for verdict in Verdict
]
OF_LOG = {
    "filters": {"reference": "PA-1"},
    "is_first": False,
    "people": [{"username": "onni", "name": "Onni"}],
    "kinds": [str(each) for each in LogKind],
    "grounds": GROUNDS_OF_READS,
}


def log_page(language: str = "fi", *, whole: bool = False, **changes: str) -> str:
    """The log of one read: its first row, or the whole page."""
    shown = {"items": [{**LOG_ROW, **changes}], "next": 3, "refused": 1, "request_id": "0b0c"}
    html = page("log", language, shown=shown, **OF_LOG)
    return html if whole else html.partition("<tbody>")[2].partition("</tbody>")[0]


SINCE = {"since": TUESDAY, "since_said": "2026-11-24T07:00:00Z"}
PRINTED = {"printed_by": COORDINATOR, "printed_on": "24.11.2026", "printed_at": TUESDAY}


def request_page(language: str = "fi", **changes: object) -> str:
    context: dict[str, object] = {"request": REQUEST, "may": VERBS, "values": {}}
    context |= OF_TRANSLATIONS | {
        "places": PLACES,
        "workers": [{"username": "onni", "name": "Onni"}],
    }
    context |= {"guides": [("kela", "Kela")], "holding": [("fi", False), ("so", True)]}
    offered = [TemplateGroup("so", [("0f so", "Aika")])]
    context |= {"holding_first": "so", "templates": offered, **changes}
    return page("request", language, **context)


OWN_SESSIONS = [
    {"name": name, "begun_at": TUESDAY, "used_at": TUESDAY, "is_own": name == "a"} for name in "ab"
]


def pages_of_own_account(language: str) -> Iterator[str]:
    for at_hand in (
        {"has_password": True, "codes_left": None, "done": "changed", "sessions": OWN_SESSIONS},
        {"has_password": True, "codes_left": 9, "done": "factor-removed"},
        {"has_password": True, "codes_left": 9, "factor_required": True, "done": None},
        {"has_password": False, "codes_left": None, "done": "ended"},
    ):
        yield page("own_account", language, COORDINATOR, username="kerttu", **at_hand)
    offered = {"secret": "ABCD EFGH", "sealed": "x", "qr": qr_code("otpauth://totp/x"), "next": ""}
    for who in (COORDINATOR, None):
        yield page("second_factor", language, who, **offered)
    yield page("second_step", language, None, next="/jono")
    told = {"codes": ["2222-3333-4444"], "username": "kerttu", "goes_on": "/jono"}
    yield page("recovery_codes", language, COORDINATOR, **told)


def every_page(language: str) -> Iterator[str]:
    row = {"request": ROW, "values": {}}
    for ways in ({"local": True, "provider": True}, {"local": True}, {"provider": True}):
        yield page("sign_in", language, None, values={}, next="/jono", **ways)
    yield queue_page(language=language)
    yield page("queue", language, queue={**EMPTY, "counts": COUNTS}, filters={}, **SINCE)
    yield page("queue", language, COORDINATOR, queue=EMPTY, filters={"due": "any"}, heaps=HEAPS)
    for shown in LINE_PROOFS:
        yield page("queue", language, COORDINATOR, queue=EMPTY, filters={}, line_proof=shown)
    for gaps in ([WATCH], [WATCH, WATCH]):
        yield page("queue", language, COORDINATOR, queue=EMPTY, filters={}, uncovered=gaps)
    for heap in (HEAP, {**HEAP, "row": None, "alike": []}):
        yield page("heap", language, COORDINATOR, heap=heap, **OF_A_HEAP)
    for shown in (CRISIS, None):
        yield page("crisis", language, COORDINATOR, shown=shown, **OF_CRISES)
    for at_hand in (OF_ABSENCES, {**OF_ABSENCES, "absences": [], "of_anybody": False}):
        yield page("absences", language, COORDINATOR, **at_hand)
    for said in (
        {"done": "planned"},
        {"done": "ended"},
        {"rota": NO_ROTA, "plans": False, "error": None},
    ):
        yield page("rota", language, COORDINATOR, **{**OF_ROTA, **said})
    for at_hand in (OF_LEAVERS, {**OF_LEAVERS, "held": [], "passed_on": None}):
        yield page("leavers", language, COORDINATOR, **at_hand)
    yield from pages_of_own_account(language)
    yield page("notice_settings", language, COORDINATOR, **OF_OWN_NOTICES)
    for said in (OF_ACCESSIBILITY, {**OF_ACCESSIBILITY, "waiting": []}):
        yield page("accessibility", language, COORDINATOR, **said)
    yield request_page(language, done="claim")
    for step in (None, "asked", "held", "cancelled"):
        said = {"interpreting": step, "interpreting_at": None}
        yield request_page(language, request={**REQUEST, **said})
    for ready in (HOLDING, Ready(is_gone=True), Ready(lacks=tuple(Placeholder))):
        yield request_page(language, ready=ready, kept=True, values={"language": "so"})
    for done, kept in (("kept", [TEMPLATE]), ("retired", [])):
        listed = {"standing": kept, "retired": kept, "done": done}
        yield page("templates", language, COORDINATOR, **listed)
    for before in ([TEMPLATE], []):
        yield page("template", language, COORDINATOR, **OF_A_TEMPLATE, before=before)
    matched = {**REQUEST, "avoid_unmatched": False}
    for found in ([], ["onni"]):
        yield request_page(language, request={**matched, "avoided": found})
    moved = {"kind": "transfer-accepted", "at": AT, "by": BY_AINO}
    for said in ({"history": [moved]}, {"offer": None, "history": []}):
        yield request_page(language, request={**matched, **said})
    yield request_page(language, request=ROW, may=["opening"])
    yield request_page(language, request={**REQUEST, "state": "closed"}, may=["reopening"])
    for state in ("closed", "answered"):
        kept = {**RETENTION, "recorded_on": None, "destroyed_on": None, "held_back": False}
        yield request_page(language, request={**REQUEST, "state": state, "retention": kept})
    yield page("printed", language, None, request=REQUEST, may=[], **PRINTED)
    yield page("reason_needed", language, **row)
    for by in Grouping:
        key = "2026-11" if by is Grouping.MONTH else "-"
        said = {
            **TIMES_SHOWN,
            "query": {"by": str(by)},
            "of_people": by.is_of_people,
            "told": [TIMES_ROW | {"key": key}],
        }
        yield page("response_times", language, **said)
        yield page("response_times_printed", language, **said)
    for changed in ({"received": None}, {"answered_in_promise": 0, "missed": 0}):
        whole = {**TIMES["whole"], **changed}
        few = {**TIMES, "from_on": date(2026, 1, 1), "to_on": date(2026, 6, 30), "whole": whole}
        nothing: dict[str, Any] = {**NOTHING_WATCHED, "longest": MISSED}
        yield page("response_times", language, **{**TIMES_SHOWN, "times": few, "watched": nothing})
    only_to = {**TIMES, "to_on": date(2026, 6, 30)}
    nothing_told = {**TIMES_SHOWN, "times": only_to, "told": [], "hidden": 0}
    yield page("response_times", language, **nothing_told)
    only_from = {**TIMES, "from_on": date(2026, 6, 1)}
    yield page("response_times", language, **{**TIMES_SHOWN, "times": only_from})
    for rows in ([QUESTION], []):
        yield page("consultations", language, rows=rows, done="consultation-answer")
    yield page("consultation_of_one", language, shown=QUESTION, values={})
    unsent = {"code": "abc", "text": "Hi <b>", "words": None, "lacking": None}
    for step in ("begin", "thanks", "over", "away"):
        yield page("translator", language, None, **{**unsent, "step": step})
    yield page("translator", language, None, **{**unsent, "step": "begin", "lacking": "promise"})
    one = replace(WORDS_TO_TRANSLATE, words=("Hei",), from_language=None)
    for words, lacking in ((WORDS_TO_TRANSLATE, "text"), (one, "too-long"), (one, None)):
        shown = {**unsent, "step": "words", "words": words, "lacking": lacking}
        yield page("translator", language, None, **shown)
    yield request_page(language, translators={}, to_translate="Hei")
    sent = {"code": "words-identify", "verb": "translation", "found": ["name"]}
    yield request_page(language, error=sent, values={"text": "Hei", "messages": ["0"]})
    only_delivered = [{**TRANSLATION, "translation": "Hi", "delivered_at": AT}]
    yield request_page(language, request={**REQUEST, "translations": only_delivered})
    yield page("catalogue", language, catalogue=CATALOGUE)
    yield page("feedback", language, quarters=[FEEDBACK])
    yield page("feedback", language, quarters=[])
    yield log_page(language, whole=True)
    searched = {**LOG_ROW, "action": "search", "searched": 12, "reference": None, "version": None}
    for items in ([searched], []):
        shown = {"items": items, "next": None, "refused": 0, "request_id": None}
        yield page("log", language, shown=shown, **{**OF_LOG, "filters": {}, "is_first": True})
        yield page("own_reads", language, shown=shown, is_first=True)
    for done in ("judged", None):
        week = {**WEEK, "items": WEEK_ITEMS if done else [], "waiting": 3 if done else 0}
        turns = {"before": MONDAY, "behind": TUESDAY if done else None, "done": done}
        verdicts = [str(each) for each in Verdict]
        yield page("log_reviews", language, shown=week, verdicts=verdicts, **turns)
    causes = [*MissCause]
    said = {"cause": "held", "action": "Lista korjattiin.", "explained_at": AT}
    misses = [{"promise": 0, "choices": causes, **said}, {"promise": 1, "choices": causes}]
    happened = {"events": [EVENT], "reads": [READ], "notifying": COUNTED, "misses": misses}
    trail = {"reference": "PA-1", **happened}
    explaining = {"may_explain": True, "explain_at": "/jono", "values": {}}
    yield page(
        "trail", language, trail=trail, pictures=[PICTURE, ANSWERED], lanes=LANES, **explaining
    )
    yield page("trail", language, trail=trail, may_explain=False)
    for verdict in ("kept", "missed", "open"):
        shown = {**CERTIFIED, "verdict": verdict}
        for watches in (True, False):
            yield page(
                "certificate", language, shown=shown, watches=watches, back="/jono", file="/jono"
            )
    yield page("notice", language, error={"code": "not-allowed"}, saved="Soitin", back="/jono")
