"""How does somebody get the papers of data protection about this very installation?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from triage.store.records.catalogue_store import CatalogueStore
from triage.time.calendar import local_day
from wiring.cli.opening import clock, opened
from wiring.papers.names import languages, names_in
from wiring.refused import Refused
from wiring.release import release

ENDINGS = (".md", ".html")


def papers(
    *,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="write each as Markdown and as a page to print"),
    ] = None,
    language: Annotated[str, typer.Option(help="the language of the papers")] = "fi",
) -> None:
    """Write record of processing, impact assessment, description of the log, co-operation."""
    from api.words.rendering import packaged_pages
    from wiring.papers.installation import Installation
    from wiring.papers.writing import papers as written

    if language not in languages():
        raise Refused(f"there are no papers in {language}; there are in {' '.join(languages())}")
    with opened() as (settings, database):
        with database.lasting.connect() as connection:
            catalogue = CatalogueStore().current(connection)
        installation = Installation(
            settings=settings,
            catalogue=catalogue,
            words=packaged_pages().wordings[language],
            names=names_in(language),
            made_on=local_day(clock()()),
            release=release(),
        )
    for paper in written(installation):
        if out is None:
            typer.echo(paper.markdown)
            continue
        out.mkdir(parents=True, exist_ok=True)
        for ending, text in zip(ENDINGS, (paper.markdown, paper.page), strict=True):
            typer.echo(f"{_written(out / f'{paper.name}{ending}', text)}")


def _written(file: Path, text: str) -> Path:
    file.write_text(text, encoding="utf-8")
    return file
