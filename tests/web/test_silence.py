"""What do pages show once all automatic messages of a request were stopped?"""

from __future__ import annotations

from tests.service import Service
from tests.web.asking import act, id_of, sent
from tests.web.browsing import browser, working

BECAUSE = "Lapsi on kuollut."
ASKS = ("Auttoiko tämä?", 'id="feedback"', 'id="more"')


async def silenced(service: Service) -> tuple[dict[str, str], str]:
    """The receipt and the id of an answered request that went silent."""
    receipt = await sent(service)
    request_id = id_of(service, receipt)
    async with await service.as_staff("aino") as aino:
        await act(aino, request_id, "reply", text="Hei.", kind="answer")
        await act(aino, request_id, "silence", because=BECAUSE)
    return receipt, request_id


async def test_the_dialogue_asks_nothing_while_the_request_is_silent(service: Service) -> None:
    receipt, request_id = await silenced(service)
    visitor = browser(service)
    await visitor.go("/vastaus")
    await visitor.send("/vastaus", receipt=receipt["receipt"])

    assert not [ask for ask in ASKS if ask in visitor.page.text]
    assert "Hei." in visitor.text

    async with await service.as_staff("aino") as aino:
        await act(aino, request_id, "silence-end", because=BECAUSE)
    await visitor.go("/vastaus")
    assert [ask for ask in ASKS if ask in visitor.page.text] == list(ASKS)


async def test_the_queue_and_the_head_of_the_request_say_that_it_is_silent(
    service: Service,
) -> None:
    _, request_id = await silenced(service)
    worker = await working(service, "aino")

    await worker.go("/jono?due=")
    assert "automaattiset viestit pysäytetty" in worker.text
    await worker.go(f"/jono/{request_id}")
    assert 'href="#h-silent">Automaattiset viestit on pysäytetty' in worker.page.text
    assert BECAUSE in worker.text
    assert worker.form(f"/jono/{request_id}/silence-end")
