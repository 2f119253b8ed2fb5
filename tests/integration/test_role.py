"""Does PostgreSQL's first start make a role that may do the service's work, and nothing more?"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from tests.clock import HandWoundClock
from tests.integration.commands import command_line
from tests.integration.production import ROLE, role_made
from tests.integration.store.world import MASTER_KEY
from tests.servers import PostgresServer, running_postgres

# Whoever chooses one of their own may choose this.
PASSWORD = 'it\'s "a" \\ $HOME `id` :word %'


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresServer]:
    """A new one that lets the superuser in and asks everybody else for a password."""
    with running_postgres() as server:
        rules = server.folder / "pg_hba.conf"
        rules.write_text(
            "host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
        )
        with psycopg.connect(server.url, autocommit=True) as superuser:
            superuser.execute("SELECT pg_reload_conf()")
        yield server


@pytest.fixture(scope="module")
def url(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the database that was made, with the role and its password."""
    secrets = tmp_path_factory.mktemp("secrets")
    (secrets / "postgres_password").write_text(PASSWORD)
    address = f"postgresql://pyyda:{quote(PASSWORD, safe='')}@postgres/pyyda"
    (secrets / "database_url").write_text(address)
    return role_made(postgres, secrets)


def test_the_role_is_plain(url: str) -> None:
    with psycopg.connect(url) as role:
        may = role.execute(
            "SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls"
            " FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    assert may == (False,) * 5


def test_nobody_is_let_in_with_another_password(url: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(make_conninfo(url, password="another"))


def test_the_database_can_be_upgraded_and_used_by_the_role(
    url: str, process_as_before: None
) -> None:
    environment = {"PYYDA_DATABASE_URL": url, "PYYDA_MASTER_KEY": MASTER_KEY}
    run = command_line(environment, HandWoundClock())
    upgraded = run("upgrade")
    assert upgraded.exit_code == 0, upgraded.output
    verified = run("verify")
    assert verified.exit_code == 0, verified.output


def test_the_role_sees_the_snapshots_that_an_erasure_waits_for(
    postgres: PostgresServer, url: str
) -> None:
    with psycopg.connect(postgres.url_of("pyyda")) as superuser, psycopg.connect(url) as role:
        superuser.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        superuser.execute("SELECT 1")
        seen = role.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE usename = 'postgres' AND backend_xmin IS NOT NULL AND xact_start < now()"
        ).fetchone()
    assert seen == (1,)


@pytest.mark.parametrize("password", [None, ""])
def test_without_a_password_nothing_is_made(password: str | None, tmp_path: Path) -> None:
    if password is not None:
        (tmp_path / "postgres_password").write_text(password)
    # There is no psql on its way, and none is asked.
    environment = {"PATH": "", "SECRETS_DIRECTORY": str(tmp_path)}
    refused = subprocess.run(
        [shutil.which("sh") or "sh", ROLE], env=environment, capture_output=True, text=True
    )
    said = f"{tmp_path}/postgres_password: write a password to it\n"
    assert (refused.returncode, refused.stderr) == (1, said)
