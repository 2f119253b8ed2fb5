"""How is the clock's work done? A sweep executes what has fallen due, each request by itself.

A sweep may come late, twice, or beside another: the command records each step once, with the
moment when it truly fell due.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from triage.door import WRITE_TIMEOUT_SECONDS
from triage.request.commands.clock.marking import EnforceClock
from triage.request.commands.clock.rerouting import EscalateUncovered, RouteAnew, TakeFromLeaver
from triage.request.commands.command import Command
from triage.store.records import leavings, spent_tokens, submissions
from workers.deliveries import circuits, ledger
from workers.executing import execute_all
from workers.failures import reported
from workers.retracting import believed
from workers.tools import Tools

SWEEP_ROUND = "sweep"
TIDY_ROUND = "tidy"
PAGE = 200
TIDIED_EVERY = timedelta(hours=1)


def sweep(tools: Tools) -> int:
    """Enforce everything that is due; how many requests the clock changed.

    A request that fails is reported and left to the next sweep; the others go on, and so do those
    that were due already where the read model cannot go on. Only a sweep that left nothing undone
    counts as made: by its age somebody is woken. While the clock is not believed nothing is done.
    """
    changed, is_whole = 0, True
    tried: set[UUID] = set()
    while True:
        with reported("following-failed", name=tools.due.name) as following:
            tools.due.follow()
        is_whole &= not following.failed
        now = believed(tools, has_followed=not following.failed)
        if now is None:
            return changed
        page = _next_page(tools, now, tried)
        if not page:
            break
        commands = [EnforceClock(request_id=each, until=now) for each in page]
        outcomes = enforced(tools, commands)
        changed += sum(outcomes)
        is_whole &= len(outcomes) == len(page)
        tried.update(page)
    # In this order: what a leaver held may be left to nobody.
    changed += taken_from_leavers(tools)
    changed += routed_anew(tools)
    changed += escalated_at_once(tools)
    if is_whole:
        tools.rounds.done(SWEEP_ROUND, tools.clock())
    return changed


def routed_anew(tools: Tools) -> int:
    """Bring to the intake what no unit can take; how many requests that changed."""
    changed, tried = 0, set[UUID]()
    # What was put back just now counts too; what the queue cannot follow waits.
    with reported("following-failed", name=tools.stranded.name):
        tools.stranded.follow()
    while page := [e for e in tools.stranded.some(PAGE + len(tried)) if e not in tried][:PAGE]:
        commands = [RouteAnew(request_id=each) for each in page]
        changed += sum(execute_all(tools.triage, commands, "routing-failed"))
        tried.update(page)
    return changed


def taken_from_leavers(tools: Tools) -> int:
    """Put back what is held by who works there no more; how many requests that changed."""
    changed, tried = 0, set[UUID]()
    # Where the queue cannot go on, what it knows already is put back.
    with reported("following-failed", name=tools.stranded.name):
        tools.stranded.follow()
    while page := [e for e in tools.stranded.left_behind(PAGE + len(tried)) if e[0] not in tried]:
        commands = [TakeFromLeaver(request_id=each, worker=worker) for each, worker in page]
        changed += sum(execute_all(tools.triage, commands, "releasing-failed"))
        tried.update(each for each, _ in page)
    return changed


def escalated_at_once(tools: Tools) -> int:
    """Escalate what waits where everybody is away; how many requests that changed."""
    changed, tried, now = 0, set[UUID](), tools.clock()
    with reported("following-failed", name=tools.stranded.name):
        tools.stranded.follow()
    while page := [
        each for each in tools.stranded.uncovered(PAGE + len(tried), now) if each not in tried
    ][:PAGE]:
        commands = [EscalateUncovered(request_id=each) for each in page]
        changed += sum(execute_all(tools.triage, commands, "escalating-failed"))
        tried.update(page)
    return changed


def enforced(tools: Tools, page: Sequence[Command]) -> list[bool]:
    """Put all commands of a page on the writer's list at once: they share few transactions.

    For each that did not fail, whether the clock changed its request.
    """
    return execute_all(tools.triage, page, "enforcement-failed")


def tidy(tools: Tools) -> None:
    """Forget, about hourly, what may not be kept longer.

    That is the hashes of old bodies, what was left long ago, and the rows of every class whose
    retention is over. Never by a clock that is not believed: nothing brings them back.
    """
    now = _undoubted(tools)
    if now is None:
        return
    last_at = tools.rounds.last(TIDY_ROUND)
    if last_at is not None and last_at <= now < last_at + TIDIED_EVERY:
        return
    tools.writer.submit(lambda unit: _forget(unit.connection, now)).result(WRITE_TIMEOUT_SECONDS)
    tools.disposal.dispose_of_rows(now)
    tools.rounds.done(TIDY_ROUND, now)


def dispose(tools: Tools) -> int:
    """Destroy, once a day, the content of requests whose retention is over; of how many."""
    now = _undoubted(tools)
    return 0 if now is None else tools.disposal.dispose_of_requests(now)


def close_checkpoint(tools: Tools) -> bool:
    """Close a checkpoint where one is due; whether that was so. A doubted clock closes none."""
    now = _undoubted(tools)
    return now is not None and tools.checkpoints.close_if_due(now)


def _undoubted(tools: Tools) -> datetime | None:
    """Now, for what cannot be undone; None while the clock is not believed."""
    now, doubt = tools.clock_check.look()
    return None if doubt or tools.records.acted_after(now, everywhere=False) else now


def _next_page(tools: Tools, now: datetime, tried: set[UUID]) -> list[UUID]:
    """What is due and was not tried yet. No transaction is left open behind it."""
    due = tools.due.at(now, PAGE + len(tried))
    # What was enforced is due no more: without an end, each page would be twice the last.
    return [request_id for request_id in due if request_id not in tried][:PAGE]


def _forget(connection: Connection, now: datetime) -> None:
    submissions.forget_old_bodies(connection, now)
    leavings.sweep_out(connection, now)
    spent_tokens.sweep_out(connection, now)
    ledger.put_right(connection, now)
    circuits.put_right(connection, now)
