"""Is a refusal about one recipient told apart from one about us or the server?"""

from __future__ import annotations

import pytest

from workers.deliveries.lines import Fault
from workers.deliveries.smtp_replies import fault_of


@pytest.mark.parametrize(
    ("code", "said", "fault"),
    [
        (550, b"No such user", Fault.FINAL),
        (551, b"User not local", Fault.FINAL),
        (552, b"Mailbox full", Fault.FINAL),
        (553, b"Mailbox name not allowed", Fault.FINAL),
        (556, b"5.1.10 Domain takes no mail", Fault.FINAL),
        (550, b"5.1.1 User unknown\n5.1.1 Really", Fault.FINAL),
        (554, b"5.2.1 Mailbox disabled", Fault.FINAL),
        (550, b"5.4.1 Recipient address rejected", Fault.FINAL),
        # A policy may be about us, about the message or for an hour: it is asked again for a day.
        (554, b"Transaction failed", Fault.ADDRESS),
        (550, b"5.7.1 Rejected by policy", Fault.ADDRESS),
        (450, b"Busy", Fault.ADDRESS),
        (452, b"4.2.2 Mailbox full", Fault.ADDRESS),
        (451, b"4.7.1 Greylisted", Fault.ADDRESS),
        (421, b"Closing", Fault.LINE),
        (503, b"Bad sequence", Fault.LINE),
        (530, b"5.7.0 Authentication required", Fault.LINE),
        (535, b"5.7.8 Bad credentials", Fault.LINE),
        (451, b"4.3.0 Lookup failed", Fault.LINE),
        (452, b"4.3.1 No room", Fault.LINE),
        (553, b"5.1.8 Sender's domain unknown", Fault.LINE),
    ],
)
@pytest.mark.parametrize("of_message", [False, True], ids=["recipient", "message"])
def test_whom_a_refusal_is_about(code: int, said: bytes, fault: Fault, of_message: bool) -> None:
    assert fault_of(code, said, of_message=of_message) is fault


@pytest.mark.parametrize("code", [451, 452])
def test_a_server_that_fails_over_a_message_is_broken_for_everybody(code: int) -> None:
    assert fault_of(code, b"Local error", of_message=True) is Fault.LINE
    assert fault_of(code, b"Local error") is Fault.ADDRESS


@pytest.mark.parametrize("said", [b"", b"\xff", "", b"5.2", b"5.2.2.2.2"])
def test_whatever_the_server_says_is_read(said: bytes | str) -> None:
    assert fault_of(550, said) is Fault.FINAL
