"""Which keys seal a request, and how are they made, wrapped and destroyed?

Every request has three data keys (AES-256-GCM), wrapped by the master key. Destroying the wrapped
keys of words and profile forgets the person; the protection key stays.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, Row, bindparam, select, update

from triage.request.events import Seal
from triage.store.database.hash_chain import framed
from triage.store.database.inserts import if_absent
from triage.store.database.row_tags import RowTags
from triage.store.database.unit_of_work import WrappedKeys
from triage.store.tables.core_tables import request_keys, system_keys

# Built once: composing a statement costs more than running it.
MAKE_KEYS = if_absent(request_keys)
# What an erasure leaves of a row of `request_keys`: the law keeps protection notices.
FORGOTTEN = {"words": None, "profile": None}
MAKE_SYSTEM_KEY = if_absent(system_keys)
KEYS_OF = select(request_keys).where(
    request_keys.c.request_id.in_(bindparam("request_ids", expanding=True))
)

NONCE_BYTES = 12
KEY_BYTES = 32


class WrongMasterKey(Exception):
    """The master key does not unwrap the keys of this database."""


@dataclass(frozen=True, slots=True)
class RequestKeys:
    """The unwrapped data keys of one request; an erased one lacks words and profile.

    `damaged` are those that are stored and do not open: they are None like one that is not there.
    """

    words: bytes | None
    profile: bytes | None
    protection: bytes | None
    damaged: frozenset[Seal] = frozenset()

    def of(self, seal: Seal) -> bytes | None:
        match seal:
            case Seal.WORDS:
                return self.words
            case Seal.PROFILE:
                return self.profile
            case Seal.PROTECTION:
                return self.protection

    def forgotten(self) -> RequestKeys:
        """The keys as an erasure leaves them, whatever is stored."""
        return replace(self, words=None, profile=None, damaged=self.damaged & {Seal.PROTECTION})

    def __repr__(self) -> str:
        return "RequestKeys(•••)"


def seal(key: bytes, plain: bytes, bound_to: bytes) -> bytes:
    """Encrypt with a fresh nonce, bound to `bound_to`; the nonce stands in front."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound_to)


def unseal(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    """The reverse of `seal`. Raises InvalidTag where key, bytes or binding do not fit."""
    if len(sealed) < NONCE_BYTES:
        # The library has another word for it.
        raise InvalidTag()
    return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to)


def keyed_hash(key: bytes, *parts: bytes) -> bytes:
    """HMAC-SHA-256 over the parts, each with its length before it."""
    return hmac.digest(key, framed(*parts), "sha256")


class KeyRing:
    """The master key at work: makes, reads and destroys the keys of requests and of the system.

    Whatever is wrapped or tagged anew is so by the key in force; what `earlier` ones wrapped and
    tagged is accepted, while the one takes the place of the other. Nothing is cached: an erasure
    in one process holds in all of them at once.
    """

    def __init__(self, master: bytes, *earlier: bytes) -> None:
        if any(len(each) != KEY_BYTES for each in (master, *earlier)):
            raise ValueError("a master key has 32 bytes")
        self._masters = tuple(AESGCM(each) for each in (master, *earlier))
        of_tags, *before = (keyed_hash(each, b"row tags") for each in (master, *earlier))
        self.row_tags = RowTags(of_tags, earlier=tuple(before))

    def wrap(self, key: bytes, name: str) -> bytes:
        """What `unwrap` opens under the same name."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._masters[0].encrypt(nonce, key, name.encode())

    def unwrap(self, wrapped: bytes, name: str) -> bytes | None:
        """The key; None where it is damaged, or wrapped by another master key."""
        if len(wrapped) < NONCE_BYTES:
            return None
        for master in self._masters:
            with suppress(InvalidTag):
                return master.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], name.encode())
        return None

    def system_key(self, connection: Connection, name: str) -> bytes:
        """A key for hashing, made where there is none; parallel twins get the same one.

        Whether one may be made is asked before (`triage.store.keys.inventory`).

        Raises:
            WrongMasterKey
        """
        wrapped = self.wrap(os.urandom(KEY_BYTES), name)
        statement = MAKE_SYSTEM_KEY[connection.dialect.name]
        connection.execute(statement, {"name": name, "wrapped": wrapped})
        stored = connection.scalar(select(system_keys.c.wrapped).where(system_keys.c.name == name))
        key = self.unwrap(stored or b"", name)
        if key is None:
            raise WrongMasterKey()
        return key

    def fresh(self, request_id: UUID) -> tuple[RequestKeys, dict[str, object]]:
        """New keys for a request, and the row of `request_keys` that holds them wrapped."""
        words, profile, protection = (os.urandom(KEY_BYTES) for _ in range(3))
        wrapped = {
            name: self.wrap(key, f"{request_id}:{name}")
            for name, key in (("words", words), ("profile", profile), ("protection", protection))
        }
        keys = RequestKeys(words=words, profile=profile, protection=protection)
        return keys, {"request_id": request_id, **wrapped}

    def make(self, connection: Connection, request_id: UUID) -> RequestKeys:
        """The request's keys, inserted if absent and never replaced; a twin's are read back."""
        fresh, row = self.fresh(request_id)
        statement = MAKE_KEYS[connection.dialect.name]
        if connection.execute(statement, row).rowcount == 1:
            return fresh
        return self.read(connection, [request_id])[request_id]

    def read(self, connection: Connection, request_ids: Iterable[UUID]) -> dict[UUID, RequestKeys]:
        """The keys by request, as far as they open; a request without a row is left out."""
        rows = connection.execute(KEYS_OF, {"request_ids": list(request_ids)})
        return {row.request_id: self.unwrapped(row) for row in rows}

    def unwrapped(self, row: WrappedKeys | Row[Any]) -> RequestKeys:
        """The keys of one request from its row, as far as they open."""
        stored = {each: getattr(row, each) for each in Seal}
        opened = {
            each: self.unwrap(wrapped, f"{row.request_id}:{each}")
            for each, wrapped in stored.items()
            if wrapped is not None
        }
        return RequestKeys(
            words=opened.get(Seal.WORDS),
            profile=opened.get(Seal.PROFILE),
            protection=opened.get(Seal.PROTECTION),
            damaged=frozenset(each for each, key in opened.items() if key is None),
        )

    def holds(self, connection: Connection, request_id: UUID) -> bool:
        """Whether a key of words or profile is stored, whatever it opens."""
        is_there = request_keys.c.words.is_not(None) | request_keys.c.profile.is_not(None)
        found = select(request_keys.c.request_id).where(
            request_keys.c.request_id == request_id, is_there
        )
        return connection.scalar(found) is not None

    def destroy(self, connection: Connection, request_id: UUID) -> None:
        """Forget the person: words and profile can never be unsealed again.

        The caller ends with `forget_freed_pages`, or the old bytes stay on the disk.
        """
        connection.execute(
            update(request_keys).where(request_keys.c.request_id == request_id).values(**FORGOTTEN)
        )
