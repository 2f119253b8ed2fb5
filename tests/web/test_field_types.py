"""Which texts may come in where words are taken? What can be read, as it was written."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from api.http.json_body import field_code_of
from api.v1.field_types import Line, MaybeLine, MaybeReason, MaybeWords, Reason, Words
from triage.text.personal import Personal

MUST_SAY: list[Any] = [Words, Reason, Line]
MAY_SAY: list[Any] = [MaybeWords, MaybeReason, MaybeLine]
UNREADABLE = [
    "",
    " \n\t",
    "\u200b",
    "\u3164",
    "\u2800 \u2800",
    "\u00ad\ufeff\u2060",
    "\u0301",
    "\x01",
]
READABLE = [
    "می\u200cخواهم",
    "👩\u200d👧\u200d👦",
    "apua\u200b",
    "\u200fעזרה",
    "❤\ufe0f",
    ".",
    "\u00adkyllä",
]


@pytest.mark.parametrize("text", UNREADABLE, ids=ascii)
@pytest.mark.parametrize("field", MUST_SAY, ids=["words", "reason", "line"])
def test_what_must_be_said_is_not_said_by_nothing(field: Any, text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(field).validate_python(text)
    assert [field_code_of(each["type"]) for each in refused.value.errors()] == ["required"]


@pytest.mark.parametrize("text", UNREADABLE, ids=ascii)
@pytest.mark.parametrize("field", MAY_SAY, ids=["words", "reason", "line"])
def test_what_may_be_said_is_left_out_by_nothing(field: Any, text: str) -> None:
    assert TypeAdapter(field).validate_python(text) is None


@pytest.mark.parametrize("text", READABLE, ids=ascii)
@pytest.mark.parametrize("field", [*MUST_SAY, *MAY_SAY])
def test_what_can_be_read_stays_as_it_was_written(field: Any, text: str) -> None:
    assert TypeAdapter(field).validate_python(f" {text}\n") == Personal(text)
