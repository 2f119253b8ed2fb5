"""Who is told what, once, when, and by which way, from an event to a real receiver?"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from standardwebhooks import Webhook, WebhookVerificationError

from tests.clock import START
from tests.integration.deliveries.post import (
    ADDRESS,
    BY_EMAIL,
    BY_SMS,
    DIALLED,
    SECRET,
    SENDER,
    TOKEN,
    UNIT_ADDRESS,
    Post,
)
from tests.integration.deliveries.receivers import Call
from tests.integration.store.world import AINO, ANTTI, OLLI
from triage.actors import Actor, Role
from triage.codes import ReplyBy, Urgency
from triage.request.commands.circumstances.silence import SilenceRequest
from triage.request.commands.ending import EraseRequest, WithdrawRequest
from triage.request.commands.handling import AssessUrgency
from triage.request.commands.own_wishes import ChangeContact
from triage.request.commands.transfer import AcceptTransfer, OfferTransfer
from triage.request.words import Contact
from triage.text.personal import Personal

HOOK = "/hooks/perhesosiaalityo"
TO_EIGHT_AT_NIGHT = timedelta(hours=10)
TO_NEXT_MORNING = timedelta(hours=22)


def verified(call: Call, *, at: datetime = START, **instead: str) -> object:
    """The body of a call, checked by the library of Standard Webhooks at this moment."""
    with time_machine.travel(at, tick=False):
        return Webhook(SECRET).verify(call.body, {**call.headers, **instead})


def to_requester(post: Post) -> list[str]:
    return [address for address in post.mailbox.recipients if address == ADDRESS]


def test_a_reply_tells_the_requester_by_email(post: Post) -> None:
    post.reply(post.submit(BY_EMAIL))

    post.work()

    assert to_requester(post) == [ADDRESS]
    assert post.states(recipient="requester") == ["sent"]


def test_a_reply_tells_the_requester_by_sms(post: Post) -> None:
    post.reply(post.submit(BY_SMS))

    post.work()

    (call,) = post.gateway.of("/sms")
    (row,) = post.rows(recipient="requester")
    body = json.loads(call.body)
    assert (body["id"], body["to"]) == (str(row.id), DIALLED)
    assert call.headers["idempotency-key"] == str(row.id)
    assert call.headers["authorization"] == f"Bearer {TOKEN}"


def test_a_mail_speaks_the_request_s_language_and_wants_no_automatic_answer(post: Post) -> None:
    post.reply(post.submit(BY_EMAIL, language="sv"))

    post.work()

    (message,) = [each for each in post.mailbox.taken if each["To"] == ADDRESS]
    assert message["Subject"] == "Det finns något nytt för dig att läsa"
    assert message["From"] == str(SENDER)
    assert message["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    ("every_language", "subject"),
    [(True, "لديك شيء جديد لتقرأه"), (False, "There is something new for you to read")],
)
def test_a_mail_is_in_a_prepared_language_only_where_that_is_open(
    post: Post, subject: str, *, every_language: bool
) -> None:
    post.every_language = every_language
    post.reply(post.submit(BY_EMAIL, language="ar"))

    post.work()

    (message,) = [each for each in post.mailbox.taken if each["To"] == ADDRESS]
    assert message["Subject"] == subject


def change_contact(post: Post, request_id: UUID, by: ReplyBy, **told: Any) -> None:
    """The requester says anew how to be reached."""
    requester = Actor(role=Role.REQUESTER, request_id=request_id)
    contact = Personal(Contact(**told))
    post.do(ChangeContact, request_id, requester, contact=contact, reply_by=by)


def test_a_notice_that_waits_goes_to_the_address_that_is_told_by_now(post: Post) -> None:
    request_id = post.submit(BY_EMAIL)
    post.reply(request_id)
    post.relay()

    change_contact(post, request_id, ReplyBy.EMAIL, email="uusi@example.fi")
    post.send()

    assert "uusi@example.fi" in post.mailbox.recipients
    assert to_requester(post) == []


def test_a_notice_that_waits_goes_nowhere_once_the_address_is_taken_away(post: Post) -> None:
    request_id = post.submit(BY_EMAIL)
    post.reply(request_id)
    post.relay()

    change_contact(post, request_id, ReplyBy.HERE)
    post.send()

    assert to_requester(post) == []
    assert post.states(recipient="requester") == ["dropped"]


def test_a_later_reply_is_told_by_the_way_that_was_chosen_since(post: Post) -> None:
    request_id = post.submit(BY_EMAIL)
    change_contact(post, request_id, ReplyBy.PHONE, phone=BY_SMS.phone, sms_ok=True)

    post.reply(request_id)
    post.work()

    assert to_requester(post) == []
    assert [json.loads(call.body)["to"] for call in post.gateway.of("/sms")] == [DIALLED]


def test_several_replies_before_the_notice_is_sent_are_one(post: Post) -> None:
    request_id = post.submit(BY_EMAIL)
    post.reply(request_id)
    post.relay()
    post.reply(request_id)
    post.reply(request_id)

    post.work()

    assert len(to_requester(post)) == 1
    assert post.states(recipient="requester") == ["sent", "joined", "joined"]


def test_a_reply_after_the_notice_was_sent_is_told_anew(post: Post) -> None:
    request_id = post.submit(BY_EMAIL)
    post.reply(request_id)
    post.work()
    post.reply(request_id)

    post.work()

    assert len(to_requester(post)) == 2


def test_new_requests_at_once_tell_their_unit_once(post: Post) -> None:
    for _ in range(3):
        post.submit()

    post.work()

    assert post.mailbox.recipients == [UNIT_ADDRESS]
    assert len(post.gateway.of(HOOK)) == 1


def test_a_unit_s_mail_leads_to_the_queue_and_says_no_more(post: Post) -> None:
    post.submit()

    post.work()

    (message,) = post.mailbox.taken
    assert (message["Subject"], message.get_content().strip()) == (
        "Jonossa on uutta",
        "Jonossa on uutta.",
    )


def test_a_hook_says_what_kind_and_is_signed(post: Post) -> None:
    post.submit()

    post.work()

    (call,) = post.gateway.of(HOOK)
    (row,) = post.rows(carrier="webhook")
    assert call.headers["webhook-id"] == str(row.id)
    assert verified(call) == {
        "id": str(row.id),
        "kind": "new-in-queue",
        "unit": "perhesosiaalityo",
        "at": START.isoformat(),
    }


def test_a_hook_is_signed_with_its_id_and_its_moment(post: Post) -> None:
    post.submit()
    post.work()
    (call,) = post.gateway.of(HOOK)

    for name, other in (
        ("webhook-id", "0" * 32),
        ("webhook-timestamp", str(int(START.timestamp()) + 1)),
    ):
        with pytest.raises(WebhookVerificationError):
            verified(call, **{name: other})
    with pytest.raises(WebhookVerificationError):
        verified(call, at=START + timedelta(minutes=6))


def test_an_offer_and_its_acceptance_tell_the_unit_and_the_requester(post: Post) -> None:
    request_id = post.submit(BY_EMAIL)
    post.do(OfferTransfer, request_id, AINO, unit="neuvola", because=Personal("Sinne."))
    post.do(AcceptTransfer, request_id, OLLI)

    post.work()

    (call,) = post.gateway.of("/hooks/neuvola")
    assert json.loads(call.body)["kind"] == "transfer-offered"
    assert to_requester(post) == [ADDRESS]


# -- at night --


def test_a_requester_is_told_at_the_next_opening(post: Post) -> None:
    request_id = post.submit(BY_EMAIL)
    post.service.clock.wind(TO_EIGHT_AT_NIGHT)
    post.reply(request_id)
    post.work()
    at_night = to_requester(post)
    post.service.clock.wind(TO_NEXT_MORNING - TO_EIGHT_AT_NIGHT)

    post.work()

    assert (at_night, to_requester(post)) == ([], [ADDRESS])


def test_what_was_due_by_day_waits_when_the_worker_comes_at_night(post: Post) -> None:
    post.reply(post.submit(BY_EMAIL))
    post.relay()
    post.service.clock.wind(TO_EIGHT_AT_NIGHT)

    post.send()

    assert to_requester(post) == []
    assert [row.next_at for row in post.rows(recipient="requester")] == [START + TO_NEXT_MORNING]


def test_a_unit_is_told_at_night(post: Post) -> None:
    post.service.clock.wind(TO_EIGHT_AT_NIGHT)
    post.submit()

    post.work()

    assert post.mailbox.recipients == [UNIT_ADDRESS]


# -- what makes a notice needless before it goes --


def test_nothing_goes_after_a_withdrawal(post: Post) -> None:
    request_id = post.submit(BY_EMAIL)
    post.reply(request_id)
    post.relay()
    post.do(WithdrawRequest, request_id, Actor(role=Role.REQUESTER, request_id=request_id))

    post.send()

    assert to_requester(post) == []
    assert [(row.state, row.code) for row in post.rows(recipient="requester")] == [
        ("dropped", "not-reachable")
    ]


def test_what_waits_goes_nowhere_once_the_request_is_silent(post: Post) -> None:
    request_id = post.submit(BY_EMAIL)
    post.reply(request_id)
    post.relay()
    assert post.states(recipient="requester") == ["waiting"]
    post.do(SilenceRequest, request_id, AINO, because=Personal("Joku on kuollut."))

    post.send()

    assert to_requester(post) == []
    assert post.states(recipient="requester") == ["dropped"]


def test_a_reply_in_a_silent_request_is_not_even_put_down(post: Post) -> None:
    request_id = post.submit(BY_EMAIL)
    post.do(SilenceRequest, request_id, AINO, because=Personal("Joku on kuollut."))
    post.reply(request_id)

    post.work()

    assert post.states(recipient="requester") == []
    assert UNIT_ADDRESS in post.mailbox.recipients


def test_nothing_goes_after_an_erasure(post: Post) -> None:
    request_id = post.submit(BY_EMAIL)
    because = Personal("Pyynnöstä.")
    post.reply(request_id)
    post.relay()
    post.do(AssessUrgency, request_id, AINO, level=Urgency.NORMAL, because=because)
    post.do(EraseRequest, request_id, ANTTI, because=because, despite_class_because=because)

    post.send()

    assert to_requester(post) == []
    assert post.states(recipient="requester") == ["dropped"]


@pytest.mark.parametrize(
    "contact",
    [
        Contact(email=ADDRESS, safe_times="arkisin 9-11"),
        Contact(phone="0405558421"),
        Contact(phone="0405558421", sms_ok=False),
    ],
    ids=["safe times", "nothing said of sms", "no sms"],
)
def test_what_was_not_declared_safe_is_not_even_put_down(post: Post, contact: Contact) -> None:
    post.reply(post.submit(contact))

    post.work()

    assert post.rows(recipient="requester") == []
    assert (to_requester(post), post.gateway.of("/sms")) == ([], [])


def test_without_a_line_nothing_is_put_down_and_nothing_is_made_up_for_later(post: Post) -> None:
    with_lines, post.lines = post.lines, {}
    post.reply(post.submit(BY_EMAIL))
    post.work()
    post.lines = with_lines

    post.work()

    assert (post.rows(), post.mailbox.taken) == ([], [])


def test_a_line_that_was_taken_away_drops_what_waits_for_it(post: Post) -> None:
    post.reply(post.submit(BY_EMAIL))
    post.relay()
    post.lines = {}

    post.send()

    assert {row.code for row in post.rows()} == {"no-line"}
