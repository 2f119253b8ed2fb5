"""How are details added after sending? Only what was not told; routed anew until it is claimed."""

from __future__ import annotations

from dataclasses import dataclass, field

from triage.catalogue.signs import Signs
from triage.errors.requests import DetailsRefused, RequestWithdrawn, WhyNotTaken
from triage.request.commands.alarming import alarm_of, alert_duty
from triage.request.commands.command import Command, Situation, require_going_on
from triage.request.commands.dialogue import receive, require_few_waiting, require_not_closed
from triage.request.commands.routing import known_danger, record_routing, routing_of
from triage.request.commands.submitting import shown_by_topic
from triage.request.details import (
    NEEDED,
    Details,
    added,
    as_sorted,
    contradicted,
    given_by,
    together,
    told,
)
from triage.request.events import DetailsAdded
from triage.request.help_request import HelpRequest
from triage.request.reach import reach_of
from triage.text.personal import Personal, revealed


@dataclass(frozen=True, kw_only=True)
class AddDetails(Command, permission="own-request:write"):
    """The requester tells more, of what was left out when sending.

    Codes are known to the catalogue by now. No promise is opened, put off or shortened. Words that
    show danger, or that no list of it reads, and urgent topics are looked at like a message's.
    Until somebody has claimed the request, the same rules look again which unit receives it. The
    same told again changes nothing where nobody can guess at it; what somebody could guess at is
    taken again only as the very sending that came before, with the same `sent_as`.

    Raises:
        RequestClosed, RequestWithdrawn, RequestErased, RequestDamaged
        DetailsRefused: a field was told before, or one is missing.
    """

    details: Details = field(default_factory=Details, repr=False)
    sent_as: Personal[str] | None = None

    def decide(self, request: HelpRequest, here: Situation) -> None:
        if self.sent_as is not None and self.sent_as == request.details_sent_as:
            return
        require_going_on(request)
        if request.withdrawn_at:
            raise RequestWithdrawn()
        given = given_by(request)
        later = self.details.without_protected_place()
        new = added(given, later)
        whole = together(given, new)
        _require_taken(given, later, whole)
        if not told(new):
            return
        signs = here.catalogue.signs_in(new.plea.said())
        shown = signs | Signs(danger=shown_by_topic(new.topics, here.catalogue))
        danger = signs.danger or known_danger(request, given, here.catalogue)
        alarm = alarm_of(shown, request, here) if shown.press else None
        here.record(
            request,
            DetailsAdded,
            added=Personal(tuple(told(new))),
            profile=Personal(as_sorted(request, whole.profile)),
            plea=Personal(new.plea),
            topics=new.topics,
            alarm=alarm,
            reach=Personal(reach_of(whole.plea)),
            told=Personal(whole.profile) if request.sorted_at else None,
            sent_as=self.sent_as,
        )
        if is_for_the_rules(request):
            record_routing(request, routing_of(request, here, danger=danger), here)
        alert_duty(alarm, request, here)


@dataclass(frozen=True, kw_only=True)
class KeepRefusedWords(Command, permission="own-request:write"):
    """Take as a message what shows danger, or what no list of it reads, in details just refused.

    A refused field is not stored, but a human looks at such words all the same. What was told
    before, or is the last message already, is kept once.

    Raises:
        RequestClosed, RequestErased, RequestDamaged, TooManyMessages
    """

    details: Details = field(default_factory=Details, repr=False)

    def decide(self, request: HelpRequest, here: Situation) -> None:
        require_not_closed(request)
        known = set(given_by(request).plea.said())
        signs_in = here.catalogue.signs_in
        said = [each for each in self.details.plea.said() if each not in known]
        pressing = [each for each in said if signs_in([each]).press]
        text = "\n".join(pressing)
        came_already = text == revealed(request.last_message) and not request.went_on
        if not pressing or came_already:
            return
        signs = signs_in(pressing)
        require_few_waiting(request, signs)
        receive(request, Personal(text), here, signs)


def is_for_the_rules(request: HelpRequest) -> bool:
    """Whether the rules alone have said where it is: nobody has it in hand, or handed it on."""
    return not (request.claimed_by or request.offered_to or request.accepted_at_version)


def _require_taken(given: Details, later: Details, whole: Details) -> None:
    """Raises DetailsRefused, naming every field."""
    errors: dict[str, WhyNotTaken] = dict.fromkeys(contradicted(given, later), "given-already")
    needed = NEEDED.get(later.plea.reply_by or "")
    if needed and needed not in told(whole):
        errors[needed] = "required"
    if errors:
        raise DetailsRefused(fields=errors)
