"""What is true of one help request now? The aggregate: state folded from its events.

Nothing here decides: the commands in `triage.request.commands` do, and the events change the state.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from eventsourcing.domain import BaseAggregate
from eventsourcing.utils import register_topic

from triage.codes import ENDED, LookTold, MarkKind, OwnRecord, ReplyKind, State, Urgency, WaitingFor
from triage.request.state.classified import Classified
from triage.request.state.clock.alarm import Alarm
from triage.request.state.clock.awaiting_look import AwaitingLook
from triage.request.state.clock.duty_alert import AlertedDuty
from triage.request.state.clock.explained import Explained
from triage.request.state.clock.marked import Marked
from triage.request.state.clock.promised import Promised
from triage.request.state.heaps import Heaped
from triage.request.state.heard import Heard
from triage.request.state.interpreting import Interpreted
from triage.request.state.kept_from import KeptFrom
from triage.request.state.linked import LinkedWithOthers
from triage.request.state.offered import Offered
from triage.request.state.on_record import OnRecord
from triage.request.state.own.data_request import DataRequest
from triage.request.state.own.known_writer import KnownWriter
from triage.request.state.own.opened_answers import OpenedAnswers
from triage.request.state.partners.consented import Consented
from triage.request.state.partners.consulted import Consulted
from triage.request.state.partners.notified import Notified
from triage.request.state.partners.statutory_clocks import StatutoryClocks
from triage.request.state.partners.translated import Translated
from triage.request.state.partners.with_others import WithOthers
from triage.request.state.silence import Silence
from triage.request.state.staff_words import StaffWord
from triage.request.state.withheld import Withheld
from triage.request.words import Informant, RequestWords
from triage.text.personal import Personal, revealed


class HelpRequest(
    Promised,
    AwaitingLook,
    AlertedDuty,
    Classified,
    KnownWriter,
    OpenedAnswers,
    Heard,
    WithOthers,
    Consented,
    LinkedWithOthers,
    Consulted,
    Translated,
    Offered,
    Marked,
    Explained,
    Silence,
    KeptFrom,
    StatutoryClocks,
    Notified,
    Withheld,
    OnRecord,
    Interpreted,
    BaseAggregate[UUID],
):
    """One request for help, folded from its events. Streams are short: no snapshots.

    `acted_at`: when a person last did anything. `back_at`: when an offer last came back, or it was
    taken up again after its end.
    """

    TOPIC: ClassVar[str] = "help-request"
    reference: str
    submitted_at: datetime
    acted_at: datetime | None = None
    heaped: Heaped | None = None
    closed_by: str | None = None
    back_at: datetime | None = None

    def __init__(self) -> None:
        for part in HelpRequest.__bases__:
            if part is not BaseAggregate:
                part.__init__(self)  # type: ignore[misc]  # each part takes nothing else
        # As it stands now: whoever asks for contact and consents gets the latest.
        self.plea: Personal[RequestWords] | None = None
        # Who told of it in the requester's place.
        self.informant: Personal[Informant] | None = None
        self.unit = ""
        self.urgency: Urgency | None = None
        self.looked_at: datetime | None = None
        self.emergency: tuple[datetime, timedelta] | None = None
        self.claimed_by: str | None = None
        self.openings: dict[str, datetime] = {}
        self.messages_waiting = self.messages_received = self.own_changes = 0
        self.data_requests: dict[int, DataRequest] = {}
        self.details_sent_as: Personal[str] | None = None
        # Something happened after the last message; the requester reopened it after the last end.
        self.went_on = self.taken_up_again = False
        self.accepted_at_version = 0
        self.own_records: list[tuple[int, str | None, OwnRecord]] = []
        self.withdrawn_at: datetime | None = None
        self.taken_back_at: datetime | None = None
        self.closed_at: datetime | None = None
        self.outcome: str | None = None
        self.retention_class: str | None = None
        self.erased_at: datetime | None = None

    def raise_alarm(self, alarm: Alarm, moment: datetime) -> None:
        """Let what words showed be looked at anew; it never lowers anything."""
        self.show(danger=alarm.danger, language_unread=alarm.language_unread)
        if alarm.urgency_lapses:
            self.urgency = None
        self.hasten_offer(alarm.offer_due_at)
        self.await_look(alarm.look_by, moment)

    def mark_answered(
        self, numbers: Sequence[int], word: StaffWord, *, working_minutes: int | None
    ) -> None:
        """Let this answer keep or end these promises; the first one's minutes are counted."""
        self.words_of_staff[word.version] = word
        if numbers:
            self.end_look()
            self.came_back = False
            if self.urgency is not Urgency.EMERGENCY:
                # An emergency is known to the duty only when somebody says so.
                self.end_alert()
        for number in numbers:
            self.promises[number].answered_at = word.at
            self.promises[number].answered_by = word.version
        if 0 in numbers:
            self.working_minutes = working_minutes
            self.answered_in = self.unit

    def take_back(self, moment: datetime) -> None:
        """Let a withdrawal take effect: nothing of the request waits for anybody any more."""
        self.taken_back_at = moment
        self.end_alert()
        self.end_offer()
        self.settle_follow_ups(moment)

    @property
    def version_told(self) -> int:
        """The version as staff are told it: what is only a trace of reading does not count."""
        return self.version - self.quiet_events

    @property
    def state(self) -> State:
        if self.closed_at or self.erased_at:
            return State.CLOSED
        if self.taken_back_at:
            return State.WITHDRAWN
        if self.offered_to:
            return State.OFFERED
        if self.unanswered:
            return self._unanswered_state()
        return State.ANSWERED

    def _unanswered_state(self) -> State:
        if self.claimed_by:
            return State.CLAIMED
        return State.NEW if self.look_by else State.LOOKED_AT

    @property
    def pressing(self) -> bool:
        """Urgent by a human's word, or by danger that no human has judged since it showed."""
        return self.danger if self.urgency is None else self.urgency is not Urgency.NORMAL

    @property
    def concerns_duty(self) -> bool:
        """Whether the duty watches over it: danger, or what may hide it until a human looked."""
        return self.flagged or self.awaits_language_look

    @property
    def offer_level(self) -> Urgency:
        """How urgent an offer of it is; danger that nobody looked at is an emergency."""
        if self.urgency is Urgency.EMERGENCY or self.awaits_danger_look:
            return Urgency.EMERGENCY
        return Urgency.URGENT if self.pressing else Urgency.NORMAL

    @property
    def emergency_due_at(self) -> datetime | None:
        """By when an emergency is answered: so long after it began, or its last promise did.

        `emergency` is when it began, and how long it may wait by the clock on the wall.
        """
        if self.emergency is None:
            return None
        began_at, within = self.emergency
        return max(began_at, self.current.promise.arrived_at) + within

    @property
    def waits(self) -> bool:
        """Whether it stands in a waiting list: it waits for any of these, or is nobody's."""
        if self.ended:
            return False
        waits = self.unanswered or self.look_by or self.offered_to or self.landing_asked
        return bool(waits or self.statute_due_at or not self.claimed_by)

    @property
    def nearest_due_at(self) -> datetime | None:
        """The first of the moments that it waits for: look, offer, emergency, promise and law."""
        if not self.waits:
            return None
        answer = [self.current.promise.breach_at, self.emergency_due_at] if self.unanswered else []
        moments = [self.look_due_at, self.offer_due_at, self.statute_due_at, *answer]
        return min((each for each in moments if each), default=None)

    @property
    def ended(self) -> bool:
        return self.state in ENDED

    def lacks_promise(self, moment: datetime) -> bool:
        """Whether no promise to the requester is open: a new message then needs a new one.

        After an end, a promise that the end settled or that is past its breach counts as none.
        """
        to_requester = any(self.promises[each].told for each in self.unanswered)
        holds = self.current.settled_at is None and self.current.promise.breach_at > moment
        return not to_requester or (self.ended and not holds)

    @property
    def is_adrift(self) -> bool:
        """Whether it is open and forgotten: nothing promised or offered, unclaimed or come back."""
        if self.ended or self.offered_to or self.unanswered:
            return False
        return self.claimed_by is None or self.came_back

    @property
    def lies_since(self) -> datetime | None:
        """Since when nobody has done anything to what was answered, is in hand and goes on."""
        if self.ended or self.offered_to or self.unanswered or self.look_by:
            return None
        return (self.acted_at or self.submitted_at) if self.claimed_by else None

    @property
    def open_data_requests(self) -> tuple[DataRequest, ...]:
        """Those that wait for an answer, oldest first; erasing leaves nothing to answer about."""
        if self.erased_at:
            return ()
        return tuple(each for each in self.data_requests.values() if each.answered_at is None)

    @property
    def flagged(self) -> bool:
        """Danger showed in the words or the topic, or a human said so."""
        return self.danger or self.urgency is Urgency.EMERGENCY

    @property
    def escalated(self) -> bool:
        """The coordinator has it too: a promise or a look that was escalated still waits."""
        if self.ended:
            return False
        look = self.awaits_look and LookTold.COORDINATOR in self.look_told
        marked = (self.promises[each].marked for each in self.unanswered)
        return look or any(MarkKind.ESCALATED in each for each in marked)

    @property
    def concerns_others(self) -> bool:
        """The request is about another's child or family (or that is no longer known)."""
        profile = revealed(self.profile)
        return profile is None or profile.concerns_others

    @property
    def waiting_for(self) -> WaitingFor | None:
        """Whose move it is; None when nothing waits."""
        if self.ended:
            return None
        if self.offered_to:
            return WaitingFor.RECEIVER
        if self.unanswered:
            return WaitingFor.US
        return WaitingFor.REQUESTER if self.last_reply_kind is ReplyKind.QUESTION else None

    def __hash__(self) -> int:
        return hash((self.id, self.version))


register_topic(HelpRequest.TOPIC, HelpRequest)
