"""What does the requester change about being reached and about co-operation?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from triage.request.events.recorded import RequestEvent, Seal, declared
from triage.request.reach import Reach
from triage.request.state.clock.alarm import Alarm
from triage.request.words import Consents, Contact, Profile
from triage.text.personal import Personal, revealed

if TYPE_CHECKING:
    from triage.request.help_request import HelpRequest


@declared
class ContactChanged(RequestEvent):
    """How the requester may be reached from now on; what was told before counts no more.

    A contact without a single field, and `reply_by` None, are what the requester wants too.
    `reach` tells the same in signs; `profile` is there only because what a list may tell of a
    person is sealed as one.
    """

    TOPIC: ClassVar[str] = "help-request.contact-changed"
    SEALED_BY: ClassVar[Mapping[str, Seal]] = {"profile": Seal.PROFILE, "reach": Seal.PROFILE}

    contact: Personal[Contact] | None
    reply_by: Personal[str] | None = None
    alarm: Alarm | None = None
    profile: Personal[Profile] | None = None
    reach: Personal[Reach] | None = None

    def apply(self, aggregate: HelpRequest) -> None:
        contact = revealed(self.contact)
        if aggregate.plea:
            before = aggregate.plea.reveal().contact
            aggregate.said_before += (Personal(before),) if before else ()
            # One that does not open is none: the one before it may be dangerous by now.
            plea = replace(
                aggregate.plea.reveal(),
                contact=contact if contact and contact.says_anything else None,
                reply_by=revealed(self.reply_by),
            )
            aggregate.plea = Personal(plea)
        aggregate.own_changes += 1
        aggregate.hear_of_contact(self.timestamp)
        if self.alarm:
            aggregate.raise_alarm(self.alarm, self.timestamp)


@declared
class ConsentsChanged(RequestEvent):
    """What the requester agrees to from now on.

    `dropped`: partners to which somebody else had agreed, which no longer counts.
    """

    TOPIC: ClassVar[str] = "help-request.consents-changed"

    consents: Personal[Consents] | None
    dropped: Personal[tuple[str, ...]] | None = None

    def apply(self, aggregate: HelpRequest) -> None:
        if aggregate.plea:
            # One that does not open agrees to nothing.
            consents, plea = revealed(self.consents) or Consents(), aggregate.plea.reveal()
            told = (revealed(aggregate.plea_told) or plea).consents
            aggregate.plea = Personal(replace(plea, consents=consents))
            aggregate.choose_anew({*plea.consents.partners, *told.partners}, consents.partners)
            aggregate.choose(consents)
            dropped = revealed(self.dropped)
            aggregate.drop_others(dropped or ())
        aggregate.consent_gone_at = None
        aggregate.own_changes += 1
