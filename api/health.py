"""Is the service alive and ready, and how do its parts stand?"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel
from starlette.responses import PlainTextResponse

from api.errors.refusals import NotReady, NotSignedIn
from api.http.access import Overseer, open_to_all, overseer, parts_of
from api.http.web_parts import Probe, Unwell, WebParts
from api.measures import Measures
from api.v1.description import problems
from projections.door.audit.workload import going_on, overdue
from projections.door.read_models import ReadModels
from projections.machinery.following import Follower, ReadModel
from projections.views.line_proof import UNPROVED, Proof
from triage.errors.requests import CatchingUp, NotAllowed

router = APIRouter(tags=["service"])
TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8"
STORE = "store"
# A part that hangs must not hang the answer about it.
PATIENCE_SECONDS = 5


class AliveAnswer(BaseModel):
    """The process answers."""

    status: str = "alive"


class PartAnswer(BaseModel):
    """How one part stands: its number, or null where it is not well, and why."""

    ok: bool
    value: float | None
    reason: str | None = None


class ReadyAnswer(BaseModel):
    """The service takes requests. `parts` only for this machine and the administrator."""

    status: str
    parts: dict[str, PartAnswer] | None = None


@router.get("/healthz", operation_id="alive", summary="Is the process alive?")
@open_to_all
async def alive() -> AliveAnswer:
    """Asks no other part: a process that lost its store must not be restarted for it."""
    return AliveAnswer()


@router.get(
    "/readyz",
    operation_id="ready",
    summary="Can requests be taken?",
    responses=problems(503),
    response_model_exclude_unset=True,
)
@open_to_all
async def ready(request: Request) -> ReadyAnswer:
    """Ready when the store answers and what is due can be read: a promise must not pass unseen.

    A read model that lags stops its page, never a submission.
    """
    sees_details = await _sees_details(request)
    probes = tuple(_probes(parts_of(request)))
    needed = tuple(probe for probe in probes if probe.needed)
    # Nobody makes work for the parts by asking for what is not told to them.
    readings = await _readings(probes if sees_details else needed)
    parts = {name: _part(reading) for name, reading in readings}
    seen = parts if sees_details else None
    if not all(parts[probe.name].ok for probe in needed):
        raise NotReady(**_shown(seen))
    return ReadyAnswer(status="ready") if seen is None else ReadyAnswer(status="ready", parts=seen)


@router.get(
    "/metrics",
    operation_id="metrics",
    summary="Numbers for Prometheus",
    response_class=PlainTextResponse,
    responses=problems(401, 403, 503),
)
async def metrics(request: Request, seen_by: Overseer) -> Response:
    """For this machine and the administrator; no label names a person or a request."""
    measures: Measures = request.app.state.measures
    readings = await _readings(tuple(_probes(parts_of(request))))
    known = {name: read for name, read in readings if not isinstance(read, BaseException)}
    return Response(measures.text(known), media_type=TEXT_FORMAT)


def _shown(parts: dict[str, PartAnswer] | None) -> dict[str, object]:
    if parts is None:
        return {}
    return {"parts": {name: part.model_dump(exclude_unset=True) for name, part in parts.items()}}


def _part(reading: float | BaseException) -> PartAnswer:
    if isinstance(reading, Unwell):
        return PartAnswer(ok=False, value=None, reason=reading.reason)
    if isinstance(reading, BaseException):
        return PartAnswer(ok=False, value=None)
    return PartAnswer(ok=True, value=reading)


async def _sees_details(request: Request) -> bool:
    try:
        await overseer(request)
    except (NotSignedIn, NotAllowed):
        return False
    return True


async def _readings(probes: Sequence[Probe]) -> list[tuple[str, float | BaseException]]:
    """Every probe's number, all read at once; why not where it could not be read in time."""
    found = await asyncio.gather(*map(_reading, probes), return_exceptions=True)
    return [(probe.name, read) for probe, read in zip(probes, found, strict=True)]


async def _reading(probe: Probe) -> float:
    return await asyncio.wait_for(asyncio.to_thread(probe.read), PATIENCE_SECONDS)


def _probes(parts: WebParts) -> Iterator[Probe]:
    models = parts.models
    yield Probe(name=STORE, read=lambda: _seconds_to_answer(models), needed=True)
    for model in models.follower.models:
        yield Probe(name=f"behind_{model.name}", read=_distance(models.follower, model))
    yield Probe(name="open_requests", read=lambda: going_on(models))
    yield Probe(name="overdue_requests", read=lambda: overdue(models, parts.clock()))
    yield Probe(name="test_alarm", read=lambda: _test_alarm(models, parts.clock()))
    yield Probe(name="test_alarm_age_seconds", read=lambda: _test_age(models, parts.clock()))
    yield Probe(name="on_duty", read=lambda: models.on_duty(parts.clock()))
    yield from parts.probes


def _seconds_to_answer(models: ReadModels) -> float:
    """How long the store takes to say which catalogue is in force."""
    began = time.monotonic()
    models.catalogue()
    return time.monotonic() - began


def _test_alarm(models: ReadModels, now: datetime) -> float:
    """1 where the latest test alarm left to the duty, 0 where none had to or it is on its way.

    Raises:
        Unwell: an alert would not reach the duty, as far as is known.
    """
    shown = models.line_proof(now)
    if shown is not None and shown.proof in UNPROVED:
        raise Unwell(f"test-alarm-{shown.proof}")
    return float(shown is not None and shown.proof is Proof.LEFT)


def _test_age(models: ReadModels, now: datetime) -> float:
    left_at = models.test_alarm_left_at()
    if left_at is None:
        raise Unwell("test-alarm-never-left")
    return (now - left_at).total_seconds()


def _distance(follower: Follower, model: ReadModel) -> Callable[[], float]:
    def read() -> float:
        behind = follower.distance(model)
        # One that stands before an event is broken, however near it stands.
        with suppress(CatchingUp):
            follower.bring_up_to_date(model)
        return behind

    return read
