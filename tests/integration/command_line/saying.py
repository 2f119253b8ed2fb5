"""What does a command say, and to whom is it said?"""

from __future__ import annotations

import pytest
from typer.testing import Result

from tests.integration.conftest import STORES

# What reaches past the tables that every store knows alike is asked of each store.
on_both_stores = pytest.mark.parametrize("environment", STORES, indirect=True)


def done(result: Result) -> str:
    """What a command said that did what it should."""
    assert (result.exit_code, result.stderr) == (0, ""), result.stderr
    return result.stdout


def refusal(result: Result) -> str:
    """The one line that a refused command says, without its name."""
    assert (result.exit_code, result.stdout) == (1, ""), result.output
    (line,) = result.stderr.splitlines()
    return line.removeprefix("pyyda-apua: ")
