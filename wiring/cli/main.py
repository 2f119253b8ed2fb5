"""Which commands are there? `pyyda-apua --help` lists them; 0 done, 1 refused, 2 wrong usage.

What only one command needs is imported in it, so that the small ones start at once.
"""

from __future__ import annotations

import signal
import threading
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wiring.cli import (
    catalogue_commands,
    checkpoint_commands,
    clock_commands,
    disposal_commands,
    paper_commands,
    staff_commands,
    upkeep_commands,
)
from wiring.cli.input import handed_clock, line_of_input, text_of
from wiring.cli.opening import assembled, clock, log_act, opened, settings_for_a_command
from wiring.cli.refusals import OneLineGroup
from wiring.composition.key_files import has_master_key, ring_of, tombstones
from wiring.composition.setting_up import first_steps, set_up
from wiring.refused import Refused
from wiring.release import release
from wiring.settings import BadSettings, Settings

if TYPE_CHECKING:
    from triage.evidence.verify import Verified
    from triage.store.database.engine import Database
    from triage.store.keys.key_ring import KeyRing

app = typer.Typer(
    cls=OneLineGroup,
    name="pyyda-apua",
    help="Pyydä apua: requests for help to family centres, answered as promised.",
    no_args_is_help=True,
    add_completion=False,
    # They would print local variables, which may hold a person's words.
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(staff_commands.app, name="staff")
app.add_typer(catalogue_commands.app, name="catalogue")
app.add_typer(clock_commands.app, name="clock")
for upkeep in (
    upkeep_commands.backup,
    upkeep_commands.restore,
    upkeep_commands.rotate_key,
    disposal_commands.dispose,
    disposal_commands.hold,
    checkpoint_commands.checkpoint,
    paper_commands.papers,
):
    app.command()(upkeep)

# A miss that fell due a moment ago may be on its way.
MOMENTS_GRACE = timedelta(minutes=1)
SWEEPS_OF_GRACE = 2
ERASED = {
    "done": "{reference} is erased.",
    "done-again": "{reference} was erased before; keys had come back and are destroyed again.",
    "done-before": "{reference} is erased already; nothing was left to destroy.",
}

Host = Annotated[str, typer.Option(help="the address to listen on")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="the port to listen on")]


def _tell_version(wanted: bool) -> None:
    if wanted:
        typer.echo(release())
        raise typer.Exit()


@app.callback()
def pyyda_apua(
    context: typer.Context,
    *,
    show_version: Annotated[
        bool,
        typer.Option("--version", callback=_tell_version, is_eager=True, help="the version"),
    ] = False,
) -> None:
    """Pyydä apua: requests for help to family centres, answered as promised."""
    handed_clock.set(context.obj)


@app.command()
def serve(
    *,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    demo: Annotated[
        bool,
        typer.Option(
            "--demo/--no-demo",
            # `script/server` has another one.
            show_default=False,
            help="fill an empty data directory with a demo; script/server does unless --no-demo",
        ),
    ] = False,
) -> None:
    """Serve everything in one process: web, worker, beat and follower."""
    from wiring.processes import embedded

    settings = settings_for_a_command()
    embedded.serve(
        embedded.Serving(
            settings=settings, host=host, port=port, demo=demo, clock=clock(), say=_say
        )
    )


@app.command()
def web(*, host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Serve the web alone, beside workers and a follower (production)."""
    from wiring.processes import web

    with web.listening(host, port) as server_socket, assembled() as parts:
        _require_production(parts.settings, "web")
        steps = first_steps(parts.settings, parts.database, demo_allowed=False)
        if steps is not None:
            _say(steps)
        application = web.application(parts, bound_to=host)
        _say(f"Pyydä apua: listening on {host} port {server_socket.getsockname()[1]}")
        web.run(application, server_socket)


@app.command()
def follow(
    *,
    touch: Annotated[
        Path | None, typer.Option(help="a file to touch after each round that failed nowhere")
    ] = None,
) -> None:
    """Keep the read models close to the log (production)."""
    from wiring.processes.follower import follow

    stop = threading.Event()
    with assembled() as parts:
        _require_production(parts.settings, "follow")
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, lambda *_: stop.set())
        _say("following")
        follow(parts.models.follower, stop, touch.touch if touch else lambda: None)


@app.command()
def upgrade() -> None:
    """Create or migrate the database, once, and publish the packaged catalogue if none is."""
    published = set_up(settings_for_a_command(), clock())
    _say("The database is up to date.")
    if published is not None:
        _say(f"The catalogue {published.version} is in force.")


@app.command("rebuild")
def rebuild_read_models(
    name: Annotated[str | None, typer.Argument(help="one read model; all without a name")] = None,
) -> None:
    """Rebuild read models beside the old ones, then switch."""
    from projections.machinery.rebuilding import RebuildOvertaken, rebuild

    with assembled() as parts:
        follower = parts.models.follower
        chosen = [model for model in follower.models if name in (None, model.name)]
        if not chosen:
            known = " ".join(model.name for model in follower.models)
            raise Refused(f"there is no read model {name}; there are {known}")
        follower.repairer.repair()
        try:
            count = rebuild(parts.database, *chosen)
        except RebuildOvertaken as overtaken:
            raise Refused(
                f"{overtaken}: another process has begun to rebuild it too, so this one gave way: "
                "wait for that one to end"
            ) from None
        for model in chosen:
            _say(f"{model.name}: {count} events")


@app.command()
def verify(
    *,
    against: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="checkpoints that were kept outside the service"),
    ] = None,
) -> None:
    """Derive the chains, every tag and deadline verdict anew; name the first place that differs."""
    from projections.door.read_models import every_model
    from projections.machinery.comparing import require_as_made
    from triage.evidence.verify import verify

    kept = None if against is None else text_of(against)
    with opened() as (settings, database):
        sweeps = timedelta(seconds=SWEEPS_OF_GRACE * settings.sweep_seconds)
        done = verify(
            database,
            now=clock()(),
            grace=max(MOMENTS_GRACE, sweeps),
            ring=_ring_at_hand(settings, database),
            against=kept,
            tombstones=tombstones(settings),
        )
        if done.opened:
            require_as_made(database, every_model())
    _say_found(done, against)


def _say_found(done: Verified, against: Path | None) -> None:
    judged = done.judged
    _say(
        f"All is as it was: {done.events} events, {done.reads} reads, {done.requests} requests, "
        f"{judged.promises} promises, {judged.misses} of them missed."
    )
    _say(f"{done.trees.checkpoints} checkpoints vouch for it.")
    for each in done.fitted.since if done.fitted else done.trees.unclosed:
        _say(f"New since the last checkpoint{' of the file' if against else ''}: {each}.")
    if done.fitted:
        _say(f"All {done.fitted.checkpoints} checkpoints of {against} fit.")
    if done.opened:
        _say(f"{done.rows} rows bear the tag of this service, and the read models fit the log.")
    else:
        _say(
            "Tags, keys and sealed words were not checked: "
            "the master key that opens them is not here."
        )
    if judged.elsewhere:
        _say(f"{judged.elsewhere} promises were counted by a holiday table not at hand; they fit.")


@app.command()
def erase(
    reference: Annotated[str, typer.Argument(help="the reference of the request")],
    *,
    reason: Annotated[
        str, typer.Option(help="why; sealed with the request's record; - reads a line of input")
    ],
    despite_class: Annotated[
        str | None,
        typer.Option(help="why although the retention class forbids it; - reads a line of input"),
    ] = None,
) -> None:
    """Destroy the keys of a request: what it said can never be read again."""
    from triage.store.database.engine import write_lock
    from triage.store.records.submissions import by_reference
    from wiring.upkeep.erasing import erase

    with assembled() as parts:
        why = _typed(reason)
        second = despite_class and _typed(despite_class)
        done = erase(parts, reference, reason=why, despite_class=second)
        with write_lock(parts.database) as connection:
            log_act(connection, "erase", request_id=by_reference(connection, reference))
    _say(ERASED[done.value].format(reference=reference.strip().upper()))


def _ring_at_hand(settings: Settings, database: Database) -> KeyRing | None:
    """What opens this database's keys; None where no master key is here, or another one."""
    from triage.evidence.verify import opens_keys_of

    if not has_master_key(settings):
        return None
    try:
        ring = ring_of(settings)
    except BadSettings:
        return None
    return ring if opens_keys_of(database, ring) else None


def _typed(words: str) -> str:
    """The words; for a dash those of standard input, which no list of processes shows."""
    return line_of_input() if words == "-" else words


def _require_production(settings: Settings, command: str) -> None:
    if settings.embedded:
        raise Refused(
            f"{command} is one of several processes and needs PYYDA_DATABASE_URL; "
            "on one machine `pyyda-apua serve` runs them all"
        )


def _say(line: str) -> None:
    typer.echo(line)


if __name__ == "__main__":
    app()
