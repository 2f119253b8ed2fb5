"""Who is calling? The actor behind a token, and what a route needs of them.

Every route names one of these or says aloud that it is open to all; see `api.http.guards`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import Depends, Request
from starlette.requests import HTTPConnection

from api.catalogue_in_force import CatalogueInForce
from api.errors.refusals import NotSignedIn
from api.http.addresses import is_loopback, neighbourhood
from api.http.floods import Floods
from api.http.web_parts import WebParts
from triage.actors import Actor, Role
from triage.errors.requests import NotAllowed
from triage.store.database.unit_of_work import UnitOfWork
from triage.text.personal import Personal

Endpoint = TypeVar("Endpoint", bound=Callable[..., object])
OPEN = "open_to_all"
# Under which name a call remembers whose it is.
ACTING = "acting"
# Longer than any token of ours; what is longer is not worth a look into the store.
TOKEN_LENGTH = 200


def parts_of(connection: HTTPConnection) -> WebParts:
    """The parts of the application that answers."""
    parts: WebParts = connection.app.state.parts
    return parts


def catalogue_of(connection: HTTPConnection) -> CatalogueInForce:
    """The catalogue that the application goes by."""
    in_force: CatalogueInForce = connection.app.state.catalogue
    return in_force


def floods_of(connection: HTTPConnection) -> Floods:
    """What notices how much each network sends."""
    floods: Floods = connection.app.state.floods
    return floods


def feedback_floods_of(connection: HTTPConnection) -> Floods:
    """What notices how much feedback on accessibility each network sends; no request counts."""
    floods: Floods = connection.app.state.feedback_floods
    return floods


def network_of(connection: HTTPConnection) -> str:
    """Whose limits a call counts against."""
    return neighbourhood(connection, parts_of(connection).trusted_proxies)


def bearer_token(connection: HTTPConnection) -> Personal[str] | None:
    """The token of an `Authorization: Bearer` header; None where there is none."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not 0 < len(token) <= TOKEN_LENGTH:
        return None
    return Personal(token)


async def actor_behind(
    connection: HTTPConnection, token: Personal[str] | None, *, in_use: bool = True
) -> Actor:
    """The actor behind a token, from wherever it was taken.

    Raises:
        NotSignedIn
    """
    authenticator = parts_of(connection).authenticator
    actor = None if token is None else await authenticator.actor_of(token, in_use=in_use)
    if actor is None:
        raise NotSignedIn()
    setattr(connection.state, ACTING, actor)
    return actor


async def require_fresh_proof(connection: HTTPConnection, token: Personal[str] | None) -> None:
    """Let a grave act pass whose session was proven a moment ago: before exports and prints.

    Raises:
        FreshProofNeeded: sign in again first.
    """
    await parts_of(connection).authenticator.require_fresh_proof(token or Personal(""))


async def signed_in(request: Request) -> Actor:
    """Anybody with a token: a member of staff, or a requester whose receipt is open."""
    return await actor_behind(request, bearer_token(request))


async def signed_in_staff(request: Request) -> Actor:
    """A member of staff. Raises NotSignedIn, and NotAllowed for a requester."""
    return require_staff(await signed_in(request))


async def acting_staff(request: Request) -> Callable[[UnitOfWork], Actor]:
    """A function that finds the acting member of staff inside the writer's transaction.

    A token that this process has not seen valid before is checked first, so that nobody can fill
    the writer's list with made-up tokens.

    Raises:
        NotSignedIn, NotAllowed: in the turn too.
    """
    token, authenticator = bearer_token(request), parts_of(request).authenticator
    if token is None:
        raise NotSignedIn()
    if not authenticator.take_shortcut(token):
        require_staff(await actor_behind(request, token))

    def who(unit: UnitOfWork) -> Actor:
        actor = authenticator.actor_now(unit, token)
        if actor is None:
            raise NotSignedIn()
        return require_staff(actor)

    return who


async def signed_in_requester(request: Request) -> Actor:
    """A requester whose receipt is open. Raises NotSignedIn, and NotAllowed for staff."""
    return require_requester(await signed_in(request))


async def overseer(request: Request) -> Actor | None:
    """Who may see how the machinery stands: this machine itself (None) or the administrator.

    Raises:
        NotSignedIn, NotAllowed
    """
    if is_loopback(request, parts_of(request).trusted_proxies):
        return None
    actor = await signed_in(request)
    if actor.role is not Role.ADMINISTRATOR:
        raise NotAllowed(role=str(actor.role))
    return actor


def require_staff(actor: Actor) -> Actor:
    """Let a member of staff pass. Raises NotAllowed."""
    if actor.username is None:
        raise NotAllowed(role=str(actor.role))
    return actor


def require_requester(actor: Actor) -> Actor:
    """Let a requester pass. Raises NotAllowed."""
    if actor.role is not Role.REQUESTER or actor.request_id is None:
        raise NotAllowed(role=str(actor.role))
    return actor


def open_to_all(endpoint: Endpoint) -> Endpoint:
    """Say aloud that a route asks for no actor."""
    setattr(endpoint, OPEN, True)
    return endpoint


Staff = Annotated[Actor, Depends(signed_in_staff)]
ActingStaff = Annotated[Callable[[UnitOfWork], Actor], Depends(acting_staff)]
Requester = Annotated[Actor, Depends(signed_in_requester)]
SignedIn = Annotated[Actor, Depends(signed_in)]
Overseer = Annotated[Actor | None, Depends(overseer)]
