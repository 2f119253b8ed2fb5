"""What contact does the dialogue's form ask for? It shows no word that was told before.

So an empty field changes nothing, and what is to be told no more is ticked.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.v1.bodies import OwnContactBody
from triage.request.words import Contact
from triage.text.personal import Personal


class ContactForm(OwnContactBody):
    """The contact as the form sends it; `remove` names what is to be told no more."""

    remove: list[Literal["name", "phone", "email", "safe_times", "must_not_know"]] = Field(
        default_factory=list, max_length=20
    )


WORDS = ("name", "phone", "email", "safe_times", "must_not_know")


def with_what_was_told(form: ContactForm, told: Contact | None) -> ContactForm:
    """The form with each word told before that was neither typed anew nor is to be removed."""
    before = {name: getattr(told, name, None) for name in WORDS if name not in form.remove}
    kept = {
        name: Personal(words)
        for name, words in before.items()
        if words is not None and getattr(form, name) is None
    }
    return form.model_copy(update=kept)
