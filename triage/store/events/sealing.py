"""How are an event's personal fields sealed on their way to the store, and unsealed again?

Each group of fields becomes one blob, bound to request, version and topic, so that no blob can be
moved to another event without being noticed. A blob that does not open any more takes nothing with
it: its fields are None like erased ones, and the mapper tells which it was.
"""

from __future__ import annotations

import base64
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidTag
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent

from triage.request.reach import Reach
from triage.request.words import Profile
from triage.store.events.codec import decoded, encoded, fields_decoded, personal_fields
from triage.store.keys.key_ring import RequestKeys, seal, unseal
from triage.store.tables.core_tables import BEFORE_SEALED
from triage.stream_kinds import LoggedEvent, Seal, event_class

SEALED = "sealed"
# Beside the event's own fields: which call stored it (`triage.tracing`).
TRACE = "trace_id"
HEADER = frozenset({"originator_id", "originator_version"})
TRANSCODER = JSONTranscoder()
# The name that stands for all groups of an event where they cannot be told apart any more.
UNREADABLE = "all"


class KeyDestroyed(Exception):
    """Something personal was to be sealed under a destroyed key."""


class Unopened(NamedTuple):
    """A blob that does not open, though its key is there: of which version, and which group."""

    version: int
    group: str


class SealingMapper(Mapper[UUID]):
    """Maps the events of one stream with its keys, or any events without their words.

    Without keys, or after erasure, the personal fields of a loaded event are None; so are those of
    a damaged blob, which is then in `unopened`.
    """

    def __init__(self, keys: RequestKeys | None = None, *, trace_id: str | None = None) -> None:
        super().__init__(TRANSCODER)
        self._keys = keys
        self._trace_id = trace_id
        self.unopened: list[Unopened] = []

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> StoredEvent:
        """The event as it is stored: plain skeleton, sealed groups.

        Raises:
            KeyDestroyed: a personal field has no key to be sealed with any more.
        """
        assert isinstance(domain_event, LoggedEvent)
        state, groups = _parted(domain_event)
        if self._trace_id is not None:
            state[TRACE] = self._trace_id
        if groups:
            state[SEALED] = {
                str(group): self._sealed(domain_event, group, groups[group])
                for group in sorted(groups)
            }
        return StoredEvent(
            originator_id=domain_event.originator_id,
            originator_version=domain_event.originator_version,
            topic=domain_event.TOPIC,
            state=encoded(state),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> LoggedEvent:
        """The event again, with the words of every group that opens."""
        state, sealed = _read(stored_event)
        state.pop(TRACE, None)
        # What is personal is believed from an opened blob alone.
        for name in personal_fields(event_class(stored_event.topic)) & state.keys():
            del state[name]
        if self._keys is not None:
            for name in sealed:
                state |= self._opened(stored_event, name, sealed[name], self._keys)
        return _built(stored_event, state)

    def _opened(
        self, stored: StoredEvent, name: str, text: str, keys: RequestKeys
    ) -> dict[str, Any]:
        """The fields of a group; none where its key is not there, or it does not open."""
        try:
            group = Seal(name)
            key = keys.of(group)
            if key is None:
                return {}
            blob = base64.b64decode(text, validate=True)
            fields: dict[str, Any] = orjson.loads(unseal(key, blob, _binding(stored, group)))
        except (TypeError, ValueError, InvalidTag):
            self.unopened.append(Unopened(stored.originator_version, name))
            return {}
        return fields

    def _sealed(self, event: LoggedEvent, group: Seal, fields: dict[str, Any]) -> str:
        key = self._keys.of(group) if self._keys else None
        if key is None:
            raise KeyDestroyed(str(event.originator_id))
        bound_to = bound(event.originator_id, event.originator_version, event.TOPIC, group)
        return base64.b64encode(seal(key, encoded(fields), bound_to)).decode()


def bound(request_id: UUID, version: int, topic: str, group: Seal) -> bytes:
    """What a blob is bound to: the associated data of its encryption."""
    return f"{request_id}|{version}|{topic}|{group}".encode()


def _binding(stored: StoredEvent, group: Seal) -> bytes:
    assert isinstance(stored.originator_id, UUID)
    return bound(stored.originator_id, stored.originator_version, stored.topic, group)


def _parted(event: LoggedEvent) -> tuple[dict[str, Any], dict[Seal, dict[str, Any]]]:
    """The event's plain fields, and its personal ones by the key that seals them."""
    personal = personal_fields(type(event))
    plain: dict[str, Any] = {}
    groups: dict[Seal, dict[str, Any]] = {}
    for name, value in vars(event).items():
        if name in HEADER or value is None:
            continue
        if name in personal:
            group = event.SEALED_BY.get(name, Seal.WORDS)
            groups.setdefault(group, {})[name] = value.reveal()
        else:
            plain[name] = value
    return plain, groups


def _built(stored: StoredEvent, state: dict[str, Any]) -> LoggedEvent:
    cls = event_class(stored.topic)
    # As in the library's mapper, class defaults stand in for what is not stored.
    values: dict[str, Any] = dict.fromkeys(personal_fields(cls))
    values |= fields_decoded(cls, state)
    values["originator_id"] = stored.originator_id
    values["originator_version"] = stored.originator_version
    event: LoggedEvent = object.__new__(cls)
    object.__setattr__(event, "__dict__", values)
    return event


def _read(stored: StoredEvent) -> tuple[dict[str, Any], dict[str, str]]:
    """The plain skeleton of a stored event, and its sealed groups by name.

    Damage among what is sealed may leave no JSON: the skeleton before it is whole all the same.

    Raises:
        ValueError: the skeleton itself is damaged.
    """
    try:
        state: dict[str, Any] = orjson.loads(stored.state)
        sealed: dict[str, str] = state.pop(SEALED, {})
    except ValueError:
        skeleton, begins, _ = stored.state.partition(BEFORE_SEALED)
        if not begins:
            raise
        return orjson.loads(skeleton + b"}"), {UNREADABLE: ""}
    return state, sealed


def sealed_profile(stored: StoredEvent) -> bytes | None:
    """The still sealed profile of a stored event, for read models that may not hold it open.

    What it is bound to stands before it. None where the event has none. One that is so damaged
    that its bytes cannot be told is there, and does not open.
    """
    if not _has_profile(stored.topic):
        return None
    label = f"{stored.originator_version}|{stored.topic}|".encode()
    try:
        _, sealed = _read(stored)
        text = sealed.get(Seal.PROFILE, sealed.get(UNREADABLE))
        return None if text is None else label + base64.b64decode(text, validate=True)
    except (AttributeError, TypeError, ValueError):
        return label


class Told(NamedTuple):
    """What a list may tell of a person; `reach` is None where an older release stored it."""

    profile: Profile
    reach: Reach | None


def open_profile(sealed: bytes, key: bytes, request_id: UUID) -> Told:
    """What `sealed_profile` gave. Raises InvalidTag where it was altered or moved, or is none."""
    version, _, rest = sealed.partition(b"|")
    topic, _, blob = rest.partition(b"|")
    try:
        bound_to = bound(request_id, int(version), topic.decode(), Seal.PROFILE)
    except ValueError:
        raise InvalidTag() from None
    fields = orjson.loads(unseal(key, blob, bound_to))
    if "profile" not in fields:
        raise InvalidTag()
    reach = fields.get("reach")
    return Told(decoded(Profile, fields["profile"]), reach and decoded(Reach, reach))


def _has_profile(topic: str) -> bool:
    """Whether events of this topic hold a profile; those of a kind unknown here do not.

    Others may seal one word by the same key, as the language of an interpreter.
    """
    try:
        return event_class(topic).SEALED_BY.get("profile") is Seal.PROFILE
    except LookupError:
        return False
