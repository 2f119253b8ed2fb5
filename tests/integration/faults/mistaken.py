"""Which release has a mistake in its queue? `python -m …mistaken MODULE …` runs a module of it."""

from __future__ import annotations

import runpy
import sys

from projections.machinery.following import RowOf
from projections.views.queue.waiting import QueueModel
from triage.request.help_request import HelpRequest

# The only requests with a topic of their own in the tests that use this.
TOPIC = "HUO"
MISTAKE = "Tätä näkymä ei kestä."


class MistakenQueue(QueueModel):
    """The queue, but it cannot take a worry about somebody else's child."""

    def row(self, request: HelpRequest, profile: bytes | None) -> RowOf:
        if request.topics == (TOPIC,):
            raise ValueError(MISTAKE)
        return super().row(request, profile)


if __name__ == "__main__":
    import projections.views.queue.waiting

    projections.views.queue.waiting.QueueModel = MistakenQueue  # type: ignore[misc]
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
