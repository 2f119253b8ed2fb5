"""How fast is it, on this machine, today? Prints a table and adds it to docs/performance.md.

Run from the top of the tree: `python -m tests.bench.run [LINE...] [--write]`; `--help` names them.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from tests.bench import filled, measures, over_http, service, starting, tags, under_lock
from tests.bench.live import live
from tests.bench.serving import TOP
from tests.bench.table import HEAD, NOTHING, Bench, Sizes, made_with

RECORD = TOP / "docs" / "performance.md"
SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
INSIDE = {
    "queue": measures.queue_page,
    "request": measures.one_request,
    "search": measures.searching,
    "rebuild": measures.rebuilding,
    "lock": under_lock.under_lock,
}
AT_THE_END = {
    "catch-up": measures.catching_up,
    "backup": measures.backing_up,
    "verify": measures.verifying,
}
# Each finds the service as young as it wants it: the page with a short queue, the scales after as
# many requests as they say.
OVER_HTTP = {
    "live": live,
    "memory": over_http.weight,
    "submissions": over_http.submissions,
    "commands": over_http.commands,
}
BENCHES: tuple[Bench[Any], ...] = (
    Bench(on=SQLITE, opened=service.embedded, lines={"start": over_http.start, **OVER_HTTP}),
    Bench(on=POSTGRESQL, opened=service.production, lines=OVER_HTTP),
    Bench(on=POSTGRESQL, opened=starting.opened, lines={"start": starting.starts}),
    Bench(on=SQLITE, opened=filled.through_the_doors, lines={**INSIDE, **AT_THE_END}),
    Bench(
        on=POSTGRESQL,
        opened=filled.by_copy,
        lines={**INSIDE, "sweep": measures.sweeping, **AT_THE_END},
    ),
    Bench(
        on=NOTHING,
        opened=lambda _folder, _sizes: nullcontext(),
        lines={
            "promises": lambda _: measures.promises(),
            "tags": lambda _: tags.row_tags(),
        },
    ),
)
# A tenth of them is open for certain.
FULL_PAGE = 500
LINES = tuple(dict.fromkeys(name for bench in BENCHES for name in bench.lines))
# Enough to see that the bench itself works; its figures say nothing.
QUICK = Sizes(
    requests=1_000,
    submissions=200,
    warm_up=50,
    commands=50,
    weighed_after=50,
    asked=5,
    caught_up=100,
    ticks=2,
)


def main(arguments: Sequence[str]) -> None:
    wish = _wish(arguments)
    sizes = QUICK if wish.quick else Sizes(requests=wish.requests)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    table = ""
    for piece in pieces(frozenset(wish.lines or LINES), sizes):
        table += piece
        sys.stdout.write(piece)
        sys.stdout.flush()
    if wish.write:
        with RECORD.open("a", encoding="utf-8") as record:
            record.write("\n" + table)


def pieces(chosen: frozenset[str], sizes: Sizes) -> Iterator[str]:
    """The table, its head first, then each line as soon as it is measured."""
    yield f"### {made_with()}, {sizes.requests:,} requests\n\n{HEAD}"
    for bench in BENCHES:
        with tempfile.TemporaryDirectory() as folder:
            for figure in bench.figures(Path(folder), sizes, chosen):
                yield figure.row(bench.on)


def _wish(arguments: Sequence[str]) -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="python -m tests.bench.run", description=__doc__)
    asked.add_argument("lines", nargs="*", metavar="LINE", help=f"all, or of: {', '.join(LINES)}")
    asked.add_argument("--write", action="store_true", help=f"add the table to {RECORD.name}")
    asked.add_argument(
        "--requests",
        type=int,
        default=Sizes().requests,
        help="how many to look among (on SQLite at most 10,000); the default is %(default)s",
    )
    asked.add_argument("--quick", action="store_true", help="only try whether the bench works")
    wish = asked.parse_args(arguments)
    if unknown := set(wish.lines) - set(LINES):
        asked.error(f"no such line: {', '.join(sorted(unknown))}")
    if wish.requests < FULL_PAGE:
        asked.error(f"a full page of the queue needs at least {FULL_PAGE:,} requests")
    if wish.quick and wish.write:
        asked.error("what --quick measures is not worth writing down")
    return wish


if __name__ == "__main__":
    main(sys.argv[1:])
