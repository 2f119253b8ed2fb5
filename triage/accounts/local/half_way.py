"""Who is half way in? Somebody whose password was right, and who has a second step before them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from triage.accounts.sealed_notes import SealedNotes
from triage.errors.provider import SignInNotBegun

# Long enough to fetch the telephone, or to find an app for it.
HALF_WAY_FOR = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfWay:
    """Whose password was right, and under which change of their account.

    It opens nothing. `enrols`: the account has no second factor yet, and its role needs one.
    """

    username: str
    change: int
    enrols: bool


class HalfWays:
    """Hands the first step to the browser that took it, sealed; nothing of it is stored."""

    def __init__(self, key: bytes, clock: Callable[[], datetime]) -> None:
        self._notes = SealedNotes(key, HALF_WAY_FOR, clock)

    def sealed(self, half_way: HalfWay) -> str:
        """What a cookie can hold."""
        return self._notes.sealed(half_way.username, half_way.change, int(half_way.enrols))

    def opened(self, sealed: str) -> HalfWay:
        """What was sealed. Raises SignInNotBegun where it is over, or was not sealed by us."""
        match self._notes.opened(sealed):
            case [str(username), int(change), int(enrols)]:
                return HalfWay(username=username, change=change, enrols=bool(enrols))
        raise SignInNotBegun()
