"""Are the tests' own servers private, empty and real?"""

import signal
import subprocess
import sys
from pathlib import Path

import psutil
import psycopg
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright
from redis import Redis

from tests.environment import inherited
from tests.servers import (
    CHROMIUM_FLAGS,
    PostgresServer,
    own_folder,
    running_postgres,
    running_redis,
)

HOLDS_SERVERS = """
import sys
from tests.servers import running_postgres, running_redis
with running_postgres() as postgres, running_redis() as redis:
    print(postgres.running.pid, redis.running.pid, flush=True)
    sys.stdin.read()
"""


def test_each_test_gets_an_empty_database(postgres_server: PostgresServer) -> None:
    with postgres_server.fresh_database() as one, postgres_server.fresh_database() as other:
        with psycopg.connect(one) as connection:
            connection.execute("CREATE TABLE request ()")
        with psycopg.connect(other) as connection:
            found = connection.execute("SELECT to_regclass('request')").fetchone()
    assert found == (None,)


def test_each_test_gets_an_empty_redis(redis_url: str) -> None:
    with Redis.from_url(redis_url) as redis:
        assert redis.dbsize() == 0


def test_a_durable_postgres_keeps_what_it_acknowledged_before_it_was_killed() -> None:
    with running_postgres(durable=True) as server:
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS number")
        server.running.kill()
        server.running.start()
        with psycopg.connect(server.url) as connection:
            assert connection.execute("SELECT number FROM kept").fetchone() == (1,)


def test_a_durable_redis_keeps_what_it_acknowledged_before_it_was_killed() -> None:
    with running_redis(durable=True) as server:
        with Redis.from_url(server.url) as redis:
            redis.set("kept", "1")
        server.running.kill()
        server.running.start()
        with Redis.from_url(server.url) as redis:
            assert redis.get("kept") == b"1"


def test_servers_end_with_the_tests_that_were_killed() -> None:
    with own_folder() as left_behind:
        left_behind.chmod(0o711)  # PostgreSQL's user passes through
        tests = subprocess.Popen(
            [sys.executable, "-c", HOLDS_SERVERS],
            cwd=Path(__file__).parents[2],
            env=inherited({"TMPDIR": str(left_behind)}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        with tests:
            assert tests.stdout
            servers = [psutil.Process(int(number)) for number in tests.stdout.readline().split()]
            tests.send_signal(signal.SIGKILL)
        _, alive = psutil.wait_procs(servers, timeout=20)
    assert not alive


def test_chromium_renders_and_axe_finds_a_picture_without_words(chromium_path: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=[*CHROMIUM_FLAGS])
        page = browser.new_page()
        page.set_content('<html lang="fi"><title>Hei</title><main><h1>Hei</h1><img src="x.png">')
        found = {violation["id"] for violation in Axe().run(page).response["violations"]}
        browser.close()
    assert "image-alt" in found
