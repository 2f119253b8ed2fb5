"""What does a command say when it cannot be done? One line on standard error, and exit status 1."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

import typer
from sqlalchemy.exc import DBAPIError
from typer.core import TyperGroup

from triage.errors.requests import CatalogueRefused, TriageError
from triage.evidence.differs import Differs
from triage.store.database.engine import DatabaseUnfit
from triage.store.database.lasting_files import StoreDamaged, StoreMissing
from triage.store.database.sqlite_files import tells_damage
from triage.store.keys.inventory import KeysLost
from triage.store.keys.key_ring import WrongMasterKey
from triage.store.keys.tombstones import NoTombstones, TombstonesDamaged
from wiring.cli.input import is_text, options_of_all
from wiring.refused import Refused
from wiring.settings import BadSettings

REFUSED = 1
REFUSALS = (
    BadSettings,
    DBAPIError,
    DatabaseUnfit,
    Differs,
    KeysLost,
    NoTombstones,
    OSError,
    Refused,
    StoreDamaged,
    StoreMissing,
    TombstonesDamaged,
    TriageError,
    WrongMasterKey,
)

# PostgreSQL's codes; its driver takes long to import.
READ_ONLY = "25006"
NO_PRIVILEGE = "42501"
ANOTHER_MASTER_KEY = (
    "the master key does not open this data: let PYYDA_MASTER_KEY_FILE name the file "
    "that rotate-key made last, or the one of the backup's time"
)
RESTORE = "restore the latest backup into an empty place with pyyda-apua restore"
SENTENCES = {
    "staff-exists": "there is an account {username} already: use `pyyda-apua staff change`",
    "unknown-staff": "there is no account {username}; `pyyda-apua staff list` shows them all",
    "erasure-refused": (
        "the retention class {ground} forbids erasing it: "
        "where it must be done all the same, give the second reason with --despite-class"
    ),
    "request-erased": "it is destroyed already",
    "no-hold": "nothing holds it back that could end",
    "no-checkpoint-yet": "no checkpoint is closed yet: the first sweep of the service does it",
    "overloaded": "too much is waiting to be written: try again in a moment",
}


class OneLineGroup(TyperGroup):
    """A group of commands that says each refusal in one line and hides its traceback.

    Each command of it takes `--data`.
    """

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for command in self.commands.values():
            if not isinstance(command, TyperGroup):
                command.params += options_of_all()

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        # No store keeps half a sign, and whatever holds one may be a person's words.
        if not all(map(is_text, args)):
            raise Refused("what stands behind the command is no text in UTF-8: write it anew")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except REFUSALS as error:
            for line in said(error):
                typer.echo(f"pyyda-apua: {line}", err=True)
            raise typer.Exit(REFUSED) from None


def said(error: Exception) -> Iterator[str]:
    """The refusal in words: one line, except that every hole of a catalogue has its own."""
    match error:
        case CatalogueRefused():
            yield from error.holes
        case TriageError():
            yield SENTENCES.get(error.code, error.code).format(**error.details)
        case WrongMasterKey():
            yield ANOTHER_MASTER_KEY
        case NoTombstones():
            yield (
                "let PYYDA_TOMBSTONE_FILE name a file on other storage than the database's first: "
                "without it a restored backup would bring back what is erased"
            )
        case KeysLost():
            yield f"{error}: nothing is made in its place; put the keys back, or {RESTORE}"
        case StoreMissing():
            yield f"{error.path} is missing beside the rest: put it back, or {RESTORE}"
        case StoreDamaged():
            yield f"{error.path} is damaged: {RESTORE}"
        case DBAPIError(orig=sqlite3.Error() as reason) if tells_damage(reason):
            yield f"the database is damaged ({reason}): {RESTORE}"
        case DBAPIError() if _sqlstate(error) == READ_ONLY:
            yield (
                "this database lets nobody write, as a replica does: "
                "let PYYDA_DATABASE_URL name the primary"
            )
        case DBAPIError() if _sqlstate(error) == NO_PRIVILEGE:
            yield (
                f"the database cannot be used: {_first_line(error.orig)}; its owner must be the "
                "role that PYYDA_DATABASE_URL names: ALTER DATABASE … OWNER TO …"
            )
        case DBAPIError():
            yield f"the database cannot be used: {_first_line(error.orig)}"
        case OSError():
            yield f"{error.filename}: {error.strerror}" if error.filename else _first_line(error)
        case _:
            yield _first_line(error)


def _sqlstate(error: DBAPIError) -> str | None:
    return getattr(error.orig, "sqlstate", None)


def _first_line(error: BaseException | None) -> str:
    return str(error).strip().partition("\n")[0]
