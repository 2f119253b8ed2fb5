"""Which table holds the templates for replies? One row a version; none is ever changed."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, String, Table, Text, Uuid

from triage.store.tables.core_tables import TRIAGE, Moment, metadata
from triage.store.tables.guards import Guard, guarded, tag_column

# Texts of the house and nobody's words, so in clear, and in every backup. `texts` is JSON by
# language, `topics` codes with spaces between them.
reply_templates = Table(
    "reply_templates",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("title", String(100), nullable=False),
    Column("topics", Text, nullable=False),
    Column("texts", Text, nullable=False),
    Column("retired", Boolean, nullable=False),
    Column("edited_at", Moment, nullable=False),
    Column("edited_by", String(64), nullable=False),
    tag_column(),
    schema=TRIAGE,
    info=guarded(Guard.TAGGED),
)
