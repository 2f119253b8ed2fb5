"""Which roles work in units, and which unit is a role's own?"""

from __future__ import annotations

from triage.actors import Role
from triage.catalogue import Catalogue

# Who works with requests does so in units; the others see none, so a unit would say nothing.
WITH_UNITS = frozenset({Role.WORKER, Role.SUPERVISOR, Role.COORDINATOR, Role.DUTY})


def own_unit(role: Role, catalogue: Catalogue) -> tuple[str, ...]:
    """The unit that a role has where none is named; of most roles there is none."""
    match role:
        case Role.COORDINATOR:
            return (catalogue.intake_unit,)
        case Role.DUTY:
            return (catalogue.duty_unit,) if catalogue.duty_unit else ()
        case _:
            return ()
