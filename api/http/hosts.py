"""By which hosts do people reach this service?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from api.http.addresses import read_address

LOCALHOST = "localhost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosts:
    """By which hosts the service is reached, beside those of this machine itself.

    `names` are in small letters. With `any_address` an address in digits will do: a page of
    another site can make a browser send a name of its own, and never an address of ours.
    """

    names: frozenset[str] = frozenset()
    any_address: bool = False

    def know(self, host: str) -> bool:
        """Whether this is one of them; the port does not count."""
        name = host.lower().rstrip(".").strip("[]")
        if name in self.names or name == LOCALHOST or name.endswith(f".{LOCALHOST}"):
            return True
        address = read_address(name)
        return address is not None and (self.any_address or address.is_loopback)


def hosts_of(names: Iterable[str], bound_to: str | None = None) -> Hosts:
    """The hosts of these names and of the address that the server listens at."""
    bound = read_address(bound_to or "")
    known = {_as_sent(name) for name in (*names, bound_to or "") if name}
    return Hosts(names=frozenset(known), any_address=bound is not None and bound.is_unspecified)


def _as_sent(name: str) -> str:
    """A name as browsers send it: in small letters, and in ASCII."""
    try:
        return name.lower().encode("idna").decode()
    except UnicodeError:
        return name.lower()
