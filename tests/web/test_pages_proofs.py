"""Do pages hand out a proof of arrival and a certificate to those whose they are?"""

from __future__ import annotations

from functools import partial

import pytest

from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.browsing import opened, reading, request_path, working
from triage.evidence.checkpoints.closing import close


def close_checkpoint(service: Service) -> None:
    parts = service.parts
    job = partial(close, ring=parts.ring, service="apua.example", now=service.clock())
    parts.writer.submit(job).result(30)


async def test_the_requester_s_page_links_to_the_proof_which_is_ready_once_it_is_closed(
    service: Service,
) -> None:
    visitor = await reading(service)
    assert "/vastaus/todiste" in visitor.page.text
    await visitor.go("/vastaus/todiste")
    assert visitor.page.url.path == "/vastaus"
    assert "Todiste ei ole vielä valmis." in visitor.text
    close_checkpoint(service)
    await visitor.go("/vastaus/todiste")

    assert visitor.page.text.startswith("c2sp.org/tlog-proof@v1\n")
    assert visitor.page.headers["content-disposition"] == (
        'attachment; filename="arrival.tlog-proof"'
    )


async def test_a_proof_is_handed_to_nobody_without_the_receipt(service: Service) -> None:
    await reading(service)
    close_checkpoint(service)
    worker = await working(service)
    await worker.go("/vastaus/todiste")

    assert "tlog-proof" not in worker.page.text


@pytest.mark.parametrize("username", ["sanna", "tiina"])
async def test_who_watches_over_it_reads_the_certificate_from_the_trail(
    service: Service, clock: HandWoundClock, username: str
) -> None:
    await reading(service, text="Isä on töissä yöt.")
    path = request_path(await opened(service))
    watcher = await working(service, username)
    await watcher.go(f"{path}/kulku")
    assert f"{path}/todistus" in watcher.page.text
    await watcher.go(f"{path}/todistus")
    assert "arkipäivä" in watcher.text
    assert f"{path}/kulku" in watcher.page.text
    assert "Lupaus on vielä voimassa." in watcher.text
    assert "töissä" not in watcher.text
    await watcher.go(f"{path}/todistus.json")

    assert watcher.page.json()["verdict"] == "open"


async def test_a_colleague_s_certificate_is_kept_from_whoever_gives_no_reason(
    service: Service,
) -> None:
    await reading(service)
    worker = await opened(service)
    path = request_path(worker)
    await worker.send(f"{path}/claim")
    await worker.go(f"{path}/todistus")
    assert f'href="{path}?lang=fi"' in worker.page.text
    colleague = await working(service, "onni")
    await colleague.go(f"{path}/todistus")

    assert "Lupaus on vielä voimassa." in worker.text
    assert colleague.page.status_code == 403
    assert "Lupaus on" not in colleague.text
