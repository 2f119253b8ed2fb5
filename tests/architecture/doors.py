"""Who reads the clock, the environment or chance, prints, sleeps, or catches everything?

Each answer is (place, finding) pairs, the place being `module:function` or the module alone.
"""

import ast
import re
from collections.abc import Iterator

from tests.architecture.reading import Source, dotted, uses

CLOCK_AND_CHANCE = re.compile(
    r"""
    (datetime\.)?datetime\.(now|utcnow|today) | (datetime\.)?date\.today
    | time\.(time|time_ns|localtime|gmtime)
    | uuid\.uuid[1-8] | random\..+ | secrets\..+ | os\.urandom
    """,
    re.VERBOSE,
)
MACHINES_CLOCK = re.compile(
    r"""
    (datetime\.)?datetime\.(now|utcnow|today) | (datetime\.)?date\.today
    | time\.(time|time_ns|localtime|gmtime) | wiring\.composition\.parts\.wall_clock
    """,
    re.VERBOSE,
)
COMMAND_RUNNER = re.compile(r"(typer|click)\.testing\.CliRunner")
ENVIRONMENT = re.compile(r"os\.(environb?|getenvb?|putenv|unsetenv)")
SLEEP = re.compile(r"time\.sleep|(asyncio|anyio|gevent)\.sleep|.*\.wait_for_timeout")
EVERYTHING = frozenset({"Exception", "BaseException"})

Finding = tuple[str, str]


def clock_and_chance(source: Source) -> Iterator[Finding]:
    return _uses_of(source, CLOCK_AND_CHANCE)


def machines_clock(source: Source) -> Iterator[Finding]:
    """Where the time of day is the machine's; a monotonic clock counts seconds and is fine."""
    return _uses_of(source, MACHINES_CLOCK)


def command_runners(source: Source) -> Iterator[Finding]:
    return _uses_of(source, COMMAND_RUNNER)


def environment(source: Source) -> Iterator[Finding]:
    return _uses_of(source, ENVIRONMENT)


def sleeps(source: Source) -> Iterator[Finding]:
    """`asyncio.sleep(0)` only lets the others run, and is no sleep."""
    yielding = {node.func for node in source.nodes if isinstance(node, ast.Call) and _of_0(node)}
    for node, name in uses(source):
        if SLEEP.fullmatch(name) and node not in yielding:
            yield _place(source, node), source.at(node, name)


def _of_0(call: ast.Call) -> bool:
    return [ast.unparse(argument) for argument in call.args] == ["0"]


def prints(source: Source) -> Iterator[Finding]:
    for node in source.nodes:
        if isinstance(node, ast.Call) and dotted(node.func) == "print":
            yield _place(source, node), source.at(node, "print")


def catches_everything(source: Source) -> Iterator[Finding]:
    """`except Exception`, wider or bare; one that only cleans up and raises again is fine."""
    for node in source.nodes:
        if isinstance(node, ast.ExceptHandler) and _is_wide(node) and not _raises_again(node):
            yield _place(source, node), source.at(node, "except " + _caught(node))


def _is_wide(node: ast.ExceptHandler) -> bool:
    caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
    return any(one is None or dotted(one) in EVERYTHING for one in caught)


def _raises_again(node: ast.ExceptHandler) -> bool:
    last = node.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def _caught(node: ast.ExceptHandler) -> str:
    return ast.unparse(node.type) if node.type else "everything"


def _uses_of(source: Source, forbidden: re.Pattern[str]) -> Iterator[Finding]:
    for node, name in uses(source):
        if forbidden.fullmatch(name):
            yield _place(source, node), source.at(node, name)


def _place(source: Source, node: ast.AST) -> str:
    """The innermost function around `node`, as `module:function`."""
    line: int = getattr(node, "lineno", 1)
    around = [
        function
        for function in source.functions()
        if function.lineno <= line <= (function.end_lineno or line)
    ]
    if not around:
        return source.module
    return f"{source.module}:{max(around, key=lambda function: function.lineno).name}"
