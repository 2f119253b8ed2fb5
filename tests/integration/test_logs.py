"""Can a log line hold a person's words? Whatever is logged, by us or a library, they stay out."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from uuid import UUID

import pytest
import structlog

from triage.errors.requests import RequestClosed
from triage.text.personal import Personal
from wiring import logs
from workers.failures import reported

SECRET = "Aino Esimerkki, Kotikatu 3"
REQUEST_ID = UUID(int=7)

Said = Callable[[], list[dict[str, object]]]


@pytest.fixture
def said(process_as_before: None, capsys: pytest.CaptureFixture[str]) -> Said:
    """What has been logged since, line by line."""
    logs.set_up("info")
    return lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def logged_by_us(**keys: object) -> None:
    structlog.get_logger().warning("something-happened", **keys)


def fails(error: Exception) -> None:
    raise error


def test_a_line_is_an_event_with_ids_and_codes(said: Said) -> None:
    logged_by_us(request_id=REQUEST_ID, code="stale", count=3)

    (line,) = said()
    assert line.pop("timestamp")
    assert line == {
        "event": "something-happened",
        "level": "warning",
        "request_id": str(REQUEST_ID),
        "code": "stale",
        "count": 3,
    }


def test_an_unknown_key_is_dropped(said: Said) -> None:
    logged_by_us(message=SECRET, address="192.0.2.7")

    assert said()[0].keys() == {"event", "level", "timestamp"}


def test_an_object_shows_only_its_class(said: Said) -> None:
    logged_by_us(code=Personal(SECRET))

    assert said()[0]["code"] == "Personal"


def test_a_sentence_is_no_event(said: Said) -> None:
    structlog.get_logger().warning(f"{SECRET} asked for help")

    assert said()[0]["event"] == "unnamed"


def test_a_library_is_quoted_without_what_it_fills_in(said: Said) -> None:
    logging.getLogger("some.library").warning("could not send to %s", SECRET)

    line = said()[0]
    assert (line["library"], line["said"]) == ("some.library", "could not send to %s")


def test_an_exception_shows_its_class_and_not_its_message(said: Said) -> None:
    try:
        fails(ValueError(SECRET))
    except ValueError:
        logging.getLogger("some.library").exception("failed")

    line = said()[0]
    assert (line["code"], SECRET in json.dumps(line)) == ("ValueError", False)


def test_a_refusal_shows_its_code(said: Said) -> None:
    with reported("it-failed"):
        fails(RequestClosed(outcome=SECRET))

    line = said()[0]
    assert (line["event"], line["code"]) == ("it-failed", "request-closed")


def test_a_failure_names_its_places(said: Said) -> None:
    with reported("it-failed"):
        fails(ValueError(SECRET))

    places = said()[0]["places"]
    assert isinstance(places, list)
    assert places[-1].rpartition(":")[0] == __name__


def test_a_thread_that_dies_says_so_without_words(said: Said) -> None:
    thread = threading.Thread(target=fails, args=(ValueError(SECRET),), name="follower")
    thread.start()
    thread.join()

    line = said()[0]
    assert (line["event"], line["thread"], line["code"]) == (
        "thread-died",
        "follower",
        "ValueError",
    )


@pytest.mark.parametrize("library", ["uvicorn.error", "celery.worker", "kombu.connection"])
def test_what_the_servers_chat_about_is_left_out(said: Said, library: str) -> None:
    logging.getLogger(library).info("Started")

    assert said() == []


def test_setting_it_up_twice_logs_a_line_once(said: Said) -> None:
    logs.set_up("info")

    logged_by_us()

    assert len(said()) == 1
