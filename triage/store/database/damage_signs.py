"""Does a failure of the database tell that what is stored is damaged?"""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from triage.errors.requests import TriageError
from triage.store.database.sqlite_files import tells_damage

# Classes of PostgreSQL's codes: bad data, a broken constraint, no such table, schema, or index.
TELLING = ("22", "23", "3F", "42", "XX")
NO_PRIVILEGE = "42501"


def may_tell_damage(failure: BaseException) -> bool:
    """Whether a failure may come from what is stored, and not from outside."""
    if isinstance(failure, TriageError | NoConnectionFree):
        return False
    if not isinstance(failure, DBAPIError):
        return True
    reason = failure.orig
    if isinstance(reason, sqlite3.Error):
        return tells_damage(reason) or _is_about_rows(reason)
    state = getattr(reason, "sqlstate", None) or ""
    return state.startswith(TELLING) and state != NO_PRIVILEGE


def _is_about_rows(error: sqlite3.Error) -> bool:
    """No such table or column, a value that does not fit, a text that is none (without a code)."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return code & 0xFF in (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH)
