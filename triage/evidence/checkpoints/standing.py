"""Does every row that has leaves by its tag stand as it was closed last?

What was closed later took the place of what was closed before: an old row that is put back whole,
with its right tag of then, and a row that is gone, show by the leaves.
"""

from __future__ import annotations

from sqlalchemy import Connection, select

from triage.evidence.checkpoints.editions import KIND, VOUCHED, edition_leaf, row_key
from triage.evidence.checkpoints.verifying import VerifiedTree
from triage.evidence.differs import Differs, ReadingPlace
from triage.store.tables.core_tables import crisis_notices
from triage.store.tables.provider_tables import provider_accounts
from triage.store.tables.template_tables import reply_templates

# Of what came since, this is told.
TOLD = frozenset({crisis_notices.name, reply_templates.name, provider_accounts.name})


def verify_editions(connection: Connection, found: VerifiedTree, at: ReadingPlace) -> list[str]:
    """Hold each row against its leaf; the names of those that no checkpoint vouches for yet.

    Raises:
        Differs: a row is gone, is not what was closed, or is an edition that was replaced.
    """
    newest = _newest(found)
    fresh: list[str] = []
    for table in VOUCHED:
        at.now = table.name
        for row in connection.execute(select(table)):
            name, leaf = f"{table.name} {row_key(table, row)}", edition_leaf(table, row)
            edition, _ = newest.pop(name, (None, 0))
            vouched = found.listed.get((KIND, leaf.row))
            if vouched is not None and vouched[0] != leaf.hash:
                raise Differs(f"{name}: it is not what a checkpoint closed")
            if vouched is not None and edition != leaf.row:
                raise Differs(f"{name}: it was put back: a later edition was closed")
            if vouched is None and table.name in TOLD:
                fresh.append(name)
    for name in sorted(newest):
        raise Differs(f"{name}: a checkpoint closed it, and it is gone")
    return fresh


def editions_after(found: VerifiedTree, size: int) -> list[str]:
    """The rows, in words, that later closings than the one of this size were the first to hold."""
    later = (
        _name(edition)
        for (kind, edition), (_, place) in found.listed.items()
        if kind == KIND and place >= size
    )
    return sorted({name for name in later if name.partition(" ")[0] in TOLD})


def _newest(found: VerifiedTree) -> dict[str, tuple[str, int]]:
    """The edition of each row that was closed last, with its place."""
    newest: dict[str, tuple[str, int]] = {}
    for (kind, edition), (_, place) in found.listed.items():
        # In one closing a row has one leaf, and a later closing stands behind.
        if kind == KIND and place >= newest.get(_name(edition), ("", 0))[1]:
            newest[_name(edition)] = edition, place
    return newest


def _name(edition: str) -> str:
    """Table and key of an edition, without its tag."""
    return edition.rpartition(" ")[0]
