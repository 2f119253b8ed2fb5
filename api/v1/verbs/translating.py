"""How is a translation asked from a contracted translator? The cards of these verbs."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from api.v1.field_types import Incoming, LowerCode, MaybeTongue, MaybeWords, Reason
from api.v1.verbs.card import Place, Verb
from api.v1.verbs.fitting import reads_and_goes_on
from projections.door.requests.request_page import RequestShown
from projections.views.request.request_shown import Contents, Happening
from triage.actors import Actor
from triage.request.commands.partners.translating import AskTranslation, EndTranslation
from triage.request.events import TranslationAsked, TranslationEnded
from triage.text.personal import Personal

MESSAGES_AT_MOST = 50


def _told(tag: Personal[str] | None) -> Personal[str]:
    if tag is None:
        raise ValueError("a language is needed")
    return tag


class TranslationBody(Incoming):
    """What a translator reads, and into which language it is wanted."""

    translator: LowerCode
    language: Annotated[
        MaybeTongue, AfterValidator(_told), Field(description="A BCP 47 tag: into which.")
    ]
    because: Reason
    messages: list[int] = Field(
        default_factory=list,
        max_length=MESSAGES_AT_MOST,
        description="The requester's messages, by their `place`; or leave it out and tell `text`.",
    )
    text: Annotated[MaybeWords, Field(description="What you are about to write.")] = None
    knowingly: Annotated[
        bool, Field(description="That the words go as they are, whatever they hold.")
    ] = False


class TranslationEndBody(Incoming):
    """Which link is ended, by its `number`."""

    number: Annotated[int, Field(ge=1)]


def _waits(shown: RequestShown, actor: Actor) -> bool:
    inside = shown.contents
    waiting = inside is not None and any(
        each.ended_at is None and each.delivered_at is None for each in inside.translations
    )
    return waiting and reads_and_goes_on(shown, actor)


def _no_words(_: Contents, __: Happening) -> str | None:
    return None


TRANSLATION = Verb(
    name="translation",
    summary="Ask a contracted translator for a translation",
    command=AskTranslation,
    body=TranslationBody,
    fits=reads_and_goes_on,
    leaves=TranslationAsked,
    place=Place.DAILY,
)
TRANSLATION_END = Verb(
    name="translation-end",
    summary="End the link to a translator",
    command=EndTranslation,
    body=TranslationEndBody,
    fits=_waits,
    leaves=TranslationEnded,
    words_left=_no_words,
    place=Place.OWN,
)
