"""Which keys sign checkpoints? Made where the other keys of the system are, each under its number.

Every key that ever signed stays, so that a checkpoint can be checked as long as somebody holds it.
"""

from __future__ import annotations

from sqlalchemy import Connection, select

from triage.evidence.checkpoints.notes import SigningKey, VerifierKey
from triage.store.keys.inventory import later_key
from triage.store.keys.key_ring import KeyRing
from triage.store.tables.core_tables import key_inventory, system_keys

NAME = "checkpoint-"


def signing_keys(connection: Connection, ring: KeyRing, origin: str) -> list[SigningKey]:
    """Every key so far under the name of one tree, the newest last; the first is made here.

    The caller holds the write lock.

    Raises:
        WrongMasterKey, KeysLost
    """
    count = max(_count(connection), 1)
    return [
        SigningKey(origin, later_key(connection, ring, f"{NAME}{number}"))
        for number in range(1, count + 1)
    ]


def add_key(connection: Connection, ring: KeyRing) -> None:
    """Make the next key, which signs from now on. The caller holds the write lock.

    Raises:
        WrongMasterKey, KeysLost
    """
    later_key(connection, ring, f"{NAME}{_count(connection) + 1}")


def verifier_keys(connection: Connection, ring: KeyRing, origin: str) -> list[VerifierKey]:
    """The public keys under the name of one tree, as far as the private ones open."""
    rows = connection.execute(select(system_keys).where(system_keys.c.name.startswith(NAME)))
    seeds = (ring.unwrap(row.wrapped, row.name) for row in rows)
    return [SigningKey(origin, seed).verifier for seed in seeds if seed is not None]


def _count(connection: Connection) -> int:
    names = connection.scalars(select(key_inventory.c.name))
    return sum(name.startswith(NAME) for name in names)
