"""Does every act on a request work on a small telephone, by the keyboard alone?

Each form is reached, opened, filled and sent with keys, in a situation in which the page offers it;
with everything open that page is no wider than the telephone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page

from api.v1.verbs import VERBS
from tests.browser.conftest import served_from
from tests.browser.people import Served, sign_in
from tests.browser.test_every_page import faults
from tests.browser.walking import unfold_all
from tests.service import PASSWORD
from tests.web.asking import REQUESTS, SUBMISSION, VERB_BODIES, Json

TELEPHONE = {"width": 375, "height": 667}
# Further than from one end of any page to the other.
STOPS_AT_MOST = 400
CHOICES_AT_MOST = 60
DAY = "2026-12-12"
# The sheet answers in its stead.
WITHOUT_A_FORM = frozenset({"reply"})


@dataclass(frozen=True, kw_only=True)
class Act:
    """Who does it, after which steps, on which request, and what they type; else as others do.

    `wants`: what the requester asks about the own data.
    """

    who: str = "aino"
    after: tuple[tuple[str, str], ...] = ()
    asked: Json = field(default_factory=dict)
    wants: str | None = None
    says: Json = field(default_factory=dict)
    page: str = "/jono/{}"


LOOKED = ("aino", "urgency")
OFFERED = ("aino", "transfer")
REPLIED = ("aino", "reply")
RUNNING = (("aino", "claim"), ("aino", "statutory-clock"))
# A colleague who has read the request made the notice too.
TOGETHER = (("onni", "note"), ("aino", "together"))
CALLED = {"channel": "phone", "reached": "true"}
DANGER = {"message": "Mieheni uhkaa tappaa minut.", "topics": ["VKV"]}

ACTS: dict[str, Act] = {
    "urgency": Act(after=(LOOKED,)),
    "alert-acknowledgement": Act(after=(("aino", "emergency"),), who="kerttu"),
    "emergency-step": Act(after=(("aino", "claim"), ("aino", "emergency"))),
    "danger-dismissal": Act(asked=DANGER),
    "sorting": Act(after=(LOOKED,), says={"topics": ["ARK"], "concerns": "my_child"}),
    "claim": Act(),
    "release": Act(after=(("aino", "claim"),)),
    "assignment": Act(says={"worker": "risten"}),
    "guidance": Act(),
    "response": Act(says={"text": "Hei", "level": "normal"}),
    "reply-retraction": Act(after=(REPLIED,), says={"personal_data": "false"}),
    "note": Act(says={"text": "Soitan.", "visibility": "unit"}),
    "link": Act(says={"other": "OTHER", "kind": "family"}),
    "merging": Act(after=(LOOKED,), says={"other": "OTHER"}),
    "unlink": Act(after=(("aino", "link"),), says={"other": "OTHER", "because": "Syy."}),
    "contact-attempt": Act(says=CALLED),
    "contact-compromised": Act(asked={"contact": {"phone": "+358401234567"}}),
    "interpreter": Act(says={"at": f"{DAY}T10:10", "language": "sv", "state": "booked"}),
    "silence": Act(),
    "silence-end": Act(after=(("aino", "silence"),)),
    "translation": Act(after=(("aino", "claim"),)),
    "translation-end": Act(after=(("aino", "claim"), ("aino", "translation"))),
    "transfer": Act(),
    "transfer-acceptance": Act(who="leena", after=(OFFERED,)),
    "transfer-refusal": Act(who="leena", after=(OFFERED,)),
    "transfer-withdrawal": Act(after=(OFFERED,)),
    "consent": Act(says={"until": DAY}),
    "consent-revocation": Act(after=(("aino", "consent"),)),
    "consultation": Act(),
    "consultation-answer": Act(
        who="leena", after=(("aino", "consultation"),), page="/konsultaatiot/{}"
    ),
    "consultation-withdrawal": Act(after=(("aino", "consultation"),)),
    "handover": Act(says={"follow_up_on": DAY}),
    "handover-acceptance": Act(who="leena", after=(("aino", "handover"),)),
    "landing": Act(after=(("aino", "handover"), ("leena", "handover-acceptance"))),
    "statutory-clock": Act(says={"is_application": "true"}),
    "clock-done": Act(after=RUNNING),
    "clock-release": Act(after=RUNNING),
    "clock-withdrawal": Act(after=RUNNING),
    "recusal": Act(),
    "avoidance": Act(asked={"avoid": "Tätini"}, says={"workers": ["onni"]}),
    "opening": Act(after=(("onni", "claim"),)),
    "protection-notice": Act(says={"family_told": "true"}),
    "joint-contact": Act(says={"requester_takes_part": "true"}),
    "police-notice": Act(),
    "disclosure": Act(says={"asker": "court", "parts": ["message"]}),
    "data-request-decision": Act(wants="correction"),
    "no-notice": Act(),
    "notice-confirmation": Act(who="onni", after=TOGETHER),
    "notice-release": Act(after=(("aino", "protection-notice"),)),
    "closing": Act(after=(REPLIED,)),
    "recorded": Act(after=(REPLIED,), says={"on": "2026-11-23"}),
    "reopening": Act(after=(REPLIED, ("aino", "closing"))),
}
# What leads to a situation and is no verb of its own.
BODIES = {
    **VERB_BODIES,
    "emergency": {"level": "emergency", "because": "Syy."},
    "together": {**VERB_BODIES["protection-notice"], "together_with": ["onni"]},
    "closing": {"outcome": "advice", "retention_class": "advice"},
}
VERB_OF = {"emergency": "urgency", "together": "protection-notice"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Served]:
    """One service for all acts, each on a request of its own."""
    yield from served_from(tmp_path_factory.mktemp("acts"), chromium)


class Desk:
    """Staff over the JSON API, who bring requests into situations."""

    def __init__(self, api: httpx.Client) -> None:
        self._api = api
        self._tokens: dict[str, str] = {}

    def request(self, act: Act) -> tuple[str, str]:
        """The id of a request in the act's situation, and the reference of another one."""
        other = self._sent(SUBMISSION)["reference"]
        receipt = self._sent({**SUBMISSION, **act.asked})
        request_id = self._id_of(receipt["reference"])
        if act.wants:
            self._ask_about_data(receipt["receipt"], act.wants)
        for who, step in act.after:
            verb = VERB_OF.get(step, step)
            body = {name: other if name == "other" else said for name, said in BODIES[step].items()}
            answer = self._as(who).post(f"{REQUESTS}/{request_id}/{verb}", json=body)
            assert answer.status_code == 200, answer.text
        return request_id, other

    def _sent(self, body: Json) -> Json:
        answer = self._api.post(REQUESTS, json=body, headers={"authorization": ""})
        assert answer.status_code == 201, answer.text
        told: Json = answer.json()
        return told

    def _ask_about_data(self, receipt: str, kind: str) -> None:
        """The requester opens the receipt and asks about the own data."""
        nobody = {"authorization": ""}
        opened = self._api.post(
            "/api/v1/receipt-sessions", json={"receipt": receipt}, headers=nobody
        )
        own = {"authorization": f"Bearer {opened.json()['token']}"}
        made = self._api.post("/api/v1/my-request/data-requests", json={"kind": kind}, headers=own)
        assert made.status_code == 201, made.text

    def _id_of(self, reference: str) -> str:
        found = self._as("kerttu").get("/api/v1/search", params={"q": reference}).json()
        (hit,) = found["items"]
        return str(hit["id"])

    def _as(self, who: str) -> httpx.Client:
        if who not in self._tokens:
            body = {"username": who, "password": PASSWORD}
            self._tokens[who] = self._api.post("/api/v1/session", json=body).json()["token"]
        self._api.headers["authorization"] = f"Bearer {self._tokens[who]}"
        return self._api


@pytest.fixture(scope="module")
def desk(served: Served) -> Iterator[Desk]:
    with httpx.Client(base_url=served.address) as api:
        yield Desk(api)


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until it has the focus."""
    for _ in range(STOPS_AT_MOST):
        page.keyboard.press("Tab")
        if target.evaluate("each => each === document.activeElement"):
            return
    pytest.fail(f"no key reaches {target}")


def unfold_to(page: Page, form: Locator) -> None:
    """Open by key every fold that the form lies in, the outermost first."""
    folds = form.locator("xpath=ancestor::details")
    for place in range(folds.count()):
        if folds.nth(place).get_attribute("open") is None:
            tab_to(page, folds.nth(place).locator(":scope > summary"))
            page.keyboard.press("Enter")


def choose(page: Page, field: Locator, value: str) -> None:
    """In a list or a group of radio buttons, go down to a value."""
    now = "() => document.activeElement.value"
    chosen = "() => document.activeElement.checked !== false"
    for _ in range(CHOICES_AT_MOST):
        if page.evaluate(now) == value:
            break
        page.keyboard.press("ArrowDown")
    assert page.evaluate(now) == value
    if not page.evaluate(chosen):
        page.keyboard.press("Space")


def type_moment(page: Page, field: Locator, value: str) -> None:
    """A day, and a time behind it, in the order that the browser asks for them."""
    day, _, clock = value.partition("T")
    year, month, date = day.split("-")
    for first, second in ((month, date), (date, month)):
        page.keyboard.type(f"{first}{second}{year}")
        if clock:
            page.keyboard.press("ArrowRight")
            page.keyboard.type(f"{clock.replace(':', '')}AM")
        if field.input_value() == value:
            return
        for _ in range(6):
            page.keyboard.press("ArrowLeft")
    pytest.fail(f"{value} cannot be typed")


def answer(page: Page, form: Locator, name: str, value: object) -> None:
    """Give one field its value by keys."""
    wanted = str(value).lower() if isinstance(value, bool) else str(value)
    fields = form.locator(f"[name='{name}']:not([type=hidden]):not(button)")
    kind = fields.first.evaluate("each => each.type")
    if kind == "checkbox":
        tab_to(page, form.locator(f"[name='{name}'][value='{wanted}']"))
        page.keyboard.press("Space")
    elif kind == "radio":
        checked = form.locator(f"[name='{name}']:checked")
        tab_to(page, checked if checked.count() else fields.first)
        choose(page, fields, wanted)
    else:
        tab_to(page, fields)
        if kind == "select-one":
            choose(page, fields, wanted)
        elif kind in ("date", "datetime-local"):
            type_moment(page, fields, wanted)
        else:
            page.keyboard.insert_text(wanted)


def in_order(form: Locator, said: Json) -> list[str]:
    """The names of the fields that are answered, as Tab comes to them."""
    names: list[str] = form.evaluate("form => [...form.elements].map(each => each.name)")
    return [name for name in dict.fromkeys(names) if name in said]


def first_choices(form: Locator) -> Json:
    """Of each list that must be chosen from, what it offers first."""
    found: Json = form.evaluate(
        """form => Object.fromEntries([...form.querySelectorAll("select[required]")].map(
            each => [each.name, [...each.options].map(one => one.value).find(Boolean)]))"""
    )
    return found


def send(page: Page, form: Locator, verb: str, said: Json) -> None:
    buttons = form.locator("button")
    for name in said:
        of_field = form.locator(f"button[name='{name}'][value='{said[name]}']")
        buttons = of_field if isinstance(said[name], str) and of_field.count() else buttons
    acting = form.locator(f"button[formaction*='/{verb}']")
    tab_to(page, (acting if acting.count() else buttons).first)
    page.keyboard.press("Enter")


def test_every_verb_is_tried() -> None:
    assert ACTS.keys() | WITHOUT_A_FORM == VERBS.keys()


@pytest.mark.parametrize("verb", ACTS)
def test_the_act_is_done_with_keys_alone(served: Served, desk: Desk, verb: str) -> None:
    act = ACTS[verb]
    request_id, other = desk.request(act)
    page = served.window(viewport=TELEPHONE)
    sign_in(page, served, act.who)
    page.wait_for_url("**/jono**")
    page.goto(served.address + act.page.format(request_id))
    unfold_all(page)
    assert faults(page, "everything open", []) == []
    page.reload()
    form = page.locator(f"form[action*='/{verb}'], form:has(button[formaction*='/{verb}'])").first
    if verb == "consultation-answer":
        form = page.locator("form:has(textarea)").first
    said = {**BODIES.get(verb, {}), **act.says}
    said = {name: other if value == "OTHER" else value for name, value in said.items()}

    said = {**first_choices(form), **said}

    unfold_to(page, form)
    for name in in_order(form, said):
        shown = form.locator(f"[name='{name}']:not([type=hidden]):not(button)")
        for value in said[name] if isinstance(said[name], list) else [said[name]]:
            if shown.count():
                answer(page, form, name, value)
    send(page, form, verb, said)

    page.wait_for_url(re.compile(f"done={verb}(&|#|$)"))
