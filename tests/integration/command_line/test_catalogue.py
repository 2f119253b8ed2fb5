"""Is a catalogue checked, shown and published as an editor at the machine expects?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.integration.command_line.saying import done, on_both_stores, refusal
from tests.integration.commands import Run
from tests.integration.store.world import opened
from triage.catalogue.packaged import packaged_lapland_text
from triage.store.tables.core_tables import catalogues
from wiring.settings import Settings


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """A catalogue that an editor has given a new version."""
    text = packaged_lapland_text()
    (old,) = [line for line in text.splitlines() if line.startswith("version = ")][:1]
    path = tmp_path / "edited.toml"
    path.write_text(text.replace(old, 'version = "lappi-edited"', 1), encoding="utf-8")
    return path


@pytest.fixture
def full_of_holes(tmp_path: Path) -> Path:
    path = tmp_path / "holes.toml"
    text = packaged_lapland_text().replace('intake_unit = "palveluohjaus"', 'intake_unit = "x"')
    path.write_text(text.replace('default = "neuvola"', 'default = "y"'), encoding="utf-8")
    return path


def test_a_catalogue_without_holes_passes(run: Run, edited: Path) -> None:
    assert "lappi-edited" in done(run("catalogue", "check", str(edited)))


def test_a_check_tells_what_to_look_at_again(run: Run, edited: Path) -> None:
    text = edited.read_text(encoding="utf-8")
    edited.write_text(text.replace("reviewed_on = 2026-11-29", "reviewed_on = 2021-01-01"), "utf-8")
    told = done(run("catalogue", "check", str(edited))).splitlines()

    assert "self_help couple: was reviewed on 2021-01-01, look at it again" in told
    assert "emergency 116111: its hours are unknown" in told


def test_every_hole_of_a_catalogue_is_listed(run: Run, full_of_holes: Path) -> None:
    result = run("catalogue", "check", str(full_of_holes))

    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) > 1
    assert "intake_unit" in result.stderr


def test_a_file_that_is_not_there_is_named(run: Run, tmp_path: Path) -> None:
    result = run("catalogue", "check", str(tmp_path / "none.toml"))

    assert "none.toml" in refusal(result)


@on_both_stores
def test_a_published_catalogue_is_in_force(prepared: Run, edited: Path) -> None:
    done(prepared("catalogue", "publish", str(edited)))

    assert json.loads(done(prepared("catalogue", "show", "--json")))["version"] == "lappi-edited"


def test_a_catalogue_with_holes_is_not_published(
    prepared: Run, served: Settings, full_of_holes: Path
) -> None:
    prepared("catalogue", "publish", str(full_of_holes))

    with opened(served) as service, service.parts.database.views.connect() as connection:
        assert len(connection.execute(select(catalogues.c.number)).fetchall()) == 1


def test_a_version_is_published_once(prepared: Run, edited: Path) -> None:
    done(prepared("catalogue", "publish", str(edited)))

    assert "published already" in refusal(prepared("catalogue", "publish", str(edited)))


def test_who_published_a_catalogue_stays_on_record(
    prepared: Run, served: Settings, edited: Path
) -> None:
    done(prepared("catalogue", "publish", str(edited)))

    with opened(served) as service, service.parts.database.views.connect() as connection:
        publishers = connection.scalars(
            select(catalogues.c.published_by).order_by(catalogues.c.number)
        ).fetchall()
    assert publishers == [None, Path(edited).owner()]
