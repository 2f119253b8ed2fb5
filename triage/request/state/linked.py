"""Which other requests does staff see a request together with?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from triage.actors import By
from triage.codes import LinkKind
from triage.text.personal import Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """That another request belongs with this one; who found it, when and why."""

    reference: str
    kind: LinkKind
    at: datetime
    by: By
    because: Personal[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedInto:
    """The request of the same person in which this one is worked on."""

    id: UUID
    reference: str


class LinkedWithOthers:
    """The links of a request, by the other's id, and where it goes on; a part of its state.

    Empty where the words are not unsealed: nobody may tell from a table who belongs with whom.
    """

    def __init__(self) -> None:
        self.links: dict[UUID, Link] = {}
        self.merged_into: MergedInto | None = None
        # By whose id, at which version: what each of them brought is its own again once it parts.
        self.duplicates: dict[UUID, int] = {}

    def take_duplicate(self, version: int, other: UUID | None) -> None:
        if other is not None:
            self.duplicates[other] = version
