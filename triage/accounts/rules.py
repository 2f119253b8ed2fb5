"""How strictly do staff sign in? What the operator of a service may set."""

from __future__ import annotations

from dataclasses import dataclass

from triage.actors import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInRules:
    """`second_factor_roles`: whose local accounts sign in with a second factor only."""

    second_factor_roles: frozenset[Role] = frozenset()
