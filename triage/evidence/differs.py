"""What says that something stored is not what it was, and where?"""

from __future__ import annotations

from dataclasses import dataclass


class Differs(Exception):
    """Something stored is not what it was; the message names the first place, in one line."""


@dataclass(slots=True)
class ReadingPlace:
    """What is being read just now, in words."""

    now: str = "the store"
