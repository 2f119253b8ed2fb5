"""What is handed to any command alike? A data directory, a clock, lines of standard input."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from wiring.refused import Refused

# The data directory that the call being made was told.
told_data_dir: ContextVar[Path | None] = ContextVar("told_data_dir", default=None)

# The clock that the caller of this process's command line handed in; a person hands in none.
handed_clock: ContextVar[Callable[[], datetime] | None] = ContextVar("handed_clock", default=None)


def options_of_all() -> list[Any]:
    """The options that each command takes: typer makes them of the one below."""
    return list(typer.main.get_command(_pattern).params)


def _remember(data: Path | None) -> None:
    told_data_dir.set(data)


_pattern = typer.Typer(add_completion=False)


@_pattern.command()
def _any_command(
    *,
    data: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            expose_value=False,
            callback=_remember,
            help="the data directory of the embedded mode, instead of PYYDA_DATA_DIR",
        ),
    ] = None,
) -> None:
    """Never run: its option is what counts."""


def line_of_input() -> str:
    """The next line of standard input, without its end.

    Raises:
        Refused: it is no text.
    """
    try:
        # PowerShell puts a byte order mark in front.
        return typer.get_binary_stream("stdin").readline().decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        raise Refused("standard input is no text in UTF-8: write it anew") from None


def text_of(file: Path) -> str:
    """What stands in a file.

    Raises:
        Refused: it is no text.
        OSError
    """
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise Refused(f"{file}: is no text in UTF-8") from None


def is_text(argument: str) -> bool:
    """Whether this came in as UTF-8; Python keeps the bytes that did not as lone surrogates."""
    return not any("\ud800" <= sign <= "\udfff" for sign in argument)
