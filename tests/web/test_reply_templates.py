"""Does the coordinator keep templates that workers put into their answers, with nobody's words?"""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from api.pages.staff.editing.placeholder_values import placeholder_values
from tests.service import Service
from tests.web.asking import Json, id_of, sent
from tests.web.browsing import Browser, working
from triage.catalogue.packaged import packaged_lapland
from triage.desk import reply_templates
from triage.store.tables.core_tables import access_log
from triage.text.placeholders import Placeholder

TEMPLATES = "/api/v1/reply-templates"
FINNISH = "Hei! {unit} vastaa viimeistään {answer_day}. Terveisin {worker}"
BODY: Json = {"title": "Rahahuolet", "topics": ["TAL"], "texts": {"fi": FINNISH}}


async def added(service: Service, **instead: object) -> Json:
    async with await service.as_staff("kerttu") as kerttu:
        answer = await kerttu.post(TEMPLATES, json={**BODY, **instead})
    assert answer.status_code == 201, answer.text
    told: Json = answer.json()
    return told


async def refused(service: Service, **instead: object) -> Json:
    async with await service.as_staff("kerttu") as kerttu:
        answer = await kerttu.post(TEMPLATES, json={**BODY, **instead})
    assert answer.status_code == 422, answer.text
    told: Json = answer.json()
    return told


async def with_a_request(service: Service, **told: object) -> tuple[Browser, str]:
    receipt = await sent(service, **told)
    aino = await working(service)
    path = f"/jono/{id_of(service, receipt)}"
    await aino.go(path)
    return aino, path


async def test_every_version_stays_with_who_wrote_it(service: Service) -> None:
    first = await added(service)
    address = f"{TEMPLATES}/{first['id']}"
    async with await service.as_staff("kerttu") as kerttu:
        second = await kerttu.put(address, json={**BODY, "title": "Raha", "seen": 1})
        assert (second.status_code, second.json()["version"]) == (200, 2)
        assert (await kerttu.post(f"{address}/retirement", json={"seen": 2})).status_code == 204
        found = (await kerttu.get(address)).json()["items"]
    assert [(each["version"], each["title"], each["retired"]) for each in found] == [
        (3, "Raha", True),
        (2, "Raha", False),
        (1, "Rahahuolet", False),
    ]
    assert {each["edited_by"] for each in found} == {"kerttu"}


async def test_who_changes_what_another_changed_is_told(service: Service) -> None:
    first = await added(service)
    address = f"{TEMPLATES}/{first['id']}"
    async with await service.as_staff("kerttu") as kerttu:
        await kerttu.put(address, json={**BODY, "seen": 1})
        late = await kerttu.put(address, json={**BODY, "seen": 1})
        retired = await kerttu.post(f"{address}/retirement", json={"seen": 1})
    assert (late.status_code, late.json()["code"]) == (409, "template-changed")
    assert retired.status_code == 409


async def test_each_act_leaves_a_row_in_the_log(service: Service) -> None:
    first = await added(service)
    async with await service.as_staff("kerttu") as kerttu:
        await kerttu.post(f"{TEMPLATES}/{first['id']}/retirement", json={"seen": 1})
        await kerttu.get(f"{TEMPLATES}/{first['id']}")
    with service.parts.database.lasting.connect() as connection:
        done = connection.scalars(select(access_log.c.action)).all()
    assert [each for each in done if "template" in each] == [
        "keep-template",
        "retire-template",
        "reply-template",
    ]


@pytest.mark.parametrize(
    ("instead", "code", "language"),
    [
        ({"texts": {"fi": "Hei", "en": "Hi {name}"}}, "unknown-placeholder", "en"),
        ({"texts": {"fi": "Hei {message}"}}, "unknown-placeholder", "fi"),
        ({"texts": {"fi": "Hei {"}}, "unknown-placeholder", "fi"),
        ({"texts": {"fi": "Soita {phone_of_unit}"}}, "placeholder-without-value", "fi"),
        ({"texts": {"fi": "Soita 040 123 4567"}}, "personal-in-template", "fi"),
        ({"texts": {"fi": "Kirjoita a@example.org"}}, "personal-in-template", "fi"),
        ({"title": "131052-308T"}, "personal-in-template", None),
        ({"topics": ["NO-SUCH"]}, "unknown-topic", None),
        ({"texts": {}}, "invalid", None),
        ({"title": " "}, "invalid", None),
    ],
)
async def test_what_may_not_stand_in_a_template_is_refused(
    service: Service, instead: dict[str, Any], code: str, language: str | None
) -> None:
    problem = await refused(service, **instead)
    assert (problem["code"], problem.get("language")) == (code, language)


async def test_a_template_is_put_into_the_answer_with_its_values(service: Service) -> None:
    await added(service)
    aino, path = await with_a_request(service)
    await aino.send(f"{path}/pohja", text="Kiitos viestistäsi.", template=_first(aino, path))
    fields = aino.form(f"{path}/response").fields
    assert fields["text"] == (
        "Kiitos viestistäsi.\n\nHei! perhekeskuksen työntekijä vastaa viimeistään "
        "keskiviikkona 25. marraskuuta. Terveisin Aino"
    )
    assert fields["language"] == "fi"
    await aino.send(f"{path}/esikatselu")
    assert '<p class="words" lang="fi" dir="ltr">Kiitos viestistäsi.' in aino.page.text
    assert "{unit}" not in aino.page.text


def _first(worker: Browser, path: str) -> str:
    """What the list of templates sends first."""
    html = worker.page.text.partition('name="template"')[2]
    return html.partition('value="')[2].partition('"')[0]


async def test_a_template_that_lacks_a_value_is_not_put_in(service: Service) -> None:
    await added(service)
    aino, path = await with_a_request(service)
    await aino.send(f"{path}/response", text="Hei", kind="answer")
    await aino.send(f"{path}/pohja", text="Vielä yksi asia.", template=_first(aino, path))
    assert aino.page.status_code == 200
    assert "Pohjaa ei lisätty, koska siitä puuttuisi: viimeinen vastauspäivä" in aino.text
    assert aino.form(f"{path}/response").fields["text"] == "Vielä yksi asia."


def test_a_number_is_told_of_a_unit_whose_name_is() -> None:
    known = packaged_lapland()
    units = {
        code: replace(known.units[code], phone="016 322 1234")
        for code in ("neuvola", "perhesosiaalityo")
    }
    known = replace(known, units={**known.units, **units})

    def told(unit: str, *, masked: bool = False) -> dict[Placeholder, str]:
        return placeholder_values(
            known, "en", unit=unit, worker=None, answer_by_on=None, masked=masked
        )

    assert told("neuvola")[Placeholder.PHONE_OF_UNIT] == "016 322 1234"
    assert told("neuvola", masked=True).keys() == {Placeholder.UNIT}
    assert told("perhesosiaalityo") == {Placeholder.UNIT: "a worker of the family centre"}


async def test_a_protected_address_is_told_no_place(service: Service) -> None:
    await added(service, texts={"fi": "{unit}"})
    aino, path = await with_a_request(service, protected_address=True)
    await aino.send(f"{path}/pohja", template=_first(aino, path))
    names = service.app.state.catalogue.at_hand().catalogue.units["perhesosiaalityo"]
    assert aino.form(f"{path}/response").fields["text"] == names.masked_names["fi"]


async def test_a_list_holds_what_suits_the_topic_and_is_in_use(service: Service) -> None:
    await added(service)
    await added(service, title="Kaikille", topics=[])
    await added(service, title="Uni", topics=["VKV"])
    gone = await added(service, title="Vanha")
    async with await service.as_staff("kerttu") as kerttu:
        await kerttu.post(f"{TEMPLATES}/{gone['id']}/retirement", json={"seen": 1})
    aino, path = await with_a_request(service)
    html = aino.page.text.partition('id="templates"')[2].partition("</details>")[0]
    assert [title in html for title in ("Rahahuolet", "Kaikille", "Uni", "Vanha")] == [
        True,
        True,
        False,
        False,
    ]
    await aino.send(f"{path}/pohja", text="Hei", template=f"{gone['id']} fi")
    assert "Tätä vastauspohjaa ei enää ole." in aino.text
    assert aino.form(f"{path}/response").fields["text"] == "Hei"


async def test_the_requesters_language_comes_first(service: Service) -> None:
    await added(service, texts={"fi": "Hei", "so": "Salaan"})
    aino, path = await with_a_request(service, language="so")
    assert _first(aino, path).endswith(" so")


async def test_the_script_gets_the_text_alone(service: Service) -> None:
    await added(service, texts={"ar": "مرحبًا <b>"})
    aino, path = await with_a_request(service)
    form = aino.form(f"{path}/response").fields
    await aino.post(f"{path}/pohja/rivi", {**form, "template": _first(aino, path)})
    assert "مرحبًا &lt;b&gt;</pre>" in aino.page.text
    assert "<html" not in aino.page.text
    await aino.post(f"{path}/valiviesti/rivi", {**form, "holding_language": "ar"})
    assert 'data-language="ar" data-kind="holding"' in aino.page.text
    assert "Teksti on luonnos" in aino.page.text


async def test_a_page_keeps_shows_and_retires_a_template(service: Service) -> None:
    kerttu = await working(service, "kerttu")
    await kerttu.go("/pohjat/uusi")
    path = kerttu.page.text.partition('action="/pohjat/')[2].partition("?")[0]
    typed = {
        "title": "Aika",
        "topics": ["TAL"],
        "text.fi": "Hei {answer_day}!",
        "text.sms": "Tiõrv",
    }
    await kerttu.send(f"/pohjat/{path}/esikatselu", **typed)
    assert "Hei keskiviikkona 25. marraskuuta!" in kerttu.text
    await kerttu.send(f"/pohjat/{path}")
    assert "Pohja on tallennettu." in kerttu.text and "koltansaame" in kerttu.text
    await kerttu.go(f"/pohjat/{path}")
    assert kerttu.form(f"/pohjat/{path}").fields["text.sms"] == "Tiõrv"
    await kerttu.send(f"/pohjat/{path}", **{"text.sms": ""})
    await kerttu.go(f"/pohjat/{path}")
    assert "Tiõrv" in kerttu.text.partition("Aiemmat versiot")[2]
    await kerttu.send(f"/pohjat/{path}/poisto")
    assert "Pohja on poistettu käytöstä." in kerttu.text


async def test_a_refused_template_keeps_every_word_and_says_where(service: Service) -> None:
    kerttu = await working(service, "kerttu")
    await kerttu.go("/pohjat/uusi")
    path = kerttu.page.text.partition('action="/pohjat/')[2].partition("?")[0]
    typed = {"title": "Aika", "text.fi": "Hei", "text.so": "Salaan {magac}"}
    for send in (f"/pohjat/{path}", f"/pohjat/{path}/esikatselu"):
        await kerttu.send(send, **typed)
        assert kerttu.page.status_code == 422
        assert "Käytä vain luettelon paikkamerkkejä" in kerttu.text
        assert 'href="#text-so"' in kerttu.page.text
        assert kerttu.form(f"/pohjat/{path}").fields["text.so"] == "Salaan {magac}"


async def test_what_another_changed_meanwhile_is_shown_beside_ones_own(service: Service) -> None:
    first = await added(service)
    kerttu = await working(service, "kerttu")
    await kerttu.go(f"/pohjat/{first['id']}")
    async with await service.as_staff("kerttu") as other:
        body = {**BODY, "texts": {"fi": "Toisen teksti"}, "seen": 1}
        await other.put(f"{TEMPLATES}/{first['id']}", json=body)
    await kerttu.send(f"/pohjat/{first['id']}", **{"text.fi": "Oma teksti"})
    assert (kerttu.page.status_code, "Toisen teksti" in kerttu.text) == (409, True)
    await kerttu.send(f"/pohjat/{first['id']}")
    assert "Pohja on tallennettu." in kerttu.text


async def test_a_worker_does_not_keep_templates(service: Service) -> None:
    aino = await working(service)
    assert "/pohjat" not in aino.page.text
    await aino.go("/pohjat")
    assert aino.page.status_code == 403
    await aino.go("/pohjat/uusi")
    assert aino.page.status_code == 403


async def test_a_template_is_judged_without_the_lock_of_the_writer(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged_in: list[str] = []

    def judged(*_: object) -> bool:
        judged_in.append(threading.current_thread().name)
        return False

    monkeypatch.setattr(reply_templates, "is_personal", judged)
    await added(service)

    writer = service.parts.triage._writer._thread.name
    assert judged_in and writer not in judged_in
