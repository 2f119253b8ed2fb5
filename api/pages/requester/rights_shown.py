"""What of contact, consents and data requests does the dialogue's fold show and fill in?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request

from api.http.access import parts_of
from api.v1.answers import OwnRequestAnswer
from triage.time.calendar import a_month_after, day_ending_at

Values = dict[str, str | list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldRefused:
    """Which form of the fold was refused, what had been typed, and what is wrong with it."""

    form: str
    values: Values = field(repr=False)
    errors: Mapping[str, str]


def fold_shown(
    request: Request, answer: OwnRequestAnswer, refused: FoldRefused | None
) -> dict[str, Any]:
    """What the fold says; its `values` fill its forms as the request stands now.

    `due_on` is the last day on which a data request of today is answered.
    """
    rights = {
        "values": _values(answer),
        "items": answer.data_requests,
        "answered": any(each.answered_at for each in answer.data_requests),
        "due_on": day_ending_at(a_month_after(parts_of(request).clock())),
    }
    return {
        "rights": rights,
        "refused": refused.form if refused else None,
        "own_values": refused.values if refused else {},
    }


def _values(answer: OwnRequestAnswer) -> Values:
    contact = answer.contact.model_dump() if answer.contact else {}
    told = {f"own.contact.{name}": value for name, value in contact.items()}
    told |= {"own.reply_by": answer.reply_by, "own.consents.consult": answer.consents.consult}
    filled: Values = {
        name: "true" if value is True else str(value) for name, value in told.items() if value
    }
    return {**filled, "own.consents.partners": list(answer.consents.partners)}
