"""Which holding messages stand ready, in which languages, and with which words?

They are texts of the product: a worker who cannot write the requester's language can still say
that the message is in hand, and by which day it is answered while that day is ahead.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from api.pages.staff.editing.placeholder_values import READY, ready_language
from api.pages.staff.request.ready import Ready
from api.words.language import the_pages
from projections.views.queue.row import QueueRow
from triage.catalogue import Catalogue
from triage.codes import ReplyKind


def holding_offered(catalogue: Catalogue, told_in: str | None) -> dict[str, Any]:
    """Every language with whether its words await a reader, and the one to begin with.

    `told_in` is the requester's language; whose words are not ready is begun with in English.
    """
    choices = [(tag, catalogue.awaits_reader(tag)) for tag in READY]
    return {"holding": choices, "holding_first": ready_language(told_in)}


def called_ready(row: QueueRow) -> Ready:
    """What is written, in the requester's language, to whom calls have not reached."""
    language = ready_language(row.language)
    text = the_pages().wordings[language].text("holding.called").unescape()
    return Ready(text=text, language=language, kind=str(ReplyKind.HOLDING))


def holding_ready(chosen: str, row: QueueRow, now: datetime) -> Ready:
    """The holding message in a language, or in the requester's where none of ours was chosen."""
    language = chosen if chosen in READY else ready_language(row.language)
    text = holding_text(language, row, now)
    return Ready(text=text, language=language, kind=str(ReplyKind.HOLDING))


def holding_text(language: str, row: QueueRow, now: datetime) -> str:
    """The words in a language; the day of the answer only where that is promised and ahead."""
    words = the_pages().wordings[language]
    said = [words.text("holding.text")]
    if not row.answered and now < row.answer_by:
        said.append(words.text("dialogue.answer_by", day=words.day(row.answer_by_on)))
    return " ".join(each.unescape() for each in said)
