"""What happens to input that is none? A 4xx that names the field, and nothing is stored."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select
from starlette.types import Message

from api.http.limits import BodyLimit
from tests.clock import HandWoundClock
from tests.service import Service, make_service
from tests.web.asking import REQUESTS, named
from triage.store.tables.core_tables import events

JSON = {"Content-Type": "application/json"}
LARGE = b'{"message": "' + b"a" * 70_000 + b'"}'
DEEP = b'{"contact": ' + b'{"name": ' * 5_000 + b"1" + b"}" * 5_000 + b"}"


def body(**fields: object) -> bytes:
    return json.dumps({"message": "Apua", **fields}).encode()


# What is sent, the status, and the fields that are named with their codes.
WRONG: list[tuple[str, bytes, list[tuple[str, str]]]] = [
    ("nothing", b"", [("message", "required")]),
    ("an empty object", b"{}", [("message", "required")]),
    ("blank words", b'{"message": " \\n ", "topics": []}', [("message", "required")]),
    ("words that nobody sees", body(message="\u200b\u3164 \u00ad"), [("message", "required")]),
    ("no object", b"[]", [("body", "wrong-type")]),
    ("half an object", b'{"message": "Apua"', [("body", "malformed-json")]),
    ("two objects", b"{}{}", [("body", "malformed-json")]),
    ("great depth", DEEP, [("body", "malformed-json")]),
    ("broken UTF-8", b'{"message": "\xc3\x28"}', [("body", "not-utf-8")]),
    ("half a pair", b'{"message": "\\ud83d"}', [("message", "malformed")]),
    ("half a pair inside", b'{"contact": {"name": "\\udc00"}}', [("contact.name", "malformed")]),
    ("half a pair in a name", b'{"contact": {"\\udc00": "a"}}', [("contact", "malformed")]),
    (
        "half a pair beside what is wrong",
        b'{"topics": ["\\ud83d"], "own_word": "\\ud83d", "salaista": 1}',
        [("topics", "malformed"), ("own_word", "malformed"), ("body", "unknown-field")],
    ),
    ("NUL", b'{"message": "a\\u0000b"}', [("message", "malformed")]),
    ("NUL in a code", body(topics=["V\0N"]), [("topics", "malformed")]),
    ("NUL in a word", body(own_word="a\0"), [("own_word", "malformed")]),
    ("a number for words", b'{"message": 5}', [("message", "wrong-type")]),
    ("words for a list", body(topics="VAN"), [("topics", "wrong-type")]),
    ("words for a choice", body(elsewhere="yes"), [("elsewhere", "wrong-type")]),
    ("a number for a choice", body(family_agrees=1), [("family_agrees", "wrong-type")]),
    ("a list for a contact", body(contact=[]), [("contact", "wrong-type")]),
    ("a hundred topics", body(topics=["VAN"] * 100), [("topics", "too-many")]),
    ("too many bands", body(age_bands=["A1"] * 21), [("age_bands", "too-many")]),
    ("an unknown topic", body(topics=["VAN", "XYZ"]), [("topics", "unknown")]),
    ("an unknown band", body(age_bands=["A99"]), [("age_bands", "unknown")]),
    ("an unknown place", body(municipality="091"), [("municipality", "unknown")]),
    ("a place by name", body(municipality="Kemi"), [("municipality", "malformed")]),
    ("an unknown asker", body(asker="nobody"), [("asker", "unknown")]),
    ("an unknown concern", body(concerns="me"), [("concerns", "unknown")]),
    ("no language", body(language="suomi kai"), [("language", "malformed")]),
    ("no interpreter", body(interpreter="-"), [("interpreter", "malformed")]),
    ("an unknown partner", body(consents={"partners": ["x"]}), [("consents.partners", "unknown")]),
    ("the county", body(consents={"partners": ["county"]}), [("consents.partners", "unknown")]),
    ("an unknown field", body(priority="high"), [("body", "unknown-field")]),
    ("an unknown part", body(contact={"fax": "1"}), [("contact", "unknown-field")]),
    ("no number to call", body(reply_by="phone"), [("contact.phone", "required")]),
    (
        "a blank number",
        body(reply_by="phone", contact={"phone": " "}),
        [("contact.phone", "required")],
    ),
    (
        "a number that nobody sees",
        body(reply_by="phone", contact={"phone": "\u2060\ufeff"}),
        [("contact.phone", "required")],
    ),
    ("no address", body(reply_by="email"), [("contact.email", "required")]),
    ("a wrong address", body(contact={"email": "maija at home"}), [("contact.email", "malformed")]),
    (
        "a host that is none",
        body(contact={"email": "x@localhost"}),
        [("contact.email", "malformed")],
    ),
    ("two dots", body(contact={"email": "m..m@example.fi"}), [("contact.email", "malformed")]),
    ("no number", body(contact={"phone": "soita illalla"}), [("contact.phone", "malformed")]),
    ("four digits", body(contact={"phone": "1234"}), [("contact.phone", "malformed")]),
    (
        "two numbers",
        body(contact={"phone": "0401234567 / 0501234567"}),
        [("contact.phone", "malformed")],
    ),
    ("two addresses", body(contact={"email": "a@b.fi, c@d.fi"}), [("contact.email", "malformed")]),
    ("a long line", body(contact={"name": "a" * 201}), [("contact.name", "too-long")]),
    ("a long word", body(own_word="a" * 201), [("own_word", "too-long")]),
    (
        "several at once",
        body(topics=["XYZ"], municipality="091", reply_by="phone"),
        [("topics", "unknown"), ("municipality", "unknown"), ("contact.phone", "required")],
    ),
]


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that every wrong request here is sent to; in the end it must be empty."""
    directory: Path = tmp_path_factory.mktemp("untouched")
    with make_service(directory, HandWoundClock()) as made:
        yield made


def stored(service: Service) -> int:
    with service.parts.database.views.connect() as connection:
        return connection.scalar(select(func.count()).select_from(events)) or 0


@pytest.mark.parametrize(
    ("raw", "fields"), [each[1:] for each in WRONG], ids=[each[0] for each in WRONG]
)
async def test_wrong_input_names_its_fields_and_stores_nothing(
    untouched: Service, raw: bytes, fields: list[tuple[str, str]]
) -> None:
    async with untouched.client() as caller:
        answer = await caller.post(REQUESTS, content=raw, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert named(answer) == fields
    assert stored(untouched) == 0


async def test_what_came_in_is_not_repeated(untouched: Service) -> None:
    wrong = body(message=["salaista"], asker="salaista", contact={"phone": {"salaista": 1}})
    unknown = body(salaista=1, contact={"salaista": 1}, consents={"salaista": [{"salaista": 1}]})
    half_a_pair = b'{"salaista": "\\ud83d", "contact": {"salaista": {"name": "\\ud83d"}}}'
    async with untouched.client() as caller:
        for each in (wrong, unknown, half_a_pair):
            answer = await caller.post(REQUESTS, content=each, headers=JSON)
            assert answer.status_code == 422
            assert "salaista" not in answer.text


async def test_the_name_of_an_unknown_parameter_is_not_repeated(untouched: Service) -> None:
    async with await untouched.as_staff("aino") as aino:
        answer = await aino.get("/api/v1/queue?salaista=1&limit=salaista")
    assert sorted(named(answer)) == [("limit", "invalid"), ("query", "unknown-field")]
    assert "salaista" not in answer.text


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
        "application/jsonp",
        "application/problem+json",
        "§",
    ],
)
async def test_what_does_not_say_that_it_is_json_is_not_read(
    untouched: Service, content_type: str | None
) -> None:
    headers = {} if content_type is None else {b"Content-Type": content_type.encode()}
    async with untouched.client() as caller:
        answer = await caller.post(REQUESTS, content=body(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (415, "not-json")
    assert stored(untouched) == 0


@pytest.mark.parametrize(
    "content_type", ["application/json; charset=utf-8", "Application/JSON", "application/json;"]
)
async def test_json_may_be_said_in_other_ways(service: Service, content_type: str) -> None:
    async with service.client() as caller:
        answer = await caller.post(REQUESTS, content=body(), headers={"Content-Type": content_type})
    assert answer.status_code == 201


async def large_in_parts() -> Any:
    for start in range(0, len(LARGE), 1_000):
        yield LARGE[start : start + 1_000]


async def test_a_body_that_does_not_arrive_is_given_up(service: Service) -> None:
    said: list[Message] = []

    async def say(message: Message) -> None:
        said.append(message)

    async def never() -> Message:
        return await asyncio.get_running_loop().create_future()

    headers = [(b"host", b"testserver"), (b"content-length", b"500")]
    scope = {"type": "http", "method": "POST", "path": REQUESTS, "query_string": b""}
    await BodyLimit(service.app, limit_seconds=0.01)(
        {**scope, "headers": headers, "app": service.app}, never, say
    )

    assert (said[0]["status"], json.loads(said[1]["body"])["code"]) == (408, "too-slow")


@pytest.mark.parametrize("content", [lambda: LARGE, large_in_parts], ids=["whole", "in parts"])
@pytest.mark.parametrize(
    "path", [REQUESTS, "/api/v1/session", "/api/v1/my-request/messages", "/nowhere"]
)
async def test_a_body_beyond_the_limit_is_refused_however_it_is_sent(
    untouched: Service, content: Any, path: str
) -> None:
    async with untouched.client() as caller:
        answer = await caller.post(path, content=content(), headers=JSON)
    assert answer.status_code == 413
    assert stored(untouched) == 0


SMALL_PRINT = {
    **dict.fromkeys(("has_worker", "own_word"), 200),
    **{f"contact.{name}": 200 for name in ("name", "safe_times", "must_not_know")},
    "avoid": 2_000,
}


@pytest.mark.parametrize("sign", ["a", "ä", "ก", "😀", "\n", '"', "\x7f"], ids=ascii)
@pytest.mark.parametrize("escaped", [True, False])
async def test_a_form_filled_to_its_limits_fits_however_it_is_spelled(
    service: Service, sign: str, escaped: bool
) -> None:
    full: dict[str, Any] = {"message": f"x{sign * 9_998}x", "contact": {}}
    for name, length in SMALL_PRINT.items():
        inside, _, last = name.rpartition(".")
        (full[inside] if inside else full)[last] = f"x{sign * (length - 2)}x"
    raw = json.dumps(full, ensure_ascii=escaped).encode()
    async with service.client() as caller:
        answer = await caller.post(REQUESTS, content=raw, headers=JSON)
    assert answer.status_code == 201, answer.text


@pytest.mark.parametrize(
    ("raw", "content_type", "status"),
    [
        (b'{"message": "' + b"\\u0061" * 10_001 + b'"}', "application/json", 422),
        (b'{"message": "' + b"\\u0061" * 40_000 + b'"}', "application/json", 413),
        (b'{"message": "' + b"\\ud83d\\ude00" * 17_000 + b'"}', "application/json", 413),
        (b'{"message": "' + b"%" * 70_000 + b'"}', "application/json", 413),
        (b"message=" + b"%61" * 70_000, "application/x-www-form-urlencoded", 413),
        (b"message=" + b"a" * 70_000, "application/x-www-form-urlencoded", 413),
        (b"%61" * 22_000, "text/plain", 413),
    ],
    ids=["long", "escaped", "pairs", "no escape here", "percents", "plain", "unknown kind"],
)
async def test_an_escape_hides_no_body_beyond_the_limit(
    untouched: Service, raw: bytes, content_type: str, status: int
) -> None:
    async with untouched.client() as caller:
        answer = await caller.post(REQUESTS, content=raw, headers={"Content-Type": content_type})
    assert answer.status_code == status
    assert stored(untouched) == 0


@pytest.mark.parametrize("key", ["", "1", "not-a-key", "1" * 5_000])
async def test_an_idempotency_key_must_be_a_uuid(untouched: Service, key: str) -> None:
    async with untouched.client() as caller:
        answer = await caller.post(
            REQUESTS, content=body(), headers={**JSON, "Idempotency-Key": key}
        )
    assert (answer.status_code, named(answer)) == (422, [("Idempotency-Key", "invalid")])
    assert stored(untouched) == 0


ID = "0" * 32
WRONG_PLACES: list[tuple[object, ...]] = [
    (),
    (1, "2026-01-01T00:00:00+00:00"),
    (1, "2026-01-01T00:00:00+00:00", 1),
    (1, "2026-01-01T00:00:00+00:00", "1"),
    (1, "2026-01-01T00:00:00+00:00", [ID]),
    (1, 5, ID),
    (1, "0001-01-01T00:00:00+05:00", ID),
    (1e308, "2026-01-01T00:00:00+00:00", ID),
    (3, "2026-01-01T00:00:00+00:00", ID),
    ("1", "2026-01-01T00:00:00+00:00", ID),
    ([1], "2026-01-01T00:00:00+00:00", ID),
]


def place(*values: object) -> str:
    """A place in the queue, spelled as the queue spells its own."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("state=gone", "state"),
        ("due=never", "due"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=many", "limit"),
        ("topic=%25", "topic"),
        ("unit=a%00b", "unit"),
        ("claimed_by=%00", "claimed_by"),
        ("after=%C3%A4", "after"),
        ("after=AAAA", "after"),
        *((f"after={place(*values)}", "after") for values in WRONG_PLACES),
        ("stat=new", "query"),
    ],
)
async def test_a_wrong_question_names_its_parameter(
    untouched: Service, query: str, field: str
) -> None:
    async with await untouched.as_staff("kerttu") as kerttu:
        answer = await kerttu.get(f"/api/v1/queue?{query}")
    assert answer.status_code == 422
    assert [each for each, _ in named(answer)] == [field]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("from=1999-12-31", "from"),
        ("to=2200-01-01", "to"),
        ("from=yesterday", "from"),
        ("from=2026-12-02&to=2026-12-01", "from"),
        ("by=worker", "by"),
        ("as_of=2026-11-23T08:00:00", "as_of"),
        ("as_of=0001-01-01T00:00:00%2B05:00", "as_of"),
    ],
)
async def test_wrong_response_times_name_their_parameter(
    untouched: Service, query: str, field: str
) -> None:
    async with await untouched.as_staff("sanna") as sanna:
        answer = await sanna.get(f"/api/v1/response-times?{query}")
    assert answer.status_code == 422
    assert [each for each, _ in named(answer)] == [field]


async def test_signing_in_checks_its_input_too(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/v1/session", json={"username": "a\0", "password": ""})
    assert answer.status_code == 422
    assert {field for field, _ in named(answer)} >= {"password"}
