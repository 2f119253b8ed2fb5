"""How may the requester be reached, and who may be told? Only the requester says, at any time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from triage.catalogue.signs import Signs
from triage.codes import ReplyBy
from triage.errors.own_rights import TooManyChanges
from triage.errors.requests import RequestDamaged, RequestErased
from triage.request.commands.alarming import alarm_of, alert_duty, room
from triage.request.commands.command import Command, Situation
from triage.request.commands.consents import change_consents, within
from triage.request.events import (
    ConsentsChanged,
    ContactChanged,
    Reopened,
)
from triage.request.help_request import HelpRequest
from triage.request.reach import reach_of
from triage.request.state.clock.alarm import Alarm
from triage.request.words import Consents, Contact, RequestWords
from triage.text.personal import Personal, revealed

# Every write loads the whole stream. What makes anybody safer is never refused.
CHANGES_AT_MOST = 200


@dataclass(frozen=True, kw_only=True)
class ChangeContact(Command, permission="own-request:write"):
    """The requester says anew how to be reached; what was told before counts no more.

    Possible in every state, because an address may have become dangerous. It opens no promise and
    takes no withdrawal back; words that show danger, or that no list of it reads, do, and are
    looked at like a message's.

    Raises:
        RequestErased, RequestDamaged
        TooManyChanges: and this one says something, be it the same; taking everything away is
            always possible, and words that show danger get in longer.
    """

    contact: Personal[Contact]
    reply_by: ReplyBy | None = None

    def decide(self, request: HelpRequest, here: Situation) -> None:
        plea, contact = current_words(request), self.contact.reveal()
        # Before it is compared: who is refused must not learn that they guessed right.
        if contact.says_anything:
            _require_few_changes(request, here.catalogue.signs_in(contact.said()))
        if (contact, self.reply_by) == (plea.contact or Contact(), plea.reply_by):
            return
        alarm = alarm_at(contact.said(), request, here)
        reply_by = None if self.reply_by is None else str(self.reply_by)
        reach = reach_of(replace(plea, contact=contact, reply_by=reply_by))
        here.record(
            request,
            ContactChanged,
            contact=self.contact,
            reply_by=None if reply_by is None else Personal(reply_by),
            alarm=alarm,
            profile=request.profile,
            reach=Personal(reach) if request.profile else None,
        )
        alert_duty(alarm, request, here)


@dataclass(frozen=True, kw_only=True)
class ChangeConsents(Command, permission="own-request:write"):
    """The requester says anew which partners may be told, and whether others may be consulted.

    An offer that rests on a consent which is gone is taken back at once.

    Raises:
        RequestErased, RequestDamaged
        TooManyChanges: and this one agrees to something.
    """

    consents: Personal[Consents]

    def decide(self, request: HelpRequest, here: Situation) -> None:
        before, consents = current_words(request).consents, self.consents.reveal()
        told = (revealed(request.plea_told) or RequestWords()).consents
        if consents == before == told:
            return
        if consents != Consents():
            _require_few_changes(request, Signs())
        # Whoever else agreed to what is taken back agrees for nothing.
        gone = {*before.partners, *told.partners}.difference(consents.partners)
        out = {code for each in gone for code in within(each, here.catalogue)}
        others = {each.partner for each in request.consents_given.values() if not each.is_own}
        change_consents(
            request,
            here,
            ConsentsChanged,
            consents=self.consents,
            dropped=Personal(tuple(sorted(others & out))) if others & out else None,
        )


def current_words(request: HelpRequest) -> RequestWords:
    """What the requester told, as it stands now.

    Raises:
        RequestErased
        RequestDamaged: it does not open, so nothing may be changed in it.
    """
    if request.erased_at:
        raise RequestErased()
    if request.plea is None:
        raise RequestDamaged()
    return request.plea.reveal()


def _require_few_changes(request: HelpRequest, signs: Signs) -> None:
    limit = room(CHANGES_AT_MOST, signs)
    if request.own_changes >= limit:
        raise TooManyChanges(limit=limit)


def alarm_at(said: Iterable[str], request: HelpRequest, here: Situation) -> Alarm | None:
    """What signs in any of these texts set going; None where none shows.

    A request that had ended is taken up again first: nobody looks at ended ones.
    """
    catalogue = here.catalogue
    signs = catalogue.signs_in(said)
    if not signs.press:
        return None
    if request.ended or request.withdrawn_at:
        opens = request.lacks_promise(here.now)
        follow_up = catalogue.promise(here.now) if opens else None
        here.record(request, Reopened, because=None, follow_up=follow_up)
    return alarm_of(signs, request, here)
