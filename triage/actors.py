"""Who may act: the roles of the service and the actor that stands behind a command or question."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What a person does here; the Finnish words stand in docs/glossary.md."""

    REQUESTER = "requester"
    TRANSLATOR = "translator"
    WORKER = "worker"
    COORDINATOR = "coordinator"
    DUTY = "duty"
    EDITOR = "editor"
    SUPERVISOR = "supervisor"
    OFFICER = "data-protection-officer"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


# Who has no account here.
OUTSIDE = (Role.REQUESTER, Role.TRANSLATOR, Role.SYSTEM)
STAFF_ROLES = tuple(role for role in Role if role not in OUTSIDE)


@dataclass(frozen=True, slots=True, kw_only=True)
class By:
    """Who did something, as an event remembers it: role, and for staff the user name and unit.

    `instead_of`: the absent colleague for whom a substitute did it.
    """

    role: Role
    username: str | None = None
    unit: str | None = None
    instead_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody at a door: a member of staff, a requester, a translator, or the service itself.

    `units` holds unit codes; `request_id` is the one request that a receipt or a link opened.
    """

    role: Role
    username: str | None = None
    name: str | None = None
    units: frozenset[str] = field(default_factory=frozenset)
    request_id: UUID | None = None

    def by(self, unit: str | None = None) -> By:
        """The trace that this actor leaves in an event; `unit` is the one acted for."""
        acting_for = unit if unit in self.units else next(iter(sorted(self.units)), None)
        return By(role=self.role, username=self.username, unit=acting_for)


SYSTEM = Actor(role=Role.SYSTEM)
ANYONE = Actor(role=Role.REQUESTER)
