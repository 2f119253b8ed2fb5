"""What is kept, under which key, and how long? Read from the tables and events themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from triage.request.details import EVERY_FIELD
from triage.request.events import EVENTS
from triage.store.events.codec import personal_fields
from triage.store.tables.every_table import every_table
from triage.stream_kinds import LoggedEvent, Seal
from triage.time.retention import RetentionRules
from wiring.papers.names import spans


def stored(names: Mapping[str, Any], rules: RetentionRules) -> Iterator[tuple[str, str, str]]:
    """Each lasting table: its name, what it holds, how long."""
    for table in every_table():
        said = names["table"][table.fullname]
        yield table.fullname, said["what"], said["kept"].format_map(spans(rules))


def sealed_kinds() -> dict[Seal, list[str]]:
    """Each key of a request, with the kinds of events that it seals something of."""
    return {
        seal: [event.kind() for event in EVENTS.values() if seal in _seals_of(event)]
        for seal in Seal
    }


def told_fields() -> list[str]:
    """What a requester may tell beside the message, as the texts call it."""
    return [name.replace(".", "-").replace("_", "-") for name in EVERY_FIELD]


def _seals_of(event: type[LoggedEvent]) -> set[Seal]:
    return {event.SEALED_BY.get(name, Seal.WORDS) for name in personal_fields(event)}
