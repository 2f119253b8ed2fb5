"""What does a translator get to read? The words that were chosen, and nothing else of a request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from projections.door.questions import Answered, Question
from projections.door.read_models import ReadModels
from triage.actors import Actor
from triage.errors.requests import RequestUnknown
from triage.errors.translating import NoTranslation
from triage.evidence.access_log import TRANSLATION
from triage.request.commands.partners.translating import messages_of_requester
from triage.request.events import RequestEvent, TranslationAsked
from triage.request.help_request import HelpRequest
from triage.request.need_to_know import Standing
from triage.store.events.streams import folded, stream
from triage.text.personal import revealed


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsToTranslate:
    """The words, each message by itself, and into which language they are wanted until when."""

    words: tuple[str, ...]
    from_language: str | None
    language: str | None
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class TranslationPage(
    Question[WordsToTranslate], permission="translation:deliver", action=TRANSLATION
):
    """The words of one translation, once the translator has promised secrecy.

    Raises:
        NoTranslation: the link has ended, or nothing was promised yet.
    """

    number: int

    def answer(self, models: ReadModels, actor: Actor, now: datetime) -> Answered[WordsToTranslate]:
        if actor.request_id is None:
            raise RequestUnknown()
        with models.database.reads.connect() as connection:
            _, recorded, _ = stream(connection, models.ring, actor.request_id)
        request = folded(recorded)
        asked = request.translation(self.number, now)
        if asked is None or asked.opened_at is None:
            raise NoTranslation()
        event = _event(recorded, asked.version)
        return Answered(
            value=WordsToTranslate(
                words=_words(request, event),
                from_language=revealed(event.from_language),
                language=revealed(event.language),
                ends_at=event.ends_at,
            ),
            ground=str(Standing.TRANSLATOR),
            request_id=actor.request_id,
            version=request.version,
        )


def _event(recorded: Sequence[RequestEvent], version: int) -> TranslationAsked:
    (event,) = (each for each in recorded if each.originator_version == version)
    assert isinstance(event, TranslationAsked)
    return event


def _words(request: HelpRequest, event: TranslationAsked) -> tuple[str, ...]:
    if event.text is not None:
        return (event.text.reveal(),)
    written = messages_of_requester(request)
    found = (written[each] for each in event.messages if each < len(written))
    return tuple(each.reveal() for each in found if each is not None)
