"""How is a checkpoint closed by hand, and how does somebody outside come to the public keys?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from triage.evidence.checkpoints.closing import newest
from triage.evidence.checkpoints.leaves import Tree
from triage.evidence.checkpoints.proofs import proof_of_growth
from wiring.cli.input import text_of
from wiring.cli.opening import assembled
from wiring.composition.parts import Parts
from wiring.refused import Refused
from workers.rounds import Rounds


def checkpoint(
    *,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="append them to FILE instead of printing")
    ] = None,
    with_new_key: Annotated[
        bool, typer.Option("--new-key", help="sign by a new key from now on; the old one signs too")
    ] = False,
    only_keys: Annotated[
        bool, typer.Option("--keys", help="close nothing: print the public keys, one a line")
    ] = False,
    since: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="close nothing: print the proof that all went on from this one"
        ),
    ] = None,
) -> None:
    """Close a checkpoint of both trees now and print it, for whoever holds them outside."""
    with assembled() as parts:
        if since is not None:
            typer.echo(_grown(parts, since), nl=False)
        elif only_keys:
            for each in _public_keys(parts):
                typer.echo(each)
        else:
            _hand_out(_closed(parts, with_new_key=with_new_key), out)


def _closed(parts: Parts, *, with_new_key: bool) -> str:
    from wiring.composition.holders import checkpoint_round_of

    rounds = checkpoint_round_of(parts, Rounds(parts.database))
    return "\n".join(each.note for each in rounds.close_now(with_new_key=with_new_key))


def _hand_out(notes: str, out: Path | None) -> None:
    if out is None:
        typer.echo(notes, nl=False)
        return
    with out.open("a", encoding="utf-8") as file:
        file.write(f"\n{notes}" if file.tell() else notes)


def _public_keys(parts: Parts) -> Iterator[str]:
    with parts.database.lasting.connect() as connection:
        last = [newest(connection, tree) for tree in Tree]
    for each in last:
        if each is None:
            raise Refused("no checkpoint is closed yet: the first sweep of the service does it")
        yield from each.signed_by.split()


def _grown(parts: Parts, kept: Path) -> str:
    text = text_of(kept)
    with parts.database.lasting.connect() as connection:
        return proof_of_growth(connection, text)
