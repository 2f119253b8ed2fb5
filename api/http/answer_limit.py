"""How long may somebody who asks for help look at an empty page? The limit of their routes."""

from __future__ import annotations

from triage.store.database.call_deadline import give_up_after

# With composing the answer and sending it, it comes within five.
WAITED_SECONDS = 4.0


async def answered_in_time() -> None:
    """Let the store keep the caller of this route waiting for `WAITED_SECONDS` in all."""
    give_up_after(WAITED_SECONDS)
