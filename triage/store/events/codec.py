"""How does an event become JSON and an event again? By the declared types of its fields.

The stored form is plain JSON that outlives this code: moments as ISO 8601 in UTC, days as ISO
dates, values as objects, absent fields as their defaults.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import orjson

from triage.text.personal import Personal

Decoder = Callable[[Any], Any]


def encoded(value: Any) -> bytes:
    """The value as JSON in UTF-8.

    Raises:
        TypeError: a `Personal`, which must be sealed first, or a moment without a zone.
    """
    return orjson.dumps(value, _stored_form, orjson.OPT_PASSTHROUGH_DATETIME)


def _stored_form(value: Any) -> Any:
    """What orjson has no form for, or not ours."""
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise TypeError("a moment without a zone has no stored form")
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no stored form")


@cache
def _field_names(cls: Any) -> tuple[str, ...]:
    return tuple(each.name for each in dataclasses.fields(cls))


@cache
def field_decoders(cls: Any) -> dict[str, Decoder]:
    """A decoder for every declared field of a dataclass; `Personal` fields decode their inside."""
    hints = get_type_hints(cls)
    return {name: _decoder(hints[name]) for name in _field_names(cls)}


@cache
def personal_fields(cls: Any) -> frozenset[str]:
    """The names of the fields that are declared `Personal`."""
    hints = get_type_hints(cls)
    return frozenset(
        name for name in _field_names(cls) if get_origin(_bare(hints[name])) is Personal
    )


def _bare(hint: Any) -> Any:
    """The type without `| None`."""
    if get_origin(hint) in (Union, types.UnionType):
        (hint,) = (each for each in get_args(hint) if each is not type(None))
    return hint


def _decoder(hint: Any) -> Decoder:
    bare = _bare(hint)
    decode = _plain_decoder(bare)
    if bare is hint or decode is _unchanged:
        return decode
    return lambda value: None if value is None else decode(value)


def _plain_decoder(hint: Any) -> Decoder:
    origin = get_origin(hint)
    if origin is Personal:
        inside = _decoder(get_args(hint)[0])
        return lambda value: Personal(inside(value))
    if origin is tuple:
        each = _decoder(get_args(hint)[0])
        return tuple if each is _unchanged else lambda value: tuple(map(each, value))
    if hint is datetime:
        return datetime.fromisoformat
    if hint is date:
        return date.fromisoformat
    if hint is UUID:
        return UUID
    if dataclasses.is_dataclass(hint):
        return _dataclass_decoder(hint)
    if isinstance(hint, type) and issubclass(hint, Enum):
        # Several times as fast as calling the class, and every event has a role.
        return {each.value: each for each in hint}.__getitem__
    return _unchanged


def _dataclass_decoder(cls: Any) -> Decoder:
    return lambda value: cls(**fields_decoded(cls, value))


def fields_decoded(cls: Any, value: dict[str, Any]) -> dict[str, Any]:
    """The fields of a dataclass from their JSON forms; what has its form already stays as it is.

    A field that a newer release wrote and this one does not know is passed over.
    """
    decoders = field_decoders(cls)
    if value.keys() <= decoders.keys():
        decoded = value.copy()
    else:
        decoded = {name: each for name, each in value.items() if name in decoders}
    for name, decode in _changing(cls):
        if name in decoded:
            decoded[name] = decode(decoded[name])
    return decoded


@cache
def _changing(cls: Any) -> tuple[tuple[str, Decoder], ...]:
    """The decoders of the fields whose JSON form is not what they hold."""
    found = field_decoders(cls).items()
    return tuple((name, decode) for name, decode in found if decode is not _unchanged)


def _unchanged(value: Any) -> Any:
    return value


def decoded(cls: Any, value: Any) -> Any:
    """A value of the declared type from its JSON form."""
    return _decoder(cls)(value)
