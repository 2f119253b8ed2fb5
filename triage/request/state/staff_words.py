"""What have staff said to the requester, and what of it stands?

A message can be retracted, a call or a meeting can't.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from triage.codes import Channel, ReplyKind

# A letter or a text that arrived is no conversation (section 6.4 of the domain).
SPOKEN = frozenset({Channel.PHONE, Channel.VIDEO, Channel.MEETING})


@dataclass(slots=True, kw_only=True)
class StaffWord:
    """A message, a call or a meeting, by the version of its event, said for `unit`.

    `counts`: it is an answer, so it keeps what was promised before it. `kind` is a message's, None
    for a call. `names_place`: it tells of a service of others.
    """

    version: int
    at: datetime
    unit: str
    counts: bool
    kind: ReplyKind | None = None
    names_place: bool = False
    retracted: bool = False


@dataclass(slots=True, kw_only=True)
class Breach:
    """Another's personal data went to the requester: known at `since`, to be judged by `due_at`."""

    version: int
    since: datetime
    due_at: datetime
    answered_at: datetime | None = None


class StaffWords:
    """What staff have said, oldest first; a part of the request's state.

    `heard_at_version`: the requester's last message. `last_reply_kind`: what staff wrote since.
    """

    def __init__(self) -> None:
        self.words_of_staff: dict[int, StaffWord] = {}
        self.last_reply_kind: ReplyKind | None = None
        self.heard_at_version = 0
        self.breaches: dict[int, Breach] = {}

    @property
    def replies(self) -> tuple[StaffWord, ...]:
        """The messages, retracted or not. People tell them by their place here, from 1."""
        return tuple(each for each in self.words_of_staff.values() if each.kind)

    @property
    def standing(self) -> tuple[StaffWord, ...]:
        """What was not retracted."""
        return tuple(each for each in self.words_of_staff.values() if not each.retracted)

    def first_answer_after(self, version: int) -> StaffWord | None:
        """The first answer after that version that stands."""
        after = (each for each in self.standing if each.counts and each.version > version)
        return next(after, None)

    def recall_last_reply(self) -> None:
        """Let the last message since the requester wrote be one that stands."""
        since = [each for each in self.standing if each.version > self.heard_at_version]
        kinds = [each.kind for each in since if each.kind]
        self.last_reply_kind = kinds[-1] if kinds else None
