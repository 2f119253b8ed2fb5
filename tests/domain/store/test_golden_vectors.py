"""What voids everything stored if it ever changes? Each value here was given out to somebody once.

A receipt in a drawer, a link under an event, a hash in a row: a release that figures any of them
otherwise opens no dialogue and proves no log. So a test that fails here is right, and what it
tests must stay as it was. The hashes are also figured by the standard library alone, which tells
whoever writes a verifier of their own how.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime
from uuid import UUID

import pytest
from eventsourcing.persistence import StoredEvent

from triage.evidence.access_log import read_link
from triage.request.events import Seal
from triage.store.database.hash_chain import GENESIS, next_link
from triage.store.events.recorder import link_of
from triage.store.events.sealing import bound
from triage.store.keys.identity import Identities
from triage.store.keys.key_ring import keyed_hash, unseal
from triage.text.personal import Personal
from triage.text.typed_secrets import own_word_form
from wiring.upkeep.archive import mac_of

KEY = bytes(range(32))
MASTER = bytes(range(32, 64))
IDEMPOTENCY_KEY = "7f3c2a10-0000-4000-8000-000000000001"
REQUEST = UUID("11111111-2222-4333-8444-555555555555")
IDENTITIES = Identities(KEY)
IDENTITY = IDENTITIES.of(Personal(IDEMPOTENCY_KEY))
OWN_WORD = "hmac-sha256:f5974604c0170e5b1d8056123134ba3c458a91563454708c4267e7f70f2685c8"
SIGNS = "2346789BCDFGHJKMNPQRTVWXYZ"

EVENT = StoredEvent(REQUEST, 1, "help-request.submitted", b'{"a":1}')
READ: dict[str, object] = {
    "position": 1,
    "at": datetime(2026, 11, 23, 8, tzinfo=UTC),
    "username": "aino",
    "role": "worker",
    "unit": "neuvola",
    "request_id": REQUEST,
    "action": "view",
    "ground": "claimed",
    "outcome": "ok",
    "version": 3,
}


def framed(*parts: bytes) -> bytes:
    return b"".join(len(part).to_bytes(8, "big") + part for part in parts)


def hashed(purpose: bytes, said: str) -> bytes:
    return hmac.digest(KEY, framed(purpose, said.encode()), "sha256")


def reference_of(digest: bytes) -> str:
    number, signs = int.from_bytes(digest, "big"), ""
    for _ in range(12):
        number, remainder = divmod(number, 26)
        signs += SIGNS[remainder]
    return "-".join((signs[:4], signs[4:8], signs[8:]))


# -- what a submission is known by --


def test_the_id_of_a_request() -> None:
    assert str(IDENTITY.request_id) == "c5dc655c-9894-4205-9e17-636a38e341a4"
    assert UUID(bytes=hashed(b"request", IDEMPOTENCY_KEY)[:16], version=4) == IDENTITY.request_id


def test_a_reference() -> None:
    assert IDENTITY.reference == "NBNZ-2KJV-JFYJ"
    assert reference_of(hashed(b"reference", IDEMPOTENCY_KEY)) == IDENTITY.reference


def test_a_receipt() -> None:
    receipt, _, check = IDENTITY.receipt.reveal().rpartition(" ")
    assert receipt == "5805 4375 8003 4246 1717"
    number = int.from_bytes(hashed(b"receipt", IDEMPOTENCY_KEY), "big") % 10**20
    assert receipt.replace(" ", "") == f"{number:020}"
    assert check == f"{98 - number * 100 % 97:02}" == "56"


# -- keyed hashes that stand in the store --


@pytest.mark.parametrize(
    ("made", "purpose", "said", "stored"),
    [
        (
            IDENTITIES.receipt_mac(Personal("5805-4375 80034246 1717")),
            b"receipt-mac",
            "58054375800342461717",
            "2286bca1f4375c8393c758c91b50359fa70bd662ce43403a263266610714a41d",
        ),
        (
            IDENTITIES.token_mac(Personal("token")),
            b"token",
            "token",
            "7a0a7b0d2f1e549df625a24c6adc890540b208db109f1987ed43816c829f01dc",
        ),
    ],
    ids=["receipt", "token"],
)
def test_a_keyed_hash(made: bytes, purpose: bytes, said: str, stored: str) -> None:
    assert made.hex() == stored
    assert hashed(purpose, said) == made


def test_the_hash_of_a_receipt_is_stored_as_it_is_looked_for() -> None:
    assert IDENTITIES.receipt_mac(IDENTITY.receipt) == IDENTITY.receipt_mac


def test_the_hash_of_an_own_word() -> None:
    made = IDENTITIES.own_word_mac(REQUEST, own_word_form(Personal(" L\u2019e\u0301t\u00e9 ")))
    said = framed(b"own-word") + framed(REQUEST.bytes, "l'\u00e9t\u00e9".encode())
    assert made == OWN_WORD
    assert made == "hmac-sha256:" + hmac.digest(KEY, said, "sha256").hex()


def test_the_mark_of_a_device() -> None:
    made = IDENTITIES.device_mac("aino", "number")
    said = framed(b"device") + framed(b"aino", b"number")
    assert made == hmac.digest(KEY, said, "sha256").hex()[:32]


def test_the_id_of_a_delivery() -> None:
    made = IDENTITIES.delivery_id("reply|sms")
    assert made.hex == "029cbced565c49a69d83daf576166354"
    assert UUID(bytes=hashed(b"delivery", "reply|sms")[:16], version=4) == made


def test_the_hash_of_a_body() -> None:
    made = keyed_hash(KEY, b"a", b"bc")
    assert made.hex() == "3bddf4bc854ae05364f6353a7ec018de74fb1fe6bb599207f172368d9490b9dd"
    assert hmac.digest(KEY, framed(b"a", b"bc"), "sha256") == made


def test_what_vouches_for_a_backup() -> None:
    made = mac_of(b"{}", KEY)
    assert made.hex() == "39840d775c108477a7b7053b94e45e7f809317ad8b359376f7d9c835fd6aac38"
    purpose = hmac.digest(KEY, framed(b"backup manifest"), "sha256")
    assert hmac.digest(purpose, framed(b"{}"), "sha256") == made


# -- chains --


def test_a_link() -> None:
    made = next_link(GENESIS, b"a", b"bc")
    assert made.hex() == "1a3211ce8fa9f3efc2525265a38611422ca8ee5d6e61421c20dcb6e8a0767e99"
    assert hashlib.sha256(bytes(32) + framed(b"a", b"bc")).digest() == made


def test_lengths_keep_a_byte_from_changing_sides() -> None:
    assert next_link(GENESIS, b"ab", b"c") != next_link(GENESIS, b"a", b"bc")


def test_the_link_of_an_event() -> None:
    made = link_of(GENESIS, 1, EVENT)
    assert made.hex() == "10dd9ba82a89c3375259e66b65f2be9a36b074c3f653fd6eacadb54be37d1378"
    parts = (
        (1).to_bytes(8, "big"),
        REQUEST.bytes,
        (1).to_bytes(8, "big"),
        b"help-request.submitted",
        b'{"a":1}',
    )
    assert hashlib.sha256(bytes(32) + framed(*parts)).digest() == made


@pytest.mark.parametrize(
    ("version", "stored"),
    [
        (3, "7c926ab1649f53c4d59ae583e55ed5211a2ec5c4257dee90adbeb9eda625655e"),
        # A row of the first release, which kept no version.
        (None, "391cae68ebe23c0f722a7e901f414fc4f03596e32cfd1eefc0c4adb72060f637"),
    ],
)
def test_the_link_of_a_read(version: int | None, stored: str) -> None:
    made = read_link(GENESIS, READ | {"version": version})
    assert made.hex() == stored
    said = ["1", "2026-11-23T08:00:00+00:00", "aino", "worker", "neuvola", str(REQUEST)]
    said += ["view", "claimed", "ok", *([str(version)] if version else [])]
    assert hashlib.sha256(bytes(32) + framed(*(each.encode() for each in said))).digest() == made


@pytest.mark.parametrize("version", [3, None])
def test_the_link_of_a_read_that_concerns_a_colleague(version: int | None) -> None:
    made = read_link(GENESIS, READ | {"version": version, "concerning": "onni"})
    said = ["1", "2026-11-23T08:00:00+00:00", "aino", "worker", "neuvola", str(REQUEST)]
    said += ["view", "claimed", "ok", str(version), "onni"]
    assert hashlib.sha256(bytes(32) + framed(*(each.encode() for each in said))).digest() == made


# -- what was sealed must open --

NONCE = "6465666768696a6b6c6d6e6f"
SEALED = NONCE + "3339b3030a9a37f95b4065ca9b151f9c60bfe7ae081ba03b5711b6133061801963cf"
WRAPPED_KEY = NONCE + "b56c8cd0dbb4f2cad45dd5d3861a9062d993f76d2adf785adb5974646b54393c"
WRAPPED = {
    f"{REQUEST}:words": WRAPPED_KEY + "70df1a9fa98ec7c3b07dcb98acac6ee0",
    "hashing": WRAPPED_KEY + "e636d8caeb29c375295c5149ab4c10bb",
}


def test_the_words_of_an_event_open() -> None:
    bound_to = bound(REQUEST, 1, "help-request.submitted", Seal.WORDS)
    assert bound_to == f"{REQUEST}|1|help-request.submitted|words".encode()
    assert unseal(KEY, bytes.fromhex(SEALED), bound_to) == b'{"message":"Apua"}'


@pytest.mark.parametrize("name", WRAPPED)
def test_a_wrapped_key_opens(name: str) -> None:
    assert unseal(MASTER, bytes.fromhex(WRAPPED[name]), name.encode()) == KEY
