"""Which slips of the finger do the check digits of a receipt find?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.refused_receipts import ReceiptMistyped
from triage.store.keys.check_digits import fits_check, with_check
from triage.store.keys.identity import Identities, as_handed_out
from triage.text.personal import Personal

IDENTITIES = Identities(b"k" * 32)
RECEIPTS = st.text("0123456789", min_size=20, max_size=20)


def test_the_check_is_the_one_of_the_standard() -> None:
    # ISO/IEC 7064, MOD 97-10: the example of the standard.
    assert with_check("794") == "79444"


@given(RECEIPTS)
def test_a_receipt_fits_its_own_check(digits: str) -> None:
    assert fits_check(with_check(digits))


@given(RECEIPTS, st.integers(0, 21), st.integers(1, 9))
def test_every_wrong_digit_is_found(digits: str, place: int, further: int) -> None:
    right = with_check(digits)
    wrong = str((int(right[place]) + further) % 10)
    assert not fits_check(right[:place] + wrong + right[place + 1 :])


@given(RECEIPTS, st.integers(0, 20))
def test_neighbours_that_changed_places_are_found(digits: str, place: int) -> None:
    right = with_check(digits)
    swapped = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
    assert fits_check(swapped) == (swapped == right)


@given(RECEIPTS)
def test_a_receipt_is_the_same_with_its_check_and_without(digits: str) -> None:
    typed = IDENTITIES.receipt_mac(as_handed_out(digits))
    assert typed == IDENTITIES.receipt_mac(Personal(digits))


@pytest.mark.parametrize("digits", [19, 21, 23])
def test_what_is_no_receipt_is_hashed_as_it_is(digits: int) -> None:
    assert len(IDENTITIES.receipt_mac(Personal("1" * digits))) == 32


def test_a_wrong_check_is_refused_before_anything_is_hashed() -> None:
    with pytest.raises(ReceiptMistyped):
        IDENTITIES.receipt_mac(Personal("5805 4375 8003 4246 1717 65"))
