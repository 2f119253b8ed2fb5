"""How is one person's second request worked on in the first, and still answered by its receipt?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from triage.catalogue import Side
from triage.codes import LinkKind, MergeGround, Outcome, ReplyKind, State, Urgency
from triage.errors.linking import DuplicateChanged, DuplicateNotFit, MergeNotFit
from triage.errors.requests import NotLookedAt, RequestWithdrawn, TransferPending
from triage.request.commands.claiming import merged_into
from triage.request.commands.command import Beside, Command, Situation, require_going_on
from triage.request.commands.dialogue import answering
from triage.request.commands.ending import CloseRequest
from triage.request.commands.together.linking import link, other_of, require_county
from triage.request.events import DuplicateMerged, Merged, Replied
from triage.request.help_request import HelpRequest
from triage.request.need_to_know import SEES_CONTENT, SEES_ROW, require_content, version_seen
from triage.text.addresses import dialable, mailable
from triage.text.personal import Personal, revealed
from triage.time.deadlines import Promise

URGENCIES = (Urgency.NORMAL, Urgency.URGENT, Urgency.EMERGENCY)


@dataclass(frozen=True, kw_only=True)
class MergeIntoOther(Command, permission="request:close"):
    """Let this request go on in another one of the same person, and close it as a duplicate.

    Each receipt goes on opening its own words and no others. The requester of this one is told
    that it is handled together with another, and what they write takes it up again, with whoever
    has the other. What was promised here by an earlier day is promised there. Staff part the two
    by taking this one up again. Requests of two people are linked, never merged.

    Raises:
        LinkNotFit: there is no such other request that you may know of.
        ReasonNeeded: you may not read the words of the other.
        TransferPending: an offer of one of them waits.
        NotLookedAt: nobody has looked at this one, or the duty has not seen an alert about it.
        MergeNotFit: not surely one person's, or one of them must go on by itself.
        NotAllowed: a partner is not told what the county keeps beside the request.
    """

    other: Personal[str]
    ground: MergeGround
    because: Personal[str]

    def decide(self, request: HelpRequest, here: Situation) -> None:
        require_county(self, here)
        _require_open(request)
        found = other_of(request, here, self.other)
        require_content(found.ground)
        other = found.request
        _require_open(other)
        if request.withdrawn_at or other.withdrawn_at:
            raise RequestWithdrawn()
        if request.awaits_look or request.alert:
            raise NotLookedAt()
        _require_fit(request, other, here)
        if self.ground is MergeGround.SAME_CONTACT and not _tell_the_same(request, other):
            raise MergeNotFit(why="contact-differs")
        self._record(request, other, here)

    def _record(self, request: HelpRequest, other: HelpRequest, here: Situation) -> None:
        link(request, other, here, kind=LinkKind.SAME_PERSON, because=self.because)
        here.record(
            other,
            DuplicateMerged,
            other=Personal(request.id),
            reference=Personal(request.reference),
            danger=request.danger,
            takes_over=_earlier(request, other),
        )
        here.record(
            request,
            Merged,
            other=Personal(other.id),
            reference=Personal(other.reference),
            ground=self.ground,
        )
        _close(request, here)


@dataclass(frozen=True, kw_only=True)
class AnswerDuplicates(Command, permission="request:reply"):
    """Send what was written here by the receipts of what was merged into this request, too.

    Each gets an event of its own and nothing else of this request. One that was taken up again by
    its requester is answered by it, and sleeps again. One that they took back is left alone.
    `seen` names each with the version that the person saw; where it is empty nothing is compared.

    Raises:
        DuplicateNotFit: there is none; or one is not yours to write to, or read by others.
        DuplicateChanged: one is not as it was seen.
    """

    text: Personal[str]
    reply_kind: ReplyKind
    language: Personal[str] | None = None
    seen: Sequence[str] = ()

    def decide(self, request: HelpRequest, here: Situation) -> None:
        duplicates = [each for each in merged_into(request, here) if _takes_words(each.request)]
        if not duplicates:
            raise DuplicateNotFit()
        for each in duplicates:
            self._send(each, here)

    def _send(self, found: Beside, here: Situation) -> None:
        duplicate = found.request
        # What its requester wrote since is answered only by somebody who may read it.
        grounds = SEES_ROW if duplicate.ended else SEES_CONTENT
        if found.ground not in grounds or duplicate.writer_unconfirmed or duplicate.offered_to:
            raise DuplicateNotFit()
        version = version_seen(here.actor, duplicate, here.catalogue)
        if self.seen and f"{duplicate.reference}:{version}" not in self.seen:
            raise DuplicateChanged(reference=duplicate.reference)
        answers = () if self.reply_kind is ReplyKind.HOLDING else duplicate.unanswered
        here.record(
            duplicate,
            Replied,
            reply_kind=self.reply_kind,
            text=self.text,
            language=self.language,
            **answering(duplicate, answers, here),
        )
        is_calm = not (duplicate.awaits_look or duplicate.pressing or duplicate.running_clocks)
        if self.reply_kind is ReplyKind.ANSWER and not duplicate.ended and is_calm:
            _close(duplicate, here)


def _takes_words(duplicate: HelpRequest) -> bool:
    """Whether its requester waits for words: nobody writes to whoever took it back."""
    return duplicate.state is not State.WITHDRAWN


def _require_open(request: HelpRequest) -> None:
    require_going_on(request)
    if request.offered_to:
        raise TransferPending(unit=request.offered_to)


def _close(request: HelpRequest, here: Situation) -> None:
    CloseRequest(request_id=request.id, outcome=Outcome.DUPLICATE).decide(request, here)


def _require_fit(request: HelpRequest, other: HelpRequest, here: Situation) -> None:
    """Raises MergeNotFit where one of the two must go on by itself, or is read by others."""
    for each in (request, other):
        if each.writer_unconfirmed:
            raise MergeNotFit(why="read-by-others")
        unit = here.catalogue.units.get(each.unit)
        if unit is None or unit.side is not Side.COUNTY or each.awaits_landing:
            raise MergeNotFit(why="in-other-hands")
    if request.recused - other.recused or _avoids_unmatched(request):
        raise MergeNotFit(why="kept-from")
    if request.statutory or any(True for _ in merged_into(request, here)):
        raise MergeNotFit(why="in-other-hands")
    if URGENCIES.index(request.offer_level) > URGENCIES.index(other.offer_level):
        raise MergeNotFit(why="more-urgent")


def _avoids_unmatched(request: HelpRequest) -> bool:
    """Whether its requester named somebody to avoid, and nobody has said yet who is meant."""
    plea = revealed(request.plea)
    return bool(plea and plea.avoid) and not request.avoidance_matched


def _tell_the_same(request: HelpRequest, other: HelpRequest) -> bool:
    """Whether both tell a number or an address in common, and no different askers."""
    ours, theirs = _told(request), _told(other)
    profiles = (revealed(each.profile) for each in (request, other))
    askers = {each.asker for each in profiles if each and each.asker}
    return bool(ours & theirs) and len(askers) <= 1


def _told(request: HelpRequest) -> frozenset[str]:
    plea = revealed(request.plea)
    contact = plea.contact if plea else None
    if contact is None:
        return frozenset()
    told = (dialable(contact.phone), mailable(contact.email))
    return frozenset(each.casefold() for each in told if each)


def _earlier(request: HelpRequest, other: HelpRequest) -> Promise | None:
    """What is promised in this request, where nothing is promised by then in the other."""
    ours, theirs = _next_promise(request), _next_promise(other)
    if ours is None or (theirs and theirs.breach_at <= ours.breach_at):
        return None
    return ours


def _next_promise(request: HelpRequest) -> Promise | None:
    """The first that falls due of what its requester is promised."""
    promised = (request.promises[each] for each in request.unanswered)
    open_ones = [each.promise for each in promised if not each.inside]
    return min(open_ones, key=lambda each: each.breach_at, default=None)
