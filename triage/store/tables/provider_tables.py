"""Which tables tell who signs in at the organisation's provider?"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, LargeBinary, String, Table

from triage.store.tables.core_tables import TRIAGE, Moment, metadata
from triage.store.tables.guards import Guard, guarded, tag_column

# Whom the provider knows by a subject has this account.
provider_accounts = Table(
    "provider_accounts",
    metadata,
    Column("subject_mac", LargeBinary(32), primary_key=True),
    Column("username", String(64), nullable=False, unique=True),
    # The account is closed because the provider gave it no role any more; a role opens it again.
    Column("closed_by_claims", Boolean, nullable=False),
    tag_column(),
    schema=TRIAGE,
    info=guarded(Guard.TAGGED),
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
