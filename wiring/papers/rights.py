"""Who may do what, and which rows does the access log get of it? Read from the code that asks."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Collection, Iterable, Iterator
from typing import Any

import projections.door
from projections.door.questions import Question
from triage.actors import Role
from triage.evidence.access_log import READS_WORDS
from triage.permission import PERMISSIONS
from triage.store.tables.core_tables import access_log
from triage.store.tables.guards import TAG

# What only proves a row of the log.
PROOF = frozenset({"position", "link", TAG})


def roles_with(permissions: Collection[str]) -> Iterator[Role]:
    """The roles that have any of these."""
    return (role for role in Role if not PERMISSIONS[role].isdisjoint(permissions))


def log_columns() -> list[str]:
    """What a row of the access log tells."""
    return [column.name for column in access_log.c if column.name not in PROOF]


def kinds_of_reads(kinds: Iterable[str]) -> Iterator[tuple[str, bool, list[str]]]:
    """Each kind: whether it told what somebody wrote, and the permissions that can cause it.

    No permission: it is an act, which a permission of its own guards.
    """
    needed = _permissions_of_questions()
    for kind in kinds:
        yield kind, kind in READS_WORDS, sorted(needed.get(kind, ()))


def _permissions_of_questions() -> dict[str, set[str]]:
    for module in pkgutil.walk_packages(projections.door.__path__, "projections.door."):
        importlib.import_module(module.name)
    found: dict[str, set[str]] = {}
    for question in _all_below(Question):
        found.setdefault(question.action, set()).add(question.permission)
    return found


def _all_below(cls: type[Any]) -> Iterator[type[Any]]:
    for each in cls.__subclasses__():
        yield each
        yield from _all_below(each)
