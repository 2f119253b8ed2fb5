"""What does the administrator decide where records lie after now? Which of the two is wrong."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from triage.request.commands.clock.marking import RetractMarks
from triage.time.calendar import HELSINKI
from wiring.cli.opening import assembled
from wiring.cli.refusals import OneLineGroup
from wiring.composition.parts import Parts
from wiring.refused import Refused
from wiring.upkeep.erasing import AT_THE_MACHINE
from workers.clock.clock_check import SKEW
from workers.clock.clock_notes import ClockNotes
from workers.clock.records import Records

app = typer.Typer(
    cls=OneLineGroup,
    no_args_is_help=True,
    help="The clock, where it is doubted.",
    rich_markup_mode=None,
)
MARKED_AT_MOST = 1_000_000


@app.callback()
def clock() -> None:
    """The clock, where it is doubted."""


@app.command()
def accept(
    *,
    now_is_right: Annotated[
        bool, typer.Option("--now-is-right", help="the clock is right: do what was said")
    ] = False,
) -> None:
    """Say that now is right though records lie after it: retract what a wrong clock marked."""
    with assembled() as parts:
        typer.echo(_accepted(parts, now_is_right=now_is_right))


def _accepted(parts: Parts, *, now_is_right: bool) -> str:
    """What was done. Raises Refused with what would be, unless the administrator said so."""
    now, doubt = parts.clock_check.look()
    if doubt:
        raise Refused(f"the clock of this machine {doubt.replace('-', ' ')}'s: set it right first")
    notes = ClockNotes(parts.database)
    notes.prepare()
    parts.due.follow()
    records = Records(parts.database, parts.due, notes)
    marked = records.marked_after(now, MARKED_AT_MOST)
    acted_until = records.acted_after(now, everywhere=True)
    if not marked and acted_until is None:
        return f"It is {_local(now)} by this machine's clock, and nothing lies after that."
    what = f"retracts what the clock marked too early on {len(marked)} requests"
    if not now_is_right:
        raise Refused(
            f"it is {_local(now)} by this machine's clock, and {_later(acted_until)}: only where "
            f"the clock is right and the records are not, --now-is-right {what}"
        )
    for request_id in marked:
        command = RetractMarks(request_id=request_id, until=now + SKEW)
        parts.triage.execute_and_wait(command, AT_THE_MACHINE)
    if acted_until is not None:
        notes.accept(acted_until)
    return f"Accepted: enforcement goes on. This {what}."


def _later(acted_until: datetime | None) -> str:
    if acted_until is None:
        return "marks of the clock lie after that"
    return f"people acted or read until {_local(acted_until)}"


def _local(moment: datetime) -> str:
    return moment.astimezone(HELSINKI).strftime("%Y-%m-%d %H:%M")
