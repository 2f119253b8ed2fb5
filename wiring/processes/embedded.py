"""How does the whole service run as one process? Web, worker, beat and follower, on one machine."""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass

from wiring.composition.data_lock import serving_alone
from wiring.composition.enforcing import enforcing
from wiring.composition.parts import Clock, assemble
from wiring.composition.setting_up import first_steps, set_up
from wiring.demo import filling
from wiring.processes import web
from wiring.processes.follower import following
from wiring.refused import Refused
from wiring.settings import Settings


class DemoRefused(Refused):
    """Demo accounts have a known password: only this machine itself may reach them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """What is to be served where. `say` tells people, a line at a time."""

    settings: Settings
    host: str
    port: int
    demo: bool
    clock: Clock
    say: Callable[[str], None]


def serve(serving: Serving) -> None:
    """Serve until SIGTERM or SIGINT; then stop everything that was started.

    Raises:
        DemoRefused, DemoIncomplete, DataDirectoryInUse, CannotListen,
        CannotServe, BadSettings, NotSetUp
        OSError: the data directory cannot be made or written to.
    """
    if serving.demo and not web.is_loopback(serving.host):
        raise DemoRefused(
            f"--demo serves this machine alone and {serving.host} is open to others: "
            "leave --demo out, or serve on 127.0.0.1"
        )
    _end_at_a_signal()
    settings = serving.settings
    with ExitStack() as closing:
        if settings.embedded:
            closing.enter_context(serving_alone(settings.data_dir))
        server_socket = closing.enter_context(web.listening(serving.host, serving.port))
        set_up(settings, serving.clock)
        demo_allowed = serving.demo and filling.prepare(settings, serving.clock, serving.say)
        parts = assemble(settings, clock=serving.clock, demo_allowed=demo_allowed)
        closing.callback(parts.close)
        # A damaged index fails nowhere, and would hide what is due.
        parts.models.follower.repairer.repair()
        steps = first_steps(settings, parts.database, demo_allowed=demo_allowed)
        if steps is not None:
            serving.say(steps)
        closing.enter_context(following(parts.models.follower))
        closing.enter_context(enforcing(parts))
        app = web.application(parts, bound_to=serving.host)
        serving.say(f"Pyydä apua: http://{_shown(serving.host)}:{server_socket.getsockname()[1]}")
        web.run(app, server_socket)


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _end_at_a_signal() -> None:
    """Until the server listens for signals itself, one ends the process in good order."""

    def end(_signal: int, _frame: object) -> None:
        raise SystemExit(0)

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, end)
