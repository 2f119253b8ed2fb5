"""What does a command work with? The settings, and a database that is set up already."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from triage.store.engine import write_lock
from wiring import logs
from wiring.parts import Parts, assemble, open_database
from wiring.setting_up import require_set_up
from wiring.settings import Settings, read_settings


def settings_for_a_command() -> Settings:
    """The settings of this environment, with the log set up by them.

    Raises:
        BadSettings
    """
    settings = read_settings()
    logs.set_up(settings.log_level)
    return settings


@contextmanager
def writing() -> Iterator[Connection]:
    """One transaction on the database of this environment.

    Raises:
        BadSettings, NotSetUp
    """
    settings = settings_for_a_command()
    require_set_up(settings)
    database = open_database(settings)
    try:
        with write_lock(database) as connection:
            yield connection
    finally:
        database.dispose()


@contextmanager
def assembled() -> Iterator[Parts]:
    """The parts of a process on the database of this environment.

    Raises:
        BadSettings, NotSetUp
    """
    settings = settings_for_a_command()
    require_set_up(settings)
    parts = assemble(settings)
    try:
        yield parts
    finally:
        parts.close()
