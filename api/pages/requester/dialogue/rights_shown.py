"""What of contact, consents and data requests does the dialogue's fold show and fill in?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from fastapi import Request

from api.http.access import parts_of
from api.v1.answers import OwnRequestAnswer
from triage.codes import ReplyBy
from triage.time.calendar import a_month_after, day_ending_at

# What of a contact is ticked; the rest are words.
TICKS: Final = ("may_leave_message", "sms_ok", "say_where_from")
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
    """What the fold says; its `values` fill the ticks of its forms as the request stands now.

    `told` says which words of the contact were told; `own_contact_answer` says why none of them
    fills a form. `due_on` is the last day on which a data request of today is answered.
    """
    rights = {
        "values": _values(answer),
        "told": answer.contact,
        "consents": answer.consent_records,
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
    ticks = {f"own.contact.{name}": getattr(answer.contact, name, None) for name in TICKS}
    ticks["own.consents.consult"] = answer.consents.consult
    return {
        **{name: "true" for name, ticked in ticks.items() if ticked},
        "own.reply_by": answer.reply_by or ReplyBy.HERE,
        "own.consents.partners": list(answer.consents.partners),
    }
