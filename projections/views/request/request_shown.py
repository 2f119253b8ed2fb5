"""What does a worker see of one request? Composed from its stream, stored nowhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from projections.views.data_requests import DataRequestShown, corrections
from projections.views.request.authorities_shown import AuthorityTold, authorities_told
from projections.views.request.clock_moments import clock_moments, retractions
from projections.views.request.consents_shown import ConsentShown, consents_shown
from projections.views.request.consultations_shown import (
    ConsultationShown,
    consultations_shown,
)
from projections.views.request.contact_attempts import ContactAttempt, contact_attempts
from projections.views.request.details_shown import DetailsShown, details_shown
from projections.views.request.disclosures_shown import DisclosureShown, disclosures_shown
from projections.views.request.emergency_shown import (
    AlertShown,
    StepShown,
    alert_shown,
    steps_shown,
)
from projections.views.request.entry_shown import EntryShown, entry_shown
from projections.views.request.links_shown import LinkShown
from projections.views.request.messages import Message, messages
from projections.views.request.notes_shown import Note, notes_shown
from projections.views.request.notices_shown import NoticeShown
from projections.views.request.notifying_shown import Notifying
from projections.views.request.offers import CameBack, OfferShown, came_back, pending_offer
from projections.views.request.partner_view import for_partner
from projections.views.request.promises_shown import PromiseShown, promises_shown
from projections.views.request.retention_shown import RetentionShown
from projections.views.request.sorting_shown import SortingShown, sorting_shown
from projections.views.request.statutory_shown import ClockShown, clocks_shown
from projections.views.request.translations_shown import TranslationShown, translations_shown
from triage.actors import By
from triage.codes import Channel
from triage.request.events import (
    Closed,
    ContactAttempted,
    Escalated,
    Guided,
    Linked,
    LookOverdue,
    PromiseMissed,
    ProtectionNoticeMade,
    ReceiptReplaced,
    Reminded,
    Replied,
    RequestEvent,
    Routed,
    Submitted,
    Unlinked,
    UrgencyAssessed,
)
from triage.request.help_request import HelpRequest
from triage.request.safe_contact import ruled_out
from triage.request.words import Profile, RequestWords
from triage.text.personal import revealed

# The receipt that was replaced was the one that staff had handed over.
HANDED_OVER: Final = "handed-over"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectionNotice:
    """A child-protection notice that was made."""

    to: str | None
    because: str | None
    family_told: bool
    at: datetime
    by: By
    together_with: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One line of the history; `because` is what a person typed, for those who may read it."""

    at: datetime
    kind: str
    by: By
    detail: str | None = None
    because: str | None = None
    breached_at: datetime | None = None
    due_at: datetime | None = None
    noticed_at: datetime | None = None
    retracted_at: datetime | None = None
    arrived_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingShown:
    """Where the request went and why here."""

    unit: str
    rule: str
    reason: str
    catalogue_version: str
    co_units: tuple[str, ...]
    passed_over: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """Everything that those who may read the words see beside the row."""

    plea: RequestWords
    profile: Profile
    messages: tuple[Message, ...]
    notes: tuple[Note, ...]
    contact_attempts: tuple[ContactAttempt, ...]
    details: tuple[DetailsShown, ...]
    protection_notices: tuple[ProtectionNotice, ...]
    authorities_told: tuple[AuthorityTold, ...]
    statutory_clocks: tuple[ClockShown, ...]
    consent_records: tuple[ConsentShown, ...]
    consent_gone_at: datetime | None
    consultations: tuple[ConsultationShown, ...]
    translations: tuple[TranslationShown, ...]
    routing: RoutingShown
    sorting: SortingShown | None
    promises: tuple[PromiseShown, ...]
    history: tuple[Happening, ...]
    outcome: str | None
    offer: OfferShown | None
    came_back: CameBack | None
    avoided: tuple[str, ...]
    alert: AlertShown | None
    emergency_steps: tuple[StepShown, ...]
    corrections: tuple[DataRequestShown, ...]
    disclosures: tuple[DisclosureShown, ...]
    withheld: bool
    erased: bool
    entry: EntryShown | None = None
    # None for a partner, who is not told. Rows of others: whoever may see them puts them in.
    links: tuple[LinkShown, ...] | None = None
    ruled_out: tuple[Channel, ...] = ()
    # By the catalogue in force: whoever asks for it puts it in; a partner is told nothing of it.
    retention: RetentionShown | None = None
    # From the access log too: whoever asks for it puts it in.
    notifying: tuple[Notifying, ...] = ()
    # From the deliveries, not the stream: whoever asks for it puts it in.
    notices: tuple[NoticeShown, ...] = ()


def contents(
    request: HelpRequest, recorded: Sequence[RequestEvent], *, partner: frozenset[str] | None = None
) -> Contents:
    """Compose a request's contents from its unsealed stream.

    A partner, given by its units, sees the dialogue and none of the county's own records.
    """
    plea = revealed(request.plea) or RequestWords()
    recorded = recorded if partner is None else for_partner(recorded, partner)
    return Contents(
        plea=plea,
        profile=revealed(request.profile) or Profile(),
        messages=messages(recorded, plea),
        notes=notes_shown(recorded),
        contact_attempts=contact_attempts(recorded),
        details=details_shown(recorded),
        protection_notices=_protection_notices(recorded),
        authorities_told=authorities_told(recorded),
        statutory_clocks=clocks_shown(recorded),
        consent_records=consents_shown(recorded),
        consent_gone_at=request.consent_gone_at,
        consultations=consultations_shown(recorded),
        translations=translations_shown(request, recorded),
        routing=_routing(recorded),
        sorting=sorting_shown(request, recorded),
        promises=promises_shown(request, partner=partner),
        history=_history(recorded),
        outcome=_outcome(recorded) if request.outcome else None,
        offer=pending_offer(request, recorded),
        came_back=came_back(recorded),
        avoided=tuple(sorted(request.avoided)) if partner is None else (),
        alert=alert_shown(request),
        emergency_steps=steps_shown(recorded),
        corrections=corrections(request),
        disclosures=disclosures_shown(recorded),
        withheld=request.withheld_from is not None and partner is None,
        erased=request.erased_at is not None,
        entry=entry_shown(recorded),
        ruled_out=tuple(sorted(ruled_out(plea, read_by_others=request.read_by_others))),
    )


def _history(recorded: Sequence[RequestEvent]) -> tuple[Happening, ...]:
    retracted = retractions(recorded)
    return tuple(
        # Why it is linked stands with the link, for those who may know of the other request.
        replace(line, because=None) if isinstance(event, Linked | Unlinked) else line
        for event, line in ((each, happening(each, retracted)) for each in recorded)
        if not event.IS_QUIET
    )


def _outcome(recorded: Sequence[RequestEvent]) -> str | None:
    outcomes = [event.outcome for event in recorded if isinstance(event, Closed)]
    return (outcomes[-1] or None) if outcomes else None


def happening(event: RequestEvent, retracted: Mapping[int, datetime]) -> Happening:
    """One event as a line of the history."""
    because: Any = getattr(event, "because", None)
    return Happening(
        at=event.timestamp,
        kind=event.kind(),
        by=event.by,
        detail=_detail(event),
        because=revealed(because),
        **clock_moments(event, retracted),
    )


def _detail(event: RequestEvent) -> str | None:
    """The code that tells this event from others of its kind."""
    match event:
        case Routed():
            return event.unit
        case UrgencyAssessed():
            return event.level
        case Guided():
            return event.service
        case Replied():
            return event.reply_kind
        case ContactAttempted() | Submitted():
            return event.channel
        case LookOverdue():
            return event.told
        case ReceiptReplaced():
            return HANDED_OVER if event.handed_over else None
        case Reminded() | Escalated() | PromiseMissed():
            return "follow-up" if event.promise_number else None
    for name in ("to_unit", "step", "worker", "request_kind", "outcome"):
        code = getattr(event, name, None)
        if code is not None:
            return str(code)
    return None


def _protection_notices(recorded: Sequence[RequestEvent]) -> tuple[ProtectionNotice, ...]:
    return tuple(
        ProtectionNotice(
            to=revealed(event.to),
            because=revealed(event.because),
            family_told=event.family_told,
            together_with=event.together_with,
            at=event.timestamp,
            by=event.by,
        )
        for event in recorded
        if isinstance(event, ProtectionNoticeMade)
    )


def _routing(recorded: Sequence[RequestEvent]) -> RoutingShown:
    routed = [event for event in recorded if isinstance(event, Routed)][-1]
    return RoutingShown(
        unit=routed.unit,
        rule=routed.rule,
        reason=routed.reason,
        catalogue_version=routed.catalogue_version,
        co_units=routed.co_units,
        passed_over=routed.passed_over,
    )
