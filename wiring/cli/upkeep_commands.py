"""What keeps a service through the loss of its machine? Backups, restoring, another master key."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from triage.store.database.engine import write_lock
from triage.store.keys.key_ring import WrongMasterKey
from wiring.cli.opening import clock, log_act, opened, settings_for_a_command, writing
from wiring.composition.key_files import master_key, tombstones
from wiring.refused import Refused

if TYPE_CHECKING:
    from wiring.upkeep.rotating import Rotated

BackupFile = Annotated[Path, typer.Argument(metavar="FILE", help="the file of the backup")]


def backup(file: BackupFile) -> None:
    """Copy everything that lasts while the service runs; the keys go into FILE.keys."""
    from wiring.upkeep.backup import backup, keys_path

    with opened() as (settings, database):
        # First, so that the backup tells of itself.
        with write_lock(database) as connection:
            log_act(connection, "backup")
        done = backup(
            database,
            file,
            tombstones(settings),
            master=master_key(settings),
            clock=clock(),
        )
    typer.echo(f"{file} holds {done.events} events of {done.requests} requests.")
    typer.echo(f"{keys_path(file)} holds their keys: keep the two apart, and the master key too.")
    for each in done.damaged:
        _say_damage(f"{each}; in the backup it is as damaged")
    if done.unfinished:
        typer.echo(
            f"Erasures that were decided and not finished: {done.unfinished}. Give erase again; "
            "a restore would finish them."
        )


def _say_damage(what: str) -> None:
    """What somebody must see to although the command did what it should."""
    typer.echo(f"pyyda-apua: damaged: {what}", err=True)


def restore(
    file: BackupFile,
    *,
    keys: Annotated[
        Path | None, typer.Option(metavar="PATH", help="the file of the keys; FILE.keys without")
    ] = None,
    tombstone_list: Annotated[
        Path | None,
        typer.Option("--tombstones", metavar="PATH", help="the list of what was erased"),
    ] = None,
    no_tombstones: Annotated[
        bool, typer.Option("--no-tombstones", help="nothing was erased since the backup")
    ] = False,
) -> None:
    """Load a backup into an empty place; what was erased since stays erased."""
    from wiring.upkeep.restoring import Wish, restore

    if (tombstone_list is None) != no_tombstones:
        raise Refused(
            "name the list of what was erased with --tombstones, so that it is not brought back; "
            "where nothing was erased since the backup, say --no-tombstones instead"
        )
    wish = Wish(file=file, keys=keys, tombstones=tombstone_list)
    done = restore(settings_for_a_command(), wish, clock=clock())
    with writing() as connection:
        log_act(connection, "restore")
    typer.echo(
        f"Restored as of {done.taken_at.isoformat(timespec='seconds')}: {done.events} events of "
        f"{done.requests} requests, {done.accounts} accounts."
    )
    for each in done.damaged:
        _say_damage(f"{each}; all else is restored")
    if done.erased_again:
        typer.echo(f"Erased since the backup, and erased again: {done.erased_again}.")
    typer.echo("Start the service; after its first sweep, pyyda-apua verify proves the log whole.")


def rotate_key(
    *,
    new_key_file: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="the new master key; made where it is missing"),
    ] = None,
    while_running: Annotated[
        bool,
        typer.Option(
            "--while-running", help="by the first of the keys, where every process knows both"
        ),
    ] = False,
) -> None:
    """Wrap every key by another master key, while the service stands still or goes on."""
    from wiring.upkeep.rotating import rotate, rotate_while_running

    if while_running == (new_key_file is not None):
        raise Refused("say --new-key-file PATH, or --while-running where every process knows both")
    with opened() as (settings, database):
        # By the key that is still in force: with the new one it gets a new tag, as every row does.
        with write_lock(database) as connection:
            log_act(connection, "rotate-key")
        try:
            if new_key_file is None:
                done = rotate_while_running(settings, database)
            else:
                done = rotate(settings, database, new_key_file)
        except WrongMasterKey:
            raise Refused(
                "the master key in force does not open every key: nothing was changed; set "
                "PYYDA_MASTER_KEY_FILE to the right one"
            ) from None
    _say_rotated(done, new_key_file)


def _say_rotated(done: Rotated, new_key_file: Path | None) -> None:
    by = f"in {new_key_file}" if new_key_file else "that is named first"
    typer.echo(f"{done.keys} keys are wrapped by the key {by}.")
    for reference in done.damaged:
        _say_damage(f"request {reference}: a wrapped key does not open; it was left as it is")
    for place in done.refused:
        _say_damage(f"{place}: the row bears no tag of this service; it was left as it is")
    if new_key_file is None:
        typer.echo("Give it again: at 0 keys take the old one away, and start anew in turn.")
        return
    typer.echo("From now on let PYYDA_MASTER_KEY_FILE name it; keep the old one for older backups.")
