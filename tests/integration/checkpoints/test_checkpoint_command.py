"""What do the commands say that close, print and prove checkpoints?"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.commands import command_line
from tests.integration.store.world import TestedService
from triage.evidence.checkpoints.notes import VerifierKey, notes_in, opened
from wiring.settings import Settings

pytestmark = pytest.mark.parametrize("environment", ["sqlite"], indirect=True)


@pytest.fixture
def run(service: TestedService, environment: dict[str, str]):  # type: ignore[no-untyped-def]
    return command_line(environment, service.clock)


def test_it_prints_both_notes_and_the_keys_that_open_them(run, served: Settings) -> None:  # type: ignore[no-untyped-def]
    notes = notes_in(run("checkpoint").stdout)
    keys = run("checkpoint", "--keys").stdout.splitlines()

    assert [opened(note, [VerifierKey.read(key) for key in keys]) for note in notes]
    assert len(notes) == len(keys) == 2


def test_a_file_collects_them_and_verify_holds_them_against_the_store(  # type: ignore[no-untyped-def]
    run, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    for arguments in ([], ["--new-key"], []):
        assert run("checkpoint", "--out", str(kept), *arguments).exit_code == 0
    said = run("verify", "--against", str(kept))

    assert f"All 6 checkpoints of {kept} fit." in said.stdout
    assert said.exit_code == 0


def test_a_checkpoint_that_does_not_fit_is_said_in_one_line(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    kept = tmp_path / "kept"
    run("checkpoint")
    kept.write_text("jotain muuta\n", encoding="utf-8")
    said = run("verify", "--against", str(kept))

    assert said.exit_code == 1
    assert len(said.stderr.splitlines()) == 1


def test_before_the_first_there_are_no_keys_to_print(run) -> None:  # type: ignore[no-untyped-def]
    said = run("checkpoint", "--keys")

    assert (said.exit_code, "no checkpoint is closed yet" in said.stderr) == (1, True)
