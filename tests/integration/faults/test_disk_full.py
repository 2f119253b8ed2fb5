"""What is acknowledged while the disk is full? Nothing; and all that was before is still there."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from pathlib import Path

import httpx
import psutil
import pytest

from tests.integration.conftest import environment_for
from tests.integration.faults.disks import filled_up, mounted
from tests.integration.faults.judge import judge
from tests.integration.faults.load import under_load
from tests.integration.faults.waiting import goes_on, turned_away
from tests.integration.production import signed_in
from tests.integration.running import COMMAND, Running, running
from tests.integration.store.world import stock
from wiring.settings import read_settings

READY = "Pyydä apua: "
ROOM = "24m"
UNLIMITED = (psutil.RLIM_INFINITY, psutil.RLIM_INFINITY)

Full = Callable[[Running, Path], AbstractContextManager[None]]


def no_room(service: Running, disk: Path) -> AbstractContextManager[None]:
    return filled_up(disk)


@contextmanager
def kept_from_growing(service: Running, disk: Path) -> Iterator[None]:
    """The process can write no file beyond its first byte: much the same, without a mount."""
    process = psutil.Process(service.child.pid)
    process.rlimit(psutil.RLIMIT_FSIZE, (1, psutil.RLIM_INFINITY))
    try:
        yield
    finally:
        process.rlimit(psutil.RLIMIT_FSIZE, UNLIMITED)


# Only root may mount a disk to fill; everybody may be kept from writing.
WAYS: dict[str, tuple[Callable[[Path], AbstractContextManager[Path]], Full]] = {
    "no file may grow": (nullcontext, kept_from_growing)
}
if os.geteuid() == 0:
    WAYS["no room on the disk"] = (partial(mounted, room=ROOM), no_room)


@pytest.mark.parametrize("way", WAYS)
def test_a_full_disk_is_told_and_loses_nothing(way: str, tmp_path: Path) -> None:
    (disk := tmp_path / "disk").mkdir()
    on, full = WAYS[way]
    with on(disk) as folder:
        environment = environment_for(folder / "data") | {"PYYDA_SWEEP_SECONDS": "0.5"}
        settings = read_settings(environment)
        stock(settings)
        serve = [*COMMAND, "serve", "--port", "0"]
        with running(serve, environment, tmp_path, ready=READY) as service:
            address = service.ready.removeprefix(READY).strip()
            with under_load([address], signed_in(address, "olli")) as load:
                goes_on(load)
                with full(service, folder):
                    said = turned_away(load)
                    alive = httpx.get(f"{address}/healthz").status_code
                goes_on(load)
        judge(settings, load, [])

    assert alive == 200
    assert said.headers["Retry-After"]
    assert said.json()["code"] == "store-away"
    assert said.json()["urgent_help"]
