"""What is sent, along what, and how does it tell that it failed?"""

from __future__ import annotations

import ssl
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Protocol
from uuid import UUID

from triage.text.personal import Personal

# Whatever is at the other end, one try ends within this time.
TRY_SECONDS = 10.0
# Each phase of it: a name, a connection, a line that is read.
PHASE_SECONDS = 5.0


@cache
def trusted() -> ssl.SSLContext:
    """Whose certificates are believed: those that this machine believes. Read once a process."""
    return ssl.create_default_context()


class Fault(StrEnum):
    """Whose fault a failure is, and so what comes next for the delivery and for its line."""

    LINE = "line"  # the other end is away or confused: try later, and count it against the line
    ADDRESS = "address"  # the other end says: not now for this address. Try later
    FINAL = "final"  # the other end says: never for this address
    LETTER = "letter"  # it can never be made into something to send. The line was not asked
    UNKNOWN = "unknown"  # nobody foresaw it: try later, and conclude nothing about the line

    @property
    def ends_it(self) -> bool:
        return self in (Fault.FINAL, Fault.LETTER)


class NotDelivered(Exception):
    """A try failed. `code` names the reason and quotes nobody: "smtp-550", "ConnectError"."""

    def __init__(self, code: str, fault: Fault) -> None:
        super().__init__(code)
        self.code = code
        self.fault = fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What goes out. `id` is the same at every try, so that a receiver can tell a repetition.

    `kind`, `unit` and `at` (when it was made) are for machines, subject and text for people.
    """

    id: UUID
    kind: str
    unit: str | None
    at: datetime
    now: datetime
    address: Personal[str]
    subject: str
    text: str


class Line(Protocol):
    """Takes letters to the other end."""

    def send(self, letter: Letter) -> None:
        """Return when the other end has taken it.

        Raises:
            NotDelivered: it has not, or nobody knows.
        """


def send_in_time(line: Line, letter: Letter, seconds: float) -> None:
    """Send it; give up when the time is over, even where nothing can interrupt the line.

    Nothing interrupts the look-up of a host's name. The try is left behind then, and what comes of
    it later counts for nothing: the line cuts it off.

    Raises:
        NotDelivered
    """
    apart = ThreadPoolExecutor(1, thread_name_prefix="line")
    try:
        apart.submit(line.send, letter).result(seconds)
    except TimeoutError as error:
        raise NotDelivered(type(error).__name__, Fault.LINE) from None
    finally:
        apart.shutdown(wait=False)
