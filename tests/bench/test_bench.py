"""Does the bench measure what is asked of it, and tell it beside its floor?"""

from __future__ import annotations

import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.bench import filled, run
from tests.bench.serving import TOP
from tests.bench.table import Bench, Figure, Sizes

SMALL = Sizes(requests=60, asked=1, caught_up=5)


def test_a_line_tells_what_was_measured_its_floor_and_how_many_times_it_that_is() -> None:
    row = Figure(name="page", measured=1234.5, unit="ms", floor=2.5).row("SQLite")
    assert row == "| page | SQLite | 1,234.5 ms | 2.5 ms | 494 |\n"


def test_a_line_without_a_floor_has_no_ratio_either() -> None:
    row = Figure(name="sweep", measured=8.123, unit="ms").row("PostgreSQL")
    assert row == "| sweep | PostgreSQL | 8.12 ms | — | — |\n"


def test_a_place_where_nothing_is_to_be_measured_is_not_opened(tmp_path: Path) -> None:
    def opened(folder: Path, sizes: Sizes) -> AbstractContextManager[None]:
        raise AssertionError("it was opened")

    bench = Bench(on="nowhere", opened=opened, lines={"queue": lambda _: iter(())})
    assert list(bench.figures(tmp_path, SMALL, frozenset({"sweep"}))) == []


def test_inside_one_process_everything_can_be_measured(tmp_path: Path) -> None:
    inside = next(each for each in run.BENCHES if each.opened is filled.through_the_doors)
    figures = list(inside.figures(tmp_path, SMALL, frozenset(run.LINES)))
    assert len(figures) > len(inside.lines)
    assert all(figure.measured > 0 and figure.floor for figure in figures)


@pytest.mark.parametrize(
    ("command", "last_row"),
    [
        (("scale", str(run.FULL_PAGE)), "| on the disk | "),
        (("run", "--quick", "sweep"), "| sweep, none due | PostgreSQL | "),
        (("run", "--quick", "commands"), "| commands, 16 clients, p99 | PostgreSQL | "),
    ],
    ids=["scale", "inside", "over-http"],
)
def test_on_postgresql_a_command_comes_to_the_end_of_its_table(
    command: tuple[str, ...], last_row: str
) -> None:
    name, *arguments = command
    ended = subprocess.run(
        [sys.executable, "-m", f"tests.bench.{name}", *arguments],
        cwd=TOP,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.splitlines()[-1].startswith(last_row)


@pytest.mark.parametrize(
    "arguments", [["no-such-line"], ["--requests", "499"], ["--quick", "--write"]]
)
def test_a_wish_that_cannot_be_meant_is_wrong_usage(arguments: list[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        run.main(arguments)
