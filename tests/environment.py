"""What does a process that a test starts inherit? What the machine hands on, and settings given.

All of it is handed on, because a machine may move the clock of its processes by it (a preloaded
library with its variables), and the tests then live on that clock together. The project's own
settings of whoever runs the tests are not.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

PREFIX = "PYYDA_"


def inherited(settings: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a child, with these variables in it."""
    of_the_machine = {k: v for k, v in os.environ.items() if not k.startswith(PREFIX)}
    return of_the_machine | dict(settings or {})
