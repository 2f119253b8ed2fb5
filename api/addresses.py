"""From where does a request come? The one place that believes, or does not, what proxies say."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from starlette.requests import HTTPConnection

from api.doors import Network

Address = IPv4Address | IPv6Address
# An IPv6 household or handset has a whole /64; guessing must not start anew in each address.
IPV6_HOUSEHOLD_BITS = 64
FORWARDED = "x-forwarded-for"


def client_address(connection: HTTPConnection, trusted: tuple[Network, ...]) -> Address | None:
    """The nearest address that is not a trusted proxy's; None where the peer has none."""
    address = _address(connection.client.host) if connection.client else None
    hops = ",".join(connection.headers.getlist(FORWARDED)).split(",")
    while address is not None and hops and _is_in(address, trusted):
        said = _address(hops.pop().strip())
        if said is None:
            break
        address = said
    return address


def neighbourhood(connection: HTTPConnection, trusted: tuple[Network, ...]) -> str:
    """What wrong tries are counted against: an IPv4 address or an IPv6 household."""
    address = client_address(connection, trusted)
    if isinstance(address, IPv6Address):
        return str(ip_network((address, IPV6_HOUSEHOLD_BITS), strict=False))
    return str(address)


def is_loopback(connection: HTTPConnection, trusted: tuple[Network, ...]) -> bool:
    """Whether the request comes from this very machine, not through a proxy on it.

    A proxy is known by what it says, or by being trusted: then it is one even where it is silent.
    """
    address = _address(connection.client.host) if connection.client else None
    if address is None or not address.is_loopback or _is_in(address, trusted):
        return False
    said_by_proxy = any(name in connection.headers for name in (FORWARDED, "forwarded"))
    return not said_by_proxy


def _is_in(address: Address, networks: tuple[Network, ...]) -> bool:
    return any(address in network for network in networks)


def _address(text: str) -> Address | None:
    """Reads an address; IPv4 written as IPv6 is IPv4."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
