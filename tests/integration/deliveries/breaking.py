"""How does a line break in a test, and who waits for word over it?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from tests.clock import START
from tests.integration.deliveries.post import BY_EMAIL, Post
from triage.notices.telling import Carrier
from triage.request.words import Contact
from triage.store.database.engine import write_lock
from workers.deliveries import circuits
from workers.deliveries.lines import Letter, Line
from workers.deliveries.tries import FAILURES_THAT_OPEN, Circuit

SECOND = timedelta(seconds=1)


@dataclass(slots=True)
class Broken:
    """A line that breaks in a way that nobody foresaw, so often, and then takes everything."""

    times: int
    ids: list[UUID] = field(default_factory=list)

    def send(self, letter: Letter) -> None:
        self.ids.append(letter.id)
        if len(self.ids) <= self.times:
            raise RuntimeError(letter.address.reveal())


class Killed(BaseException):
    """As if the process had been killed: nothing of it goes on."""


@dataclass(slots=True)
class Deadly:
    """A line over which a worker dies, so often, and then takes everything."""

    times: int
    ids: list[UUID] = field(default_factory=list)

    def send(self, letter: Letter) -> None:
        self.ids.append(letter.id)
        if len(self.ids) <= self.times:
            raise Killed


def only_email(post: Post, line: Line) -> None:
    post.lines = {Carrier.EMAIL: line}


def replied(post: Post) -> UUID:
    """Somebody has an answer to be told of; their unit knows of the request already."""
    request_id = post.submit(BY_EMAIL)
    post.work()
    post.mailbox.empty()
    post.reply(request_id)
    return request_id


def put_down(post: Post, *names: str) -> list[UUID]:
    """Each of them, in turn, has an answer to be told of, and nothing was tried yet."""
    request_ids = [post.submit(Contact(email=f"{name}@example.fi")) for name in names]
    only_email(post, Broken(times=0))
    post.work()
    for request_id in request_ids:
        post.reply(request_id)
        post.relay()
        post.service.clock.wind(SECOND)
    return request_ids


def rested(post: Post) -> None:
    """The line of e-mail has failed again and again, and its pause is over."""
    with write_lock(post.service.parts.database) as connection:
        circuits.keep(connection, "email", Circuit(failures=FAILURES_THAT_OPEN, rests_until=START))


def failures(post: Post, line: str) -> int:
    with post.service.parts.database.views.connect() as connection:
        return circuits.circuit(connection, line).failures
