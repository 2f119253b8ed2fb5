"""Which other requests does staff see this one together with?"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from triage.codes import LinkKind, MergeGround, OwnRecord
from triage.request.events.recorded import RequestEvent, declared
from triage.request.state.linked import Link, MergedInto
from triage.text.personal import Personal, revealed
from triage.time.deadlines import Promise

if TYPE_CHECKING:
    from triage.request.help_request import HelpRequest


@declared
class Linked(RequestEvent):
    """Staff found that another request is of the same family, or of the same person.

    Both requests record it. Which the other is tells about people, so erasure forgets it.
    """

    TOPIC: ClassVar[str] = "help-request.linked"
    OWN_RECORD: ClassVar[OwnRecord | None] = OwnRecord.ALWAYS

    other: Personal[UUID] | None
    reference: Personal[str] | None
    link_kind: LinkKind
    because: Personal[str] | None

    def apply(self, aggregate: HelpRequest) -> None:
        other, reference = revealed(self.other), revealed(self.reference)
        if other is not None and reference is not None:
            aggregate.links[other] = Link(
                reference=reference,
                kind=self.link_kind,
                at=self.timestamp,
                by=self.by,
                because=self.because,
            )


@declared
class Unlinked(RequestEvent):
    """Staff found that the other request does not belong with this one after all."""

    TOPIC: ClassVar[str] = "help-request.unlinked"
    OWN_RECORD: ClassVar[OwnRecord | None] = OwnRecord.ALWAYS

    other: Personal[UUID] | None
    because: Personal[str] | None

    def apply(self, aggregate: HelpRequest) -> None:
        other = revealed(self.other)
        if other is not None:
            aggregate.links.pop(other, None)


@declared
class Merged(RequestEvent):
    """The request is worked on in another one of the same person, until staff take it up again.

    Its closing is an event of its own. Which the other is, erasure forgets.
    """

    TOPIC: ClassVar[str] = "help-request.merged"
    OWN_RECORD: ClassVar[OwnRecord | None] = OwnRecord.ALWAYS

    other: Personal[UUID] | None
    reference: Personal[str] | None
    ground: MergeGround

    def apply(self, aggregate: HelpRequest) -> None:
        other, reference = revealed(self.other), revealed(self.reference)
        if other is not None and reference is not None:
            aggregate.merged_into = MergedInto(id=other, reference=reference)


@declared
class DuplicateMerged(RequestEvent):
    """Another request of the same person is worked on in this one.

    `danger` is what showed in the other's words. `takes_over`: what was promised there, where that
    falls due before what is promised here. The requester of this one is not told of it.
    """

    TOPIC: ClassVar[str] = "help-request.duplicate-merged"
    OWN_RECORD: ClassVar[OwnRecord | None] = OwnRecord.ALWAYS

    other: Personal[UUID] | None
    reference: Personal[str] | None
    danger: bool = False
    takes_over: Promise | None = None

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.merged_into = None
        aggregate.take_duplicate(self.originator_version, revealed(self.other))
        if self.danger:
            aggregate.carry_danger(self.originator_version)
        if self.takes_over:
            aggregate.take_promise_over(self.takes_over, self.originator_version)


@declared
class MergeUndone(RequestEvent):
    """The duplicate goes on by itself: what it brought at the version `merged` is its own again.

    What somebody has answered of it meanwhile stays answered.
    """

    TOPIC: ClassVar[str] = "help-request.merge-undone"
    OWN_RECORD: ClassVar[OwnRecord | None] = OwnRecord.ALWAYS

    other: Personal[UUID] | None
    reference: Personal[str] | None
    merged: int

    def apply(self, aggregate: HelpRequest) -> None:
        other = revealed(self.other)
        if other is not None:
            aggregate.duplicates.pop(other, None)
        aggregate.give_danger_back(self.merged)
        aggregate.give_promise_back(self.merged, self.timestamp)
