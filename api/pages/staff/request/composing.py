"""What does the one sheet of a request's page send, beside what stands in its fields?

A look without danger needs no words of one's own: the page then says a plain reason, and that it
does. What is chosen under "send and close" counts only where that button was pressed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from api.errors.refusals import BadInput, FieldError
from api.pages.form_fields import NOTHING, Typed
from api.pages.staff.request.ready import Ready
from api.v1.verbs.card import Verb
from api.v1.verbs.responding import RESPONSE
from triage.codes import Urgency
from triage.text.visible import says_something

CLOSING = ("outcome", "retention_class", "clock_runs_on")
# Marks a form whose page said the plain reason, in the language that it said it in.
PLAIN_REASON = "plain_reason"
# What one may press on the sheet: its words stay in it, whatever of them was sent.
ON_THE_SHEET = ("response", "urgency", "claim")
# Where one works on when it is done.
WORKED_ON = {"response": "#next", "urgency": "#response-text", "claim": "#response-text"}


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """What a page tells beside the request: what was done, words that stay, and their preview.

    `ready` is a text that was just put among the words, or what kept it from that. `to_translate`
    are words that a translation is to be asked of.
    """

    done: str = ""
    words: Typed = NOTHING
    preview: str | None = None
    ready: Ready | None = None
    to_translate: str = ""


NOTHING_DONE = After()


def as_meant(form: Typed, verb: Verb) -> Typed:
    """The fields as the buttons mean them.

    Raises:
        BadInput: it was to be closed, and no outcome was chosen.
    """
    meant = dict(form.fields)
    if form.one("level") == Urgency.NORMAL and not form.one("because").strip():
        meant["because"] = form.every(PLAIN_REASON)
    if verb is RESPONSE:
        if not form.one("closes"):
            meant = {name: said for name, said in meant.items() if name not in CLOSING}
        elif not form.one("outcome"):
            raise BadInput([FieldError("outcome", "required")])
    return replace(form, fields=meant)


def keeps_words(form: Typed, verb: Verb) -> bool:
    """Whether something else on the sheet was pressed while words for an answer stood in it."""
    on_the_sheet = verb.name in ON_THE_SHEET and verb is not RESPONSE
    return on_the_sheet and says_something(form.one("text"))
