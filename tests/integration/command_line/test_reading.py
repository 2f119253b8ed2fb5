"""Do the commands that only look keep out of the way of whoever writes?"""

from __future__ import annotations

import pytest

from tests.integration.command_line.saying import done, on_both_stores
from tests.integration.commands import Run
from tests.integration.store.world import TestedService
from triage.store.database.engine import write_lock


@on_both_stores
@pytest.mark.parametrize(
    "arguments",
    [("staff", "list"), ("catalogue", "show"), ("catalogue", "show", "--json"), ("verify",)],
    ids=" ".join,
)
def test_a_look_does_not_wait_for_who_writes(
    prepared: Run, service: TestedService, arguments: tuple[str, ...]
) -> None:
    service.submit()

    with write_lock(service.parts.database):
        assert done(prepared(*arguments))


def test_verifying_needs_no_key(environment: dict[str, str], prepared: Run) -> None:
    environment["PYYDA_MASTER_KEY"] = "dnVvc2lrYXVzaXRhbGxlbm5ldHV1c2ltYXN0ZXJhdmE="

    assert "0 events" in done(prepared("verify"))


def test_verifying_says_whether_keys_and_words_were_opened(
    environment: dict[str, str], prepared: Run
) -> None:
    done(prepared("rebuild"))
    assert "not checked" not in done(prepared("verify"))

    environment["PYYDA_MASTER_KEY"] = "dnVvc2lrYXVzaXRhbGxlbm5ldHV1c2ltYXN0ZXJhdmE="
    assert "not checked" in done(prepared("verify"))
    del environment["PYYDA_MASTER_KEY"]
    assert "not checked" in done(prepared("verify"))
