"""Who sees at the request what became of its notices, and what do they not see?"""

from __future__ import annotations

import asyncio
from uuid import UUID

from structlog.testing import capture_logs

from projections.door.requests.own_request import OwnRequest
from projections.door.requests.request_page import RequestPage
from projections.views.own_request import OwnRequestShown
from projections.views.request.notices_shown import NoticeShown
from tests.clock import START
from tests.integration.deliveries.post import ADDRESS, BY_EMAIL, Post
from tests.integration.store.world import AINO
from triage.actors import Actor, Role
from triage.request.commands.transfer import OfferTransfer
from triage.request.words import Contact
from triage.text.personal import Personal


def seen_by_worker(post: Post, request_id: UUID) -> tuple[NoticeShown, ...]:
    models = post.service.parts.reading_room
    shown = asyncio.run(models.ask(RequestPage(request_id=request_id), AINO))
    assert shown.contents
    return shown.contents.notices


def seen_by_requester(post: Post, request_id: UUID) -> OwnRequestShown:
    own = Actor(role=Role.REQUESTER, request_id=request_id)
    return asyncio.run(post.service.parts.reading_room.ask(OwnRequest(), own))


def own_states(post: Post, request_id: UUID) -> list[tuple[str, str]]:
    return [(each.channel, each.state) for each in seen_by_requester(post, request_id).notices]


def test_a_worker_sees_every_notice_of_the_request(post: Post) -> None:
    request_id = post.submit(BY_EMAIL)
    post.reply(request_id)
    post.work()

    seen = seen_by_worker(post, request_id)

    assert {(each.recipient, each.kind, each.channel, each.state) for each in seen} == {
        ("unit", "new-in-queue", "email", "sent"),
        ("unit", "new-in-queue", "webhook", "sent"),
        ("requester", "something-new", "email", "sent"),
    }
    assert {each.at for each in seen} == {START}
    assert ADDRESS not in repr(seen)


def test_a_mail_that_was_refused_is_seen_by_worker_and_requester(post: Post) -> None:
    request_id = post.submit(BY_EMAIL)
    post.work()
    post.reply(request_id)
    post.mailbox.to_message = "552 Mailbox full"
    with capture_logs():
        post.work()

    last = seen_by_worker(post, request_id)[-1]

    assert (last.recipient, last.state, last.code) == ("requester", "failed", "smtp-552")
    assert own_states(post, request_id) == [("email", "failed")]


def test_a_contact_that_can_never_be_used_is_seen(post: Post) -> None:
    request_id = post.submit(Contact(phone="soita illalla", sms_ok=True))
    post.reply(request_id)
    with capture_logs():
        post.work()

    last = seen_by_worker(post, request_id)[-1]

    assert (last.channel, last.state, last.code) == ("sms", "failed", "bad-address")
    assert own_states(post, request_id) == [("sms", "failed")]


def test_the_requester_sees_no_notice_to_staff(post: Post) -> None:
    request_id = post.submit()
    because = Personal("Sinne.")
    post.do(OfferTransfer, request_id, AINO, unit="neuvola", because=because)
    post.work()

    assert seen_by_worker(post, request_id)
    assert own_states(post, request_id) == []


def test_the_requester_sees_one_notice_where_several_were_one(post: Post) -> None:
    request_id = post.submit(BY_EMAIL)
    post.reply(request_id)
    post.relay()
    post.reply(request_id)
    before = own_states(post, request_id)
    post.work()

    assert (before, own_states(post, request_id)) == ([("email", "waiting")], [("email", "sent")])
    assert sorted(each.state for each in seen_by_worker(post, request_id))[0] == "joined"


def test_nobody_sees_the_notices_of_another_request(post: Post) -> None:
    first, second = post.submit(BY_EMAIL), post.submit(BY_EMAIL)
    post.reply(first)
    post.work()

    assert own_states(post, second) == []
    assert {each.recipient for each in seen_by_worker(post, second)} == {"unit"}
