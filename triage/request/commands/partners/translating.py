"""How do words go to a contracted translator and come back, and when does the link end?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from triage.errors.requests import RequestUnknown
from triage.errors.translating import (
    NothingToTranslate,
    NoTranslation,
    NotTheirLanguage,
    UnknownTranslator,
    WordsIdentify,
)
from triage.request.commands.alarming import alarm_of, alert_duty
from triage.request.commands.command import Command, Situation, require_going_on
from triage.request.commands.partners.consulting import told_by
from triage.request.events import (
    TranslationAsked,
    TranslationDelivered,
    TranslationEnded,
    TranslationOpened,
)
from triage.request.help_request import HelpRequest
from triage.request.need_to_know import Standing, is_own_record, works_for_partner
from triage.request.state.clock.alarm import Alarm
from triage.request.state.partners.translated import Translation
from triage.request.words import Profile, RequestWords
from triage.text.personal import Personal, revealed


@dataclass(frozen=True, kw_only=True)
class AskTranslation(Command, permission="request:contact"):
    """Let a contracted translator read some words, by a link that ends by itself.

    `messages` of the requester are named by their place from 0, the first one; or it is a `text`
    that the worker is about to write. Nothing else of the request is shown. What in the words may
    tell whom they are about is refused, until the worker asks `knowingly`.

    Raises:
        NothingToTranslate: neither is named, or both are, or such a message has no words.
        UnknownTranslator
        NotTheirLanguage: the translator does not translate into it.
        WordsIdentify: `found` names what the words hold, by kind.
    """

    translator: str
    language: Personal[str]
    because: Personal[str]
    messages: tuple[int, ...] = ()
    text: Personal[str] | None = None
    knowingly: bool = False

    def decide(self, request: HelpRequest, here: Situation) -> None:
        require_going_on(request)
        places = tuple(sorted(set(self.messages)))
        words = self._words(request, places)
        translator = here.catalogue.translators.get(self.translator)
        if translator is None:
            raise UnknownTranslator(translator=self.translator)
        if self.language.reveal() not in translator.languages:
            raise NotTheirLanguage()
        found = told_by(Personal("\n\n".join(words)), request, here.catalogue)
        kinds = tuple(str(each) for each in (*found.surely, *found.perhaps))
        if kinds and not self.knowingly:
            raise WordsIdentify(found=list(kinds))
        here.record(
            request,
            TranslationAsked,
            ends_at=here.now + here.catalogue.translation_link,
            translator=Personal(self.translator),
            language=self.language,
            because=self.because,
            from_language=None if self.text else _language_of(request),
            text=self.text,
            messages=places,
            warnings=kinds,
        )

    def _words(self, request: HelpRequest, places: Sequence[int]) -> list[str]:
        if bool(places) is (self.text is not None):
            raise NothingToTranslate()
        if self.text is not None:
            return [self.text.reveal()]
        written = messages_of_requester(request)
        found = [written[each] for each in places if 0 <= each < len(written)]
        said = [each.reveal() for each in found if each is not None]
        if len(said) < len(places):
            raise NothingToTranslate()
        return said


@dataclass(frozen=True, kw_only=True)
class OpenTranslation(Command, permission="translation:deliver"):
    """Promise secrecy, as a translator, before reading the words.

    Raises:
        NoTranslation: the link has ended.
    """

    number: int

    def admit(self, ground: Standing) -> None:
        _require_translator(ground)

    def decide(self, request: HelpRequest, here: Situation) -> None:
        asked = _open(request, self.number, here)
        if asked.opened_at is None:
            here.record(request, TranslationOpened, number=asked.version)


@dataclass(frozen=True, kw_only=True)
class DeliverTranslation(Command, permission="translation:deliver"):
    """Send the translation, as a translator; that ends the link.

    What the requester's words mean is read for danger like the words themselves.

    Raises:
        NoTranslation: the link has ended, or nobody promised secrecy yet.
    """

    number: int
    text: Personal[str]

    def admit(self, ground: Standing) -> None:
        _require_translator(ground)

    def decide(self, request: HelpRequest, here: Situation) -> None:
        asked = _open(request, self.number, here)
        if asked.opened_at is None:
            raise NoTranslation()
        alarm = self._alarm(request, here) if asked.of_requester else None
        here.record(
            request, TranslationDelivered, number=asked.version, text=self.text, alarm=alarm
        )
        alert_duty(alarm, request, here)

    def _alarm(self, request: HelpRequest, here: Situation) -> Alarm | None:
        signs = here.catalogue.signs_in([self.text.reveal()])
        return alarm_of(signs, request, here) if signs.press else None


@dataclass(frozen=True, kw_only=True)
class EndTranslation(Command, permission="request:contact"):
    """End the link to a translator before the translation has come.

    `number` counts the translations that the actor is told of, from 1.

    Raises:
        NoTranslation: none of that number waits.
    """

    number: int

    def decide(self, request: HelpRequest, here: Situation) -> None:
        told = dict(enumerate(_told_of(request, here), start=1)).get(self.number)
        if told is None:
            raise NoTranslation()
        asked = _open(request, told.number, here)
        here.record(request, TranslationEnded, number=asked.version)


def messages_of_requester(request: HelpRequest) -> list[Personal[str] | None]:
    """What the requester wrote: the first message (None where it had none), then the later ones."""
    first = (revealed(request.plea) or RequestWords()).message
    return [Personal(first) if first else None, *request.written_on]


def _told_of(request: HelpRequest, here: Situation) -> list[Translation]:
    """The translations that the actor is shown: a partner is not told of earlier ones."""
    asked = list(request.translations.values())
    if not works_for_partner(here.actor, here.catalogue):
        return asked
    since = request.accepted_at_version
    return [
        each
        for each in asked
        if each.asked_in in here.actor.units
        or not is_own_record(TranslationAsked.OWN_RECORD, each.version, since)
    ]


def _language_of(request: HelpRequest) -> Personal[str] | None:
    told = (revealed(request.profile) or Profile()).language
    return Personal(told) if told else None


def _open(request: HelpRequest, number: int, here: Situation) -> Translation:
    asked = request.translation(number, here.now)
    if asked is None:
        raise NoTranslation()
    return asked


def _require_translator(ground: Standing) -> None:
    if ground is not Standing.TRANSLATOR:
        raise RequestUnknown()
