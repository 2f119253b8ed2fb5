"""How do staff see two requests together, without the words of one reaching the other?"""

from __future__ import annotations

from dataclasses import dataclass

from triage.codes import LinkKind
from triage.errors.linking import LinkNotFit, MergeStands, NotLinked
from triage.errors.requests import NotAllowed, RequestErased
from triage.request.commands.command import Beside, Command, Situation
from triage.request.events import Linked, Unlinked
from triage.request.help_request import HelpRequest
from triage.request.need_to_know import SEES_ROW, works_for_partner
from triage.text.personal import Personal


@dataclass(frozen=True, kw_only=True)
class LinkRequests(Command, permission="request:link"):
    """Link another request of the same family, or of the same person, by its reference.

    Both requests tell of it those of the county's staff who read them. Nothing that is written in
    one is told in the other, and no requester is told.

    Raises:
        LinkNotFit: there is no such other request that you may know of, or it is linked already.
        NotAllowed: a partner is not told what the county keeps beside the request.
    """

    other: Personal[str]
    link_kind: LinkKind
    because: Personal[str] | None = None

    def decide(self, request: HelpRequest, here: Situation) -> None:
        require_county(self, here)
        other = other_of(request, here, self.other).request
        if other.erased_at or other.id in request.links:
            raise LinkNotFit()
        link(request, other, here, kind=self.link_kind, because=self.because)


@dataclass(frozen=True, kw_only=True)
class UnlinkRequests(Command, permission="request:link"):
    """Take a link away again, on both sides; one that is erased has forgotten it already.

    Raises:
        NotLinked: it is linked with no other.
        LinkNotFit: not with this one, or that one is not yours to know of.
        MergeStands: one of them is worked on in the other.
        NotAllowed: a partner is not told what the county keeps beside the request.
    """

    other: Personal[str]
    because: Personal[str]

    def decide(self, request: HelpRequest, here: Situation) -> None:
        require_county(self, here)
        if not request.links:
            raise NotLinked()
        other = other_of(request, here, self.other).request
        if other.id not in request.links:
            raise LinkNotFit()
        if _goes_on_in(request, other) or _goes_on_in(other, request):
            raise MergeStands()
        here.record(request, Unlinked, other=Personal(other.id), because=self.because)
        if not other.erased_at:
            here.record(other, Unlinked, other=Personal(request.id), because=None)


def _goes_on_in(request: HelpRequest, other: HelpRequest) -> bool:
    return request.merged_into is not None and request.merged_into.id == other.id


def link(
    request: HelpRequest,
    other: HelpRequest,
    here: Situation,
    *,
    kind: LinkKind,
    because: Personal[str] | None,
) -> None:
    """Record a link on both sides; the reason stays on that of `request`."""
    for one, linked in ((request, other), (other, request)):
        here.record(
            one,
            Linked,
            other=Personal(linked.id),
            reference=Personal(linked.reference),
            link_kind=kind,
            because=because if one is request else None,
        )


def require_county(command: Command, here: Situation) -> None:
    """Raises NotAllowed for a partner."""
    if works_for_partner(here.actor, here.catalogue):
        raise NotAllowed(role=str(here.actor.role), permission=command.permission)


def other_of(request: HelpRequest, here: Situation, reference: Personal[str]) -> Beside:
    """The other request by its reference.

    Raises:
        RequestErased
        LinkNotFit: it is none that the actor may know of.
    """
    if request.erased_at:
        raise RequestErased()
    found = here.find_beside(reference.reveal())
    if found is None or found.request.id == request.id or found.ground not in SEES_ROW:
        raise LinkNotFit()
    return found
