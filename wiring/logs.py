"""What may stand in a log line? An event, ids and codes: one JSON object a line, nothing personal.

A key that is not listed here is dropped, however it came. What libraries say is cut down to the
sentence that stands in their code; what they would fill in, and every exception's message, may
quote a person.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
from collections.abc import Mapping, MutableMapping
from typing import Any, TextIO
from uuid import UUID

import structlog

from triage.failures import code_of, places_of
from triage.tracing import current_trace

ALLOWED = frozenset(
    {
        "behind",
        "code",
        "count",
        "event",
        "level",
        "library",
        "method",
        "milliseconds",
        "name",
        "places",
        "position",
        "queue",
        "reference",
        "request_id",
        "route",
        "said",
        "seconds",
        "status",
        "task",
        "thread",
        "timestamp",
        "trace_id",
        "unit",
        "version",
    }
)
EVENT_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SENTENCE = 200
# They tell about every task and every start at their level of information.
TALKATIVE = ("alembic", "amqp", "asyncio", "celery", "httpx", "kombu", "uvicorn")
# It composes what others answered into its sentences: whoever is written to may stand in them.
INDISCREET = "httpcore"

Line = MutableMapping[str, Any]


class StandardError(logging.StreamHandler[TextIO]):
    """Writes to what is standard error at that moment: it may be redirected later."""

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stderr
        super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """The library would print what it was given to say, and with it a person's words."""


def set_up(level: str) -> None:
    """Send everything that this process logs to standard error as JSON. Can be called again."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.add_log_level,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = StandardError()
    handler.setFormatter(_formatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in TALKATIVE:
        chatter = logging.getLogger(name)
        chatter.handlers.clear()
        chatter.propagate = True
        chatter.setLevel(logging.DEBUG if level == "debug" else logging.WARNING)
    logging.getLogger(INDISCREET).setLevel(logging.WARNING)
    threading.excepthook = _thread_died


def _formatter() -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.add_log_level, only_the_sentence],
        processors=[
            only_event_names,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            with_trace,
            only_allowed,
            structlog.processors.JSONRenderer(sort_keys=True, default=_hidden, ensure_ascii=False),
        ],
    )


def only_allowed(_logger: object, _method: str, line: Line) -> Mapping[str, Any]:
    """Drop every key that is not listed."""
    return {key: value for key, value in line.items() if key in ALLOWED}


def with_trace(_logger: object, _method: str, line: Line) -> Line:
    """Say to which call the line belongs, where it belongs to one."""
    trace_id = current_trace()
    return line if trace_id is None else {**line, "trace_id": trace_id}


def only_event_names(_logger: object, _method: str, line: Line) -> Line:
    """An event is a name, `sweep-failed`; a sentence in its place could quote somebody."""
    if not EVENT_NAME.fullmatch(str(line["event"])):
        line["event"] = "unnamed"
    return line


def only_the_sentence(_logger: object, _method: str, line: Line) -> Line:
    """Cut a library's record down to what stands in the library's code."""
    record: logging.LogRecord = line["_record"]
    error = record.exc_info[1] if record.exc_info else None
    line["event"] = "library"
    line["library"] = record.name
    line["said"] = str(record.msg).partition("\n")[0][:LONGEST_SENTENCE]
    if error is not None:
        line["code"] = code_of(error)
        line["places"] = places_of(error.__traceback__)
    # Or the formatter would add the traceback with the exception's message.
    record.exc_info = record.exc_text = record.stack_info = None
    return line


def _hidden(value: object) -> str:
    """What is no JSON is named by its class, except an id: its text could be anything."""
    return str(value) if isinstance(value, UUID) else type(value).__name__


def _thread_died(died: threading.ExceptHookArgs) -> None:
    structlog.get_logger().critical(
        "thread-died",
        thread=died.thread.name if died.thread else None,
        code=code_of(died.exc_value) if died.exc_value else died.exc_type.__name__,
        places=places_of(died.exc_traceback),
    )
