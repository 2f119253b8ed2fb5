"""Which tables last, all of them? Whoever goes through every one asks here."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Table

from triage.store.tables import (
    absence_tables,
    checkpoint_tables,
    core_tables,
    delivery_tables,
    disposal_tables,
    draft_tables,
    feedback_tables,
    notice_tables,
    provider_tables,
    shift_tables,
    template_tables,
    visit_tables,
)
from triage.store.tables.guards import has_tag

# A table is known once its module is imported: this tuple is why all of them are.
OF_MODULES = (
    absence_tables,
    checkpoint_tables,
    delivery_tables,
    disposal_tables,
    draft_tables,
    feedback_tables,
    notice_tables,
    provider_tables,
    shift_tables,
    core_tables,
    template_tables,
    visit_tables,
)


def every_table() -> Sequence[Table]:
    """Every lasting table, in a fixed order."""
    return core_tables.metadata.sorted_tables


def tagged_tables() -> Sequence[Table]:
    """Those whose rows bear a tag."""
    return [table for table in every_table() if has_tag(table)]
