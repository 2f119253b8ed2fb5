"""Is the catalogue in force the newest one, in every process at once?"""

from __future__ import annotations

from itertools import count

import pytest

from tests.clock import START
from tests.integration.store.checks import loaded
from tests.integration.store.world import TestedService, opened
from triage.catalogue.packaged import packaged_lapland, packaged_lapland_text
from triage.errors.requests import CatalogueRefused
from triage.store.database.engine import write_lock
from triage.store.database.tagged_rows import insert_row
from triage.store.database.unit_of_work import UnitOfWork
from triage.store.database.upgrade import upgrade
from triage.store.records import catalogue_store
from triage.store.tables.core_tables import catalogues
from wiring.composition.parts import open_database
from wiring.settings import Settings

VERSION = packaged_lapland().version
_numbers = count(1)


def another_edition() -> tuple[str, str]:
    """A version that was never published, and its text."""
    version = f"{VERSION}-{next(_numbers)}"
    return version, packaged_lapland_text().replace(f'"{VERSION}"', f'"{version}"', 1)


def publish(service: TestedService, toml: str) -> None:
    with write_lock(service.parts.database) as connection:
        catalogue_store.publish(connection, toml, published_at=START, published_by="elli")


def version_used_by(service: TestedService) -> object:
    request_id = service.submit().request_id
    with service.parts.database.views.connect() as connection:
        current = service.parts.catalogues.current(connection).version
    promise = loaded(service.parts.database, service.parts.ring, request_id).first.promise
    assert promise.calendar_version
    return current


def test_a_published_catalogue_is_in_force_in_every_process_at_once(
    service: TestedService,
) -> None:
    with opened(service.parts.settings) as other:
        before = version_used_by(other)
        version, toml = another_edition()
        publish(service, toml)
        assert (version_used_by(service), version_used_by(other)) == (version, version)
    assert before != version


def test_a_version_is_published_once(service: TestedService) -> None:
    with pytest.raises(CatalogueRefused) as refused:
        publish(service, packaged_lapland_text())
    assert VERSION in refused.value.holes[0]


def test_a_refused_catalogue_leaves_the_old_one_in_force(service: TestedService) -> None:
    before = version_used_by(service)
    with pytest.raises(CatalogueRefused):
        publish(service, "version = 'tyhjä'")
    assert version_used_by(service) == before


def test_old_editions_stay_readable(service: TestedService) -> None:
    version, toml = another_edition()
    publish(service, toml)
    with service.parts.database.views.connect() as connection:
        editions = service.parts.catalogues.versions(connection)
    assert {VERSION, version} <= set(editions)
    assert editions[VERSION] == packaged_lapland()


@pytest.mark.parametrize(
    ("was", "became"),
    [("thl = [", "ptv = ["), ('name.sv = "Hemservice', 'name.no = "Hemservice')],
    ids=["an unknown field", "a missing text"],
)
def test_what_today_would_be_refused_is_served_once_it_is_published(
    fresh: TestedService, was: str, became: str
) -> None:
    version, toml = another_edition()
    refused = toml.replace(was, became)
    with pytest.raises(CatalogueRefused):
        publish(fresh, refused)
    accepted_once(fresh, version, refused)
    with fresh.parts.database.views.connect() as connection:
        editions = fresh.parts.catalogues.versions(connection)
    assert version_used_by(fresh) == version
    assert set(editions) == {VERSION, version}


def accepted_once(service: TestedService, version: str, toml: str) -> None:
    """What an earlier release, which checked less, left behind when it published this."""
    stored = {"number": 2, "version": version, "published_at": START, "toml": toml}
    with write_lock(service.parts.database) as connection:
        insert_row(connection, catalogues, stored)


def test_a_publication_that_is_given_up_is_not_in_force(service: TestedService) -> None:
    before = version_used_by(service)
    _, toml = another_edition()

    def publish_and_fail(unit: UnitOfWork) -> None:
        catalogue_store.publish(unit.connection, toml, published_at=START, published_by=None)
        service.parts.catalogues.current(unit.connection)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        service.parts.writer.submit(publish_and_fail).result()
    version, other = another_edition()
    assert version_used_by(service) == before
    publish(service, other)
    assert version_used_by(service) == version


def test_what_comes_after_a_publication_in_the_same_transaction_goes_by_it(
    service: TestedService,
) -> None:
    version, toml = another_edition()
    with write_lock(service.parts.database) as connection:
        before = service.parts.catalogues.current(connection).version
        catalogue_store.publish(connection, toml, published_at=START, published_by=None)
        assert service.parts.catalogues.current(connection).version == version != before


def test_without_a_catalogue_nothing_can_be_asked(empty: Settings) -> None:
    database = open_database(empty)
    upgrade(database)
    with database.views.connect() as connection, pytest.raises(CatalogueRefused):
        catalogue_store.CatalogueStore().current(connection)
    database.dispose()
