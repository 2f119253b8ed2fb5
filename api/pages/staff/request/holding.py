"""Which holding messages stand ready, in which languages, and with which words?

They are texts of the product: a worker who cannot write the requester's language can still say
that the message is in hand, and by which day it is answered while that day is ahead.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from api.pages.form_fields import Typed
from api.words.language import the_pages
from api.words.wording import LANGUAGES
from projections.views.queue.row import QueueRow
from triage.catalogue import Catalogue
from triage.catalogue.languages import PREPARED_LANGUAGES
from triage.catalogue.names import primary_language
from triage.codes import ReplyKind

LANGUAGE = "holding_language"
READY = (*LANGUAGES, *PREPARED_LANGUAGES)
BETWEEN = "\n\n"


def holding_offered(catalogue: Catalogue, told_in: str | None) -> dict[str, Any]:
    """Every language with whether its words await a reader, and the one to begin with.

    `told_in` is the requester's language; whose words are not ready is begun with in English.
    """
    choices = [(tag, catalogue.awaits_reader(tag)) for tag in READY]
    return {"holding": choices, "holding_first": ready_language(told_in)}


def ready_language(told_in: str | None) -> str:
    """The tag among the ready ones that a language is read by."""
    if told_in is None:
        return "fi"
    bare = primary_language(told_in)
    return next((tag for tag in (told_in, bare) if tag in READY), "en")


def with_holding(form: Typed, row: QueueRow, now: datetime) -> Typed:
    """The fields with the chosen holding message behind the words that stood in them."""
    chosen = form.one(LANGUAGE)
    language = chosen if chosen in READY else ready_language(row.language)
    said = [form.one("text").rstrip(), holding_text(language, row, now)]
    filled = {
        "text": (BETWEEN.join(filter(None, said)),),
        "kind": (str(ReplyKind.HOLDING),),
        "language": (language,),
    }
    return replace(form, fields={**form.fields, **filled})


def holding_text(language: str, row: QueueRow, now: datetime) -> str:
    """The words in a language; the day of the answer only where that is promised and ahead."""
    words = the_pages().wordings[language]
    said = [words.text("holding.text")]
    if not row.answered and now < row.answer_by:
        said.append(words.text("dialogue.answer_by", day=words.day(row.answer_by_on)))
    return " ".join(each.unescape() for each in said)
