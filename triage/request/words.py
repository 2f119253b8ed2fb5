"""What did the requester tell? The values that a submission holds, before they are sealed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date

from triage.codes import YOUNG, Concerns, GivenBy


class Hidden:
    """Something that a person told: `repr` shows none of its fields, whichever it has."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(•••)"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Profile(Hidden):
    """What could name a person in a small place; sealed under the request's second key.

    `age_bands` are catalogue codes, `municipality` an official code or None (not told, or a
    protected address), `language` and `interpreter` BCP 47 tags.
    """

    municipality: str | None = None
    age_bands: tuple[str, ...] = ()
    asker: str | None = None
    concerns: str | None = None
    language: str | None = None
    interpreter: str | None = None
    protected_address: bool = False
    elsewhere: bool = False

    @property
    def by_the_young(self) -> bool:
        """Whether a child or young person asks."""
        return self.asker in YOUNG

    @property
    def concerns_others(self) -> bool:
        """Whether it is about another's child or family."""
        return self.concerns == Concerns.OTHERS


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Contact(Hidden):
    """How the requester may be reached safely. Every line is in the requester's own words."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None
    safe_times: str | None = None
    may_leave_message: bool | None = None
    sms_ok: bool | None = None
    say_where_from: bool | None = None
    must_not_know: str | None = None

    @property
    def says_anything(self) -> bool:
        """Whether anything was told beside what may not be done."""
        return any(getattr(self, each.name) for each in fields(self))

    def said(self) -> Iterator[str]:
        """Every field that takes any words. An e-mail address takes none."""
        yield from filter(None, (self.name, self.phone, self.safe_times, self.must_not_know))


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Informant(Hidden):
    """Who told of it in the requester's place: a professional, and how to reach them."""

    name: str | None = None
    contact: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consents:
    """What the requester agreed to: partners (unit or side codes) who may be told, consulting."""

    partners: tuple[str, ...] = ()
    consult: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Consent(Hidden):
    """That a partner (unit or side code) may be told: what, what for, by whom, until which day."""

    purpose: str
    partner: str
    given_by: str
    what: str | None = None
    until: date | None = None

    @property
    def is_own(self) -> bool:
        """Whether it is the requester's own."""
        return self.given_by == GivenBy.REQUESTER

    def holds_on(self, day: date) -> bool:
        return self.until is None or day <= self.until


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RequestWords(Hidden):
    """The words of the request and all that belongs to them; sealed under the first key."""

    message: str | None = None
    contact: Contact | None = None
    reply_by: str | None = None
    own_word_hash: str | None = None
    guardian_may_know: str | None = None
    family_agrees: bool | None = None
    has_worker: str | None = None
    avoid: str | None = None
    consents: Consents = field(default_factory=Consents)

    def said(self) -> Iterator[str]:
        """Everything that the requester said in words of their own, in whichever field."""
        yield from filter(None, (self.message, self.has_worker, self.avoid))
        if self.contact is not None:
            yield from self.contact.said()
