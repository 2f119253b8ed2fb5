"""What may be refused to somebody who records how the requester was reached?"""

from __future__ import annotations

from triage.errors.requests import TriageError


class ChannelRuledOut(TriageError):
    """The requester ruled this channel out (`channel`); a reason (`despite`) overrides it."""

    code = "channel-ruled-out"


class SafeTimeUnconfirmed(TriageError):
    """The requester told safe times: say that it is one now, or why it was tried all the same."""

    code = "safe-time-unconfirmed"


class MessageRuledOut(TriageError):
    """No message may be left for the requester; a reason (`despite`) overrides it."""

    code = "message-ruled-out"


class AlreadySilent(TriageError):
    """Nothing goes to the requester by itself any more."""

    code = "already-silent"


class NotSilent(TriageError):
    """Notices go to the requester already."""

    code = "not-silent"


class InterpreterOutOfOrder(TriageError):
    """An interpreter is held who was booked, and cancelled who was asked for or booked."""

    code = "interpreter-out-of-order"


class InterpreterWithoutMoment(TriageError):
    """A booking says when the interpreter comes."""

    code = "interpreter-without-moment"


class NotTriedEnough(TriageError):
    """Who asked to be called is not given up before calls on three working days and a message."""

    code = "not-tried-enough"
