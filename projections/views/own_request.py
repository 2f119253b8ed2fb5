"""What does the requester see of the own request? The dialogue, and what may be told of the rest.

What section 6.9 of the domain withholds is left out here, and nowhere else has to remember it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Row

from projections.views.data_requests import DataRequestShown, shown
from projections.views.moves import MovedNotice, moves
from projections.views.request.consents_shown import ConsentShown, consents_shown, is_own
from projections.views.request.entry_shown import entry_shown
from projections.views.request.handled_by import (
    HandledBy,
    answers_withheld_from,
    handled_by,
    tellable,
)
from projections.views.request.messages import Message, messages
from projections.views.request.notes_shown import OwnNote, own_notes
from projections.views.request.notices_shown import NoticeShown
from projections.views.request.sorting_shown import sorted_by_then
from projections.views.request.statutory_shown import OwnClock, own_clocks
from triage.actors import Role
from triage.codes import State
from triage.evidence.access_log import READS_WORDS, ReadOutcome
from triage.request.details import still_untold
from triage.request.events import (
    Assigned,
    Claimed,
    ConsentsChanged,
    RequestEvent,
    TransferAccepted,
)
from triage.request.help_request import HelpRequest
from triage.request.said_by_staff import asks_requester
from triage.request.words import Consents, Contact, Profile, RequestWords
from triage.text.personal import revealed


class OwnState(StrEnum):
    """Where the request stands, in the requester's terms."""

    RECEIVED = "received"
    BEING_HANDLED = "being_handled"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class OwnVerb(StrEnum):
    """What the requester may do."""

    MESSAGE = "message"
    WITHDRAW = "withdraw"
    REOPENING = "reopening"
    FEEDBACK = "feedback"
    DETAILS = "details"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadShown:
    """That somebody read the request, by role."""

    by_role: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRequestShown:
    """The requester's view. The first message is there only when it is asked for.

    `seen` is how many messages the requester has written since, which `WriteMessage` takes back.
    `untold` names the details that can still be added.
    Where the address is protected, whoever tells the units must name no place. `damaged` tells
    that some of it does not open any more, though nobody erased it. `topics` and `profile` (empty
    where it is destroyed) choose the help that stands beside; as sorted, unless that is withheld.
    """

    reference: str
    state: OwnState
    submitted_at: datetime
    answer_by_on: date
    answer_by: datetime
    handled_by: HandledBy | None
    messages: tuple[Message, ...]
    reads: tuple[ReadShown, ...]
    moved: tuple[MovedNotice, ...]
    may: tuple[OwnVerb, ...]
    has_first_message: bool
    has_own_word: bool
    contact: Contact | None
    reply_by: str | None
    consents: Consents
    # The own ones that were told to staff.
    consent_records: tuple[ConsentShown, ...]
    untold: tuple[str, ...]
    data_requests: tuple[DataRequestShown, ...]
    seen: int
    protected_address: bool
    damaged: bool
    topics: tuple[str, ...]
    profile: Profile
    # What staff noted for the requester to read.
    notes: tuple[OwnNote, ...] = ()
    # The clocks of the law that were released.
    statutory_clocks: tuple[OwnClock, ...] = ()
    # Staff wrote it down for the requester.
    entered: bool = False
    # It is worked on in another request of the same person, of which nothing else is told.
    merged: bool = False
    # Staff saw its receipt, and it has not been replaced since.
    receipt_known: bool = False
    # A question of staff waits: it keeps the promise, so the state says `answered`.
    asks: bool = False
    # The version of what staff wrote last, where it was not known to be opened before.
    unopened_reply: int | None = None
    # Nothing is asked of the requester; whoever shows it puts it in.
    quiet: bool = False
    # From the deliveries, not the stream: whoever asks for it puts it in.
    notices: tuple[NoticeShown, ...] = ()


def own_request(
    request: HelpRequest,
    recorded: Sequence[RequestEvent],
    reads: Sequence[Row[tuple[object, ...]]],
    *,
    first_too: bool,
    damaged: bool = False,
) -> OwnRequestShown:
    """Compose the requester's view from the stream and the access log."""
    shown = _composed(request, recorded, reads, first_too=first_too, damaged=damaged)
    return replace(
        shown,
        entered=entry_shown(recorded) is not None,
        merged=request.merged_into is not None,
        receipt_known=request.receipt_known_to_staff,
        asks=shown.state is OwnState.ANSWERED and asks_requester(recorded),
        unopened_reply=request.newest_reply if request.answer_unopened and not damaged else None,
    )


def _composed(
    request: HelpRequest,
    recorded: Sequence[RequestEvent],
    reads: Sequence[Row[tuple[object, ...]]],
    *,
    first_too: bool,
    damaged: bool,
) -> OwnRequestShown:
    plea, told = revealed(request.plea_told) or RequestWords(), tellable(request, recorded)
    promise, then = request.told_promise.promise, sorted_by_then(request, told)
    return OwnRequestShown(
        reference=request.reference,
        state=_state(request, told),
        submitted_at=request.submitted_at,
        answer_by_on=promise.answer_by_on,
        answer_by=promise.breach_at,
        handled_by=None if then.is_about_others else handled_by(request, recorded),
        messages=_said(recorded, plea if first_too else RequestWords()),
        reads=() if then.is_about_others else _reads(request, recorded, reads),
        moved=() if then.is_about_others else moves(told),
        may=_may(request) if request.plea or not damaged else (),
        has_first_message=plea.message is not None,
        has_own_word=plea.own_word_hash is not None,
        contact=plea.contact,
        reply_by=plea.reply_by,
        consents=plea.consents,
        consent_records=() if then.is_about_others else _own_consents(request, recorded),
        untold=still_untold(request),
        data_requests=shown(request.data_requests.values()),
        seen=request.messages_received,
        protected_address=_is_protected(request),
        damaged=damaged,
        topics=then.topics,
        profile=then.profile or Profile(),
        notes=own_notes(told),
        statutory_clocks=() if then.is_about_others else own_clocks(told),
    )


def _said(recorded: Sequence[RequestEvent], plea: RequestWords) -> tuple[Message, ...]:
    """The dialogue without the names of staff."""
    return tuple(replace(message, by=None) for message in messages(recorded, plea))


def _own_consents(
    request: HelpRequest, recorded: Sequence[RequestEvent]
) -> tuple[ConsentShown, ...]:
    """What may be told of them; what the requester took back since is no news."""
    hidden_from = request.withheld_from or len(recorded) + 1
    told = [
        event
        for event in recorded
        if event.originator_version < hidden_from or isinstance(event, ConsentsChanged)
    ]
    return tuple(replace(each, by=None) for each in consents_shown(told) if is_own(each))


def _is_protected(request: HelpRequest) -> bool:
    """Whether no place may be told; once the profile is destroyed, nobody knows any more."""
    profile = revealed(request.profile)
    return profile is None or profile.protected_address


def _state(request: HelpRequest, told: Sequence[RequestEvent]) -> OwnState:
    if request.withdrawn_at:
        return OwnState.WITHDRAWN
    if request.state is State.CLOSED:
        return OwnState.CLOSED
    if not any(request.promises[each].told for each in request.unanswered):
        return OwnState.ANSWERED
    handled = any(isinstance(event, Claimed | Assigned | TransferAccepted) for event in told)
    return OwnState.BEING_HANDLED if handled else OwnState.RECEIVED


def _reads(
    request: HelpRequest,
    recorded: Sequence[RequestEvent],
    reads: Sequence[Row[tuple[object, ...]]],
) -> tuple[ReadShown, ...]:
    """Reads of the content by staff, from before a protection notice that is withheld.

    Later reads are hidden, but each later reply counts as a read at its own moment. A reply that
    nobody had read for would reveal that something is withheld.
    """
    told = reads_told(request, recorded, reads)
    logged = (ReadShown(by_role=row.role, at=row.at) for row in told)
    implied = (
        ReadShown(by_role=str(reply.by.role), at=reply.timestamp)
        for reply in answers_withheld_from(request, recorded)
    )
    return (*logged, *implied)


def reads_told(
    request: HelpRequest,
    recorded: Sequence[RequestEvent],
    reads: Sequence[Row[tuple[object, ...]]],
) -> tuple[Row[tuple[object, ...]], ...]:
    """The logged reads of the content by staff that its requester may be told of, oldest first."""
    withheld_from = request.withheld_from
    notice = None if withheld_from is None else recorded[withheld_from - 1]
    return tuple(
        row
        for row in reads
        if row.action in READS_WORDS
        and row.outcome == ReadOutcome.OK
        and row.role != Role.REQUESTER
        and (notice is None or _is_before(row, notice))
    )


def _is_before(read: Row[tuple[object, ...]], notice: RequestEvent) -> bool:
    """Compare by version; an old row of the log has none and is compared by time."""
    version: int | None = read.version
    if version is None:
        return bool(read.at < notice.timestamp)
    return version < notice.originator_version


def _may(request: HelpRequest) -> tuple[OwnVerb, ...]:
    if request.erased_at:
        return ()
    if request.state is State.CLOSED:
        return (OwnVerb.MESSAGE if request.merged_into else OwnVerb.REOPENING,)
    if request.withdrawn_at:
        return (OwnVerb.MESSAGE, OwnVerb.REOPENING)
    details = (OwnVerb.DETAILS,) if still_untold(request) else ()
    return (OwnVerb.MESSAGE, OwnVerb.WITHDRAW, *details)
