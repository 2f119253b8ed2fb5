"""What is put among the words of an answer: a ready text, in which language, of which kind?"""

from __future__ import annotations

from dataclasses import dataclass, replace

from api.pages.form_fields import Typed
from triage.text.placeholders import Placeholder

BETWEEN = "\n\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A ready text; `kind` is that of the reply, where the text decides it.

    What `lacks` a value just now is not put anywhere; `is_gone`: there is no such text any more.
    """

    text: str = ""
    language: str = ""
    kind: str | None = None
    lacks: tuple[Placeholder, ...] = ()
    is_gone: bool = False

    @property
    def fits(self) -> bool:
        return not self.lacks and not self.is_gone


def put_in(form: Typed, ready: Ready, *, instead_of: str = "") -> Typed:
    """The fields with the text behind the words that stood there, or in the place of the very ones.

    `instead_of` are words that the text stands for.
    """
    if not ready.fits:
        return form
    typed = form.one("text").rstrip()
    said = ["" if typed.strip() == instead_of.strip() else typed, ready.text]
    put = {"text": (BETWEEN.join(filter(None, said)),), "language": (ready.language,)}
    kind = {"kind": (ready.kind,)} if ready.kind else {}
    return replace(form, fields={**form.fields, **put, **kind})
