"""How may the requester be reached, in signs alone? What a list may tell of it, without a word."""

from __future__ import annotations

from dataclasses import dataclass

from triage.codes import ReplyBy, SafeContact
from triage.request.words import Hidden, RequestWords


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Reach(Hidden):
    """The wished channel and what to mind before using one. It names no number and no person.

    `channel` is a `ReplyBy`, `signs` are `SafeContact`s. Sealed like the profile: that somebody
    must not know tells of a home. `avoids`: somebody is to be kept from it.
    """

    channel: str = ReplyBy.HERE
    signs: tuple[str, ...] = ()
    avoids: bool = False


def reach_of(plea: RequestWords) -> Reach:
    """What the requester's words say of being reached. To be answered here is what holds else."""
    channel, contact = plea.reply_by or ReplyBy.HERE, plea.contact
    avoids = bool(plea.avoid)
    if contact is None:
        return Reach(channel=channel, avoids=avoids)
    holds = {
        # A number that was left, and an answer wished by another way: nobody asked to be called.
        SafeContact.NO_CALLS: bool(contact.phone) and channel != ReplyBy.PHONE,
        SafeContact.MUST_NOT_KNOW: bool(contact.must_not_know),
        SafeContact.SAFE_TIMES: bool(contact.safe_times),
    }
    signs = tuple(sign for sign, is_so in holds.items() if is_so)
    return Reach(channel=channel, signs=signs, avoids=avoids)
