"""Does the standalone check believe what the service has proved, and nothing else?"""

from __future__ import annotations

import base64
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.checkpoints.closing import closed
from tests.integration.store.world import TestedService
from triage.errors.checkpoints import NoCheckpointYet
from triage.evidence.checkpoints.closing import Checkpoint
from triage.evidence.checkpoints.leaves import Tree
from triage.evidence.checkpoints.proofs import growth_since, proof_of_arrival, proof_of_growth
from triage.evidence.differs import Differs
from triage.store.records.submissions import Receipt

SCRIPT = Path(__file__).parents[3] / "script" / "check_proof.py"


def check(*arguments: str) -> tuple[int, str]:
    """The exit status and all that is said, by a Python that finds nothing of ours."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def proof_for(service: TestedService, receipt: Receipt) -> str:
    with service.parts.database.lasting.connect() as connection:
        return proof_of_arrival(connection, receipt.request_id)


@pytest.fixture
def receipt(service: TestedService) -> Receipt:
    service.submit()
    return service.submit()


@pytest.fixture
def newest(service: TestedService, receipt: Receipt) -> Checkpoint:
    for _ in range(3):
        found = closed(service)[0]
    return found


@pytest.fixture
def proof(service: TestedService, receipt: Receipt, newest: Checkpoint, tmp_path: Path) -> Path:
    path = tmp_path / "arrival.tlog-proof"
    path.write_text(proof_for(service, receipt), encoding="utf-8")
    return path


def test_an_arrival_is_proved_offline(proof: Path, newest: Checkpoint, receipt: Receipt) -> None:
    status, said = check(
        "arrival",
        str(proof),
        "--key",
        newest.signed_by,
        "--reference",
        receipt.reference,
        "--chain-head",
        receipt.chain_head.hex(),
    )

    assert status == 0, said
    assert receipt.reference in said
    assert receipt.submitted_at.isoformat() in said


def test_the_proof_of_another_request_is_told(proof: Path, newest: Checkpoint) -> None:
    status, said = check(
        "arrival", str(proof), "--key", newest.signed_by, "--reference", "AAAA-AAAA"
    )

    assert (status, "another request" in said) == (1, True)


def test_before_the_first_checkpoint_there_is_no_proof(
    service: TestedService, receipt: Receipt
) -> None:
    with pytest.raises(NoCheckpointYet):
        proof_for(service, receipt)


@pytest.mark.parametrize("part", ["extra", "index", "path", "root", "signature", "key"])
def test_a_proof_that_was_changed_does_not_hold(proof: Path, newest: Checkpoint, part: str) -> None:
    lines = proof.read_text(encoding="utf-8").split("\n")
    gap = lines.index("")
    key = newest.signed_by
    match part:
        case "extra":
            content = base64.b64decode(lines[1].removeprefix("extra "))
            later = content.replace(b"2026", b"2025")
            assert later != content
            lines[1] = f"extra {base64.b64encode(later).decode()}"
        case "index":
            lines[2] = f"index {int(lines[2].removeprefix('index ')) ^ 1}"
        case "path":
            lines[5] = base64.b64encode(bytes(32)).decode()
        case "root":
            lines[gap + 3] = base64.b64encode(bytes(32)).decode()
        case "signature":
            name, _, content = lines[gap + 5].rpartition(" ")
            changed = bytearray(base64.b64decode(content))
            changed[40] ^= 1
            lines[gap + 5] = f"{name} {base64.b64encode(changed).decode()}"
        case "key":
            # The key of the specification's example.
            key = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    proof.write_text("\n".join(lines), encoding="utf-8")
    status, said = check("arrival", str(proof), "--key", key)

    assert (status, said.startswith("DOES NOT HOLD")) == (1, True)


def test_a_log_that_grew_is_proved_offline(
    service: TestedService, receipt: Receipt, tmp_path: Path
) -> None:
    kept, later = tmp_path / "kept", tmp_path / "later"
    closings = [closed(service)[0] for _ in range(4)]
    for before in closings:
        kept.write_text(before.note, encoding="utf-8")
        with service.parts.database.lasting.connect() as connection:
            proof = proof_of_growth(connection, before.note)
            assert proof == growth_since(connection, Tree.EVENTS, before.size)
        later.write_text(proof, encoding="utf-8")
        status, said = check("grown", str(kept), str(later), "--key", before.signed_by)
        assert status == 0, said

    later.write_text(proof.replace(f"old {closings[-1].size}", f"old {closings[0].size}"))
    kept.write_text(closings[0].note, encoding="utf-8")
    assert check("grown", str(kept), str(later), "--key", closings[0].signed_by)[0] == 1


def test_no_growth_is_proved_from_what_was_never_closed(
    service: TestedService, newest: Checkpoint
) -> None:
    with service.parts.database.lasting.connect() as connection:
        with pytest.raises(NoCheckpointYet):
            growth_since(connection, Tree.EVENTS, 256)
        with pytest.raises(Differs):
            proof_of_growth(connection, newest.note.replace("apua.example", "muu.example"))


def test_a_missing_file_and_a_wrong_call_are_told_apart(tmp_path: Path) -> None:
    assert check("arrival", str(tmp_path / "none"), "--key", "x")[0] == 1
    assert check("arrival")[0] == 2
