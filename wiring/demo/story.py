"""What do the demo's requests tell, who acts on them, and when? The files read into values."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from typing import Any
from uuid import UUID

from triage.actors import Role
from triage.catalogue import Catalogue
from triage.codes import Basis, Channel, Outcome, ReplyKind, RetentionClass, Urgency
from triage.desk.rota import Planned
from triage.intake import Submission
from triage.request.commands.command import Command
from triage.request.commands.dialogue import (
    AddNote,
    RecordContactAttempt,
    ReplyToRequester,
    WriteMessage,
)
from triage.request.commands.ending import CloseRequest, WithdrawRequest
from triage.request.commands.handling import (
    AssessUrgency,
    AssignRequest,
    ClaimRequest,
    ReleaseRequest,
)
from triage.request.commands.partners.guiding import GuideRequester
from triage.request.commands.partners.handover import AcceptHandover, OfferHandover, RecordLanding
from triage.request.commands.partners.protecting import RecordProtectionNotice
from triage.request.commands.transfer import AcceptTransfer, OfferTransfer
from triage.request.words import Consents, Contact, Profile, RequestWords
from triage.store.records.staff import Account
from triage.text.personal import Personal
from triage.time.calendar import ONE_DAY, local_day, moment_at

STAFF_FILE = "staff.toml"
# The receipt of this story is told, so that the requester's side can be tried too. It follows from
# a key of its own, so that no start has to remember it; no caller's key, a UUID, is like it.
TOLD_STORY = "kiusaaminen-jatkuu"
TOLD_KEY = Personal(f"demo:{TOLD_STORY}")
REQUESTER = "requester"
SPAN = re.compile(r"(\d+)(h|min)")
PROFILE_FIELDS = ("municipality", "asker", "concerns", "interpreter")
PLEA_FIELDS = ("reply_by", "guardian_may_know", "family_agrees", "has_worker", "avoid")
PERSONAL = frozenset({"because", "despite", "summary", "text", "to"})

COMMANDS: dict[str, type[Command]] = {
    "accept": AcceptTransfer,
    "accept-handover": AcceptHandover,
    "assign": AssignRequest,
    "call": RecordContactAttempt,
    "claim": ClaimRequest,
    "close": CloseRequest,
    "guide": GuideRequester,
    "handover": OfferHandover,
    "landing": RecordLanding,
    "look": AssessUrgency,
    "message": WriteMessage,
    "note": AddNote,
    "notice": RecordProtectionNotice,
    "release": ReleaseRequest,
    "reply": ReplyToRequester,
    "transfer": OfferTransfer,
    "withdraw": WithdrawRequest,
}
# How a field of a step is called in its command, and what it is there.
CLOSED_SETS: dict[str, tuple[str, type]] = {
    "basis": ("basis", Basis),
    "channel": ("channel", Channel),
    "kind": ("reply_kind", ReplyKind),
    "level": ("level", Urgency),
    "outcome": ("outcome", Outcome),
    "retention_class": ("retention_class", RetentionClass),
}
NOT_OF_THE_COMMAND = frozenset({"by", "do", "after", "later", "minutes_ago"})

Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One thing that happens: at `at`, `by` does what `step` says; the first one submits."""

    at: datetime
    by: str
    step: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One demo request: what is submitted, and what happens then, in order."""

    name: str
    told: Table
    scenes: tuple[Scene, ...]


def demo_staff() -> tuple[Account, ...]:
    """The demo's accounts, by the order of the file."""
    return tuple(
        Account(
            username=row["username"],
            name=row["name"],
            role=Role(row["role"]),
            units=tuple(row.get("units", ())),
            languages=tuple(row.get("languages", ())),
            demo=True,
        )
        for row in _table(STAFF_FILE)["staff"]
    )


def demo_rota(now: datetime) -> tuple[tuple[str, Planned], ...]:
    """The demo's shifts that are not over, each with who plans it."""
    day = local_day(now)
    monday = day - day.weekday() * ONE_DAY
    planned = (
        (
            row["by"],
            Planned(
                unit=row["unit"],
                username=row["username"],
                from_at=_of_week(monday, row["from"]),
                until_at=_of_week(monday, row["until"]),
            ),
        )
        for row in _table(STAFF_FILE)["shift"]
    )
    return tuple((by, shift) for by, shift in planned if shift.until_at > now)


def _of_week(monday: date, said: str) -> datetime:
    """A moment such as `4 16:00`: days from Monday on, and the hour in Helsinki."""
    days, hour = said.split()
    return moment_at(monday + int(days) * ONE_DAY, time.fromisoformat(hour))


def demo_requests() -> tuple[Table, ...]:
    """The demo's requests as they stand in the files."""
    names = sorted(file.name for file in files("wiring.demo").iterdir())
    return tuple(
        told
        for name in names
        if name.endswith(".toml") and name != STAFF_FILE
        for told in _table(name)["request"]
    )


def _table(name: str) -> Table:
    return tomllib.loads((files("wiring.demo") / name).read_text(encoding="utf-8"))


def story(told: Table, catalogue: Catalogue, now: datetime) -> Story:
    """When everything of one request happens, for a demo that begins at `now`.

    What would lie in the future has not happened yet, so it and all behind it are left out.
    """
    scenes = [Scene(at=_arrival(told, catalogue, now), by=REQUESTER, step={})]
    for step in told.get("step", ()):
        at = _moment(step, scenes[-1].at, catalogue, now)
        if at > now:
            break
        scenes.append(Scene(at=at, by=step["by"], step=step))
    return Story(name=told["name"], told=told, scenes=tuple(scenes))


def _arrival(told: Table, catalogue: Catalogue, now: datetime) -> datetime:
    if "minutes_ago" in told:
        return now - timedelta(minutes=told["minutes_ago"])
    day = local_day(now)
    if "days_ago" in told:
        return moment_at(day - told["days_ago"] * ONE_DAY, time.fromisoformat(told["at"]))
    left = told["working_days_ago"]
    while left:
        day -= ONE_DAY
        left -= catalogue.calendar.is_working_day(day)
    return moment_at(day, time.fromisoformat(told["at"]))


def _moment(step: Table, before: datetime, catalogue: Catalogue, now: datetime) -> datetime:
    if "minutes_ago" in step:
        return max(before, now - timedelta(minutes=step["minutes_ago"]))
    if "later" in step:
        return before + _span(step["later"])
    return catalogue.opening.add_open_time(before, _span(step["after"]), catalogue.calendar)


def _span(text: str) -> timedelta:
    found = SPAN.fullmatch(text)
    assert found, text
    number = int(found[1])
    return timedelta(hours=number) if found[2] == "h" else timedelta(minutes=number)


def submission(told: Table) -> Submission:
    """What the requester of this story sends."""
    own_word = told.get("own_word")
    return Submission(
        topics=tuple(told["topics"]),
        profile=Profile(
            age_bands=tuple(told.get("age_bands", ())),
            language=told.get("language", "fi"),
            protected_address=told.get("protected_address", False),
            elsewhere=told.get("elsewhere", False),
            **{name: told.get(name) for name in PROFILE_FIELDS},
        ),
        plea=RequestWords(
            message=told["message"].strip(),
            contact=Contact(**told["contact"]) if "contact" in told else None,
            consents=_consents(told),
            **{name: told.get(name) for name in PLEA_FIELDS},
        ),
        body=b"",
        own_word=Personal(own_word) if own_word else None,
        idempotency_key=TOLD_KEY if told["name"] == TOLD_STORY else None,
    )


def _consents(told: Table) -> Consents:
    given = told.get("consents", {})
    return Consents(partners=tuple(given.get("partners", ())), consult=given.get("consult", False))


def command(step: Table, request_id: UUID, at: datetime) -> Command:
    """What a step of a story asks of the write door at its moment."""
    fields: dict[str, object] = {}
    for name, value in step.items():
        if name in CLOSED_SETS:
            called, closed_set = CLOSED_SETS[name]
            fields[called] = closed_set(value)
        elif name in PERSONAL:
            fields[name] = Personal(value.strip())
        elif name == "follow_up_days":
            fields["follow_up_on"] = local_day(at) + value * ONE_DAY
        elif name not in NOT_OF_THE_COMMAND:
            fields[name] = value
    return COMMANDS[step["do"]](request_id=request_id, **fields)  # type: ignore[arg-type]
