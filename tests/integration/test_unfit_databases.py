"""Is a PostgreSQL that can never hold the service told in one line, with what to make instead?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tests.clock import HandWoundClock
from tests.integration.commands import command_line
from tests.integration.conftest import environment_for
from tests.integration.production import role_made
from tests.integration.running import CELERY, DEADLINE_SECONDS, running
from tests.servers import PostgresServer, running_postgres

COMMANDS = (
    "upgrade",
    "serve --port 0",
    "web --port 0",
    "follow",
    "staff list",
    "catalogue show",
    "rebuild",
    "verify",
    "backup FILE",
    "restore FILE --no-tombstones",
    "erase PA-1 --reason syy",
)
ENCODINGS = ("SQL_ASCII", "LATIN1")
FIT = "CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0"


@contextmanager
def made(server: PostgresServer, how: str) -> Iterator[str]:
    """The address of a database of its own that is made in this way."""
    with psycopg.connect(server.url, autocommit=True) as superuser:
        name = sql.Identifier("unfit")
        superuser.execute(sql.SQL("CREATE DATABASE {} " + how).format(name))  # type: ignore[arg-type]
        yield server.url_of("unfit")
        superuser.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def refused(environment: dict[str, str], command: str) -> str:
    """The one line of a command that was refused."""
    said = command_line(environment, HandWoundClock())(*command.split())
    assert (said.exit_code, said.stdout) == (1, ""), said.output
    (line,) = said.stderr.splitlines()
    return line


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_command_says_which_encoding_to_make(
    encoding: str,
    postgres_server: PostgresServer,
    tmp_path: Path,
    process_as_before: None,
) -> None:
    how = f"ENCODING '{encoding}' LOCALE 'C' TEMPLATE template0"
    with made(postgres_server, how) as url:
        environment = environment_for(tmp_path / "data", url)
        said = {
            command: refused(environment, command.replace("FILE", str(tmp_path / "file")))
            for command in COMMANDS
            if not command.startswith("restore")
        }
    assert all(FIT in line and encoding in line for line in said.values()), said


def test_a_worker_does_not_begin_beside_it(
    postgres_server: PostgresServer, redis_url: str, tmp_path: Path
) -> None:
    with made(postgres_server, "ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0") as url:
        environment = environment_for(tmp_path / "data", url) | {"PYYDA_REDIS_URL": redis_url}
        worker = [*CELERY, "worker", "--pool", "solo"]
        with running(worker, environment, tmp_path) as process:
            assert process.child.wait(DEADLINE_SECONDS) == 1
        assert FIT in process.logged.splitlines()[-1]
        assert "Traceback" not in process.logged


def test_a_replica_is_told_from_the_primary(
    postgres_url: str, tmp_path: Path, process_as_before: None
) -> None:
    database = postgres_url.rpartition("/")[2]
    with psycopg.connect(postgres_url, autocommit=True) as superuser:
        name = sql.Identifier(database)
        superuser.execute(
            sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = on").format(name)
        )
    environment = environment_for(tmp_path / "data", postgres_url)

    assert "let PYYDA_DATABASE_URL name the primary" in refused(environment, "upgrade")


def test_a_role_that_owns_nothing_is_told_what_it_needs(
    postgres_url: str, tmp_path: Path, process_as_before: None
) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as superuser:
        superuser.execute("CREATE ROLE stranger LOGIN")
    address = postgres_url.replace("postgres@", "stranger@")
    line = refused(environment_for(tmp_path / "data", address), "upgrade")
    with psycopg.connect(postgres_url, autocommit=True) as superuser:
        superuser.execute("DROP ROLE stranger")

    assert "permission denied" in line
    assert "OWNER TO" in line


def test_the_script_makes_a_fit_one_in_any_cluster(tmp_path: Path) -> None:
    (secrets := tmp_path / "secrets").mkdir()
    (secrets / "postgres_password").write_text("sana")
    (secrets / "database_url").write_text("postgresql://pyyda:sana@postgres/pyyda")
    with running_postgres(encoding="SQL_ASCII") as server:
        url = role_made(server, secrets)
        with psycopg.connect(make_conninfo(url)) as connection:
            assert connection.info.parameter_status("server_encoding") == "UTF8"
