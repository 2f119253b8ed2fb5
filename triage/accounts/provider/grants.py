"""What may somebody do here whom the provider tells of? What known claims give, no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from triage.accounts.role_units import WITH_UNITS, own_unit
from triage.actors import Role
from triage.catalogue import Catalogue

Claims = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What one value of the claim gives."""

    value: str
    role: Role
    units: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """The one role of an account, with its units and languages (codes)."""

    role: Role
    units: tuple[str, ...]
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grants:
    """Which claim counts (`claim`: the names on the way to it), and what each value of it gives.

    An account has one role: that of the first grant that fits. The others add units and languages
    where they give the same role.
    """

    claim: tuple[str, ...]
    grants: tuple[Grant, ...]

    def of(self, claims: Claims, catalogue: Catalogue) -> Granted | None:
        """What these claims give by this catalogue; None where that is nothing."""
        values = self._values(claims)
        fitting = [grant for grant in self.grants if grant.value in values]
        if not fitting:
            return None
        role = fitting[0].role
        of_role = [grant for grant in fitting if grant.role is role]
        named = {unit for grant in of_role for unit in grant.units if unit in catalogue.units}
        units = tuple(sorted(named)) or own_unit(role, catalogue)
        if role in WITH_UNITS and not units:
            return None
        languages = {language for grant in of_role for language in grant.languages}
        return Granted(role=role, units=units, languages=tuple(sorted({"fi", *languages})))

    def are_in(self, claims: Claims) -> bool:
        """Whether the claim that counts is among these at all."""
        return self._found(claims) is not None

    def _found(self, claims: Claims) -> object:
        found: object = claims
        for name in self.claim:
            found = found.get(name) if isinstance(found, Mapping) else None
        return found

    def _values(self, claims: Claims) -> frozenset[str]:
        found = self._found(claims)
        listed = found if isinstance(found, list) else [found]
        return frozenset(value for value in listed if isinstance(value, str))
