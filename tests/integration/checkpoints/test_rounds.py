"""Is a checkpoint closed each day, and does each holder get all of them, whoever was away?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.integration.store.world import TestedService
from triage.evidence.checkpoints.closing import closings
from triage.evidence.checkpoints.holders import Holder, holder_of
from triage.evidence.checkpoints.leaves import Tree
from triage.evidence.checkpoints.notes import notes_in
from wiring.composition.enforcing import tools_of
from wiring.composition.holders import holders_of
from wiring.settings import BadSettings, read_settings
from workers.checkpoints import AGAIN_AFTER, CheckpointRound
from workers.sweep import close_checkpoint
from workers.tools import Tools

DAY = timedelta(days=1)


@pytest.fixture
def tools(service: TestedService) -> Tools:
    return tools_of(service.parts)


def count(service: TestedService) -> int:
    with service.parts.database.lasting.connect() as connection:
        return len(list(closings(connection, Tree.EVENTS)))


def holding(tools: Tools, *holders: Holder) -> CheckpointRound:
    return replace(tools.checkpoints, holders=holders)


def test_the_first_sweep_closes_and_the_next_day_does_again(
    service: TestedService, tools: Tools
) -> None:
    assert close_checkpoint(tools)
    service.clock.wind(DAY - timedelta(seconds=1))
    assert not close_checkpoint(tools)
    service.clock.wind(timedelta(seconds=1))
    assert close_checkpoint(tools)
    assert count(service) == 2


async def test_a_clock_that_is_not_believed_closes_nothing(
    service: TestedService, tools: Tools
) -> None:
    await service.row(service.submit().request_id)
    service.clock.leap(-2 * DAY)

    assert not close_checkpoint(tools)


def test_two_processes_at_once_close_one(service: TestedService, tools: Tools) -> None:
    rounds, now = tools.checkpoints, service.clock()
    rounds.close_if_due(now)

    assert not rounds._write(lambda unit: rounds._closed_if_due(unit, now=now))


def test_a_file_gets_every_checkpoint_once(
    service: TestedService, tools: Tools, tmp_path: Path
) -> None:
    path = tmp_path / "kept"
    rounds = holding(tools, Holder(name="varmuus", file=path))
    for _ in range(3):
        rounds.close_now()
        service.clock.wind(DAY)
        rounds.hand_out()
        rounds.hand_out()

    assert len(notes_in(path.read_text(encoding="utf-8"))) == 6


def test_a_holder_who_was_away_gets_them_later_and_keeps_nobody_waiting(
    service: TestedService, tools: Tools, tmp_path: Path
) -> None:
    away, there = tmp_path / "away" / "kept", tmp_path / "kept"
    rounds = holding(tools, Holder(name="poissa", file=away), Holder(name="paikalla", file=there))
    rounds.close_now()
    rounds.hand_out()
    assert there.exists()
    away.parent.mkdir()
    rounds.hand_out()
    assert not away.exists()
    service.clock.wind(AGAIN_AFTER)
    rounds.hand_out()

    assert away.read_text(encoding="utf-8") == there.read_text(encoding="utf-8")


@contextmanager
def receiver(posted: list[bytes]) -> Iterator[str]:
    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            posted.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Taking) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def test_a_web_address_is_posted_the_notes(service: TestedService, tools: Tools) -> None:
    posted: list[bytes] = []
    with receiver(posted) as url:
        rounds = holding(tools, Holder(name="verkko", url=url))
        notes = [each.note for each in rounds.close_now()]
        rounds.hand_out()

    assert [notes_in(each.decode()) for each in posted] == [notes]


def test_a_token_is_its_holder_s_alone() -> None:
    token = "a" * 64
    mine = Holder(name="minun", token_sha256=hashlib.sha256(token.encode()).hexdigest())
    others = Holder(name="muun", token_sha256="0" * 64)

    assert holder_of((others, mine), token) is mine
    assert holder_of((others, mine), "b" * 64) is None
    assert holder_of((Holder(name="tiedosto", file=Path("/mnt/x")),), "") is None


GOOD = '[[holder]]\nname = "valvoja"\ntoken_sha256 = "{}"\n'.format("0" * 64)


def test_holders_are_read_from_their_file(tmp_path: Path) -> None:
    path = tmp_path / "holders.toml"
    path.write_text(GOOD + '[[holder]]\nname = "levy"\nfile = "/mnt/x"\n', encoding="utf-8")
    settings = read_settings({"PYYDA_CHECKPOINT_HOLDERS_FILE": str(path)})

    assert [each.name for each in holders_of(settings)] == ["valvoja", "levy"]
    assert holders_of(read_settings({})) == ()


@pytest.mark.parametrize(
    "text",
    [
        "holder = 5",
        "[[holder]]",
        '[[holder]]\nname = "Iso"\nfile = "/x"\n',
        '[[holder]]\nname = "a"\n',
        '[[holder]]\nname = "a"\nfile = "relative"\n',
        '[[holder]]\nname = "a"\nurl = "http://elsewhere.example/"\n',
        '[[holder]]\nname = "a"\ntoken_sha256 = "short"\n',
        '[[holder]]\nname = "a"\nfile = "/x"\nurl = "https://x.example/"\n',
        GOOD + GOOD,
        "= no TOML",
    ],
)
def test_a_wrong_list_of_holders_is_told_in_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "holders.toml"
    path.write_text(text, encoding="utf-8")
    settings = read_settings({"PYYDA_CHECKPOINT_HOLDERS_FILE": str(path)})
    with pytest.raises(BadSettings, match="PYYDA_CHECKPOINT_HOLDERS_FILE") as raised:
        holders_of(settings)
    assert "\n" not in str(raised.value)
