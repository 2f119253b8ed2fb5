"""What does somebody take out of the service on paper? One request or parts of it; it is logged."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from projections.door.questions import Answered, Question
from projections.door.read_models import ReadModels
from projections.door.requests.request_page import RequestPage, RequestShown
from projections.views.request.disclosures_shown import DisclosureShown
from projections.views.request.messages import Message
from projections.views.request.notes_shown import Note
from projections.views.request.request_shown import Contents
from triage.actors import Actor
from triage.errors.requests import RequestUnknown
from triage.evidence.access_log import VIEW
from triage.request.disclosed import DisclosedPart
from triage.request.words import Contact


@dataclass(frozen=True, kw_only=True)
class RequestPrint(RequestPage, permission="request:read", action="print"):
    """One request for paper: what its page shows, logged apart, because paper can be lost.

    Of an erased one there is nothing to print, and the log tells of no paper.
    """

    def answer(self, models: ReadModels, actor: Actor, now: datetime) -> Answered[RequestShown]:
        answered = super().answer(models, actor, now)
        shown = answered.value.contents
        return replace(answered, action=VIEW) if shown is None or shown.erased else answered


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosedCopy:
    """The parts of a request that were decided to be handed out; the others are empty."""

    reference: str
    decided: DisclosureShown
    message: str | None
    messages: tuple[Message, ...]
    notes: tuple[Note, ...]
    contact: Contact | None


@dataclass(frozen=True, kw_only=True)
class DisclosurePrint(Question[DisclosedCopy], permission="request:disclose", action="disclosure"):
    """The parts that somebody else was decided to get, and nothing else of the request.

    The log says to what kind of asker they went.

    Raises:
        RequestUnknown: nothing was handed out under this number.
    """

    request_id: UUID
    number: int

    @property
    def about(self) -> UUID | None:
        return self.request_id

    def answer(self, models: ReadModels, actor: Actor, now: datetime) -> Answered[DisclosedCopy]:
        page = RequestPage(request_id=self.request_id)
        shown = page.answer(models, actor, now)
        inside = shown.value.contents
        decided = None if inside is None or inside.erased else _given(inside, self.number)
        if inside is None or decided is None:
            raise RequestUnknown()
        copy = _parts_of(inside, decided, shown.value.row.reference)
        return Answered(
            value=copy,
            ground=shown.ground,
            request_id=self.request_id,
            unit=shown.unit,
            version=shown.version,
            action=f"{self.action}-{decided.asker}",
        )


def _given(inside: Contents, number: int) -> DisclosureShown | None:
    found = (each for each in inside.disclosures if each.number == number and not each.refused)
    return next(found, None)


def _parts_of(inside: Contents, decided: DisclosureShown, reference: str) -> DisclosedCopy:
    until, parts = decided.at, decided.parts
    first = inside.plea.message
    # The first message is a part of its own, and stands at the head of the dialogue.
    later = inside.messages[1:] if first is not None else inside.messages
    talk = tuple(each for each in later if each.sent_at <= until and not each.retracted_at)
    notes = tuple(each for each in inside.notes if each.at <= until)
    return DisclosedCopy(
        reference=reference,
        decided=decided,
        message=first if DisclosedPart.MESSAGE in parts else None,
        messages=talk if DisclosedPart.DIALOGUE in parts else (),
        notes=notes if DisclosedPart.NOTES in parts else (),
        contact=inside.plea.contact if DisclosedPart.CONTACT in parts else None,
    )
