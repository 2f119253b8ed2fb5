"""What is told of one verb? Everything: API, pages and the description follow from its card."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from inspect import getdoc
from uuid import UUID

from api.v1.field_types import Incoming, Reason
from projections.door.requests.request_page import RequestShown
from projections.views.request.request_shown import Contents, Happening
from triage.actors import Actor
from triage.errors import (
    absences,
    avoidance,
    contact,
    linking,
    own_rights,
    partners,
    replies,
    requests,
    retention,
    signs,
    sorting,
    translating,
)
from triage.permission import may
from triage.request.commands.command import Command
from triage.request.events import RequestEvent

# Where the refusals of verbs stand.
REFUSALS = (
    requests,
    replies,
    partners,
    sorting,
    contact,
    absences,
    linking,
    avoidance,
    signs,
    retention,
    translating,
    own_rights,
)
CLASS_NAME = re.compile(r"\b[A-Z][a-z]+(?:[A-Z][a-z]+)+\b")


class Place(StrEnum):
    """Where a request's page shows a verb.

    Daily acts stand in sight, rare ones in one fold, grave ones apart from all that is harmless.
    `OWN`: where its matter stands, as an offer's acceptance stands with the offer.
    """

    DAILY = "daily"
    RARE = "rare"
    GRAVE = "grave"
    OWN = "own"


class EmptyBody(Incoming):
    """Nothing has to be said."""


class BecauseBody(Incoming):
    """Why; sealed, and shown only to those who may read the request."""

    because: Reason


def the_reason(_: Contents, happening: Happening) -> str | None:
    """The words that most verbs leave behind: the typed reason."""
    return happening.because


def _code(class_name: re.Match[str]) -> str:
    found = (getattr(each, class_name[0], None) for each in REFUSALS)
    refusal = next(filter(None, found), None)
    return class_name[0] if refusal is None else f"`{refusal.code}`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """One thing that staff do to a request.

    `name` stands in its address and names its form and its texts. A body's fields are called as
    the command's are. `fits` tells whether a page offers it now; the door still decides.
    """

    name: str
    summary: str
    command: type[Command]
    body: type[Incoming]
    fits: Callable[[RequestShown, Actor], bool]
    # The event that it leaves in the history, and where its words stand from then on.
    leaves: type[RequestEvent]
    words_left: Callable[[Contents, Happening], str | None] = the_reason
    place: Place = Place.RARE
    # Of two at once one wins, and the other is told who.
    is_a_race: bool = False
    # Whoever has done it has, as a rule, nothing more to read there.
    leads_away: bool = False
    fits_after_erasure: bool = False
    # Its answer names, by kind, what in the words may tell whom they are about.
    warns: bool = False

    @property
    def description(self) -> str:
        """What the command says of itself, with the codes of the refusals that are its own."""
        does, _, raises = (getdoc(self.command) or "").partition("\n\nRaises:\n")
        own = (line.strip() for line in raises.splitlines())
        refused = "\n".join(f"- {CLASS_NAME.sub(_code, line)}" for line in own)
        return f"{does}\n\nRefused with:\n\n{refused}" if refused else does

    def command_for(self, request_id: UUID, version: int | None, body: Incoming) -> Command:
        """The command that the body asks for, on the version that the person saw."""
        return self.command(request_id=request_id, expected_version=version, **dict(body))

    def fits_now(self, shown: RequestShown, actor: Actor) -> bool:
        """Whether this viewer may use it on the request as it stands."""
        erased = shown.contents is not None and shown.contents.erased
        return (
            may(actor, self.command.permission)
            and (self.fits_after_erasure or not erased)
            and self.fits(shown, actor)
        )
