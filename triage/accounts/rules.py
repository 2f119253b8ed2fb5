"""How strictly do staff sign in? What the operator of a service may set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from triage.actors import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInRules:
    """`second_factor_roles`: whose local accounts sign in with a second factor only.

    `idle`: how long a session of staff lasts without being used; `fresh`: how long what somebody
    has proven counts for grave acts.
    """

    second_factor_roles: frozenset[Role] = frozenset()
    idle: timedelta = timedelta(minutes=60)
    fresh: timedelta = timedelta(minutes=15)

    def is_fresh(self, proven_at: datetime | None, now: datetime) -> bool:
        """Whether somebody has proven who they are a moment ago."""
        return proven_at is not None and proven_at <= now < proven_at + self.fresh
