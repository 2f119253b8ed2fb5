"""Are the codes those that every authenticator app shows?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from triage.accounts.local.totp import (
    STEP_SECONDS,
    address_of,
    code_at,
    step_at,
    steps_of,
    taken_until,
    typed_form,
)

# RFC 6238, appendix B, and RFC 4226, appendix D: their common secret.
SECRET = b"12345678901234567890"
OF_RFC_6238 = {
    59: "94287082",
    1_111_111_109: "07081804",
    1_111_111_111: "14050471",
    1_234_567_890: "89005924",
    2_000_000_000: "69279037",
    20_000_000_000: "65353130",
}
OF_RFC_4226 = (
    *("755224", "287082", "359152", "969429", "338314"),
    *("254676", "287922", "162583", "399871", "520489"),
)


@pytest.mark.parametrize(("seconds", "code"), OF_RFC_6238.items())
def test_the_vectors_of_rfc_6238(seconds: int, code: str) -> None:
    step = step_at(datetime.fromtimestamp(seconds, UTC))
    assert code_at(SECRET, step, digits=8) == code


@pytest.mark.parametrize(("counter", "code"), [*enumerate(OF_RFC_4226)])
def test_the_vectors_of_rfc_4226(counter: int, code: str) -> None:
    assert code_at(SECRET, counter) == code


def test_a_code_is_taken_as_long_as_its_step_is_near() -> None:
    at = datetime(2026, 11, 30, 12, 0, 0, tzinfo=UTC)
    step = step_at(at)
    taken = [
        seconds
        for seconds in range(-120, 121)
        if list(steps_of(SECRET, code_at(SECRET, step), at + timedelta(seconds=seconds)))
    ]
    assert taken == list(range(-STEP_SECONDS, 2 * STEP_SECONDS))
    assert taken_until(step) == at + timedelta(seconds=2 * STEP_SECONDS)


def test_an_app_reads_the_same_secret_that_is_typed() -> None:
    assert typed_form(SECRET) == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    address = address_of(SECRET, "aino").reveal()
    assert address.startswith("otpauth://totp/Pyyd%C3%A4%20apua:aino?")
    assert f"secret={typed_form(SECRET)}&issuer=Pyyd%C3%A4%20apua" in address
