"""By which channels may the requester not be reached, and what must be known before a call?

What the requester told is believed as it was told. Safe times are in their own words: nobody
pretends to read them, whoever calls says that it is one of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from triage.codes import Channel, ReplyBy
from triage.errors.contact import ChannelRuledOut, MessageRuledOut, SafeTimeUnconfirmed
from triage.request.words import Contact, RequestWords
from triage.time.calendar import WorkingCalendar, local_day

# Three calls on three working days is the practice of the counties that answer by phone.
UNREACHED_CALLS_THAT_COUNT = 3
CALLS = frozenset({Channel.PHONE, Channel.VIDEO})
# What lies somewhere to be read, by whoever comes first.
WRITTEN = frozenset({Channel.SMS, Channel.EMAIL, Channel.LETTER})
# What rings or lights up at its own moment.
AT_ITS_MOMENT = CALLS | {Channel.SMS}


def ruled_out(plea: RequestWords | None, *, read_by_others: bool) -> frozenset[Channel]:
    """The channels that may not be used without a reason.

    `read_by_others`: it is known that somebody else may read what goes to the requester, and who
    writes is not confirmed since.
    """
    found = set(WRITTEN) if read_by_others else set[Channel]()
    contact = plea.contact if plea else None
    if plea is None or contact is None or not contact.phone:
        return frozenset(found)
    if contact.sms_ok is not True:
        found.add(Channel.SMS)
    # Not where nothing was said: a number that was left may be called then.
    if plea.reply_by is not None and plea.reply_by != ReplyBy.PHONE:
        found |= CALLS
    return frozenset(found)


def enough_calls(
    plea: RequestWords | None, calls: Iterable[datetime], calendar: WorkingCalendar
) -> bool:
    """Whether who chose the phone was called in vain on three separate working days."""
    if plea is None or plea.reply_by != ReplyBy.PHONE:
        return False
    return days_of(calls, calendar) >= UNREACHED_CALLS_THAT_COUNT


def days_of(calls: Iterable[datetime], calendar: WorkingCalendar) -> int:
    """On how many working days calls were made."""
    return sum(calendar.is_working_day(day) for day in {local_day(moment) for moment in calls})


def require_safe(
    channel: Channel,
    plea: RequestWords | None,
    *,
    read_by_others: bool,
    safe_now: bool,
    left_message: bool,
) -> None:
    """Let a contact pass that keeps to what the requester told.

    Raises:
        ChannelRuledOut, SafeTimeUnconfirmed, MessageRuledOut
    """
    if channel in ruled_out(plea, read_by_others=read_by_others):
        raise ChannelRuledOut(channel=str(channel))
    contact = (plea.contact if plea else None) or Contact()
    if contact.safe_times and channel in AT_ITS_MOMENT and not safe_now:
        raise SafeTimeUnconfirmed()
    if left_message and contact.says_anything and contact.may_leave_message is not True:
        raise MessageRuledOut()
