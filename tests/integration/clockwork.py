"""What runs the clock's work? One process by itself, or workers and beats on a real Redis."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from tests.integration.conftest import environment_for
from tests.integration.running import (
    CELERY,
    COMMAND,
    Running,
    eventually,
    running,
    submitted_long_ago,
)
from tests.integration.store.plants import planted
from tests.integration.store.world import opened, stock
from wiring.composition.enforcing import tools_of
from wiring.settings import Settings, read_settings
from workers.sweep import SWEEP_ROUND

SERVE = (*COMMAND, "serve", "--port", "0")
SWEEPS_OFTEN = {"PYYDA_SWEEP_SECONDS": "0.5"}
FEW_PROCESSES = ("worker", "--concurrency", "2", "--without-gossip", "--without-mingle")


@dataclass(slots=True, kw_only=True)
class Clockwork:
    """Processes at work; `waited_long` was submitted, in unmistakable words, before they were."""

    settings: Settings
    environment: Mapping[str, str]
    waited_long: UUID
    begin: Callable[[], list[Running]]
    processes: list[Running]

    def sweeps_again(self) -> None:
        """Wait until a sweep has ended that began after this."""
        with opened(self.settings) as beside:
            rounds = tools_of(beside.parts).rounds
            for _ in range(3):
                before = rounds.last(SWEEP_ROUND)
                eventually(lambda before=before: rounds.last(SWEEP_ROUND) != before)

    def lose_one(self) -> None:
        """Kill the first process; where nobody is left, somebody starts it again."""
        lost = self.processes.pop(0)
        lost.child.kill()
        lost.child.wait()
        self.processes = self.processes or self.begin()


@contextmanager
def embedded(folder: Path) -> Iterator[Clockwork]:
    """One process on SQLite, which has a broker inside."""
    environment = environment_for(folder / "data") | SWEEPS_OFTEN
    with _at_work(environment, folder, [SERVE]) as clockwork:
        yield clockwork


@contextmanager
def on_redis(folder: Path, database_url: str, redis_url: str) -> Iterator[Clockwork]:
    """Two workers of two processes each, which consume every queue, and two beats."""
    environment = environment_for(folder / "data", database_url) | SWEEPS_OFTEN
    commands = [
        (*CELERY, *FEW_PROCESSES, "--hostname", "one@test"),
        (*CELERY, *FEW_PROCESSES, "--hostname", "two@test"),
        (*CELERY, "beat", "--schedule", str(folder / "beat-one")),
        (*CELERY, "beat", "--schedule", str(folder / "beat-two")),
    ]
    with _at_work(environment | {"PYYDA_REDIS_URL": redis_url}, folder, commands) as clockwork:
        yield clockwork


@contextmanager
def _at_work(
    environment: Mapping[str, str], folder: Path, commands: Sequence[Sequence[str]]
) -> Iterator[Clockwork]:
    settings = read_settings(environment)
    stock(settings)
    waited_long = submitted_long_ago(settings, planted("message"))
    with ExitStack() as ending:

        def begin() -> list[Running]:
            return [ending.enter_context(running(each, environment, folder)) for each in commands]

        yield Clockwork(
            settings=settings,
            environment=environment,
            waited_long=waited_long,
            begin=begin,
            processes=begin(),
        )
