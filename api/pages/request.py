"""How does a worker read one request and act on it, on a page?

What was done is answered by going back to the page (303), so that loading it again does nothing
twice. What was refused is answered by the page itself, with the reason and every typed word.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from api.access import doors_of
from api.composing import request_answer
from api.may import may_now
from api.pages.away import store_failures_as_refusals
from api.pages.names import Known, known, references
from api.pages.page import page, to
from api.pages.session import StaffHere, Visitor, own_form
from api.pages.typed import NOTHING, Typed, typed
from api.problems import Problem, of_refusal
from api.staff import NO_VERSION
from api.staff_answers import TrailAnswer
from api.verbs import VERBS, Verb
from projections.questions import RequestPage, RequestShown, RequestTrail
from triage.calendar import local_day
from triage.errors import ChangedMeanwhile, ReasonNeeded, RequestUnknown, TriageError
from triage.store.staff import TAKES_REQUESTS

router = APIRouter(include_in_schema=False)
RequestId = Annotated[UUID, Path(alias="id")]
# Whoever has done one of these has, as a rule, nothing more to read there.
LEADS_AWAY = frozenset({"assignment", "recusal", "transfer-refusal"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A verb that was refused: why, what had been typed, and which version had been seen."""

    verb: str
    problem: Problem
    form: Typed = NOTHING
    seen: int | None = None

    def error(self) -> dict[str, object]:
        """What the templates make a sentence of."""
        return {
            "code": self.problem.code,
            "verb": self.verb,
            "errors": [{"field": each.field, "code": each.code} for each in self.problem.errors],
            **self.problem.shown,
        }
