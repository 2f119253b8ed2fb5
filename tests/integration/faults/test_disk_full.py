"""What is acknowledged while the disk is full? Nothing; and all that was before is still there."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from tests.integration.conftest import environment_for
from tests.integration.faults.judge import judge
from tests.integration.faults.load import Load, under_load
from tests.integration.faults.waiting import goes_on
from tests.integration.production import signed_in
from tests.integration.running import COMMAND, Running, eventually, running
from tests.integration.store.world import stock
from wiring.settings import read_settings

READY = "Pyydä apua: "
ROOM = "24m"
CHUNK = bytes(64 * 1024)
UNLIMITED = (psutil.RLIM_INFINITY, psutil.RLIM_INFINITY)

Full = Callable[[Running, Path], AbstractContextManager[None]]


@contextmanager
def filled_up(service: Running, data: Path) -> Iterator[None]:
    """Not a byte is left on the disk."""
    filler = data / "filler"
    with filler.open("wb", buffering=0) as written, pytest.raises(OSError, match="No space left"):
        while True:
            written.write(CHUNK)
    try:
        yield
    finally:
        filler.unlink()


@contextmanager
def kept_from_growing(service: Running, data: Path) -> Iterator[None]:
    """The process can write no file beyond its first byte: much the same, without a mount."""
    process = psutil.Process(service.child.pid)
    process.rlimit(psutil.RLIMIT_FSIZE, (1, psutil.RLIM_INFINITY))
    try:
        yield
    finally:
        process.rlimit(psutil.RLIMIT_FSIZE, UNLIMITED)


@contextmanager
def mounted(folder: Path) -> Iterator[Path]:
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "none", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


@contextmanager
def plain(folder: Path) -> Iterator[Path]:
    yield folder


# Only root may mount a disk to fill; everybody may be kept from writing.
WAYS: dict[str, tuple[Callable[[Path], AbstractContextManager[Path]], Full]] = {
    "no file may grow": (plain, kept_from_growing)
}
if os.geteuid() == 0:
    WAYS["no room on the disk"] = (mounted, filled_up)


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


def turned_away(load: Load) -> httpx.Response:
    """What a submission was told while nothing could be stored, once that lasted for a while."""
    before = len(load.turned_away)
    eventually(lambda: len(load.turned_away) > before + 10)
    done = load.done
    eventually(lambda: len(load.turned_away) > before + 30)
    assert load.done == done
    return next(each for each in load.turned_away if each.request.url.path.endswith("/requests"))
