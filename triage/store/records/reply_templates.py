"""Which templates for replies are there, and how did each read before?"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, and_, func, select

from triage.store.database.tagged_rows import insert_row, true_rows
from triage.store.tables.template_tables import reply_templates

TABLE = reply_templates
_LATEST = select(TABLE.c.id, func.max(TABLE.c.version).label("version")).group_by(TABLE.c.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyTemplate:
    """One version of a template: a text by language; of no topic it is for all of them."""

    id: UUID
    version: int
    title: str
    topics: tuple[str, ...]
    texts: Mapping[str, str]
    retired: bool
    edited_at: datetime
    edited_by: str


def add(connection: Connection, template: ReplyTemplate) -> None:
    """Add a version; those before it stay."""
    row = {
        "id": template.id,
        "version": template.version,
        "title": template.title,
        "topics": " ".join(template.topics),
        "texts": json.dumps(dict(template.texts), ensure_ascii=False),
        "retired": template.retired,
        "edited_at": template.edited_at,
        "edited_by": template.edited_by,
    }
    insert_row(connection, TABLE, row)


def latest(connection: Connection) -> Sequence[ReplyTemplate]:
    """The last version of each, retired ones too, by title."""
    newest = _LATEST.subquery()
    same = and_(TABLE.c.id == newest.c.id, TABLE.c.version == newest.c.version)
    query = select(TABLE).join(newest, same).order_by(TABLE.c.title, TABLE.c.id)
    return [_template(row) for row in true_rows(connection, query, TABLE)]


def versions(connection: Connection, template_id: UUID) -> Sequence[ReplyTemplate]:
    """Every version of one, the newest first; none where there is no such template."""
    of_it = select(TABLE).where(TABLE.c.id == template_id).order_by(TABLE.c.version.desc())
    return [_template(row) for row in true_rows(connection, of_it, TABLE)]


def _template(row: Row[Any]) -> ReplyTemplate:
    values = {each.name: row._mapping[each.name] for each in fields(ReplyTemplate)}
    read = {"topics": tuple(row.topics.split()), "texts": json.loads(row.texts)}
    return ReplyTemplate(**{**values, **read})
