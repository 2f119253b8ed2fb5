"""What more is somebody offered to tell, under the receipt and while the dialogue is open?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from starlette.requests import Request

from api.catalogue_answers import CatalogueAnswer
from api.errors.refusals import BadInput, FieldError
from api.http.access import catalogue_of, parts_of
from api.pages.form_fields import NOTHING, Typed
from api.pages.requester.form.paths import bands_asked
from api.v1.bodies import DetailsBody
from api.v1.requester.contacts import contact_errors
from api.words.fallback import marked_name
from api.words.language import language_of
from triage.codes import ReplyBy
from triage.request.details import REPLY_BY

GUARDIAN: Final = "guardian_may_know"
# In a form of the young, so that it stays theirs where their request cannot be read.
OF_THE_YOUNG: Final = "of_the_young"
# In the order of the step. Who asks and what it is about belongs to the form.
OFFERED: Final = (
    "age_bands",
    "municipality",
    "protected_address",
    GUARDIAN,
    REPLY_BY,
    "contact.phone",
    "contact.safe_times",
    "contact.may_leave_message",
    "contact.sms_ok",
    "contact.say_where_from",
    "contact.must_not_know",
    "contact.email",
    "contact.name",
    "avoid",
    "elsewhere",
    "language",
    "interpreter",
    "consents.partners",
    "consents.consult",
)
CALL: Final = ("contact.phone", "contact.safe_times")
MANY: Final = ("age_bands", "consents.partners")
NO_ERRORS: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailsStep:
    """The fields that are offered, what the choices are, and what was typed and is wrong so far.

    `bands_asked` are the codes of the age bands that are offered. `is_young`: a child or young
    person asks, and reads it about themselves. `asks_own_word`: nothing is added without it.
    """

    fields: tuple[str, ...]
    catalogue: CatalogueAnswer
    bands_asked: Collection[str]
    is_young: bool = False
    asks_own_word: bool = False
    values: Mapping[str, str | list[str]] = field(repr=False)
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Whether the fold is open: something was typed, or refused."""
        return bool(self.errors or self.values)


def details_step(
    request: Request,
    untold: Collection[str],
    *,
    young: bool,
    asks_own_word: bool = False,
    form: Typed = NOTHING,
    errors: Mapping[str, str] = NO_ERRORS,
) -> DetailsStep:
    """The step for what was not told yet; with no fields it is not offered.

    `young`: a child or young person asks; a guardian is asked about of them alone.
    """
    edition, now = catalogue_of(request).at_hand(), parts_of(request).clock()
    kept = Typed(fields=kept_details(form))
    return DetailsStep(
        fields=tuple(name for name in OFFERED if name in untold and (young or name != GUARDIAN)),
        catalogue=edition.public(language_of(request), now, marked_name),
        bands_asked=bands_asked(edition.catalogue, young=young),
        is_young=young,
        asks_own_word=asks_own_word,
        values=kept.values(*MANY) if kept.fields else {},
        errors=errors,
    )


def kept_details(form: Typed) -> dict[str, tuple[str, ...]]:
    """What a form says of the step's fields; an answer here is what holds where nothing is said."""
    said = {name: tuple(filter(None, form.every(name))) for name in OFFERED}
    if said[REPLY_BY] == (ReplyBy.HERE,):
        said[REPLY_BY] = ()
    return {name: values for name, values in said.items() if values}


def details_body(form: Typed) -> DetailsBody:
    """What a form tells. A call that is wished for needs a number and a time that is safe.

    What the page did not ask for was told before.

    Raises:
        BadInput: naming every field.
    """
    body = Typed(fields=kept_details(form)).body(DetailsBody)
    asked = CALL if body.reply_by is ReplyBy.PHONE else ()
    missing = (name for name in asked if name in form.fields and not form.one(name).strip())
    errors = (
        *contact_errors(None, body.contact),
        *(FieldError(name, "required") for name in missing),
    )
    if errors:
        raise BadInput(errors)
    return body
