"""Which requests do staff see together? The cards of these verbs."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.v1.field_types import Incoming, Line, MaybeReason, Reason
from api.v1.verbs.card import Verb
from api.v1.verbs.fitting import goes_on, reads
from projections.door.requests.request_page import RequestShown
from projections.views.request.links_shown import MergeSide
from projections.views.request.request_shown import Contents, Happening
from triage.actors import Actor
from triage.codes import LinkKind, MergeGround
from triage.request.commands.together.linking import LinkRequests, UnlinkRequests
from triage.request.commands.together.merging import MergeIntoOther
from triage.request.events import Linked, Merged, Unlinked

Reference = Annotated[Line, Field(description="The other request's reference.")]


class LinkBody(Incoming):
    """Which other request belongs with this one, and how."""

    other: Reference
    link_kind: Annotated[LinkKind, Field(alias="kind")]
    because: MaybeReason = None


class UnlinkBody(Incoming):
    """Which other request does not belong with this one after all, and why."""

    other: Reference
    because: Reason


class MergeBody(Incoming):
    """In which other request of the same person this one goes on, and why that is certain."""

    other: Reference
    ground: MergeGround
    because: Reason


def _may_link(shown: RequestShown, actor: Actor) -> bool:
    """A partner is told of no links."""
    return reads(shown, actor) and shown.contents is not None and shown.contents.links is not None


def _has_links(shown: RequestShown, actor: Actor) -> bool:
    links = (shown.contents.links if shown.contents else None) or ()
    return any(each.reference for each in links)


def _may_merge(shown: RequestShown, actor: Actor) -> bool:
    return _may_link(shown, actor) and goes_on(shown) and shown.row.offered_to is None


def _reason_of_link(inside: Contents, _: Happening) -> str | None:
    there = (each for each in inside.links or () if each.merged is MergeSide.GOES_ON_THERE)
    return next((each.because for each in there), None)


LINK = Verb(
    name="link",
    summary="Link a request of the same family or person",
    command=LinkRequests,
    body=LinkBody,
    fits=_may_link,
    leaves=Linked,
)
UNLINK = Verb(
    name="unlink",
    summary="Take a link away",
    command=UnlinkRequests,
    body=UnlinkBody,
    fits=_has_links,
    leaves=Unlinked,
)
MERGING = Verb(
    name="merging",
    summary="Let it go on in another request of the same person",
    command=MergeIntoOther,
    body=MergeBody,
    fits=_may_merge,
    leaves=Merged,
    words_left=_reason_of_link,
)
