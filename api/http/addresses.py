"""From where does a request come? The one place that believes, or does not, what proxies say."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from re import IGNORECASE
from re import compile as compiled

from starlette.requests import HTTPConnection

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address
# An IPv6 household or handset has a whole /64; guessing must not start anew in each address.
IPV6_HOUSEHOLD_BITS = 64
FORWARDED_FOR = "x-forwarded-for"
FORWARDED = "forwarded"
# RFC 7239: `for=192.0.2.60;proto=http`, of which only the first half is asked for here.
FOR = compiled(r"(?:^|;)\s*for\s*=\s*([^;]*)", IGNORECASE)
# Nobody tells more of himself; the rest is only compared.
PLACE_LENGTH = 100


def client_place(connection: HTTPConnection, trusted: tuple[Network, ...]) -> Address | str:
    """The nearest place that is not a trusted proxy's: an address, or what a proxy calls one.

    A proxy may hide an address behind a word of its own, which still tells callers apart.
    """
    here = connection.client.host if connection.client else ""
    place: Address | str = read_address(here) or here
    hops = _hops(connection)
    while hops and not isinstance(place, str) and _is_in(place, trusted):
        said = hops.pop()
        place = _address_in(said) or said
    return place


def neighbourhood(connection: HTTPConnection, trusted: tuple[Network, ...]) -> str:
    """What wrong tries are counted against: an IPv4 address or an IPv6 household."""
    place = client_place(connection, trusted)
    if isinstance(place, IPv6Address):
        return str(IPv6Network((int(place), IPV6_HOUSEHOLD_BITS), strict=False))
    return str(place)


def _hops(connection: HTTPConnection) -> list[str]:
    """What the proxies said, the nearest one's word last.

    `Forwarded` counts only without the older header: who writes one leaves the other as it came.
    """
    told = connection.headers.getlist(FORWARDED_FOR)
    if not told:
        elements = ",".join(connection.headers.getlist(FORWARDED)).split(",")
        told = [found[1] for each in elements if (found := FOR.search(each))]
    hops = (each.strip()[:PLACE_LENGTH] for each in ",".join(told).split(","))
    return [each for each in hops if each]


def _address_in(said: str) -> Address | None:
    """The address in `192.0.2.1:443`, `[2001:db8::1]:443` or `"[2001:db8::1]"`."""
    bare = said.strip('"')
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    return read_address(bare)


def is_loopback(connection: HTTPConnection, trusted: tuple[Network, ...]) -> bool:
    """Whether the request comes from this very machine, not through a proxy on it.

    A proxy is known by what it says, or by being trusted: then it is one even where it is silent.
    """
    address = read_address(connection.client.host) if connection.client else None
    if address is None or not address.is_loopback or _is_in(address, trusted):
        return False
    said_by_proxy = any(name in connection.headers for name in (FORWARDED_FOR, FORWARDED))
    return not said_by_proxy


def _is_in(address: Address, networks: tuple[Network, ...]) -> bool:
    return any(address in network for network in networks)


def read_address(text: str) -> Address | None:
    """The address that a text spells, None where it spells none; IPv4 written as IPv6 is IPv4."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
