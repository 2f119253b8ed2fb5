"""What does a partner read on the page of a request, and what not?"""

import pytest

from projections.views.queue.columns import row_of
from projections.views.request.notices_shown import NoticeShown, notices_for_staff
from projections.views.request.request_shown import Contents, contents
from tests.domain.given import AINO, CATALOGUE, KERTTU, MARIA, Case, at, claimed
from tests.domain.lives import page
from triage.actors import Actor
from triage.codes import Basis, Channel, Outcome, ReplyKind, Urgency
from triage.request.commands.dialogue import (
    AddNote,
    RecordContactAttempt,
    ReplyToRequester,
)
from triage.request.commands.ending import CloseRequest
from triage.request.commands.handling import AssessUrgency, OpenRequest
from triage.request.commands.partners.protecting import RecordProtectionNotice, ReleaseToRequester
from triage.request.commands.transfer import AcceptTransfer, OfferTransfer
from triage.request.need_to_know import version_seen


def at_the_parish() -> Case:
    """The county's own work, then an accepted transfer, then the partner's own."""
    case = claimed(message="Emme jaksa.")
    case.do(AINO, AssessUrgency, level=Urgency.NORMAL, because="salaisuus")
    case.do(AINO, AddNote, text="salaisuus")
    case.do(AINO, RecordContactAttempt, channel=Channel.PHONE, reached=False, text="salaisuus")
    case.do(AINO, RecordProtectionNotice, family_told=False, because="salaisuus")
    case.do(AINO, ReleaseToRequester, because="salaisuus")
    case.do(
        AINO,
        OfferTransfer,
        unit="seurakunta-perheneuvonta",
        basis=Basis.STATUTE,
        because="salaisuus",
    )
    case.do(MARIA, AcceptTransfer)
    case.do(MARIA, AddNote, text="Oma muistiinpano.")
    case.do(MARIA, ReplyToRequester, reply_kind=ReplyKind.ANSWER)
    return case


def page_of_partner(case: Case) -> Contents:
    return contents(case.request, case.events, partner=MARIA.units)


def test_a_partner_reads_the_dialogue() -> None:
    assert [each.text for each in page_of_partner(at_the_parish()).messages] == [
        "Emme jaksa.",
        "Some words.",
    ]


def test_a_partner_reads_nothing_that_the_county_wrote_for_itself() -> None:
    assert "salaisuus" not in repr(page_of_partner(at_the_parish()))


def a_notice(recipient: str) -> NoticeShown:
    return NoticeShown(
        recipient=recipient,
        unit=None,
        kind="something-new",
        channel="email",
        state="sent",
        at=at(8, 10),
        code=None,
    )


def test_a_partner_sees_what_the_requester_was_told_and_not_what_the_countys_staff_was() -> None:
    told = [a_notice("duty"), a_notice("coordinator"), a_notice("requester"), a_notice("unit")]

    assert [each.recipient for each in notices_for_staff(told, is_partner=True)] == ["requester"]
    assert notices_for_staff(told, is_partner=False) == tuple(told)


def test_a_partner_does_not_learn_of_the_countys_protection_notice() -> None:
    case = at_the_parish()
    case.do(KERTTU, OpenRequest)
    case.do(KERTTU, RecordProtectionNotice, family_told=False)

    shown = page_of_partner(case)

    kinds = {each.kind for each in shown.history}
    assert (
        shown.protection_notices,
        shown.withheld,
        kinds & {"protection-notice-made", "released-to-requester"},
    ) == ((), False, set())


def test_a_partner_keeps_its_own_protection_notice() -> None:
    case = at_the_parish()
    case.do(MARIA, RecordProtectionNotice, family_told=True)

    (notice,) = page_of_partner(case).protection_notices
    assert notice.by.username == "maria"


@pytest.mark.parametrize(("actor", "told"), [(KERTTU, None), (MARIA, "protection-notice")])
def test_a_partner_reads_the_outcomes_of_its_own_closings_only(
    actor: Actor, told: str | None
) -> None:
    case = at_the_parish()
    case.do(KERTTU, OpenRequest)
    case.do(actor, CloseRequest, outcome=Outcome.PROTECTION_NOTICE)

    shown = page_of_partner(case)

    assert (shown.outcome, shown.history[-1].detail) == (told, told)


def test_a_partner_keeps_the_own_notes() -> None:
    assert [each.text for each in page_of_partner(at_the_parish()).notes] == ["Oma muistiinpano."]


def test_the_county_reads_on_what_the_partner_does_not() -> None:
    shown = page(at_the_parish())

    assert ([each.text for each in shown.notes], len(shown.protection_notices)) == (
        ["salaisuus", "Oma muistiinpano."],
        1,
    )


def test_what_the_county_wrote_between_two_stays_is_the_countys() -> None:
    case = at_the_parish()
    case.do(MARIA, OfferTransfer, unit="perhesosiaalityo", basis=Basis.STATUTE)
    case.do(AINO, AcceptTransfer)
    case.do(AINO, AddNote, text="salaisuus")
    case.do(AINO, RecordContactAttempt, channel=Channel.PHONE, reached=False, text="salaisuus")
    case.do(AINO, OfferTransfer, unit="seurakunta-perheneuvonta", basis=Basis.STATUTE)
    case.do(MARIA, AcceptTransfer)

    shown = page_of_partner(case)

    assert "salaisuus" not in repr(shown)
    assert [each.text for each in shown.notes] == ["Oma muistiinpano."]


# -- the version, which counts what the history shows --


def version_of_partner(case: Case, actor: Actor = MARIA) -> int:
    return version_seen(actor, case.request, CATALOGUE)


def test_a_partner_counts_what_it_reads_of() -> None:
    case = at_the_parish()

    assert version_of_partner(case) == len(page_of_partner(case).history)
    assert version_of_partner(case, KERTTU) == case.request.version


def test_what_the_county_keeps_to_itself_does_not_count_for_a_partner() -> None:
    case = at_the_parish()
    before = version_of_partner(case)
    case.do(KERTTU, OpenRequest)
    opened = version_of_partner(case)
    case.do(KERTTU, RecordProtectionNotice, family_told=False)
    case.do(KERTTU, ReleaseToRequester)

    assert (before + 1, opened) == (opened, version_of_partner(case))
    case.do(MARIA, AddNote)
    assert version_of_partner(case) == opened + 1 == len(page_of_partner(case).history)


def test_whoever_is_only_offered_it_counts_no_note_either() -> None:
    case = claimed()
    case.do(AINO, OfferTransfer, unit="seurakunta-perheneuvonta", basis=Basis.STATUTE)
    offered = version_of_partner(case)
    case.do(AINO, AddNote)
    case.do(AINO, RecordContactAttempt, channel=Channel.PHONE, reached=False)

    assert version_of_partner(case) == offered == case.request.version - 2


def test_the_queues_row_counts_as_its_unit_or_its_receiver_does() -> None:
    case = at_the_parish()
    row = row_of(case.request, None)
    assert row["unit_version"] == version_of_partner(case)

    case = claimed()
    case.do(AINO, AddNote)
    case.do(AINO, OfferTransfer, unit="seurakunta-perheneuvonta", basis=Basis.STATUTE)
    row = row_of(case.request, None)
    assert row["receiver_version"] == version_of_partner(case) < case.request.version
