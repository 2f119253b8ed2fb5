"""Do the events stay what they are for ever: their topics, fields, seals and stored form?

`frozen_events.json` lists them; a change of it is a decision, because streams hold the old form.
A field may be added with a default; none may be taken away, renamed, retyped or sealed anew.
`tests/fixtures/stored_events` holds one stored sample of each version of each event, sealed with
the keys below. A sample is never edited: what a release once stored, every later one must read.
"""

import dataclasses
import json
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Union, cast, get_args, get_origin, get_type_hints
from uuid import UUID

import pytest
from eventsourcing.persistence import StoredEvent
from eventsourcing.utils import resolve_topic

from projections.door.questions import Question
from tests.architecture.reading import ROOT
from triage.actors import By
from triage.permission import KNOWN
from triage.request.commands.command import Command
from triage.request.events import EVENTS, RequestEvent, Seal, Submitted
from triage.request.help_request import HelpRequest
from triage.request.reach import Reach
from triage.request.state.clock.alarm import Alarm
from triage.request.words import (
    Consent,
    Consents,
    Contact,
    Informant,
    Profile,
    RequestWords,
)
from triage.store.events.codec import encoded, personal_fields
from triage.store.events.sealing import SealingMapper
from triage.store.keys.key_ring import RequestKeys
from triage.text.personal import Personal
from triage.time.deadlines import LookBy, Promise

FROZEN = Path(__file__).with_name("frozen_events.json")
SAMPLES = sorted((ROOT / "tests" / "fixtures" / "stored_events").glob("*.json"))
KEYS = RequestKeys(words=b"w" * 32, profile=b"p" * 32, protection=b"n" * 32)
AFTER_ERASURE = RequestKeys(words=None, profile=None, protection=KEYS.protection)
# What is stored inside an event is as frozen as the event.
VALUES: tuple[type[Any], ...] = (
    By,
    Promise,
    LookBy,
    Alarm,
    Profile,
    RequestWords,
    Contact,
    Consents,
    Informant,
    Consent,
    Reach,
)
# Fields in which people type; whatever else a field of such a name were, it would be sealed.
TYPED_BY_PEOPLE = frozenset({"text", "because", "despite_class_because", "to"})

every_event = pytest.mark.parametrize("event", EVENTS.values(), ids=list(EVENTS))
every_sample = pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: str(path.stem))


def spelled(hint: Any) -> str:
    """A type as it is written in the sources, whatever module it comes from."""
    if get_origin(hint) in (Union, types.UnionType):
        return " | ".join(spelled(each) for each in get_args(hint))
    if get_origin(hint) is not None:
        inside = ", ".join(spelled(each) for each in get_args(hint))
        return f"{get_origin(hint).__name__}[{inside}]"
    if hint is type(None):
        return "None"
    return "..." if hint is Ellipsis else str(hint.__name__)


def described(cls: Any) -> dict[str, str]:
    """Each field with its type, its seal and its default."""
    hints = get_type_hints(cls)
    sealed_by = getattr(cls, "SEALED_BY", {})
    found: dict[str, str] = {}
    for field in dataclasses.fields(cls):
        text = spelled(hints[field.name])
        if field.name in personal_fields(cls):
            text += f", sealed by {sealed_by.get(field.name, Seal.WORDS)}"
        if field.default is not dataclasses.MISSING:
            text += f", default {field.default!r}"
        found[field.name] = text
    return found


def frozen() -> dict[str, dict[str, dict[str, str]]]:
    return {
        "events": {topic: described(EVENTS[topic]) for topic in sorted(EVENTS)},
        "values": {cls.__name__: described(cls) for cls in VALUES},
    }


def below(cls: type[Any]) -> Iterator[type[Any]]:
    for each in cls.__subclasses__():
        yield each
        yield from below(each)


# -- declarations --


def test_events_are_what_was_decided() -> None:
    assert frozen() == json.loads(FROZEN.read_text("utf-8"))


def test_every_event_class_is_declared() -> None:
    assert set(below(RequestEvent)) == set(EVENTS.values())


@every_event
def test_an_event_is_found_by_its_own_stable_topic(event: type[RequestEvent]) -> None:
    assert "TOPIC" in vars(event)
    assert (resolve_topic(event.TOPIC), event.TOPIC.partition(".")[0]) == (
        event,
        HelpRequest.TOPIC,
    )


@every_event
def test_a_field_holds_personal_text_itself_or_not_at_all(event: type[RequestEvent]) -> None:
    hints = get_type_hints(event)
    hidden = [
        name
        for name in described(event)
        if "Personal" in spelled(hints[name]) and name not in personal_fields(event)
    ]
    assert not hidden


@pytest.mark.parametrize("value", VALUES, ids=lambda value: str(value.__name__))
def test_a_value_inside_an_event_holds_nothing_to_seal_by_itself(value: type[Any]) -> None:
    assert not [name for name, text in described(value).items() if "Personal" in text]


@every_event
def test_what_people_type_is_sealed(event: type[RequestEvent]) -> None:
    assert set(described(event)) & TYPED_BY_PEOPLE <= personal_fields(event)


@every_event
def test_only_sealed_fields_name_their_seal(event: type[RequestEvent]) -> None:
    assert set(event.SEALED_BY) <= personal_fields(event)


@every_event
def test_what_may_be_absent_has_a_default(event: type[RequestEvent]) -> None:
    hints = get_type_hints(event)
    without = [
        field.name
        for field in dataclasses.fields(event)
        if type(None) in get_args(hints[field.name])
        and field.name not in personal_fields(event)
        and field.default is dataclasses.MISSING
    ]
    assert not without


@pytest.mark.parametrize("kind", [Command, Question])
def test_every_command_and_question_has_a_known_permission(kind: type[Any]) -> None:
    assert not [cls.__name__ for cls in below(kind) if cls.permission not in KNOWN]


# -- stored samples --


def stored(sample: Path) -> tuple[StoredEvent, dict[str, Any]]:
    """A sample as the log gives it, and every field that reading it must give."""
    kept = json.loads(sample.read_text("utf-8"))
    state = {name: value for name, value in kept["state"].items() if name != "sealed"}
    event = StoredEvent(
        originator_id=UUID(kept["request_id"]),
        originator_version=kept["version"],
        topic=kept["topic"],
        state=json.dumps(kept["state"]).encode(),
    )
    return event, state | kept["unsealed"]


def read_again(event: RequestEvent) -> dict[str, Any]:
    """The fields of a loaded event as JSON, the sealed ones opened."""
    return {
        name: json.loads(encoded(value.reveal() if isinstance(value, Personal) else value))
        for name, value in vars(event).items()
    }


def differing(expected: Any, found: Any, place: str = "") -> Iterator[str]:
    """Where `found` lacks or changes what is expected; fields that came later are let be."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for name, value in expected.items():
            yield from differing(value, found.get(name), f"{place}.{name}")
    elif expected != found:
        yield f"{place}: {expected!r} became {found!r}"


def test_every_event_has_a_sample() -> None:
    assert {json.loads(path.read_text("utf-8"))["topic"] for path in SAMPLES} == set(EVENTS)


@every_sample
def test_a_stored_event_still_reads_the_same(sample: Path) -> None:
    event, expected = stored(sample)

    found = read_again(cast("RequestEvent", SealingMapper(KEYS).to_domain_event(event)))

    assert not list(differing(expected, found))


@every_sample
def test_a_field_that_came_later_has_a_value_in_an_old_event(sample: Path) -> None:
    event = SealingMapper(KEYS).to_domain_event(stored(sample)[0])

    assert not [name for name in described(type(event)) if not hasattr(event, name)]


@every_sample
def test_a_stored_event_still_changes_a_request(sample: Path) -> None:
    first = next(path for path in SAMPLES if path.stem == "submitted-1")
    request: HelpRequest | None = SealingMapper(KEYS).to_domain_event(stored(first)[0]).mutate(None)
    event = SealingMapper(KEYS).to_domain_event(stored(sample)[0])
    assert request is not None
    request.version = event.originator_version - 1

    changed = event.mutate(None if isinstance(event, Submitted) else request)

    assert changed is not None and changed.version == event.originator_version


@every_sample
def test_without_its_keys_a_stored_event_loads_without_its_words(sample: Path) -> None:
    event = SealingMapper().to_domain_event(stored(sample)[0])

    assert {getattr(event, name) for name in personal_fields(type(event))} <= {None}


@every_sample
def test_erasure_leaves_only_what_the_law_keeps(sample: Path) -> None:
    event = SealingMapper(AFTER_ERASURE).to_domain_event(stored(sample)[0])

    left = {name for name in personal_fields(type(event)) if getattr(event, name) is not None}
    assert left == {
        name for name, seal in event.SEALED_BY.items() if seal is Seal.PROTECTION
    } & set(json.loads(sample.read_text("utf-8"))["unsealed"])
