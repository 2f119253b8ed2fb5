"""Is a request really gone once it is erased, and kept where the law says so?"""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select, update

from tests.integration.command_line.saying import done, on_both_stores, refusal
from tests.integration.commands import Run
from tests.integration.store.checks import loaded
from tests.integration.store.world import AINO, TestedService
from triage.request.commands.partners.protecting import RecordProtectionNotice
from triage.request.events import Erased
from triage.store.database.engine import write_lock
from triage.store.events.streams import stream
from triage.store.tables.core_tables import request_keys
from triage.text.personal import Personal, revealed


def wrapped(service: TestedService, request_id: UUID, column: str) -> bytes | None:
    with service.parts.database.views.connect() as connection:
        key = select(request_keys.c[column]).where(request_keys.c.request_id == request_id)
        return connection.scalar(key)


def wrapped_words(service: TestedService, request_id: UUID) -> bytes | None:
    return wrapped(service, request_id, "words")


def test_erasing_removes_the_bytes_of_the_key_from_every_file(
    prepared: Run, service: TestedService
) -> None:
    receipt = service.submit()
    key = wrapped_words(service, receipt.request_id)

    done(prepared("erase", receipt.reference, "--reason", "Pyytäjä pyysi."))

    directory = service.parts.settings.data_dir
    files = [path for path in directory.rglob("*") if path.is_file()]
    assert key is not None
    assert not [path for path in files if key in path.read_bytes()]


@on_both_stores
def test_an_erased_request_has_no_key(prepared: Run, service: TestedService) -> None:
    receipt = service.submit()

    done(prepared("erase", receipt.reference.lower(), "--reason", "Pyytäjä pyysi."))

    assert wrapped_words(service, receipt.request_id) is None


@on_both_stores
def test_erasing_twice_is_harmless(prepared: Run, service: TestedService) -> None:
    reference = service.submit().reference
    done(prepared("erase", reference, "--reason", "Pyytäjä pyysi."))

    assert "already" in done(prepared("erase", reference, "--reason", "Varmuuden vuoksi."))


@on_both_stores
@pytest.mark.parametrize("column", ["words", "profile"])
def test_keys_that_were_put_back_open_nothing_and_are_destroyed_again(
    prepared: Run, service: TestedService, tmp_path: Path, column: str
) -> None:
    receipt = service.submit()
    kept = wrapped(service, receipt.request_id, column)
    done(prepared("erase", receipt.reference, "--reason", "Pyytäjä pyysi."))
    with write_lock(service.parts.database) as connection:
        of_it = update(request_keys).where(request_keys.c.request_id == receipt.request_id)
        connection.execute(of_it.values({column: kept}))
    request = loaded(service.parts.database, service.parts.ring, receipt.request_id)
    assert (request.plea, request.profile) == (None, None)
    assert "not finished: 1" in done(prepared("backup", str(tmp_path / "before")))

    said = done(prepared("erase", receipt.reference, "--reason", "Varmuuden vuoksi."))

    assert "destroyed again" in said
    assert wrapped(service, receipt.request_id, column) is None
    assert "not finished" not in done(prepared("backup", str(tmp_path / "after")))


def protected(service: TestedService) -> str:
    """The reference of a request that the law says to keep."""
    receipt = service.submit()
    notice = RecordProtectionNotice(
        request_id=receipt.request_id,
        to=Personal("Lastensuojelu"),
        because=Personal("Huoli."),
        family_told=True,
    )
    service.parts.triage.execute_and_wait(notice, AINO)
    return receipt.reference


def test_a_request_to_be_kept_by_law_is_not_erased(prepared: Run, service: TestedService) -> None:
    reference = protected(service)

    assert "--despite-class" in refusal(prepared("erase", reference, "--reason", "Pyyntö."))


@on_both_stores
def test_a_second_reason_erases_what_is_kept_by_law(prepared: Run, service: TestedService) -> None:
    reference = protected(service)

    done(prepared("erase", reference, "--reason", "Pyyntö.", "--despite-class", "Päätös 7."))


def test_typed_reasons_can_be_read_from_standard_input(
    prepared: Run, service: TestedService
) -> None:
    receipt = service.submit()
    words = ("--reason", "-", "--despite-class", "-")

    done(prepared("erase", receipt.reference, *words, input="Pyyntö.\nPäätös 7.\n"))

    with service.parts.database.views.connect() as connection:
        erased = stream(connection, service.parts.ring, receipt.request_id)[1][-1]
    assert isinstance(erased, Erased)
    assert (revealed(erased.because), revealed(erased.despite_class_because)) == (
        "Pyyntö.",
        "Päätös 7.",
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "a reason must say why"),
        ("\u200b\u00ad\n", "a reason must say why"),
        (b"\xff\n", "UTF-8"),
    ],
)
def test_a_reason_that_standard_input_does_not_hold_is_none(
    prepared: Run, service: TestedService, typed: str | bytes, said: str
) -> None:
    receipt = service.submit()

    assert said in refusal(prepared("erase", receipt.reference, "--reason", "-", input=typed))
    assert wrapped_words(service, receipt.request_id) is not None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("2222-2222-2222", "--reason", "Pyyntö."), "no request has the reference"),
        (("2222-2222-2222", "--reason", "  "), "reason"),
    ],
)
def test_erasing_needs_a_request_and_a_reason(
    prepared: Run, arguments: tuple[str, ...], said: str
) -> None:
    assert said in refusal(prepared("erase", *arguments))
