"""What do `celery -A wiring.celery worker` and `beat` run? The tasks on the broker of the settings.

A worker process opens its database and its parts when its first task asks for them: never before
the fork, and never in the process that only hands tasks out.
"""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import gettempdir

from celery.signals import setup_logging, worker_init, worker_process_shutdown, worker_shutdown

from triage.store.database.engine import STORE_FAILURES, DatabaseUnfit
from triage.store.keys.inventory import KeysLost
from triage.store.keys.key_ring import WrongMasterKey
from wiring import logs
from wiring.composition.delivering import lines_of
from wiring.composition.enforcing import tools_of
from wiring.composition.parts import assemble, wall_clock
from wiring.composition.setting_up import NotSetUp, require_keys
from wiring.settings import BadSettings, Settings, read_settings
from workers.broker import outlive_the_broker
from workers.tasks import make_celery
from workers.tools import Tools


def _read() -> tuple[Settings, str]:
    try:
        settings = read_settings()
        # What is missing for sending is told now, not when the first task comes.
        lines_of(settings)
    except BadSettings as error:
        raise SystemExit(f"celery: {error}") from None
    if settings.redis_url is None or settings.database_url is None:
        raise SystemExit(
            "celery: set PYYDA_REDIS_URL and PYYDA_DATABASE_URL; "
            "without them `pyyda-apua serve` runs worker and beat itself"
        )
    return settings, settings.redis_url


# A connection whose other end has gone without a word would be waited on for ever.
HEARD_FROM = {
    "socket_timeout": 5,
    "socket_connect_timeout": 5,
    "socket_keepalive": True,
    "health_check_interval": 10,
}
UNFIT = (BadSettings, DatabaseUnfit, KeysLost, NotSetUp, WrongMasterKey)
SETTINGS, BROKER_URL = _read()


def _open() -> Tools:
    parts = assemble(SETTINGS, clock=wall_clock)
    try:
        return tools_of(parts, close=parts.close)
    except BaseException:
        # The next task tries again, and each try would leave connections behind.
        parts.close()
        raise


@worker_init.connect
def _require_fit_store(**_: object) -> None:
    """Before anything is forked: a worker beside a database that can never hold the service, or
    whose keys are lost, says so and goes, once. It waits for one that is away.
    """
    try:
        require_keys(SETTINGS)
    except UNFIT as error:
        # What a command says in one line; few starts need it.
        from wiring.cli.refusals import said

        raise SystemExit(f"celery: {next(iter(said(error)))}") from None
    except STORE_FAILURES:
        # The first task that finds it asks again.
        return


outlive_the_broker()
app, toolbox = make_celery(BROKER_URL, sweep_seconds=SETTINGS.sweep_seconds, open_tools=_open)
app.conf.broker_transport_options = HEARD_FROM
# Nothing in it is worth keeping, and where beat runs it may write nowhere else.
app.conf.beat_schedule_filename = str(Path(gettempdir()) / f"pyyda-apua-beat-{os.getpid()}")


@setup_logging.connect
def _log(**_: object) -> None:
    logs.set_up(SETTINGS.log_level)


@worker_process_shutdown.connect
@worker_shutdown.connect
def _close(**_: object) -> None:
    toolbox.close()
