"""What may a test of the domain ask for? A database in files, for what is counted in SQL."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from tests.domain.figures.counting import MODEL
from tests.own_database import own_database
from triage.store.database.engine import Database


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    opened = own_database(tmp_path_factory.mktemp("figures"))
    yield opened
    opened.dispose()


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    """A table of the read model that is empty again after each test."""
    with database.views.connect() as opened, opened.begin() as transaction:
        MODEL.table.create(opened)
        yield opened
        transaction.rollback()
