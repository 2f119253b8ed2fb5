"""How does a test run a command of ours? In this process, and on the clock that the test names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from typer.testing import CliRunner, Result

from wiring.cli.main import app

Run = Callable[..., Result]


def command_line(environment: Mapping[str, str], clock: Callable[[], datetime]) -> Run:
    """What runs commands with these settings: `run("staff", "list", input=…)`.

    What a test stored on a clock of its own is judged by that clock; only beside processes of their
    own, which live on the machine's, it is `wall_clock`.
    """

    def run(*arguments: str, **how: object) -> Result:
        runner = CliRunner(env=environment)
        return runner.invoke(app, list(arguments), obj=clock, **how)  # type: ignore[arg-type]

    return run
