"""Who may have seen the receipt? Replacing it, and marking that somebody else reads along."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from triage.errors.own_rights import TooManyChanges
from triage.errors.requests import RequestErased, WriterUnconfirmed
from triage.request.commands.alarming import alert_duty, room
from triage.request.commands.command import Command, Situation
from triage.request.commands.own_wishes import alarm_at, current_words
from triage.request.events import ContactCompromised, ReceiptReplaced, WriterConfirmed
from triage.request.help_request import HelpRequest
from triage.request.need_to_know import Standing
from triage.text.personal import Personal, revealed

# Until staff confirm who writes. Every write loads the whole stream.
REPLACED_AT_MOST = 50


def require_known_writer(request: HelpRequest, here: Situation, *, confirmed: bool) -> None:
    """Record that the actor made sure who writes, where that is asked for and `confirmed`.

    Raises:
        WriterUnconfirmed: it is asked for. Whoever took the request over would read the words.
    """
    if not request.writer_unconfirmed:
        return
    if not confirmed:
        raise WriterUnconfirmed()
    here.record(request, WriterConfirmed)


@dataclass(frozen=True, kw_only=True)
class ReplaceReceipt(Command, permission="own-request:write"):
    """Give the request another receipt, and another own word where one is given.

    `own_word` is looked through for danger; what is kept of it is `own_word_hash`, keyed.
    Possible in every state. Every session of the request ends, and staff have to confirm who
    writes before they reply; not where it replaces, as was asked, the one that staff handed over.

    Raises:
        RequestErased, RequestDamaged, TooManyChanges
    """

    own_word: Personal[str] | None = None
    own_word_hash: Personal[str] | None = None

    def decide(self, request: HelpRequest, here: Situation) -> None:
        current_words(request)
        said = (revealed(self.own_word) or "",)
        limit = room(REPLACED_AT_MOST, here.catalogue.signs_in(said))
        if request.receipts_replaced >= limit:
            raise TooManyChanges(limit=limit)
        alarm = alarm_at(said, request, here)
        here.record(
            request,
            ReceiptReplaced,
            own_word_set=self.own_word_hash is not None,
            own_word_hash=self.own_word_hash,
            alarm=alarm,
            handed_over=request.receipt_known_to_staff,
        )
        alert_duty(alarm, request, here)


@dataclass(frozen=True, kw_only=True)
class NoteReplacedReceipt(Command, permission="request:note-receipt"):
    """Record that somebody used the receipt that was replaced at `replaced_at`, once for each."""

    replaced_at: datetime

    def admit(self, ground: Standing) -> None:
        """Only the service itself has the permission."""

    def decide(self, request: HelpRequest, here: Situation) -> None:
        if self.replaced_at not in request.noted_receipts and not request.erased_at:
            here.record(request, ContactCompromised, replaced_at=self.replaced_at)


@dataclass(frozen=True, kw_only=True)
class MarkContactCompromised(Command, permission="request:contact"):
    """Record that somebody else may read what goes to the requester.

    Every session of the request ends, no notice goes to what was told so far, and who writes has to
    be confirmed before the next reply.

    Raises:
        RequestErased
    """

    because: Personal[str]

    def decide(self, request: HelpRequest, here: Situation) -> None:
        if request.erased_at:
            raise RequestErased()
        here.record(request, ContactCompromised, because=self.because)
