"""How are many commands executed? All at once, and one that fails holds up no other."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from uuid import UUID

from triage.actors import SYSTEM
from triage.door import WRITE_TIMEOUT_SECONDS, Changed, Triage
from triage.request.commands.command import Command
from workers.failures import reported


def execute_all(triage: Triage, page: Sequence[Command], failure: str) -> list[bool]:
    """Put all commands of a page on the writer's list at once: they share few transactions.

    For each that did not fail, whether it changed its request; `failure` names one that did.
    """
    begun: dict[UUID, Future[Changed]] = {}
    for command in page:
        with reported(failure, request_id=str(command.request_id)):
            begun[command.request_id] = triage.begin(command, SYSTEM)
    outcomes: list[bool] = []
    for request_id, future in begun.items():
        with reported(failure, request_id=str(request_id)):
            outcomes.append(bool(future.result(WRITE_TIMEOUT_SECONDS).kinds))
    return outcomes
