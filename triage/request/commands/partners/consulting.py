"""How is another unit asked for advice without learning whom it is about?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from triage.catalogue import Catalogue
from triage.errors.partners import (
    ConsultationPending,
    NoConsultationPending,
    QuestionNotNamed,
    SummaryIdentifies,
)
from triage.errors.requests import NoReceiver, ReachedByNotice, RequestUnknown, UnknownUnit
from triage.request.commands.command import Command, Situation, require_going_on
from triage.request.commands.transfer import can_receive
from triage.request.events import ConsultationAnswered, ConsultationAsked, ConsultationWithdrawn
from triage.request.help_request import HelpRequest
from triage.request.need_to_know import SEES_ROW, Standing
from triage.request.state.partners.consulted import Consultation
from triage.request.words import Contact, Informant, RequestWords
from triage.text.personal import Personal, revealed
from triage.text.telling_who import Found, Known, found_in


@dataclass(frozen=True, kw_only=True)
class ConsultUnit(Command, permission="request:consult"):
    """Ask another unit for advice; the summary is all that it ever sees of the request.

    What surely tells whom it is about is refused, and so is what only may where the requester did
    not agree to consulting. The promise is not moved.

    Raises:
        UnknownUnit
        ReachedByNotice: the unit takes child-protection notices, and no questions.
        NoReceiver: nobody there could answer just now.
        ConsultationPending: the unit is asked already.
        SummaryIdentifies: `found` names what the summary holds, by kind.
    """

    unit: str
    summary: Personal[str]

    def decide(self, request: HelpRequest, here: Situation) -> None:
        require_going_on(request)
        _require_fit(self.unit, request, here)
        found = told_by(self.summary, request, here.catalogue)
        refused = found.surely if agrees_to_consulting(request) else found.surely + found.perhaps
        if refused:
            raise SummaryIdentifies(found=[str(each) for each in refused])
        here.record(
            request,
            ConsultationAsked,
            to_unit=self.unit,
            summary=self.summary,
            warnings=tuple(str(each) for each in found.perhaps),
        )


@dataclass(frozen=True, kw_only=True)
class AnswerConsultation(Command, permission="consultation:answer"):
    """Give the advice that the own unit was asked for, once.

    `number` is the question that was read; None where the own units are asked one thing only.

    Raises:
        NoConsultationPending: no question of that number waits for the own units.
        QuestionNotNamed: several wait, and none is named.
    """

    text: Personal[str]
    number: int | None = None

    def admit(self, ground: Standing) -> None:
        if ground is not Standing.CONSULTED and ground not in SEES_ROW:
            raise RequestUnknown()

    def decide(self, request: HelpRequest, here: Situation) -> None:
        asked = self._meant(_asked(request, here.actor.units))
        here.record(
            request,
            ConsultationAnswered,
            by=here.actor.by(asked.unit),
            number=asked.version,
            to_unit=asked.unit,
            text=self.text,
        )

    def _meant(self, waiting: Sequence[Consultation]) -> Consultation:
        if self.number is None and len(waiting) > 1:
            raise QuestionNotNamed()
        for each in waiting:
            if self.number in (None, each.number):
                return each
        raise NoConsultationPending()


@dataclass(frozen=True, kw_only=True)
class WithdrawConsultation(Command, permission="request:consult"):
    """Take the question to a unit back before it has answered.

    Raises:
        NoConsultationPending: that unit is not asked, or not any more.
    """

    unit: str

    def decide(self, request: HelpRequest, here: Situation) -> None:
        require_going_on(request)
        asked = _asked(request, frozenset({self.unit}))[0]
        here.record(request, ConsultationWithdrawn, number=asked.version, to_unit=asked.unit)


def agrees_to_consulting(request: HelpRequest) -> bool:
    """Whether the requester agrees, as it stands now, that others are asked for advice."""
    plea = revealed(request.plea)
    return plea is not None and plea.consents.consult


def told_by(summary: Personal[str], request: HelpRequest, catalogue: Catalogue) -> Found:
    """What of the requester the summary tells, surely or perhaps.

    Known is all that the requester ever said, and nothing that staff wrote: a note that is kept
    from who writes the summary must not show itself by what is refused.
    """
    plea = revealed(request.plea) or RequestWords()
    informant = revealed(request.informant) or Informant()
    told = [each.reveal() for each in request.said_before]
    contacts = [each for each in (plea.contact, *told) if isinstance(each, Contact)]
    messages = [each for each in (*told, revealed(request.last_message)) if isinstance(each, str)]
    asked = [revealed(each.text) for each in request.data_requests.values()]
    known = Known(
        reference=request.reference,
        names=tuple(each.name for each in contacts if each.name),
        phones=tuple(each.phone for each in contacts if each.phone),
        emails=tuple(each.email for each in contacts if each.email),
        informant=informant.name,
        informant_contact=informant.contact,
        said=(
            *plea.said(),
            *messages,
            *filter(None, asked),
            *chain.from_iterable(each.said() for each in contacts),
        ),
    )
    return found_in(summary.reveal(), known, _places(catalogue))


def _places(catalogue: Catalogue) -> Iterator[str]:
    for each in catalogue.municipalities.values():
        yield from each.names.values()


def _require_fit(code: str, request: HelpRequest, here: Situation) -> None:
    unit = here.catalogue.units.get(code)
    if unit is None or unit.code == request.unit:
        raise UnknownUnit(unit=code)
    if unit.reached_by_notice:
        raise ReachedByNotice(unit=code)
    if not can_receive(request, unit, here.takers_of(code)):
        raise NoReceiver(unit=code)
    if any(each.unit == code for each in request.open_consultations):
        raise ConsultationPending(unit=code)


def _asked(request: HelpRequest, units: frozenset[str]) -> Sequence[Consultation]:
    """The questions that wait for these units, oldest first. Raises NoConsultationPending."""
    waiting = [each for each in request.open_consultations if each.unit in units]
    if not waiting:
        raise NoConsultationPending()
    return waiting
