"""Which tables tell who signs in at the organisation's provider?"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, LargeBinary, String, Table

from triage.store.database.guards import Guard, guarded
from triage.store.database.tables import TRIAGE, Moment, metadata

# Whom the provider knows by a subject has this account. The tag vouches for the row: without the
# hashing key nobody makes one, nor lets a row lead to another account.
provider_accounts = Table(
    "provider_accounts",
    metadata,
    Column("subject_mac", LargeBinary(32), primary_key=True),
    Column("username", String(64), nullable=False, unique=True),
    # The account is closed because the provider gave it no role any more; a role opens it again.
    Column("closed_by_claims", Boolean, nullable=False),
    Column("tag", LargeBinary(32), nullable=False),
    schema=TRIAGE,
    info=guarded(Guard.SEALED, "its tag, under the hashing key, which its records check"),
)

# Tokens that work once, by their keyed hashes, until they would be too old anyway.
spent_tokens = Table(
    "spent_tokens",
    metadata,
    Column("mac", LargeBinary(32), primary_key=True),
    Column("until", Moment, nullable=False),
    schema=TRIAGE,
    info=guarded(Guard.SEALED, "its key is a keyed hash, and a row can only take away"),
)
