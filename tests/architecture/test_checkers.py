"""Does each checker find a planted violation, and leave good code alone?"""

import pytest

from tests.architecture import doors, imports, sizes, words
from tests.architecture.reading import Source

DOCSTRING = '"""What does this answer?"""\n'


def source(code: str, path: str = "triage/sample.py") -> Source:
    return Source(path, code)


def body(lines: int) -> str:
    return "".join(f"    x{number} = {number}\n" for number in range(lines))


NESTED_FOUR = """
def deep(xs):
    for x in xs:
        if x:
            with x:
                while x:
                    x.go()
"""

NESTED_THREE_WITH_ELIF = """
def deep(xs):
    for x in xs:
        if x == 1:
            pass
        elif x == 2:
            pass
        elif x == 3:
            try:
                x.go()
            finally:
                x.stop()
"""


@pytest.mark.parametrize(
    ("code", "finding"),
    [
        ("x = 1\n" * 301, "301 lines"),
        ("def long():\n" + body(40), "41 lines"),
        (NESTED_FOUR, "4 blocks"),
        ("def wide(a, b, c, d, e, f): ...\n", "6 parameters"),
        ("def wide(a, b, c, *, d, e, f): ...\n", "6 parameters"),
        ("class A:\n    async def wide(self, a, b, c, d, e, f): ...\n", "6 parameters"),
    ],
)
def test_what_is_too_large_is_found(code: str, finding: str) -> None:
    (found,) = sizes.oversized(source(code))
    assert finding in found


@pytest.mark.parametrize(
    "code",
    [
        "x = 1\n" * 300,
        "def long():\n" + body(39),
        NESTED_THREE_WITH_ELIF,
        "class A:\n    def wide(self, a, b, c, d, e): ...\n",
        "def wide(a, b, *, c, d, e, f, g): ...\n",
    ],
)
def test_what_is_just_small_enough_is_left_alone(code: str) -> None:
    assert list(sizes.oversized(source(code))) == []


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("class QueueManager: ...", "triage/queue.py"),
        ("class BaseRow: ...", "triage/rows.py"),
        ("def format_utils(): ...", "triage/texts.py"),
        ("", "triage/date_utils.py"),
        ("", "triage/core/__init__.py"),
        ("class HTTPHandler: ...", "api/pages.py"),
    ],
)
def test_an_empty_name_is_found(code: str, path: str) -> None:
    assert len(list(words.empty_names(source(code, path)))) == 1


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("class ServicePromise: ...", "triage/time/deadlines.py"),
        ("class DataProtectionOfficer: ...", "triage/data_requests.py"),
        ("def database(): ...", "triage/store/__init__.py"),
    ],
)
def test_a_name_that_says_something_is_left_alone(code: str, path: str) -> None:
    assert list(words.empty_names(source(code, path))) == []


def test_a_module_without_docstring_is_found() -> None:
    assert list(words.without_docstring(source("x = 1\n")))
    assert not list(words.without_docstring(source(DOCSTRING)))


@pytest.mark.parametrize("word", ["TO" + "DO", "FIX" + "ME", "X" * 3])
def test_what_is_left_for_later_is_found(word: str) -> None:
    assert list(words.left_for_later("a.py", f"x = 1  # {word}: later\n"))


@pytest.mark.parametrize(
    "code",
    [
        "import datetime\ndatetime.datetime.now()",
        "from datetime import datetime as moment, UTC\nmoment.now(UTC)",
        "from datetime import date\ndate.today()",
        "from datetime import datetime\ndef f(clock=datetime.now): ...",
        "import time\ntime.time()",
        "from time import time\ntime()",
        "import uuid\nuuid.uuid4()",
        "from uuid import uuid4 as new_id\nnew_id()",
        "import secrets\nsecrets.token_hex()",
        "from random import choice\nchoice([1])",
    ],
)
def test_reading_the_clock_or_chance_is_found(code: str) -> None:
    assert list(doors.clock_and_chance(source(code)))


@pytest.mark.parametrize(
    "code",
    [
        "def f(now):\n    return now.date()",
        "from uuid import UUID\nUUID(int=1)",
        "from datetime import datetime\ndatetime.fromisoformat('2026-11-24')",
        "def f(clock):\n    return clock.now()",
    ],
)
def test_a_moment_that_is_handed_in_is_left_alone(code: str) -> None:
    assert list(doors.clock_and_chance(source(code))) == []


@pytest.mark.parametrize(
    "code",
    ["import os\nos.environ['A']", "from os import environ\nenviron", "import os\nos.getenv('A')"],
)
def test_reading_the_environment_is_found(code: str) -> None:
    assert list(doors.environment(source(code)))


@pytest.mark.parametrize(
    "code",
    [
        "import time\ntime.sleep(1)",
        "from time import sleep\nsleep(1)",
        "import asyncio\nasyncio.sleep(1)",
        "def test(page):\n    page.wait_for_timeout(100)",
    ],
)
def test_sleeping_is_found(code: str) -> None:
    assert list(doors.sleeps(source(code)))


def test_letting_others_run_is_no_sleep() -> None:
    assert not list(doors.sleeps(source("import asyncio\nasyncio.sleep(0)")))


def test_a_catch_of_everything_is_found_with_its_place() -> None:
    code = (
        "def loop():\n    try:\n        go()\n    except (ValueError, Exception):\n        pass\n"
    )
    ((place, finding),) = doors.catches_everything(source(code))
    assert place == "triage.sample:loop"
    assert "triage/sample.py:4" in finding


@pytest.mark.parametrize("caught", ["except ValueError:\n    pass", "except:\n    raise"])
def test_a_narrow_catch_or_one_that_raises_again_is_left_alone(caught: str) -> None:
    assert list(doors.catches_everything(source(f"try:\n    go()\n{caught}\n"))) == []


def test_a_print_is_found() -> None:
    assert list(doors.prints(source("print('hello')")))


@pytest.mark.parametrize(
    "line",
    [
        "import sqlalchemy",
        "from pydantic import BaseModel",
        "from eventsourcing.persistence import Mapper",
        "from eventsourcing.utils import get_topic",
        "from triage.store import recorder",
        "from triage import door",
        "import triage.store.keys.key_ring",
        "def f():\n    import api.pages",
    ],
)
def test_a_foreign_import_into_the_core_is_found(line: str) -> None:
    assert list(imports.foreign_to_core(source(line)))


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("from datetime import datetime", "triage/time/deadlines.py"),
        ("from eventsourcing.domain import Aggregate, event", "triage/request.py"),
        ("import holidays", "triage/time/calendar.py"),
        ("from triage.errors.requests import TriageError", "triage/catalogue/routing.py"),
        ("from triage import errors", "triage/catalogue/routing.py"),
        ("import sqlalchemy", "triage/store/events/recorder.py"),
    ],
)
def test_an_allowed_import_into_the_domain_is_left_alone(line: str, path: str) -> None:
    assert list(imports.foreign_to_core(source(line, path))) == []
