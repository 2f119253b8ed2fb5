"""Can a requester take along dialogue, readers and certificate, and nothing that is withheld?"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest

from tests.service import Service
from tests.web.asking import REQUESTS, VERB_BODIES, Json, act, id_of, opened, sent
from tests.web.browsing import browser, reading

OWN = "/api/v1/my-request"
SCRIPT = Path(__file__).parents[2] / "script" / "check_certificate.py"
COLUMNS = ["logtime", "action", "receiverName", "receiverSystem"]
WORDS = "Emme jaksa enää."
FILES = ("kopio.json", "todistus.json", "lukijat.json", "lukijat.csv")


async def read_and_answered(service: Service, **instead: object) -> Json:
    receipt = await sent(service, message=WORDS, **instead)
    async with await service.as_staff("aino") as aino:
        await aino.get(f"{REQUESTS}/{id_of(service, receipt)}")
        await act(aino, id_of(service, receipt), "reply", text="Soitetaan huomenna.", kind="answer")
    return receipt


def checked(file: Path) -> str:
    """What the standalone script says first of a certificate."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[0]


async def test_a_copy_holds_both_sides_of_the_dialogue_and_names_nobody(service: Service) -> None:
    receipt = await read_and_answered(service, contact={"phone": "0401234567"})
    async with await opened(service, receipt) as requester:
        answer = await requester.get(f"{OWN}/copy")
    told = answer.json()
    assert [each["text"] for each in told["request"]["messages"]] == [WORDS, "Soitetaan huomenna."]
    assert told["certificate"]["verdict"] == "kept"
    assert [each["action"] for each in told["reads"]] == ["view"]
    assert "aino" not in answer.text.lower()
    assert "1234567" not in answer.text


async def test_the_certificate_can_be_derived_anew_offline(
    service: Service, tmp_path: Path
) -> None:
    receipt = await read_and_answered(service)
    async with await opened(service, receipt) as requester:
        answer = await requester.get(f"{OWN}/certificate")
    file = tmp_path / "days.json"
    file.write_text(answer.text, encoding="utf-8")
    assert checked(file) == "It holds: kept."
    assert answer.json()["reference"] == receipt["reference"]


async def test_readers_come_as_rows_by_role_once_a_day(service: Service) -> None:
    receipt = await read_and_answered(service)
    async with await service.as_staff("onni") as onni:
        await onni.get(f"{REQUESTS}/{id_of(service, receipt)}")
    async with await opened(service, receipt) as requester:
        (row,) = (await requester.get(f"{OWN}/reads?lang=en")).json()["items"]
        table = await requester.get(f"{OWN}/reads?lang=en", headers={"Accept": "text/csv"})
    assert list(row) == COLUMNS
    assert row["receiverName"] == "a worker of the family centre"
    head, told = csv.reader(StringIO(table.text))
    assert (head, told) == (COLUMNS, list(row.values()))


async def test_readers_of_another_s_matter_are_told_nowhere(service: Service) -> None:
    receipt = await read_and_answered(service, concerns="other_child_or_family")
    async with await opened(service, receipt) as requester:
        assert (await requester.get(f"{OWN}/reads")).json() == {"items": []}
        assert (await requester.get(f"{OWN}/copy")).json()["reads"] == []


async def test_withheld_reads_change_no_row(service: Service) -> None:
    """One answered after a withheld notice tells as much as one without a notice."""
    rows = []
    for notices in (False, True):
        receipt = await sent(service, message=WORDS)
        request_id = id_of(service, receipt)
        async with await service.as_staff("aino") as aino:
            await aino.get(f"{REQUESTS}/{request_id}")
            if notices:
                body = VERB_BODIES["protection-notice"] | {"family_told": False}
                await act(aino, request_id, "protection-notice", **body)
                for _ in range(5):
                    await aino.get(f"{REQUESTS}/{request_id}")
            await act(aino, request_id, "reply", text="Hei", kind="answer")
        async with await opened(service, receipt) as requester:
            rows.append((await requester.get(f"{OWN}/reads")).json())
    assert rows[0] == rows[1] != {"items": []}


# -- the pages --


async def test_the_copy_is_opened_from_the_fold_and_shows_all(service: Service) -> None:
    visitor = await reading(service, message=WORDS)
    assert 'href="/vastaus/kopio' in visitor.page.text
    assert WORDS not in visitor.page.text
    await visitor.go("/vastaus/kopio")

    assert WORDS in visitor.text
    assert "Lupasimme vastata viimeistään" in visitor.text
    assert 'id="exit"' in visitor.page.text
    assert visitor.page.headers["cache-control"] == "no-store"


async def test_who_does_not_understand_the_readers_asks_the_officer(service: Service) -> None:
    visitor = await reading(service)
    await visitor.go("/vastaus/lukijat")
    await visitor.send("/vastaus/tietopyynto", about="Kuka on päivystäjä?")

    assert "Pyyntösi on lähetetty tietosuojavastaavalle." in visitor.text
    async with await service.as_staff("tiina") as tiina:
        (row,) = (await tiina.get("/api/v1/data-requests")).json()["items"]
        path = f"{REQUESTS}/{row['request_id']}/data-requests"
        (asked,) = (await tiina.get(path)).json()["items"]
    assert (row["kind"], row["due_on"]) == ("reads", "2026-12-23")
    assert asked["text"] == "Kuka on päivystäjä?"


@pytest.mark.parametrize("name", FILES)
async def test_a_file_has_a_name_that_tells_nothing(service: Service, name: str) -> None:
    visitor = await reading(service)
    await visitor.go(f"/vastaus/{name}")
    said = visitor.page.headers["content-disposition"]
    assert said.startswith("attachment; filename=")
    assert not any(word in said.lower() for word in ("apu", "help", "k-", "2026"))
    if name.endswith(".json"):
        json.loads(visitor.page.text)


@pytest.mark.parametrize("name", ("kopio", "lukijat", *FILES))
async def test_nobody_without_the_receipt_gets_any_of_it(service: Service, name: str) -> None:
    await reading(service, message=WORDS)
    stranger = browser(service)
    await stranger.go(f"/vastaus/{name}")
    assert (stranger.page.status_code, WORDS in stranger.page.text) == (401, False)
