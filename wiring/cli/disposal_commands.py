"""What is over, what went, and what stays all the same? Read it first: nothing brings it back."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from triage.request.retention import LegalHold
from triage.store.database.engine import write_lock
from wiring.cli.opening import assembled, log_act
from wiring.composition.parts import Parts
from wiring.refused import Refused

AsJson = Annotated[bool, typer.Option("--json", help="as JSON")]


def dispose(
    *,
    destroys: Annotated[
        bool, typer.Option("--destroy", help="let it go now; without it it is only told")
    ] = False,
    reports: Annotated[
        bool, typer.Option("--report", help="tell what went so far, by day and class")
    ] = False,
    as_json: AsJson = False,
    clock_is_right: Annotated[
        bool, typer.Option("--clock-is-right", help="although nobody has read anything for long")
    ] = False,
) -> None:
    """Tell whose retention is over, one a line, and destroy that content where it is asked for."""
    from wiring.upkeep.disposing import require_believable

    if reports and destroys:
        raise Refused("--report tells what went: leave --destroy out")
    with assembled() as parts:
        if reports:
            _tell_report(parts, as_json=as_json)
            return
        if destroys and not clock_is_right:
            require_believable(parts)
        _tell_over(parts, as_json=as_json, destroys=destroys)
        if destroys:
            _destroy(parts, as_json=as_json)


def _tell_over(parts: Parts, *, as_json: bool, destroys: bool) -> None:
    from wiring.upkeep.disposing import number_over, requests_over

    rows, requests = number_over(parts), list(requests_over(parts))
    if as_json:
        listed = [
            {
                "reference": each.reference,
                "ground": each.ground,
                "closed_on": each.closed_on.isoformat(),
                "destroyed_on": each.destroyed_on.isoformat(),
                "held_by": each.hold,
            }
            for each in requests
        ]
        if not destroys:
            typer.echo(json.dumps({"rows": dict(rows), "requests": listed}, ensure_ascii=False))
        return
    for kept, number in rows.items():
        typer.echo(f"{kept}: {number} rows over")
    for each in requests:
        days = f"closed {each.closed_on}, due {each.destroyed_on}"
        state = "to be destroyed" if each.hold is None else f"held back: {each.hold}"
        typer.echo(f"{each.reference}  {each.ground}  {days}  {state}")
    free = sum(each.hold is None for each in requests)
    typer.echo(f"Retention is over for {len(requests)} requests; {free} of them may go.")


def _destroy(parts: Parts, *, as_json: bool) -> None:
    from wiring.upkeep.disposing import destroy_all, requests_over

    over = [each for each in requests_over(parts) if each.hold is None]
    # First, so that the access log tells of it whatever comes in between.
    with write_lock(parts.database) as connection:
        for each in over:
            log_act(connection, "dispose", request_id=each.request_id)
    rows, requests = destroy_all(parts)
    if as_json:
        typer.echo(json.dumps({"rows": dict(rows), "requests": requests}))
        return
    went = ", ".join(f"{kept} {number}" for kept, number in rows.items() if number)
    typer.echo(f"Destroyed now: {requests} requests; rows: {went or 'none'}.")


def _tell_report(parts: Parts, *, as_json: bool) -> None:
    from wiring.upkeep.disposing import report

    found = report(parts)
    if as_json:
        listed = [
            {
                "day": each.day.isoformat(),
                "kind": each.kind,
                "number": each.number,
                "ground": each.ground,
            }
            for each in found
        ]
        typer.echo(json.dumps(listed, ensure_ascii=False))
        return
    for each in found:
        typer.echo(f"{each.day}  {each.kind}  {each.number}  {each.ground}")
    typer.echo(f"Went in all: {sum(each.number for each in found)}.")


def hold(
    reference: Annotated[str, typer.Argument(help="the reference of the request")],
    *,
    ground: Annotated[
        LegalHold | None, typer.Option(help="why its content stays although its time is over")
    ] = None,
    ends: Annotated[bool, typer.Option("--end", help="let its retention count again")] = False,
) -> None:
    """Keep the content of a request whatever its retention says, or end that."""
    from wiring.upkeep.disposing import hold

    if ends == (ground is not None):
        raise Refused("say --ground and why, or --end")
    with assembled() as parts:
        hold(parts, reference, ground)
    said = "counts as before" if ends else f"is held back: {ground}"
    typer.echo(f"The retention of {reference.strip().upper()} {said}.")
