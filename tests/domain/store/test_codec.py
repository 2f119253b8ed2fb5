"""Does a value come back from its stored form as it was, and is nothing personal ever stored?"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.actors import By, Role
from triage.request.events import Noted, Replied, Submitted
from triage.request.words import Consents, Contact, Profile, RequestWords
from triage.store.events.codec import decoded, encoded, field_decoders, personal_fields
from triage.text.personal import Personal
from triage.time.calendar import WorkingCalendar
from triage.time.deadlines import Promise, ServicePromise, promise

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
maybe = st.none() | texts
flags = st.none() | st.booleans()
moments = st.datetimes(
    min_value=datetime(2000, 1, 1),  # noqa: DTZ001
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
contacts = st.builds(
    Contact,
    name=maybe,
    phone=maybe,
    email=maybe,
    safe_times=maybe,
    may_leave_message=flags,
    sms_ok=flags,
    say_where_from=flags,
    must_not_know=maybe,
)
consents = st.builds(Consents, partners=st.lists(texts).map(tuple), consult=st.booleans())
pleas = st.builds(
    RequestWords,
    message=maybe,
    contact=st.none() | contacts,
    reply_by=maybe,
    own_word_hash=maybe,
    guardian_may_know=maybe,
    family_agrees=flags,
    has_worker=maybe,
    avoid=maybe,
    consents=consents,
)
profiles = st.builds(
    Profile,
    municipality=maybe,
    age_bands=st.lists(texts).map(tuple),
    asker=maybe,
    language=maybe,
    interpreter=maybe,
    protected_address=st.booleans(),
    elsewhere=st.booleans(),
)
bys = st.builds(By, role=st.sampled_from(Role), username=maybe, unit=maybe)


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True, kw_only=True)
class Sample:
    """Every kind of field that an event may have."""

    number: int
    share: float
    is_so: bool
    on: date
    at: datetime
    request_id: UUID
    colour: Colour
    many: tuple[Colour, ...]
    days: tuple[date, ...]
    by: By
    perhaps: By | None = None


SAMPLE = Sample(
    number=7,
    share=0.25,
    is_so=False,
    on=date(2026, 11, 23),
    at=datetime(2026, 11, 23, 8, 0, 0, 1, tzinfo=UTC),
    request_id=UUID(int=7),
    colour=Colour.RED,
    many=(Colour.RED, Colour.RED),
    days=(date(2026, 11, 24), date(2026, 11, 25)),
    by=By(role=Role.DUTY),
)


def through_json(value: Any) -> Any:
    return json.loads(encoded(value))


def test_every_kind_of_field_comes_back() -> None:
    assert decoded(Sample, through_json(SAMPLE)) == SAMPLE


def test_the_types_come_back_too() -> None:
    back = decoded(Sample, through_json(SAMPLE))
    assert type(back.colour) is Colour
    assert type(back.many) is tuple and type(back.on) is date
    assert type(back.by) is By and back.perhaps is None


@given(pleas)
def test_a_plea_comes_back(plea: RequestWords) -> None:
    assert decoded(RequestWords, through_json(plea)) == plea


@given(profiles)
def test_a_profile_comes_back(profile: Profile) -> None:
    assert decoded(Profile, through_json(profile)) == profile


@given(bys)
def test_who_did_it_comes_back(by: By) -> None:
    assert decoded(By, through_json(by)) == by


@given(moments)
def test_a_promise_comes_back(arrived_at: datetime) -> None:
    given_promise = promise(arrived_at, WorkingCalendar(version="2026"), ServicePromise())
    assert decoded(Promise, through_json(given_promise)) == given_promise


@given(moments, st.integers(-14, 14))
def test_a_moment_is_stored_in_utc_wherever_it_was_told(moment: datetime, hours: int) -> None:
    told = moment.astimezone(timezone(timedelta(hours=hours)))
    assert encoded(told) == encoded(moment)
    assert decoded(datetime, through_json(told)) == moment
    assert decoded(datetime, through_json(told)).utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "value",
    [
        Personal("sana"),
        (Personal("sana"),),
        [Personal(7)],
        object(),
        b"bytes",
        {"a"},
        timedelta(1),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_has_no_stored_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        encoded(value)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(TypeError):
        encoded(datetime(2026, 11, 23, 8))  # noqa: DTZ001


def test_a_refusal_does_not_repeat_what_was_personal() -> None:
    with pytest.raises(TypeError) as refused:
        encoded(Personal("Kissankello"))
    assert "Kissankello" not in str(refused.value)


def test_a_personal_field_is_told_by_its_type() -> None:
    assert personal_fields(Submitted) == {"profile", "plea", "reach", "told_by"}
    assert personal_fields(Noted) == {"text"}
    assert personal_fields(By) == frozenset()


def test_a_personal_field_decodes_what_is_inside() -> None:
    decode = field_decoders(Replied)["text"]
    assert decode("hei") == Personal("hei")
    assert decode(None) is None
    assert field_decoders(Submitted)["profile"](through_json(Profile(asker="parent"))) == Personal(
        Profile(asker="parent")
    )


def test_a_field_that_was_not_stored_yet_has_its_default() -> None:
    stored = through_json(RequestWords(message="apua"))
    del stored["avoid"], stored["consents"]
    assert decoded(RequestWords, stored) == RequestWords(message="apua")


def test_a_field_of_a_newer_release_is_passed_over() -> None:
    stored = through_json(By(role=Role.DUTY)) | {"since": "2030"}
    assert decoded(By, stored) == By(role=Role.DUTY)
