"""Which texts and codes may come in? The kinds of fields that bodies and queries are made of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, GetCoreSchemaHandler, StringConstraints
from pydantic_core import PydanticKnownError, core_schema

from triage.text.personal import Personal
from triage.text.typed_secrets import LONGEST_PASSWORD, PARTS_OF_A_LETTER
from triage.text.visible import says_something

# NUL is what PostgreSQL refuses in a text and what ends one in C; nobody types it.
NO_NUL = r"^[^\x00]*$"
# RFC 5646, loosely: a language of two or three letters, then subtags. Any language is welcome.
LANGUAGE_TAG = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"
UPPER_CODE = r"^[A-Z0-9][A-Z0-9-]*$"
LOWER_CODE = r"^[a-z0-9][a-z0-9-]*$"
MESSAGE_LENGTH = 10_000
REASON_LENGTH = 2_000
LINE_LENGTH = 200
TAG_LENGTH = 35


class Incoming(BaseModel):
    """A body from outside: exact types, no field that is not asked for, nothing to change."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)


@dataclass(frozen=True, slots=True)
class Spoken:
    """Marks a `Personal[str]` that a person wrote: trimmed, without NUL, at most so long.

    With `blank_is_none`, what shows nothing to read counts as not said; else it is refused. What
    shows something stays as it is, signs that nobody sees included; with `trimmed` off the spaces
    around it too.
    """

    max_length: int
    blank_is_none: bool = False
    trimmed: bool = True

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        text = core_schema.str_schema(
            strict=True,
            strip_whitespace=self.trimmed,
            min_length=0 if self.blank_is_none else 1,
            max_length=self.max_length,
            pattern=NO_NUL,
        )
        wrapped: core_schema.CoreSchema = core_schema.no_info_after_validator_function(
            _perhaps_spoken if self.blank_is_none else _spoken,
            text,
            serialization=core_schema.plain_serializer_function_ser_schema(_said),
        )
        return core_schema.nullable_schema(wrapped) if self.blank_is_none else wrapped


def _perhaps_spoken(text: str) -> Personal[str] | None:
    return Personal(text) if says_something(text) else None


def _spoken(text: str) -> Personal[str]:
    if not says_something(text):
        raise PydanticKnownError("string_too_short", {"min_length": 1})
    return Personal(text)


def _said(value: Any) -> str | None:
    return value.reveal() if isinstance(value, Personal) else None


def _perhaps_tag(tag: Personal[str] | None) -> Personal[str] | None:
    if tag is not None and not re.fullmatch(LANGUAGE_TAG, tag.reveal()):
        raise PydanticKnownError("string_pattern_mismatch", {"pattern": LANGUAGE_TAG})
    return tag


Words = Annotated[Personal[str], Spoken(MESSAGE_LENGTH)]
Reason = Annotated[Personal[str], Spoken(REASON_LENGTH)]
Line = Annotated[Personal[str], Spoken(LINE_LENGTH)]
# How it was typed and how it was set is compared where both are known.
Password = Annotated[Personal[str], Spoken(LONGEST_PASSWORD * PARTS_OF_A_LETTER, trimmed=False)]
OwnWordAgain = Annotated[
    Personal[str] | None, Spoken(LINE_LENGTH * PARTS_OF_A_LETTER, blank_is_none=True)
]
MaybeWords = Annotated[Personal[str] | None, Spoken(MESSAGE_LENGTH, blank_is_none=True)]
MaybeReason = Annotated[Personal[str] | None, Spoken(REASON_LENGTH, blank_is_none=True)]
MaybeLine = Annotated[Personal[str] | None, Spoken(LINE_LENGTH, blank_is_none=True)]

UpperCode = Annotated[str, StringConstraints(pattern=UPPER_CODE, max_length=32)]
LowerCode = Annotated[str, StringConstraints(pattern=LOWER_CODE, max_length=64)]
Username = Annotated[
    str,
    StringConstraints(pattern=NO_NUL, strip_whitespace=True, min_length=1, max_length=64),
]
LanguageTag = Annotated[str, StringConstraints(pattern=LANGUAGE_TAG, max_length=TAG_LENGTH)]
# In which language somebody writes or reads is their own affair.
MaybeTongue = Annotated[
    Personal[str] | None, Spoken(TAG_LENGTH, blank_is_none=True), AfterValidator(_perhaps_tag)
]
