"""How is the catalogue checked, shown and published from the command line?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from projections.machinery.following import Follower
from projections.views.queue.waiting import QueueModel
from projections.views.stranded import Stranded, StrandedRequests
from triage.catalogue import public
from triage.catalogue.check_help import stale_reviews, unknown_hours
from triage.catalogue.packaged import read_catalogue
from triage.store.database.engine import Database
from triage.store.records.catalogue_store import CatalogueStore, publish, text_in_force
from triage.time.calendar import local_day
from wiring.cli.input import text_of
from wiring.cli.opening import clock, log_act, opened, reading, user_at_the_machine, writing
from wiring.cli.refusals import OneLineGroup
from workers.failures import reported

app = typer.Typer(
    cls=OneLineGroup,
    no_args_is_help=True,
    help="The catalogue: topics, units, rules, texts, numbers.",
    rich_markup_mode=None,
)
CatalogueFile = Annotated[Path, typer.Argument(metavar="FILE", help="a catalogue in TOML")]


@app.command()
def check(file: CatalogueFile) -> None:
    """Tell whether a catalogue could be published; if not, list every hole.

    What should be looked at all the same, old reviews and unknown hours, is listed below.
    """
    catalogue = read_catalogue(text_of(file))
    typer.echo(
        f"{catalogue.version}: {len(catalogue.topics)} topics, {len(catalogue.units)} units, "
        f"{len(catalogue.rules)} rules, no holes."
    )
    today = local_day(clock()())
    for each in (*stale_reviews(catalogue, today), *unknown_hours(catalogue)):
        typer.echo(each)


@app.command()
def show(*, as_json: Annotated[bool, typer.Option("--json", help="as JSON")] = False) -> None:
    """Print the catalogue in force: as TOML to edit and publish, or its public part as JSON."""
    with reading() as connection:
        if as_json:
            shown = public(CatalogueStore().current(connection), "fi", clock()())
            typer.echo(json.dumps(shown, ensure_ascii=False, indent=2))
            return
        toml = text_in_force(connection)
    typer.echo(toml)


@app.command("publish")
def publish_file(file: CatalogueFile) -> None:
    """Put a catalogue in force; requests from before keep the one that they came under."""
    toml = text_of(file)
    with writing() as connection:
        catalogue = publish(
            connection, toml, published_at=clock()(), published_by=user_at_the_machine()
        )
        log_act(connection, "catalogue-publish")
    typer.echo(f"{catalogue.version} is in force now.")
    with opened() as (_, database), reported("counting-failed"):
        for each in _stranded(database):
            typer.echo(
                f"Gone is {each.unit}, with {each.open} open requests: the next sweep brings them "
                f"to {catalogue.intake_unit} and tells it. {each.in_hand} of them stay with those "
                "who have them in hand, for as long as they work in it."
            )


def _stranded(database: Database) -> list[Stranded]:
    follower = Follower(database, (queue := QueueModel(),))
    follower.prepare()
    return StrandedRequests(follower, queue, CatalogueStore()).by_unit()
