"""What does a command work with? The settings, and a database that is set up already."""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import Connection

from triage.actors import Actor, Role
from triage.evidence.access_log import AT_THE_MACHINE, Read, write_read
from triage.request.need_to_know import Standing
from triage.store.database.engine import Database, write_lock
from triage.store.database.unit_of_work import UnitOfWork
from triage.store.keys.inventory import required_keys
from wiring import logs
from wiring.cli.input import handed_clock, told_data_dir
from wiring.composition.key_files import ring_of
from wiring.composition.parts import (
    Clock,
    Parts,
    assemble,
    open_database,
    wall_clock,
)
from wiring.composition.setting_up import require_set_up
from wiring.settings import Settings, read_settings

# How long a name in the log can be.
LONGEST_USERNAME = 64


def settings_for_a_command() -> Settings:
    """The settings of this environment and of `--data`, with the log set up by them.

    Raises:
        BadSettings
    """
    settings = read_settings()
    data_dir = told_data_dir.get()
    if data_dir is not None:
        settings = settings.model_copy(update={"data_dir": data_dir})
    logs.set_up(settings.log_level)
    return settings


def clock() -> Clock:
    """The clock of the command being run: the machine's, unless its caller handed one in."""
    return handed_clock.get() or wall_clock


@contextmanager
def opened() -> Iterator[tuple[Settings, Database]]:
    """The settings of this environment and the database that they name, which is closed at the end.

    Raises:
        BadSettings, NotSetUp
    """
    settings = settings_for_a_command()
    require_set_up(settings)
    database = open_database(settings)
    try:
        yield settings, database
    finally:
        database.dispose()


@contextmanager
def reading() -> Iterator[Connection]:
    """One look at the database of this environment, which keeps nobody from writing.

    Raises:
        BadSettings, NotSetUp, WrongMasterKey, KeysLost
    """
    with opened() as (settings, database), database.lasting.connect() as connection:
        required_keys(connection, ring_of(settings))
        yield connection


@contextmanager
def writing() -> Iterator[Connection]:
    """One transaction on the database of this environment, alone among all processes.

    Raises:
        BadSettings, NotSetUp, WrongMasterKey, KeysLost
    """
    with opened() as (settings, database), write_lock(database) as connection:
        required_keys(connection, ring_of(settings))
        yield connection


@contextmanager
def assembled() -> Iterator[Parts]:
    """The parts of a process on the database of this environment.

    Raises:
        BadSettings, NotSetUp
    """
    settings = settings_for_a_command()
    require_set_up(settings)
    parts = assemble(settings, clock=clock())
    try:
        yield parts
    finally:
        parts.close()


def log_act(
    connection: Connection,
    action: str,
    *,
    concerning: str | None = None,
    request_id: UUID | None = None,
) -> None:
    """Write down in the access log, in this transaction, what was done at the machine.

    `action` is one of `triage.evidence.reads.kinds.ADMIN_ACTS`. The user of the machine is marked
    as such: an account of the service may have the same name.
    """
    unit = UnitOfWork(connection)
    username = f"{AT_THE_MACHINE}{user_at_the_machine()}"[:LONGEST_USERNAME]
    read = Read(
        at=clock()(),
        actor=Actor(role=Role.ADMINISTRATOR, username=username),
        action=action,
        ground=str(Standing.ADMINISTRATION),
        request_id=request_id,
        concerning=concerning,
    )
    write_read(unit, read)
    unit.flush()


def user_at_the_machine() -> str:
    """Who gives the command, by the operating system's name for them; its number where none is."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())
