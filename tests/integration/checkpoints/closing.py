"""How does a test close checkpoints and verify by them?"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from tests.integration.store.world import TestedService
from triage.evidence.checkpoints.closing import Checkpoint, close
from triage.evidence.verify import Verified, verify

GRACE = timedelta(minutes=1)


def closed(service: TestedService, *, with_new_key: bool = False) -> list[Checkpoint]:
    """Both trees closed now."""
    parts = service.parts
    job = partial(
        close,
        ring=parts.ring,
        service="apua.example",
        now=service.clock(),
        with_new_key=with_new_key,
    )
    return parts.writer.submit(job).result(30)


def verified(
    service: TestedService, *, has_key: bool = True, against: str | None = None
) -> Verified:
    ring = service.parts.ring if has_key else None
    now = service.clock()
    return verify(service.parts.database, now=now, grace=GRACE, ring=ring, against=against)
