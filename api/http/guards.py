"""Does every route say who may call it? One that does not stops the application from starting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts

from api.http.access import (
    OPEN,
    acting_staff,
    overseer,
    signed_in,
    signed_in_requester,
    signed_in_staff,
)

GUARDS: set[Callable[..., Any]] = {
    acting_staff,
    overseer,
    signed_in,
    signed_in_requester,
    signed_in_staff,
}


class UnguardedRoute(Exception):
    """A route asks for no signed-in actor and is not marked as open to all."""


def guard(dependency: Callable[..., Any]) -> Callable[..., Any]:
    """Make a dependency count as a guard: it must refuse whoever is not signed in."""
    GUARDS.add(dependency)
    return dependency


def require_guarded(app: FastAPI) -> None:
    """Let an application start whose every route is guarded or open on purpose.

    Raises:
        UnguardedRoute: with every such path.
    """
    bare = [str(route.path) for route in routes(app) if not (is_guarded(route) or is_open(route))]
    if bare:
        raise UnguardedRoute(", ".join(sorted(bare)))


def routes(app: FastAPI) -> Iterator[RouteContext]:
    """Every route of the application, those of included routers too."""
    return iter_route_contexts(app.routes)


def is_guarded(route: RouteContext) -> bool:
    """Whether the route asks for a signed-in actor."""
    return any(call in GUARDS for call in dependencies(route))


def is_open(route: RouteContext) -> bool:
    """Whether the route, or the application mounted there, is marked as open to all."""
    return bool(getattr(route.endpoint or getattr(route, "app", None), OPEN, False))


def dependencies(route: RouteContext) -> Iterator[object]:
    """What the route depends on, deep down."""
    dependant: Dependant | None = getattr(route, "dependant", None)
    waiting = [] if dependant is None else list(dependant.dependencies)
    while waiting:
        each = waiting.pop()
        yield each.call
        waiting += each.dependencies
