"""What comes from one school in a quarter of an hour? Thirty pupils in grief, or one joke."""

from __future__ import annotations

import httpx

from tests.service import Service
from tests.web.asking import REQUESTS, SUBMISSION, Json

SCHOOL = "198.51.100.7"
JOKE = "Haha, koulu haisee."
# Two of them say what a human must see at once.
GROWN_UP: Json = {"asker": "parent", "concerns": "my_family", "age_bands": []}
AFRAID = "En haluu enää elää ilman sitä, haluan kuolla."
GRIEF = (
    "Meidän luokalta kuoli yks eilen enkä osaa olla.",
    "Mun paras kaveri on kuollu.",
    AFRAID,
    "En pysty menee kouluun, sen paikka on tyhjä.",
    "Kaikki vaan itkee ja mä en pysty.",
    "Miks kukaan ei kertonu meille kunnolla?",
    "Oliko se mun syy, ku riideltiin viimeks?",
    "Opettaja itki ja mua pelotti.",
    "En oo nukkunu yhtään.",
    "Saako täällä puhua nimettömänä? Meiltä kuoli luokkakaveri.",
    "Tuntuu et rinnassa on kivi.",
    "Mulla on sen huppari vielä kotona.",
    "Äiti sano et menee ohi mut ei mee.",
    "Näin sen vielä maanantaina ja se nauro.",
    "Voiko joku tulla meidän kouluun?",
    "En tiedä mitä sanoa sen veljelle.",
    "Haluisin mennä hautajaisiin mut en uskalla.",
    "Meidän ryhmächatti on ihan hiljaa.",
    "Pelkään et mäki kuolen.",
    "Mua suututtaa kauheesti enkä tiedä kenelle.",
    "Onko normaalia et nauraa vaikka on surullinen?",
    "Mä huusin pikkusiskolle ja nyt hävettää.",
    "En saa syötyä mitään.",
    "Se oli mun eka poikaystävä.",
    "Kuka kertoo sen koiralle?",
    "Kaikki kattoo mua ku olin sen kanssa.",
    "Mä en ees tuntenu sitä ja silti itken.",
    "Isä ei puhu mistään, mut mun pitäis saada.",
    "Olis kiva jos joku soittais.",
    "Jäi sanomatta kiitos.",
)


def from_school(service: Service) -> httpx.AsyncClient:
    return service.client(address=SCHOOL)


async def sends(school: httpx.AsyncClient, message: str | None, **instead: object) -> Json:
    """The receipt of a pupil's request."""
    body = {**SUBMISSION, "topics": ["SUR"], "asker": "youth", "concerns": "self"}
    body |= {"message": message, **instead}
    answer = await school.post(REQUESTS, json=body)
    assert answer.status_code == 201, answer.text
    receipt: Json = answer.json()
    return receipt


async def flood(service: Service, number: int = 30, message: str = JOKE) -> list[Json]:
    """The receipts of so many requests that say the same, from one network at once.

    What is from or about the young is never closed together, so none says that it is.
    """
    async with from_school(service) as school:
        return [await sends(school, message, **GROWN_UP) for _ in range(number)]
